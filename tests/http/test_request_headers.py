"""Request headers: where a POST comes from, which encoding is wanted, and nothing that breaks."""

from itertools import product
from typing import Any

import pytest
from starlette.testclient import TestClient

from h5kit.demo import demo_partner
from h5kit.testing.people import number
from h5kit.web.http.encodings import encoding_for, preferred
from tests.conftest import TOKEN, Visit

HOST = "127.0.0.1:8000"
OWN = f"http://{HOST}"
BAD = (
    b"", b" ", b"[", b"http://[", b"http://[::1", b"http://]", b"https://h:99999", b"https://h:x",
    b"\xff", b"\xc2\xb2", b"\xb2", b"\xe4\xb8\xad", b"a" * 9000, b"1" * 5000, b"-1", b"1e3", b"%",
    b"%00", b"null", b"*", b",", b";", b"=", b'"', b"a=b; a=\xff; =; ;", b"bytes=0-", b"q=;;q",
    b"Bearer", b"Bearer \xff", b"Basic \xff", b"\x01", b"multipart/form-data",
    b"text/\xff; charset=\xff",
)  # fmt: skip
READ = (
    "host", "origin", "sec-fetch-site", "sec-fetch-mode", "accept-encoding", "accept-language",
    "content-type", "cookie", "idempotency-key", "if-none-match", "authorization", "referer",
    "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "hx-request", "hx-target",
    "h5-fragment", "user-agent", "content-length", "range", "accept",
)  # fmt: skip


class Wire:
    """Sends a request's headers as they are; the test client would correct them."""

    def __init__(self, client: TestClient) -> None:
        """Send to the application of this client."""
        self._client = client

    def send(
        self, method: str, address: str, *headers: tuple[str, bytes], body: bytes = b""
    ) -> int:
        """Return the status of the answer."""
        assert self._client.portal is not None
        return int(self._client.portal.call(self._status, method, address, headers, body))

    async def _status(
        self, method: str, address: str, headers: tuple[tuple[str, bytes], ...], body: bytes
    ) -> int:
        path, _, query = address.partition("?")
        usual = [("host", HOST.encode()), ("content-type", b"application/x-www-form-urlencoded")]
        named = {name for name, _ in headers}
        given = [*(pair for pair in usual if pair[0] not in named), *headers]
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "path": path, "scheme": "http",
            "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 9),
            "server": ("127.0.0.1", 8000), "headers": [(n.encode(), v) for n, v in given],
        }  # fmt: skip
        status = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            status.extend([message["status"]] if "status" in message else [])

        await self._client.app(scope, receive, send)  # type: ignore[arg-type]  # plain dictionaries
        return int(status[0])


@pytest.fixture
def wire(client: TestClient) -> Wire:
    """The wire to the demo."""
    return Wire(client)


ASKED = (
    ("GET", "{flow}"), ("GET", "{flow}/agreement"), ("POST", "/"), ("GET", "/report/detail?sid=S"),
    ("POST", "/report/unmask"), ("GET", "/site/login"), ("POST", "/site/login"),
    ("POST", "/site/logout"), ("GET", "/site/reports"), ("GET", "/sandbox"),
    ("POST", "/sandbox/move"), ("POST", "/sandbox/clock"), ("POST", "/v1/sessions"),
    ("GET", "/calls/report?sid=S"), ("GET", "/h5kit.js"), ("GET", "/nothing"),
    ("POST", "/v1/reports/S/link"),
)  # fmt: skip


def test_no_header_breaks_an_answer(visit: Visit, wire: Wire) -> None:
    flow = visit.enter(tel=number("0000")).address.removeprefix(OWN)
    secret = ("authorization", f"Bearer {demo_partner().secret}".encode())
    broken = []
    for n, (name, value) in enumerate(product(READ, BAD)):
        headers = ((name, value), *((secret,) if name != secret[0] else ()))
        # Each value in each header at a flow's form, and at another address in turn.
        for method, path in (("POST", "{flow}"), ASKED[n % len(ASKED)]):
            address = path.format(flow=flow)
            for sent in (headers, (*headers, (name, b"another"))):
                status = wire.send(method, address, *sent, body=b"_step=1.x&go=submit")
                if status >= 500:
                    broken.append((method, path, name, value[:20], len(sent), status))
    assert broken == []


def test_a_form_is_taken_from_our_own_page_only(
    visit: Visit, wire: Wire, subtests: pytest.Subtests
) -> None:
    visit.enter(tel=number("0000"))
    token = TOKEN.search(visit.page)
    assert token
    forms = {"valid": token[1], "stale": "1.x", "none": ""}
    own, null, evil = (
        ("origin", OWN.encode()),
        ("origin", b"null"),
        ("origin", b"https://e.example"),
    )
    same, by_person = ("sec-fetch-site", b"same-origin"), ("sec-fetch-site", b"none")
    cross, sibling = ("sec-fetch-site", b"cross-site"), ("sec-fetch-site", b"same-site")
    bad, host = ("origin", b"http://["), ("host", b"H5.example:443")
    rows: list[tuple[tuple[tuple[str, bytes], ...], str, bool]] = [
        ((), "valid", True),
        ((own,), "valid", True),
        ((same,), "valid", True),
        ((own, same), "valid", True),
        ((own, by_person), "valid", True),
        ((host, ("origin", b"https://h5.example")), "valid", True),
        ((host, ("origin", b"https://h5.example:443")), "valid", True),
        ((("host", b"h5.example"), ("origin", b"http://h5.example:80")), "valid", True),
        ((null, same), "valid", True),
        ((null, same), "none", True),
        ((null,), "valid", True),
        ((null, null), "valid", True),
        ((null,), "stale", False),
        ((null,), "none", False),
        ((null, by_person), "valid", False),
        ((null, cross), "valid", False),
        ((null, sibling), "valid", False),
        ((null, ("sec-fetch-site", b"")), "valid", False),
        ((null, evil), "valid", False),
        ((own, null), "valid", False),
        ((own, cross), "valid", False),
        ((own, sibling), "valid", False),
        ((same, cross), "valid", False),
        ((cross, same), "valid", False),
        ((evil,), "valid", False),
        ((host, ("origin", b"http://h5.example")), "valid", False),
        ((host, ("origin", b"https://h5.example:8443")), "valid", False),
        ((("origin", b"https://h5.example"), ("host", b"h5.example@e.example")), "valid", False),
        ((("origin", f"http://me@{HOST}".encode()),), "valid", False),
        ((("origin", f"{OWN}/path".encode()),), "valid", False),
        ((("origin", f"{OWN}, {OWN}".encode()),), "valid", False),
        ((("origin", b"file://"),), "valid", False),
        ((("origin", b""),), "valid", False),
        ((bad,), "valid", False),
        ((bad, same), "valid", False),
        ((("host", b"["), own), "valid", False),
        ((("host", b"["), same), "valid", False),
        ((("host", b"\xff"),), "valid", False),
        ((("host", HOST.encode()), ("host", b"e.example"), own), "valid", False),
    ]
    path = visit.address.removeprefix(OWN)
    for headers, form, is_taken in rows:
        with subtests.test(headers=headers, form=form):
            body = f"_step={forms[form]}&go=explode".encode()
            status = wire.send("POST", path, *headers, body=body)
            assert status == (303 if is_taken else 403)


def test_a_form_without_a_step_token_is_not_taken_from_a_hidden_origin(wire: Wire) -> None:
    forms = [
        ("/sandbox/move", b"seconds=1", 303),
        ("/sandbox/clock", b'{"advance_seconds":1}', 200),
    ]
    null, same = ("origin", b"null"), ("sec-fetch-site", b"same-origin")
    for path, body, taken in forms:
        assert wire.send("POST", path, null, body=body) == 403
        assert wire.send("POST", path, null, same, body=body) == taken
        assert wire.send("POST", path, ("origin", b"http://["), body=body) == 403


def test_the_preferred_encoding_is_chosen(subtests: pytest.Subtests) -> None:
    for accepted, encoding in [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=0.5, br;q=1", "br"),
        ("gzip;q=1.0, br;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0", "identity"),
        ("br;q=0.000, gzip;q=0", "identity"),
        ("br;q=0.001", "br"),
        ("gzip;q=0.5, identity", "identity"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("gzip;q=0.5", "gzip"),
        ("identity", "identity"),
        ("identity;q=0", "identity"),
        ("identity;q=0, *", "br"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("*;q=0, gzip", "gzip"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("deflate, gzip;q=1.0, *;q=0.5", "gzip"),
        ("compress, x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("Br ; Q=1", "br"),
        ("\tbr\t;\tq=1.\t", "br"),
        ("brotli", "identity"),
        ("bridge, gzipped", "identity"),
        ("deflate", "identity"),
        ("", "identity"),
        (",,", "identity"),
        (";q=1", "identity"),
        ("br;q=", "identity"),
        ("br;q=high", "identity"),
        ("br;q=2", "identity"),
        ("br;q=-1", "identity"),
        ("br;q=1e0", "identity"),
        ("br;q=nan", "identity"),
        ("br;level=4", "identity"),
        ("br gzip", "identity"),
        ("br;q=high, gzip", "gzip"),
        ("\xff, gzip", "gzip"),
    ]:
        with subtests.test(accepted=accepted):
            assert preferred(accepted) == encoding
    two = [(b"accept-encoding", b"gzip;q=0.5"), (b"accept-encoding", b"br")]
    assert encoding_for({"headers": two}) == "br"


def test_pages_and_files_are_sent_in_the_preferred_encoding(
    visit: Visit, client: TestClient
) -> None:
    visit.enter(tel=number("0000"))
    for address in (visit.address, "/h5kit.js", "/report/rules", "/sandbox"):
        beginnings = set()
        for accepted, encoding in [
            ("br;q=0, gzip", "gzip"),
            ("br;q=0, gzip;q=0", ""),
            ("br", "br"),
        ]:
            answer = client.get(address, headers={"accept-encoding": accepted})
            assert answer.headers.get("content-encoding", "") == encoding
            # What follows differs: it has a nonce and the time.
            beginnings.add(answer.text[:15])
        assert len(beginnings) == 1
