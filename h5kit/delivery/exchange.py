"""One HTTP request and its answer on a connection of its own, both at the same time.

A receiver may answer before it has read the request, and then close the connection or go on
reading. Its answer counts in both cases.
"""

import asyncio
import contextlib
import ssl
import time
from dataclasses import dataclass, field
from typing import Final

import h11
from anyio import BrokenResourceError, ClosedResourceError, EndOfStream
from anyio.abc import ByteStream

from h5kit.delivery.sockets import SocketStream
from h5kit.pieces import pieces

MOST_HEAD_BYTES: Final = 65_536
STALL_SECONDS: Final = 1.0
"""How long a receiver that has answered may read nothing before the rest is kept from it."""

MOST_INFORMATIONAL: Final = 16
"""How many answers such as 100 and 103 may come before the answer: a flood takes all the time."""

_LOST: Final = (OSError, ssl.SSLError, EndOfStream, BrokenResourceError, ClosedResourceError)


class AnswerTooLargeError(Exception):
    """The answer's body has more bytes than are read."""

    def __init__(self, status: int, body: bytes) -> None:
        """Keep the status and the start of the body."""
        super().__init__(status)
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class ReceiverAnswer:
    """An answer as it came: `codings` are the values of its `Content-Encoding` headers."""

    status: int
    body: bytes = field(repr=False)
    codings: tuple[str, ...] = ()


class Exchange:
    """One request and its answer. `stream` is `connection` itself, or TLS over it."""

    def __init__(self, connection: SocketStream, stream: ByteStream) -> None:
        """Use a new connection."""
        self._connection = connection
        self._stream = stream
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD_BYTES)
        self._pieces_sent = 0
        self._sending: asyncio.Task[None] | None = None

    async def answer(self, request: h11.Request, body: bytes, most: int) -> ReceiverAnswer:
        """Send a request and return its answer, of which at most `most` bytes are read.

        Raises h11.ProtocolError and AnswerTooLargeError.
        """
        start = self._http.send(request) or b""
        self._sending = asyncio.create_task(self._send(start, body))
        head = await self._head()
        found = b""
        while isinstance(event := await self._next(), h11.Data):
            await asyncio.sleep(0)  # tens of thousands of tiny chunks may come at once
            found += event.data
            if len(found) > most:
                raise AnswerTooLargeError(head.status_code, found[:most])
        return ReceiverAnswer(head.status_code, found, _codings(head))

    async def finish(self, until: float) -> None:
        """Send what is left, as long as the receiver reads it and the time (monotonic) allows."""
        if self._sending is None or self._sending.done():
            return
        before = -1
        while not self._sending.done() and self._pieces_sent > before:
            before = self._pieces_sent
            await asyncio.wait({self._sending}, timeout=_patience(until))
        await self._until_closed(_patience(until))

    async def _until_closed(self, seconds: float) -> None:
        """Let the receiver close first: some drop what they have not read when we do."""
        with contextlib.suppress(TimeoutError, *_LOST):
            async with asyncio.timeout(seconds):
                while True:
                    await self._stream.receive()

    async def aclose(self) -> None:
        """Stop sending and close the connection."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        await self._connection.aclose()

    async def _send(self, start: bytes, body: bytes) -> None:
        """Send a body in pieces, so that TLS doesn't encrypt a large one in a single step."""
        with contextlib.suppress(*_LOST):  # reading tells what has happened
            await self._stream.send(start)
            for piece in pieces(body):
                await self._stream.send(self._http.send(h11.Data(data=bytes(piece))) or b"")
                if self._connection.is_cut:
                    return
                self._pieces_sent += 1
            self._http.send(h11.EndOfMessage())

    async def _head(self) -> h11.Response:
        """Return the head of the answer; what comes before it (100, 103) is no answer yet."""
        for _ in range(MOST_INFORMATIONAL + 1):
            event = await self._next()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise h11.RemoteProtocolError("the connection ended before the answer")
        raise h11.RemoteProtocolError("no end of informational answers")

    async def _next(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            try:
                received = await self._stream.receive()
            except _LOST:
                # A reset ends an answer like a close: a receiver that closes without having read
                # the whole request resets the connection. An answer with a length is complete or
                # refused by h11.
                received = b""
            self._http.receive_data(received)
        return event


def _patience(until: float) -> float:
    return max(0.0, min(STALL_SECONDS, until - time.monotonic()))


def _codings(head: h11.Response) -> tuple[str, ...]:
    return tuple(v.decode("latin-1") for name, v in head.headers if name == b"content-encoding")
