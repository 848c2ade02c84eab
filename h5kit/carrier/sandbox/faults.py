"""The scenarios with a broken carrier, for a caller in the same process."""

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
"""The transport fault that an HTTP client sees. SILENT is missing: it only ends by a deadline."""


async def as_over_http(fault: Fault) -> Refused:
    """Return the refusal that the HTTP adapter returns for a fault; wait forever for SILENT."""
    if fault is Fault.SILENT:
        await asyncio.Event().wait()
    return Refused(MESSAGES[SEEN_AS[fault]], is_fault=True)
