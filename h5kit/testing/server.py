"""A demo server in a process of its own, and small calls to its sandbox addresses."""

import json
import subprocess
import sys
from types import TracebackType
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class DemoServer:
    """`h5kit demo` on a free port, for as long as the `with` block runs."""

    def __init__(self, *options: str) -> None:
        """Take further options of the command."""
        self._options = options
        self.base_url = ""
        self.partner: dict[str, str] = {}
        self.data = ""

    def __enter__(self) -> "DemoServer":
        """Start the server; returns once its port answers."""
        command = [sys.executable, "-m", "h5kit.cli", "demo", "--port", "0", "--json"]
        self._process = subprocess.Popen(  # noqa: S603
            [*command, *self._options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if self._process.stdout is None:
            raise RuntimeError("the server has no output")
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("h5kit demo did not start")
        told = json.loads(line)
        self.base_url, self.partner, self.data = told["base_url"], told["partner"], told["data"]
        return self

    def stop(self) -> None:
        """Tell the server to stop; the end of the `with` block waits until it has."""
        self._process.terminate()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self._process.terminate()
        self._process.wait(25)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def entry(self, **parameters: str) -> str:
        """Return the address that a partner sends a person to."""
        query = {"token": self.partner["token"], **parameters}
        return f"{self.base_url}/?{urlencode(query)}"

    def session(self, **fields: object) -> dict[str, str]:
        """Open a session as a partner's server does; returns url, handle, expires_at."""
        made: dict[str, str] = self.call("/v1/sessions", fields)
        return made

    def call(self, path: str, body: object = None) -> Any:
        """Return the JSON of an address: GET without a body, POST with one."""
        request = Request(self.base_url + path)  # noqa: S310
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("content-type", "application/json")
        request.add_header("authorization", f"Bearer {self.partner['secret']}")
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward."""
        self.call("/sandbox/clock", {"advance_seconds": seconds})

    def last_code(self, tel: str) -> str:
        """Return the SMS code sent last to a number."""
        code: str = self.call(f"/sandbox/sms?tel={tel}")[0]["code"]
        return code

    def flow(self, handle: str) -> dict[str, Any]:
        """Return where a flow stands."""
        told: dict[str, Any] = self.call(f"/sandbox/flows/{handle}")
        return told
