"""Large answers are built on a thread and sent in pieces; small ones are not."""

import asyncio
import threading
from typing import Any

import pytest

from h5kit.pieces import PIECE
from h5kit.threads import LARGE_BYTES, by_size
from h5kit.web.http.responses import RawResponse


async def _messages(size: int) -> list[Any]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    body = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    answer = RawResponse(body, 200, [(b"x-one", b"1")])
    await answer({"type": "http", "method": "GET"}, receive, send)
    assert b"".join(message.get("body", b"") for message in sent) == body
    return sent


def test_a_large_body_is_sent_completely_in_pieces(subtests: pytest.Subtests) -> None:
    for size in [LARGE_BYTES + 1, 2 * PIECE, 3 * PIECE + 1]:
        with subtests.test(size=size):
            start, *rest = asyncio.run(_messages(size))
            assert (start["status"], start["headers"]) == (
                200,
                [(b"x-one", b"1"), (b"content-length", str(size).encode())],
            )
            assert len(rest) > 2
            assert max(len(message["body"]) for message in rest) == PIECE
            assert [message.get("more_body", False) for message in rest] == [True] * (
                len(rest) - 1
            ) + [False]


def test_a_small_body_is_sent_at_once(subtests: pytest.Subtests) -> None:
    for size in [0, 1, LARGE_BYTES]:
        with subtests.test(size=size):
            assert len(asyncio.run(_messages(size))) == 2


@pytest.mark.parametrize(("size", "is_elsewhere"), [(LARGE_BYTES, False), (LARGE_BYTES + 1, True)])
def test_work_on_many_bytes_is_done_on_a_thread(size: int, *, is_elsewhere: bool) -> None:
    async def main() -> tuple[int, int]:
        return threading.get_ident(), await by_size(size, threading.get_ident)

    here, there = asyncio.run(main())
    assert (here != there) is is_elsewhere
