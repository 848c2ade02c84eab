"""Whatever a receiver answers, the try gets the right outcome, within bounds of time and memory."""

import asyncio
import gzip
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from h5kit.delivery.outbound import MOST_ANSWER_BYTES, Outbound, PostResult
from h5kit.delivery.pushes import outcome_of
from tests.zoo import rows

ROWS = rows("receivers")


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "deflate": partial(zlib.compress, wbits=-zlib.MAX_WBITS),
}


def _bytes(row: dict[str, Any]) -> bytes:
    """Return the answer of a row."""
    if "raw" in row:
        return str(row["raw"]).encode("latin-1")
    body: bytes = row["body"].encode("latin-1") * row.get("times", 1)
    for packer in row.get("pack", []):
        body = PACKERS[packer](body)
    lines = [row.get("line", "HTTP/1.1 200 OK"), *row.get("headers", [])]
    if row.get("length", True):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


async def _post_all() -> list[PostResult]:
    """Post to one receiver that has an address for each row; return the results in order."""
    tasks = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        row = ROWS[int((await reader.readline()).split()[1][1:])]
        await reader.readuntil(b"{}")
        writer.write(_bytes(row))
        if "raw" in row or not row.get("length", True):
            writer.write_eof()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    outbound = Outbound(allow_loopback=True)
    async with server:
        found = [await outbound.post(f"{base}/{n}", b"{}", {}) for n in range(len(ROWS))]
        await asyncio.gather(*filter(None, tasks))
    return found


def test_an_answer_has_its_outcome(subtests: pytest.Subtests) -> None:
    for row, result in zip(ROWS, asyncio.run(_post_all()), strict=True):
        with subtests.test(where=row["where"], row=row):
            assert outcome_of(result) == row["outcome"]
            assert len(result.body) <= MOST_ANSWER_BYTES
