"""A carrier for production's tests: the sandbox behind a wrapper, as slow as a test wants.

`python -m tests.production.doubled CONFIG SECONDS` serves production with it; the first line on
standard output is its address.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, cast

from h5kit import logs
from h5kit.carrier.gateway import Answers, Gateway, Session
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import SystemClock
from h5kit.flow.outcomes import CarrierOutcome
from h5kit.production import check, make_production
from h5kit.serving import Stopping, address_of, listen, run


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
    checked = check(Path(config), os.environ)
    logs.configure(level=checked.configuration.logs.level)
    bound = listen("127.0.0.1", 0)
    app = make_production(checked, slow(float(seconds)))
    run(
        app,
        bound,
        lambda: print(address_of(bound), flush=True),  # noqa: T201
        stopping=Stopping(app.state.health.leave, checked.configuration.server.notice_seconds),
        trusted_proxies=checked.configuration.server.trusted_proxies,
    )


if __name__ == "__main__":
    main()
