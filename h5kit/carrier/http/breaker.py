"""A circuit breaker for each carrier, so that a dead one holds no calls and slows no other."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from h5kit.carrier.faults import TRANSPORT, WireFault, WireFaultError
from h5kit.carrier.numbering import Carrier
from h5kit.clock import Clock


@dataclass(frozen=True, slots=True)
class BreakerRule:
    """After `faults` transport faults in a row no call is made for `seconds`, then one at a time.

    The first call that is answered, whatever the answer, closes the breaker again.
    """

    faults: int = 5
    seconds: float = 30

    def __post_init__(self) -> None:
        """Refuse a rule that would let no call pass."""
        if self.faults < 1 or self.seconds < 0:
            raise ValueError("breaker: at least one fault, and seconds that are not negative")


@dataclass(slots=True)
class _Line:
    faults: int = 0
    open_until: float = 0.0
    is_probed: bool = False


class Breaker:
    """Keeps a count for each carrier; numbers whose carrier nobody knows share one."""

    def __init__(self, clock: Clock, rule: BreakerRule) -> None:
        """Begin closed."""
        self._clock = clock
        self._rule = rule
        self._lines: dict[Carrier | None, _Line] = {}

    @contextlib.contextmanager
    def passing(self, carrier: Carrier | None) -> Iterator[None]:
        """Let one call pass and note how it ends.

        Raises WireFaultError (breaker_open) at once where it may not pass. A call that is called
        off tells nothing.
        """
        line = self._lines.setdefault(carrier, _Line())
        is_probe = line.faults >= self._rule.faults
        if is_probe and (line.is_probed or self._clock.now() < line.open_until):
            raise WireFaultError(WireFault.BREAKER_OPEN)
        line.is_probed = is_probe
        try:
            yield
        except WireFaultError as failed:
            self._note(line, failed.fault)
            raise
        else:
            line.faults = 0
        finally:
            if is_probe:
                line.is_probed = False

    def _note(self, line: _Line, fault: WireFault) -> None:
        if fault not in TRANSPORT:
            line.faults = 0
            return
        line.faults += 1
        if line.faults >= self._rule.faults:
            line.open_until = self._clock.now() + self._rule.seconds
