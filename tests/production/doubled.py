"""Production with the sandbox as its gateway, as slow as a test wants.

`python -m tests.production.doubled CONFIG SECONDS [NOTICE]` serves it; the first line printed is
its address. When it is stopped, it accepts people for another NOTICE seconds, which may be longer
than the settings allow.
"""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from msgspec import structs

from h5kit.carrier.gateway import Answers, Gateway, Session
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import SystemClock
from h5kit.commands.serve import served
from h5kit.flow.outcomes import CarrierOutcome
from h5kit.production import Checked, check


class Slow:
    """The sandbox gateway, with logins that take `seconds`."""

    def __init__(self, sandbox: SandboxGateway, seconds: float) -> None:
        """Wrap a sandbox gateway."""
        self._sandbox = sandbox
        self._seconds = seconds

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Answer as the sandbox does, after a pause."""
        await asyncio.sleep(self._seconds)
        return await self._sandbox.submit(session, answers)

    def __getattr__(self, name: str) -> Any:
        """Return the sandbox's method."""
        return getattr(self._sandbox, name)


def slow(seconds: float = 0) -> Gateway:
    """Return the gateway."""
    return cast("Gateway", Slow(SandboxGateway(SystemClock()), seconds))


def main() -> None:
    """Serve until stopped."""
    config, seconds, *notice = sys.argv[1:]
    checked = check(Path(config), os.environ)
    if notice:
        checked = _with_notice(checked, float(notice[0]))
    served(checked, slow(float(seconds)), lambda at: print(at, flush=True))  # noqa: T201


def _with_notice(checked: Checked, seconds: float) -> Checked:
    c = checked.configuration
    server = structs.replace(c.server, notice_seconds=seconds)
    loaded = replace(checked.loaded, configuration=structs.replace(c, server=server))
    return replace(checked, loaded=loaded)


if __name__ == "__main__":
    main()
