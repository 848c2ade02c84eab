"""Production in a process of its own while a `with` block runs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import httpx2

ROOT = Path(__file__).parents[2]


class Served:
    """A server under test: its address, a client, and, after its end, its log."""

    def __init__(
        self, config: Path, *, gateway_seconds: float = 0, notice_seconds: float | None = None
    ) -> None:
        """Take a settings file, the seconds of a carrier login, and the notice in seconds."""
        self._command = [sys.executable, "-m", "tests.production.doubled", str(config),
                         str(gateway_seconds)]  # fmt: skip
        if notice_seconds is not None:
            self._command.append(str(notice_seconds))
        self._log = config.parent / "log"

    def __enter__(self) -> "Served":
        """Start it; return when its port answers."""
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self._command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, env=os.environ
            )
        if self.process.stdout is None:
            raise RuntimeError("the server has no output")
        address = self.process.stdout.readline().decode().strip()
        if not address:
            raise RuntimeError(self.log)
        self.client = httpx2.Client(
            base_url=address, follow_redirects=True, timeout=60, trust_env=False
        )
        return self

    def stop(self) -> None:
        """Send SIGTERM, as systemd and containers do."""
        self.process.send_signal(signal.SIGTERM)

    def ended(self) -> float:
        """Wait for its end; return the seconds."""
        started = time.monotonic()
        self.process.wait(25)
        return time.monotonic() - started

    @property
    def log(self) -> str:
        """Its log."""
        return self._log.read_text("utf-8")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it in any state."""
        self.client.close()
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
