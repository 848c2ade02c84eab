"""A command of h5kit in a separate process, and calls to its endpoints."""

import json
import subprocess
import sys
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

STOP_SECONDS = 25
DIRECTLY = build_opener(ProxyHandler({}))
"""Ignores http_proxy: requests to loopback must not use a proxy."""


class ServerProcess:
    """`h5kit <command>` on a free port while the `with` block runs.

    `told` is the JSON that the command prints once it is ready. The command also ends when this
    process ends, even if it is killed.
    """

    def __init__(self, command: str, *options: str) -> None:
        """Set additional options of the command."""
        self._command = command
        self._options = options
        self.told: dict[str, Any] = {}
        self.base_url = ""
        self.partner: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Start the server and wait until it is ready."""
        wrapped = [sys.executable, "-m", "h5kit.testing.tethered"]
        command = [*wrapped, self._command, "--port", "0", "--json", *self._options]
        self._output = TemporaryFile()  # not a pipe, which would fill up if nobody reads it
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._output
        )
        if self._process.stdout is None:
            raise RuntimeError("the server has no output")
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(STOP_SECONDS)
            self._output.seek(0)
            told = self._output.read()[-2000:].decode(errors="replace").strip()
            self.__exit__(None, None, None)
            raise RuntimeError(f"h5kit {self._command} did not start: {told}")
        self.told = json.loads(line)
        self.base_url, self.partner = self.told["base_url"], self.told["partner"]
        return self

    def stop(self) -> None:
        """Ask the server to stop; the end of the `with` block waits for its end."""
        self._process.terminate()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self._process.terminate()
        self._process.wait(STOP_SECONDS)
        self._output.close()
        for pipe in filter(None, (self._process.stdin, self._process.stdout)):
            pipe.close()

    def call(self, path: str, body: object = None) -> Any:
        """Return the JSON of an endpoint: GET without a body, POST with one.

        Raises HTTPError for a refusal, with the server's answer.
        """
        request = Request(self.base_url + path)  # noqa: S310
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("content-type", "application/json")
        request.add_header("authorization", f"Bearer {self.partner['secret']}")
        try:
            with DIRECTLY.open(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as fault:
            said = fault.read(2000).decode(errors="replace")
            told = HTTPError(fault.url, fault.code, f"{fault.msg}: {said}", fault.headers, None)
            raise told from None

    def advance(self, seconds: float) -> None:
        """Advance the server's clock."""
        self.call("/sandbox/clock", {"advance_seconds": seconds})

    def codes(self, tel: str) -> list[str]:
        """Return the SMS codes sent to a number, newest first."""
        return [sms["code"] for sms in self.call(f"/sandbox/sms?tel={tel}")]


class SandboxServer(ServerProcess):
    """`h5kit sandbox`: the sandbox carrier over HTTP."""

    def __init__(self, *options: str) -> None:
        """Set additional options of the command."""
        super().__init__("sandbox", *options)
