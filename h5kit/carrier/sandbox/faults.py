"""What happens in the rows whose carrier breaks, for a caller in the same process."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from h5kit.carrier.faults import MESSAGES, WireFault
from h5kit.carrier.sandbox.scenarios import Fault
from h5kit.flow.outcomes import Refused

OnFault = Callable[[Fault], Awaitable[Refused]]

SEEN_AS: Final = {
    Fault.HTTP_500: WireFault.HTTP_ERROR,
    Fault.GARBAGE: WireFault.GARBAGE,
    Fault.DROPPED: WireFault.DROPPED,
}
"""What a client over HTTP sees of a fault; of silence it sees nothing until its deadline."""


async def as_over_http(fault: Fault) -> Refused:
    """Return what the HTTP adapter makes of a fault; a silent carrier stays silent."""
    if fault is Fault.SILENT:
        await asyncio.Event().wait()
    return Refused(MESSAGES[SEEN_AS[fault]])
