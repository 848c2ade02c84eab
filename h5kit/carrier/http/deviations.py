"""Collects what an answer spells in another way than the dialect, or refuses it if strict."""

from collections.abc import Iterator

from h5kit.carrier.faults import Deviation, WireFault, WireFaultError

BODY, STATUS, MSG, ACTION, DATA = "body", "status", "msg", "action", "data"
MISSING_KEY = "missing"


class Deviations:
    """The deviations of one answer, each once, in the order in which they were noted."""

    def __init__(self, *, strict: bool = False) -> None:
        """Begin without any; `strict` refuses the first one."""
        self._strict = strict
        self._noted: dict[Deviation, None] = {}

    def __iter__(self) -> Iterator[Deviation]:
        """Iterate over what was noted."""
        return iter(tuple(self._noted))

    def note(self, path: str, expected: str, found: str) -> None:
        """Note that a part was understood although it is not as expected.

        Raises WireFaultError if strict.
        """
        if self._strict:
            raise misread(path, expected, found)
        self._noted[Deviation(path, expected, found)] = None

    def missing(self, paths: frozenset[str]) -> Deviation | None:
        """Return the first key among `paths` that was missing, None if there is none."""
        missing = (one for one in self._noted if one.found == MISSING_KEY and one.path in paths)
        return next(missing, None)


def misread(path: str, expected: str, found: str, detail: str = "") -> WireFaultError:
    """Return the fault of an answer with a part that can't be understood."""
    return WireFaultError(WireFault.GARBAGE, detail, Deviation(path, expected, found))
