"""Request a session's records from the gateway once, and classify every exception.

After a network fault the request is repeated. Any other exception is a programming error in the
gateway, for which a retry is useless.
"""

from dataclasses import dataclass
from typing import Final

import structlog

from h5kit.carrier.gateway import Gateway
from h5kit.clock import Clock, DeadlineError, await_until
from h5kit.faults import place_of
from h5kit.flow.outcomes import Collected, CollectOutcome, NotYet, Refused
from h5kit.records import Records

MIN_POLL_SECONDS: Final = 2.0
MAX_POLL_SECONDS: Final = 60.0
"""The bounds of the interval between two requests, whatever the gateway asks for."""

TRANSIENT: Final = (OSError, EOFError)
"""The exceptions of a network fault; OSError includes TimeoutError."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class GatewayBroken:
    """The gateway has a programming error; `fault` is the name of the exception's type."""

    fault: str


async def request_records(
    gateway: Gateway, sid: str, clock: Clock, seconds: float
) -> CollectOutcome | GatewayBroken:
    """Return the gateway's answer; `NotYet` after `seconds` on the clock or a network fault."""
    try:
        return _checked(await await_until(clock.now() + seconds, clock, gateway.collect(sid)))
    except DeadlineError:
        # Retry soon: the deadline itself took long, or the sandbox's clock was advanced.
        return NotYet(MIN_POLL_SECONDS)
    except Exception as fault:  # noqa: BLE001 - classifies everything that an adapter raises
        return _classify(gateway, sid, fault)


def _classify(gateway: Gateway, sid: str, fault: Exception) -> NotYet | GatewayBroken:
    # Only type and place: the text of an exception may contain personal data.
    details = {
        "sid": sid,
        "fault": type(fault).__name__,
        "place": place_of(fault, type(gateway).__module__.partition(".")[0]),
    }
    if _is_transient(fault):
        log.warning("gateway_unreachable", **details)
        return NotYet(MAX_POLL_SECONDS)
    log.error("gateway_broken", **details)
    return GatewayBroken(details["fault"])


def _checked(answer: object) -> CollectOutcome:
    """Return the answer; raises TypeError if it isn't an outcome of the port."""
    match answer:
        case Collected(records=Records()) | NotYet() | Refused():
            return answer
        case _:
            raise TypeError("collect must return Collected, NotYet or Refused")


def _is_transient(fault: BaseException) -> bool:
    """Return whether a network fault is the exception, or the cause of a library's exception."""
    return isinstance(fault, TRANSIENT) or (
        fault.__cause__ is not None and _is_transient(fault.__cause__)
    )
