"""A partner's receiver on loopback that stores pushes and gives planned answers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from h5kit.testing.loopback import Loopback

Answer = tuple[int, bytes]
"""The status and body of an answer to a push."""

OK: Answer = (200, b"ok")


@dataclass(frozen=True, slots=True)
class Push:
    """A received request: path with query, headers in lower case, body."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body as a dictionary."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class Receiver(Loopback):
    """A receiver while the `with` block runs."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Answer `ok` by default; port 0 chooses a free one. Raises OSError if it is in use."""
        self._pushes: list[Push] = []
        self._answer: Callable[[Push], Answer] = lambda _: OK
        self._arrived = threading.Condition()
        self.sids: dict[str, str] = {}
        """The sid of each push that was examined, by webhook-id."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", "0"))
                body = self.rfile.read(length)
                if len(body) < length:  # the sender has disconnected: ignore the push
                    self.close_connection = True
                    return
                headers = {k.lower(): v for k, v in self.headers.items()}
                status, text = receiver.take(Push(self.path, headers, body))
                with suppress(OSError):  # the sender may have disconnected
                    self.send_response(status)
                    self.send_header("content-length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                """Log nothing: requests contain personal data."""

        super().__init__(Handler, host, port)
        self.url = f"http://{host}:{self.port}/push"

    def take(self, push: Push) -> Answer:
        """Store a push and return the answer to it."""
        with self._arrived:
            self._pushes.append(push)
            self._arrived.notify_all()
            return self._answer(push)

    def answers(self, *answers: Answer) -> None:
        """Set the answers to the next pushes, one each; later ones get `ok`."""
        left = list(answers)
        self.answer_by(lambda _: left.pop(0) if left else OK)

    def answer_by(self, rule: Callable[[Push], Answer]) -> None:
        """Answer each push from now on with the result of `rule`."""
        with self._arrived:
            self._answer = rule

    def pushes(self) -> list[Push]:
        """Return all received pushes, oldest first."""
        with self._arrived:
            return list(self._pushes)

    def first(self, is_meant: Callable[[Push], bool], since: int, timeout: float) -> Push:
        """Return the first matching push, from index `since` on; raises TimeoutError for none."""
        coming = self._from(since)

        def found() -> Push | None:
            return next(filter(is_meant, coming()), None)

        with self._arrived:
            push = self._arrived.wait_for(found, timeout)
        if push is None:
            raise TimeoutError(f"no such push within {timeout} s")
        return push

    def _from(self, since: int) -> Callable[[], Iterator[Push]]:
        """Return a function that yields, at each call, the pushes since the last call."""
        looked_at = since

        def coming() -> Iterator[Push]:
            nonlocal looked_at
            while looked_at < len(self._pushes):
                looked_at += 1
                yield self._pushes[looked_at - 1]

        return coming

    def wait(self, uid: str, *, count: int = 1, timeout: float = 20) -> list[Push]:
        """Return the pushes of a uid once there are `count`; raises TimeoutError."""

        def mine() -> list[Push]:
            return [p for p in self._pushes if p.json().get("uid") == uid]

        with self._arrived:
            if not self._arrived.wait_for(lambda: len(mine()) >= count, timeout):
                raise TimeoutError(f"{len(mine())} of {count} pushes arrived")
            return mine()
