"""What a call tells the log and the metrics: its fault, and the deviations of its answer."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import structlog

from h5kit.carrier.dialect import GatewayCall
from h5kit.carrier.faults import Deviation, WireFault

Observe = Callable[[str, str, float], None]
"""Gets call, outcome and seconds of each call on the wire."""
ObserveDeviation = Callable[[str, str], None]
"""Gets call and path of each deviation."""

OK, REFUSED, CANCELLED = "ok", "refused", "called_off"
"""The outcomes that `Observe` gets besides the faults: answered, refused, cancelled."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Observers:
    """The metrics' side of the client; None observes nothing."""

    call: Observe | None = None
    deviation: ObserveDeviation | None = None

    def record_call(self, call: GatewayCall, outcome: str, seconds: float) -> None:
        """Record the end of a call on the wire."""
        if self.call is not None:
            self.call(call.value, outcome, seconds)

    def record_deviations(self, call: GatewayCall, sid: str, noted: Iterable[Deviation]) -> None:
        """Log the deviations of an answer in one line, and record each path."""
        found = [asdict(one) for one in noted]
        if not found:
            return
        log.info("gateway_deviation", sid=sid, call=call.value, deviations=found)
        for path in dict.fromkeys(one["path"] for one in found):
            if self.deviation is not None:
                self.deviation(call.value, path)


def log_fault(
    call: GatewayCall, sid: str, fault: WireFault, detail: str, place: Deviation | None = None
) -> None:
    """Log a failed call, with the part of the answer that can't be understood if there is one."""
    log.warning(
        "gateway_call_failed",
        sid=sid,
        call=call.value,
        fault=fault.value,
        detail=detail,
        **(asdict(place) if place else {}),
    )
