"""A form that arrives after the timeout fills the new flow after 重新授权 (authorize again)."""

import asyncio
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from h5kit.demo import make_demo
from h5kit.messages import Message
from h5kit.testing.people import number, person
from tests.conftest import TOKEN, Visit

IDLE = 301
TYPED = ("name", "id_card", "address", "phone", "contact1_name", "contact1_phone")


def _filled() -> dict[str, str]:
    who = person()
    return {
        "name": who.name,
        "id_card": who.id_card,
        "province": "广东",
        "city": "深圳",
        "address": "彩云路1号",
        "phone": number("0000"),
        "contact1_name": "谷雨",
        "contact1_relation": "父母",
        "contact1_phone": number("0001"),
    }


def _wait(client: TestClient, seconds: float = IDLE) -> None:
    client.post("/sandbox/clock", json={"advance_seconds": seconds})


def _holds(visit: Visit, filled: dict[str, str]) -> list[bool]:
    return [f'value="{filled[name]}"' in visit.page for name in TYPED]


def test_p1_typed_for_longer_than_a_step_may_be_idle_is_kept(
    visit: Visit, client: TestClient
) -> None:
    filled = _filled()
    visit.enter()
    _wait(client)
    visit.post(**filled)
    assert (visit.step, visit.messages) == ("failed", [Message.TIMED_OUT])
    visit.post(go="restart")
    assert (visit.step, visit.messages) == ("basic_info", [])
    assert all(_holds(visit, filled))
    assert visit.post(**filled).step == "phone"


def test_it_is_kept_too_if_another_page_showed_the_timeout_first(
    visit: Visit, client: TestClient
) -> None:
    filled = _filled()
    visit.enter()
    _wait(client)
    other = Visit(client).take(client.get(visit.address))
    assert other.messages == [Message.TIMED_OUT]
    assert visit.post(**filled).messages == [Message.TIMED_OUT]
    assert all(_holds(other.post(go="restart"), filled))


def test_a_number_typed_on_p2_is_kept_but_no_secret(visit: Visit, client: TestClient) -> None:
    tel = number("0000")
    visit.enter(contactor="{}")
    _wait(client)
    visit.phone(tel).post(go="restart")
    assert visit.step == "phone"
    assert f'value="{tel}"' in visit.page
    assert "246813" not in visit.page


@pytest.mark.parametrize("token", ["older", "none", "foreign"])
def test_a_form_of_another_revision_changes_nothing(
    visit: Visit, client: TestClient, token: str
) -> None:
    filled = _filled()
    visit.enter()
    older = TOKEN.search(visit.page)
    visit.post(**filled).post(go="edit")
    foreign = TOKEN.search(Visit(client).enter().page)
    assert older
    assert foreign
    _wait(client)
    sent = {"older": older[1], "none": "", "foreign": foreign[1]}[token]
    visit.take(client.post(visit.address, data={"_step": sent, **_filled(), "name": "别人"}))
    assert visit.messages == [Message.TIMED_OUT]
    visit.post(go="restart")
    assert all(_holds(visit, filled))


def test_a_form_of_a_flow_that_began_again_changes_nothing(
    visit: Visit, client: TestClient
) -> None:
    filled = _filled()
    visit.enter()
    _wait(client)
    address = visit.address
    late = TOKEN.search(visit.page)
    assert late
    visit.post(**filled).post(go="restart")
    answer = client.post(address, data={"_step": late[1], "name": "别人"})
    assert str(answer.url) == visit.address
    assert all(_holds(visit.take(answer), filled))


def test_two_simultaneous_late_forms_end_the_flow_once(tmp_path: Path) -> None:
    filled = _filled()

    async def main() -> tuple[list[str], str]:
        app = make_demo(tmp_path).app
        transport = httpx2.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            entry = await client.get("/", params={"token": "demo-token-0123456789abcdef"})
            path = entry.headers["location"]
            token = TOKEN.search((await client.get(path)).text)
            assert token
            await client.post("/sandbox/clock", json={"advance_seconds": IDLE})
            form = {"_step": token[1], **filled}
            await asyncio.gather(*(client.post(path, data=form) for _ in range(8)))
            told = await client.get(f"/sandbox/flows/{path.removeprefix('/f/')}")
            again = TOKEN.search((await client.get(path)).text)
            assert again
            data = {"_step": again[1], "go": "restart"}
            fresh = await client.post(path, data=data, follow_redirects=True)
            return [line["event"] for line in told.json()["history"]], fresh.text

    events, page = asyncio.run(main())
    assert events == ["opened", "expired"]
    assert all(f'value="{filled[name]}"' in page for name in TYPED)
