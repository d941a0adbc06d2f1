"""Requests as visitors send them: each is known once and sent raw under load, by hand, or in this process."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlencode

from bench import seeding
from seminars.registration.rules import CONSENT_VERSION

AGENT = "bench"
HIDDEN = re.compile(r'name="(csrf_token|form_key)"[^>]*? value="([^"]*)"')


@dataclass(frozen=True)
class Request:
    """One request."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def raw(self, port: int) -> bytes:
        """The bytes that go over the line."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"User-Agent: {AGENT}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.method == "POST":
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    text: str
    size: int

    def hidden(self) -> dict[str, str]:
        """CSRF token and form key of the form on the page."""
        return dict(HIDDEN.findall(self.text))


class Visitor:
    """One who keeps cookies and one connection, behind a proxy that names an address."""

    def __init__(self, port: int, address: str = "10.0.0.1") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.address = address
        self.cookies: dict[str, str] = {}
        self.received = 0

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._send("GET", path, b"", {})

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form."""
        return self._send("POST", path, urlencode(fields).encode(), FORM)

    def send(self, request: Request) -> int:
        """Ask as the request is written, with its own headers only; returns the status."""
        self.connection.request(request.method, request.path, request.body or None, dict(request.headers))
        response = self.connection.getresponse()
        response.read()
        return response.status

    def headers(self) -> dict[str, str]:
        """Where from, and the cookies."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"X-Forwarded-For": self.address} | ({"Cookie": cookies} if cookies else {})

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        usual = {**self.headers(), "User-Agent": AGENT}
        self.connection.request(method, path, body or None, {**usual, **headers})
        response = self.connection.getresponse()
        data = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        self.received += len(data)
        return Answer(response.status, response.headers, data.decode("utf-8", "replace"), len(data))


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def begun(port: int, seeded: seeding.Seeded) -> dict[str, str]:
    """The headers of somebody who has begun a form: pages are made for them anew, as nobody else sees them."""
    visitor = Visitor(port)
    visitor.get(f"/seminars/{seeded.empty}/register")
    return visitor.headers()


def signed_in(port: int, email: str) -> Visitor:
    """A member of staff who has signed in."""
    member = Visitor(port)
    form = member.get("/staff/sign-in").hidden()
    answer = member.post("/staff/sign-in", {**form, "email": email, "password": seeding.PASSWORD})
    if answer.status not in (302, 303):
        raise RuntimeError(f"{email} could not sign in: {answer.status} {answer.text[:500]}")
    return member


def signed_in_helper(port: int, seminar_id: int) -> tuple[Visitor, str]:
    """A helper who has signed in and chosen a desk; with the CSRF token that the door's page asks for."""
    helper = signed_in(port, seeding.EMAIL)
    helper.cookies["desk"] = "1"
    door = helper.get(f"/door/{seminar_id}/token")
    if door.status != 200:
        raise RuntimeError(f"the door did not open: {door.status} {door.text[:500]}")
    return helper, str(json.loads(door.text)["token"])


def scans(port: int, seeded: seeding.Seeded, mark: str = "bench") -> list[Request]:
    """One scan of each ticket, as the desk's page sends it."""
    helper, token = signed_in_helper(port, seeded.full)
    headers = {**helper.headers(), "X-CSRFToken": token, "Content-Type": "application/json"}
    path = f"/door/{seeded.full}/scan"
    return [
        Request(path, "POST", headers, _scan(f"{mark}-{number:08d}", port, ticket))
        for number, ticket in enumerate(seeded.tickets)
    ]


def registrations(port: int, seeded: seeding.Seeded, number: int) -> list[Request]:
    """So many registrations of one person each, half of them of enterprises not known before."""
    visitor = Visitor(port)
    path = f"/seminars/{seeded.empty}/register"
    token = visitor.get(path).hidden()["csrf_token"]
    made = []
    for place in range(number):
        visitor.address = f"10.{place // 60000}.{place // 250 % 250}.{place % 250 + 1}"
        fields = registration_fields(place, {"csrf_token": token, "form_key": f"bench-form-{place:020d}"})
        made.append(Request(path, "POST", {**visitor.headers(), **FORM}, urlencode(fields).encode()))
    return made


def registration_fields(place: int, hidden: Mapping[str, str]) -> dict[str, str]:
    """The form of the n-th enterprise, filled in."""
    firm = place // 2 + (seeding.ENTERPRISES if place % 2 else 0)
    return {
        **hidden,
        "notice": CONSENT_VERSION,
        "enterprise_name": seeding.enterprise_name(firm),
        "uscc": "",
        "email": f"guanwu{place}@bench.example",
        "people-0-name": seeding.NAMES[place % len(seeding.NAMES)],
        "people-0-phone": seeding.phone(50_000_000 + place),
        "people-0-position": "",
        "people-0-email": "",
        "people-0-access_need": "",
        "questions-0-text": "",
        "questions-0-category": "",
        "consent": "y",
    }


def _scan(scan_id: str, port: int, ticket: str) -> bytes:
    link = f"http://127.0.0.1:{port}/t/{ticket}"
    return json.dumps({"scan_id": scan_id, "text": link, "way": "camera"}).encode()
