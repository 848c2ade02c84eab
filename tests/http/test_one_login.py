"""The carrier gets one login, even with many simultaneous submits."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from h5kit.demo import make_demo
from h5kit.testing.people import number
from tests.conftest import TOKEN

ROUNDS, AT_ONCE = 200, 8


async def _round(client: httpx2.AsyncClient, last_four: str) -> int:
    query = {"token": "demo-token-0123456789abcdef", "tel": number(last_four)}
    entry = await client.get("/", params=query)
    path = entry.headers["location"]
    token = TOKEN.search((await client.get(path)).text)
    assert token
    form = {"_step": token[1], "service_password": "246813", "agree": "yes"}
    answers = await asyncio.gather(*(client.post(path, data=form) for _ in range(AT_ONCE)))
    assert {a.status_code for a in answers} <= {303, 409}
    told = await client.get(f"/sandbox/flows/{path.removeprefix('/f/')}")
    logins: int = told.json()["carrier_logins"]
    return logins


@pytest.mark.parametrize("last_four", ["0000"])
def test_eight_identical_submits_make_one_login_in_each_of_200_rounds(
    tmp_path: Path, last_four: str
) -> None:
    async def main() -> list[int]:
        app = make_demo(tmp_path).app
        transport = httpx2.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            return [await _round(client, last_four) for _ in range(ROUNDS)]

    assert asyncio.run(main()) == [1] * ROUNDS
