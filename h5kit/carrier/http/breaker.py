"""A circuit breaker for each carrier, so that an unreachable carrier doesn't delay the others."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from h5kit.carrier.dialect import GatewayCall
from h5kit.carrier.faults import TRANSPORT, WireFault, WireFaultError
from h5kit.carrier.numbering import Carrier
from h5kit.clock import Clock
from h5kit.settings import GatewaySettings

_USUAL = GatewaySettings()
Line = Carrier | GatewayCall | None
"""What a breaker counts faults for: a carrier (None if unknown), or a call without a number."""


@dataclass(frozen=True, slots=True)
class BreakerRule:
    """When the breaker opens and for how long.

    After `faults` transport faults in a row it stays open for `seconds`. Then it lets one call at a
    time through; the first one that gets any answer closes it.
    """

    faults: int = _USUAL.breaker_faults
    seconds: float = _USUAL.breaker_seconds

    def __post_init__(self) -> None:
        """Raise ValueError for a rule that would never let a call through."""
        if self.faults < 1 or self.seconds < 0:
            raise ValueError("breaker: at least one fault, and seconds that are not negative")


@dataclass(slots=True)
class _Count:
    faults: int = 0
    open_until: float = 0.0
    is_probed: bool = False


class Breaker:
    """Counts faults for each line; all numbers of an unknown carrier share one count."""

    def __init__(self, clock: Clock, rule: BreakerRule) -> None:
        """Create closed breakers."""
        self._clock = clock
        self._rule = rule
        self._counts: dict[Line, _Count] = {}

    @contextlib.contextmanager
    def passing(self, line: Line) -> Iterator[None]:
        """Wrap one call and record how it ends.

        Raises WireFaultError (breaker_open) at once if the breaker is open. A cancelled call
        changes nothing.
        """
        count = self._counts.setdefault(line, _Count())
        is_probe = count.faults >= self._rule.faults
        if is_probe and (count.is_probed or self._clock.now() < count.open_until):
            raise WireFaultError(WireFault.BREAKER_OPEN)
        count.is_probed = is_probe
        try:
            yield
        except WireFaultError as failed:
            self._note(count, failed.fault)
            raise
        else:
            count.faults = 0
        finally:
            if is_probe:
                count.is_probed = False

    def _note(self, count: _Count, fault: WireFault) -> None:
        if fault not in TRANSPORT:
            count.faults = 0
            return
        count.faults += 1
        if count.faults >= self._rule.faults:
            count.open_until = self._clock.now() + self._rule.seconds
