"""One question to a gateway for a session's records, and what becomes of everything it may raise.

A network fault is asked again. Any other exception is a programming error in the gateway, which no
retry mends.
"""

from dataclasses import dataclass
from typing import Final

import structlog

from h5kit.carrier.gateway import Gateway
from h5kit.clock import Clock, DeadlineError, before
from h5kit.faults import place_of
from h5kit.flow.outcomes import Collected, CollectOutcome, NotYet, Refused
from h5kit.records import Records

SOONEST: Final = 2.0
LATEST: Final = 60.0
"""Seconds until the gateway is asked again, whatever it says."""

TRANSIENT: Final = (OSError, EOFError)
"""What a network raises, TimeoutError included."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Broken:
    """The gateway has a programming error: the exception's type."""

    fault: str


async def ask(gateway: Gateway, sid: str, clock: Clock, seconds: float) -> CollectOutcome | Broken:
    """Return what the gateway answers within so many seconds of the clock."""
    try:
        return _checked(await before(clock.now() + seconds, clock, gateway.collect(sid)))
    except DeadlineError:
        # The time itself has passed meanwhile; in the sandbox somebody may have moved it.
        return NotYet(SOONEST)
    except Exception as fault:  # noqa: BLE001 - all that an adapter raises is told apart here
        return _raised(gateway, sid, fault)


def _raised(gateway: Gateway, sid: str, fault: Exception) -> NotYet | Broken:
    # Only type and place: an exception's text may quote what was sent.
    told = {
        "sid": sid,
        "fault": type(fault).__name__,
        "place": place_of(fault, type(gateway).__module__.partition(".")[0]),
    }
    if _is_transient(fault):
        log.warning("gateway_unreachable", **told)
        return NotYet(LATEST)
    log.error("gateway_broken", **told)
    return Broken(told["fault"])


def _checked(answer: object) -> CollectOutcome:
    """Return the answer; raises TypeError for one that the port doesn't know."""
    match answer:
        case Collected(records=Records()) | NotYet() | Refused():
            return answer
        case _:
            raise TypeError("collect answers Collected, NotYet or Refused")


def _is_transient(fault: BaseException) -> bool:
    """Say whether the network is at fault: directly, or as what a client library raised from it."""
    return isinstance(fault, TRANSIENT) or (
        fault.__cause__ is not None and _is_transient(fault.__cause__)
    )
