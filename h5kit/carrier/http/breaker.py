"""A circuit breaker for each line, so that a dead one holds no calls and slows no other."""

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
"""A number's carrier (None where nobody knows it), or a call that is about no number."""


@dataclass(frozen=True, slots=True)
class BreakerRule:
    """After `faults` transport faults in a row no call is made for `seconds`, then one at a time.

    The first call that is answered, whatever the answer, closes the breaker again.
    """

    faults: int = _USUAL.breaker_faults
    seconds: float = _USUAL.breaker_seconds

    def __post_init__(self) -> None:
        """Refuse a rule that would let no call pass."""
        if self.faults < 1 or self.seconds < 0:
            raise ValueError("breaker: at least one fault, and seconds that are not negative")


@dataclass(slots=True)
class _Count:
    faults: int = 0
    open_until: float = 0.0
    is_probed: bool = False


class Breaker:
    """Keeps a count for each line; numbers whose carrier nobody knows share one."""

    def __init__(self, clock: Clock, rule: BreakerRule) -> None:
        """Begin closed."""
        self._clock = clock
        self._rule = rule
        self._counts: dict[Line, _Count] = {}

    @contextlib.contextmanager
    def passing(self, line: Line) -> Iterator[None]:
        """Let one call pass and note how it ends.

        Raises WireFaultError (breaker_open) at once where it may not pass. A call that is called
        off tells nothing.
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
