"""A closed loop of raw sockets in a process of its own: each connection sends the next request when it has its answer.

`python -m bench.load <job file>` prints what came of it as JSON. A job names the port, the connections, the seconds, the
file of requests, whether they start over when used up, and what a good answer is.
"""

import json
import selectors
import socket
import struct
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

LENGTH = struct.Struct(">I")
PATIENCE = 60.0
"""seconds that the last answers are waited for"""


@dataclass(frozen=True)
class Job:
    """What to send where, and what must come back."""

    port: int
    connections: int
    seconds: float
    requests: str
    repeat: bool
    status: int
    contains: str = ""
    limit: int = 0
    """at most so many requests; 0: as many as there are"""


@dataclass
class Outcome:
    """What came back. A good answer has the status and contains the text of the job."""

    good: int = 0
    failed: int = 0
    seconds: float = 0.0
    received: int = 0
    times_ms: list[float] = field(default_factory=list)
    first_failure: str = ""


def write_requests(path: Path, requests: Iterable[bytes]) -> None:
    """Requests one after the other, each with its length before it."""
    with path.open("wb") as file:
        for request in requests:
            file.write(LENGTH.pack(len(request)) + request)


def read_requests(path: Path) -> list[bytes]:
    """What `write_requests` wrote."""
    data, place, found = path.read_bytes(), 0, []
    while place < len(data):
        (length,) = LENGTH.unpack_from(data, place)
        found.append(data[place + 4 : place + 4 + length])
        place += 4 + length
    return found


def is_whole(answer: bytes | bytearray) -> bool:
    """Whether this is one whole answer."""
    head, gap, body = answer.partition(b"\r\n\r\n")
    if not gap:
        return False
    fields = _fields(head)
    if b"chunked" in fields.get(b"transfer-encoding", b""):
        return body.endswith(b"0\r\n\r\n")
    return len(body) >= int(fields.get(b"content-length", b"0"))


def _fields(head: bytes | bytearray) -> dict[bytes, bytes]:
    pairs = (line.partition(b":") for line in bytes(head).lower().split(b"\r\n")[1:])
    return {name: value.strip() for name, _colon, value in pairs}


class Connection:
    """One visitor who waits for each answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answer = bytearray()
        self.sent_at = 0.0
        self.socket = self._connect()

    def send(self, request: bytes) -> None:
        """Ask."""
        self.answer.clear()
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what is there; False when the other side has hung up."""
        data = self.socket.recv(262144)
        self.answer += data
        return bool(data)

    def reconnect(self) -> None:
        """Start over."""
        self.socket.close()
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


class Loop:
    """All connections of one job."""

    def __init__(self, job: Job, requests: list[bytes]) -> None:
        self.job = job
        some = requests[: job.limit] if job.limit else requests
        self.waiting: Iterator[bytes] = cycle(some) if job.repeat else iter(some)
        self.outcome = Outcome()
        self.selector = selectors.DefaultSelector()
        self.busy = 0

    def run(self) -> Outcome:
        """Until the time is over or the requests are used up, and the last answer is here."""
        start = time.perf_counter()
        self.until = start + self.job.seconds
        for _number in range(self.job.connections):
            self._next(Connection(self.job.port), is_new=True)
        while self.busy:
            ready = self.selector.select(PATIENCE)
            if not ready:
                self._fail("no answer within a minute", self.busy)
                break
            for key, _events in ready:
                self._take(key.data)
        self.outcome.seconds = time.perf_counter() - start
        return self.outcome

    def _next(self, connection: Connection, is_new: bool = False) -> None:
        request = next(self.waiting, None) if time.perf_counter() < self.until else None
        if request is None:
            if not is_new:
                self._leave(connection)
            return
        if is_new:
            self.selector.register(connection.socket, selectors.EVENT_READ, connection)
            self.busy += 1
        connection.send(request)

    def _take(self, connection: Connection) -> None:
        if not connection.receive():
            self._fail("the server hung up", 1)
            self.selector.unregister(connection.socket)
            connection.reconnect()
            self.selector.register(connection.socket, selectors.EVENT_READ, connection)
            self._next(connection)
        elif is_whole(connection.answer):
            self._judge(connection)
            self._next(connection)

    def _judge(self, connection: Connection) -> None:
        answer = bytes(connection.answer)
        self.outcome.received += len(answer)
        self.outcome.times_ms.append((time.perf_counter() - connection.sent_at) * 1000)
        if int(answer[9:12]) == self.job.status and self.job.contains.encode() in answer:
            self.outcome.good += 1
        else:
            self._fail(answer[:600].decode("utf-8", "replace"), 1)

    def _fail(self, words: str, number: int) -> None:
        self.outcome.failed += number
        self.outcome.first_failure = self.outcome.first_failure or words

    def _leave(self, connection: Connection) -> None:
        self.selector.unregister(connection.socket)
        connection.socket.close()
        self.busy -= 1


def main() -> None:
    """Do the job that is named on the command line."""
    job = Job(**json.loads(Path(sys.argv[1]).read_text()))
    print(json.dumps(Loop(job, read_requests(Path(job.requests))).run().__dict__))


if __name__ == "__main__":
    main()
