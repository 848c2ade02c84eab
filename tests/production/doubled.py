"""A carrier for production's tests: the sandbox behind a wrapper, as slow as a test wants.

`python -m tests.production.doubled CONFIG SECONDS` serves production with it; the first line on
standard output is its address.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, cast

from h5kit.carrier.gateway import Answers, Gateway, Session
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import SystemClock
from h5kit.commands.serve import served
from h5kit.flow.outcomes import CarrierOutcome
from h5kit.production import check


class Slow:
    """A gateway that takes `seconds` to answer a login; the rest is the sandbox's."""

    def __init__(self, sandbox: SandboxGateway, seconds: float) -> None:
        """Wrap a sandbox."""
        self._sandbox = sandbox
        self._seconds = seconds

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Answer as the sandbox does, later."""
        await asyncio.sleep(self._seconds)
        return await self._sandbox.submit(session, answers)

    def __getattr__(self, name: str) -> Any:
        """Return the sandbox's method."""
        return getattr(self._sandbox, name)


def slow(seconds: float = 0) -> Gateway:
    """Return the gateway."""
    return cast("Gateway", Slow(SandboxGateway(SystemClock()), seconds))


def main() -> None:
    """Serve until told to stop."""
    config, seconds = sys.argv[1:3]
    served(check(Path(config), os.environ), slow(float(seconds)), lambda at: print(at, flush=True))  # noqa: T201


if __name__ == "__main__":
    main()
