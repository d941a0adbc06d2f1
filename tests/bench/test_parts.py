"""The parts of the harness work; nothing here is timed."""

import os
import subprocess
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf.csrf import generate_csrf

from bench import by_hand_app, counting, printing, seeding, statements, visiting
from bench.limit_app import application, calendar, folded, rows
from bench.limit_data import LimitData, code, event
from bench.load import Job, Loop, is_whole, read_requests, write_requests
from bench.printing import verdict
from bench.product_data import ProductData
from bench.rounds import Cell, Result, Sample, Side, percentile
from bench.servers import Server
from tests.databases import plain
from tests.pages import Client


class Door(BaseHTTPRequestHandler):
    """Answers every second request with 200, the others with 409."""

    protocol_version = "HTTP/1.1"
    asked = 0

    def do_GET(self) -> None:
        """Whatever is asked."""
        Door.asked += 1
        body = b"in" if Door.asked % 2 else b"no"
        self.send_response(200 if Door.asked % 2 else 409)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def limit_database(tmp_path: Path) -> str:
    return str(tmp_path / "limit.sqlite")


def test_the_client_counts_good_and_failed_answers_and_stops_when_requests_are_used_up() -> None:
    Door.asked = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        port = server.server_address[1]
        job = Job(port, connections=1, seconds=20, requests="", repeat=False, status=200, contains="in")
        requests = [visiting.Request("/").raw(port)] * 6
        outcome = Loop(job, requests).run()
        server.shutdown()
        thread.join()
    assert (outcome.good, outcome.failed, len(outcome.times_ms)) == (3, 3, 6)
    assert outcome.first_failure.startswith("HTTP/1.1 409")


def test_requests_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    requests = [b"", b"GET / HTTP/1.1\r\n\r\n", "签到".encode()]
    write_requests(tmp_path / "some", requests)
    assert read_requests(tmp_path / "some") == requests


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", False),
        (b"HTTP/1.1 200 OK\r\nContent-Le", False),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", False),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", True),
    ],
)
def test_an_answer_is_whole_when_its_last_byte_is_here(answer: bytes, whole: bool) -> None:
    assert is_whole(answer) is whole


def test_the_work_of_a_child_is_counted_while_it_lives_and_when_it_has_ended() -> None:
    before = counting.cpu_ms(os.getpid())
    busy = "import time\nwhile time.process_time() < 0.2: pass"
    subprocess.run([sys.executable, "-c", busy], check=True)
    assert counting.cpu_ms(os.getpid()) - before >= 150
    assert counting.memory(os.getpid()).rss > counting.memory(os.getpid()).pss * 0.5 > 1


def test_a_ticket_of_the_limit_is_taken_once(limit_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = LimitData(limit_database)
    monkeypatch.setenv("BENCH_LIMIT_DATABASE", limit_database)
    client = application().test_client()
    assert client.post(f"/check-in/{code(7)}").get_json() == {"id": 7}
    assert client.post(f"/check-in/{code(7)}").get_json() == {"id": None}
    client.post("/register", data={"name": "李晓雯", "phone": "13900000000"})
    assert data.counts() == {"check_ins": 1, "people": 1, "taken": 1}
    data.refill()
    assert data.counts() == {"check_ins": 0, "people": 0, "taken": 0}


def test_the_page_of_the_limit_is_15_kb(limit_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    LimitData(limit_database)
    monkeypatch.setenv("BENCH_LIMIT_DATABASE", limit_database)
    assert 14_500 < len(application().test_client().get("/tpl").data) < 15_500
    assert len(rows(3)) == 3


def test_the_calendar_of_the_limit_is_folded_as_the_standard_says() -> None:
    lines = calendar([event(number)[1:] for number in range(3)]).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines.count(b"BEGIN:VEVENT") == 3
    assert folded("UID:short") == "UID:short"


def test_what_is_seeded_is_true(app: Flask, client: Client) -> None:
    seeded = seeding.seed(app, 40)
    seeding.history(app, 30)
    assert client.get(f"/t/{seeded.tickets[0].lower()}").status_code == 200
    page = visiting.Request(f"/seminars/{seeded.empty}")
    assert statements.of(app, page, 200)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_by_hand_lets_a_ticket_in_once_and_writes_the_rows_of_a_registration(
    app: Flask, database_url: str
) -> None:
    seeded = seeding.seed(app, 2)
    written = ProductData(app, seeded)
    limit = Flask("limit")
    limit.secret_key = "the key of this test"
    limit.add_url_rule("/token", view_func=generate_csrf)
    visitor = limit.test_client()
    with closing(by_hand_app.add(limit, plain(database_url)).connection):
        token = visitor.get("/token").text
        form = visiting.registration_fields(7, {"csrf_token": token, "form_key": "by hand"})
        register = f"/by-hand/seminars/{seeded.empty}/register"
        sent = [visitor.post(register, data=form).status_code for _again in range(2)]
        scan = f"/by-hand/door/{seeded.full}/scan"
        told = {"scan_id": "1", "text": f"/t/{seeded.tickets[0]}", "way": "camera"}
        stranger = visitor.post(scan, json=told, headers={"X-CSRFToken": token})
        with visitor.session_transaction() as session:
            session["_user_id"] = seeding.EMAIL
        shown = [visitor.post(scan, json=told, headers={"X-CSRFToken": token}) for _again in range(2)]
    assert sent == [303, 409]
    assert written.wrong_with_registrations(1) == ""
    assert stranger.status_code == 409
    assert [answer.json["outcome"] for answer in shown if answer.json] == ["ok", "no"]
    assert written.wrong_with_arrivals(1) == ""


def _result(
    cpu: float, rates: tuple[float, ...] = (100.0, 100.0), words: str = "", bar: float = 2.0
) -> Result:
    side = Side(Server(0, 0, 0, 0), ())
    product = [Sample(80, cpu, 1, 2, 3, 10, 1 if words else 0, words)] * 2
    limit = [Sample(rate, 1.0, 1, 2, 3, 10, 0) for rate in rates]
    return Result(Cell("a", "a check-in", 8, side, side, bar, 0.5), product, limit)


@pytest.mark.parametrize(
    ("result", "word"),
    [
        (_result(1.9), "PASS"),
        (_result(2.1), "FAIL"),
        (_result(1.9, rates=(40.0, 160.0)), "NOISY"),
        (_result(1.9, words="409 Conflict"), "FAIL"),
    ],
)
def test_a_cell_is_judged_by_cpu_failures_and_noise(result: Result, word: str) -> None:
    assert verdict(result, 1.0)[0] == word
    assert word in printing.line(result, 1.0)


def test_the_history_names_neither_machine_nor_folder() -> None:
    entry = printing.record([_result(1.9)], [printing.Fact("statements", 2, "2", True)], 1.0, {"quick": True})
    assert str(Path.home()) not in str(entry)
    assert os.uname().nodename not in str(entry)
    assert entry["cells"][0]["verdict"] == "PASS"


def test_percentiles_of_a_list() -> None:
    assert [percentile(range(100), share) for share in (50, 95, 99)] == [50, 95, 99]
