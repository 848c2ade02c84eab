"""The headers of every answer."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from h5kit.app import create_app
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.demo import demo_partner
from h5kit.entry.partners import Partners
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.settings import Settings
from h5kit.store.databases import open_file
from h5kit.store.store import Store
from h5kit.testing.people import number
from h5kit.web.http.headers import page_headers
from tests.conftest import KEYS, SHOWN, Visit
from tests.http.made import OTHER


def test_a_page_has_a_strict_policy_with_a_fresh_nonce(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    seen = set()
    for _ in range(3):
        answer = client.get(visit.address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "strict-dynamic" not in policy
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce
        assert f'nonce="{nonce[1]}"' in answer.text
        seen.add(nonce[1])
    assert len(seen) == 3


@pytest.mark.parametrize("path", ["/", "/f/x", "/nowhere", "/healthz", "/v1/sessions"])
def test_every_answer_is_private(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


def test_static_files_are_immutable_and_compressed(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    for path in re.findall(r'"(/static/[^"]+)"', visit.page):
        answer = client.get(path, headers={"accept-encoding": "br"})
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "br"


def test_nobody_may_frame_a_page_unless_the_partner_says_so() -> None:
    plain = Partner(appid="a", name="n", token="t" * 16, secret="s" * 16)
    embedding = Partner(
        appid="a", name="n", token="t" * 16, secret="s" * 16, embed_origins=("https://s.example",)
    )
    none = dict(page_headers("n", plain, loopback=False))
    some = dict(page_headers("n", embedding, loopback=False))
    assert none[b"content-security-policy"].endswith(b"frame-ancestors 'none'")
    assert none[b"x-frame-options"] == b"DENY"
    assert some[b"content-security-policy"].endswith(b"frame-ancestors https://s.example")
    assert b"x-frame-options" not in some


def _embedded(tmp_path: Path, store: Store | None = None) -> TestClient:
    """Return a client of a server whose partner is embedded by one page."""
    partner = replace(demo_partner(), embed_origins=("https://s.example",))
    clock = MovableClock()
    app = create_app(
        Settings(keys=KEYS, sandbox=True),
        gateway=SandboxGateway(clock),
        store=store or open_file(tmp_path / "s.db", KEYS),
        clock=clock,
        partners=Partners([partner, OTHER]),
    )
    return TestClient(app, base_url="http://127.0.0.1:8000")


def _frames(answer: Any) -> tuple[str, bool]:
    policy = answer.headers["content-security-policy"]
    return policy.partition("frame-ancestors ")[2], "x-frame-options" in answer.headers


SHOP, NOBODY = ("https://s.example", False), ("'none'", True)


@pytest.mark.parametrize(
    ("query", "frames"),
    [
        ({"token": demo_partner().token, "tel": "12"}, SHOP),
        ({"token": demo_partner().token, "uid": "u" * 200}, SHOP),
        ({"token": OTHER.token, "tel": "12"}, NOBODY),
        ({"token": "unknown", "tel": "12"}, NOBODY),
    ],
)
def test_an_embedded_entry_may_show_its_error_page(
    tmp_path: Path, query: dict[str, str], frames: tuple[str, bool]
) -> None:
    with _embedded(tmp_path) as client:
        answer = client.get("/", params=query)
        assert (answer.status_code // 100, _frames(answer)) == (4, frames)


@pytest.mark.parametrize(("token", "frames"), [(demo_partner().token, SHOP), (OTHER.token, NOBODY)])
def test_an_embedded_deleted_flow_may_show_its_page(
    tmp_path: Path, token: str, frames: tuple[str, bool]
) -> None:
    store = open_file(tmp_path / "s.db", KEYS)
    with _embedded(tmp_path, store) as client:
        visit = Visit(client).enter(token=token, tel=number("0000"))
        asyncio.run(store.sweep(9e9, 0))
        answer = client.get(visit.address)
        assert (answer.status_code, SHOWN.findall(answer.text)[-1:]) == (
            410,
            [str(Message.TIMED_OUT)],
        )
        assert _frames(answer) == frames
        assert _frames(client.post(visit.address, content=b"%ff=1")) == frames
        assert _frames(client.get(visit.address[:-1])) == NOBODY


@pytest.mark.parametrize(
    ("path", "is_json"),
    [("/calls/record?sid=S", True), ("/cuishou?sid=S", True), ("/f/{handle}", False)],
)
def test_a_failed_request_is_answered_in_the_format_of_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, is_json: bool
) -> None:
    store = open_file(tmp_path / "s.db", KEYS)
    with _embedded(tmp_path, store) as client:
        visit = Visit(client).enter(tel=number("0000"))

        async def broken(*_: object, **__: object) -> None:
            raise RuntimeError

        for name in ("find", "authorization"):
            monkeypatch.setattr(store, name, broken)
        secret = {"authorization": f"Bearer {demo_partner().secret}"}
        answer = client.get(path.format(handle=visit.handle), headers=secret)
        assert answer.status_code == 500
        if is_json:
            assert answer.json() == {
                "status": Message.SERVICE_BUSY.row.statuses[0],
                "msg": Message.SERVICE_BUSY.text(),
            }
        else:
            assert SHOWN.findall(answer.text)[-1:] == [str(Message.SERVICE_BUSY)]
            assert _frames(answer) == SHOP
