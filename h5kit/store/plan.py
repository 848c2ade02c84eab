"""What a move of a flow takes along, and what comes of it."""

from dataclasses import dataclass
from typing import Final

from h5kit.flow.limits import Bar
from h5kit.flow.record import Shown
from h5kit.model import Authorization
from h5kit.store.jobs import NewJob


@dataclass(frozen=True, slots=True)
class Hold:
    """A claim on a number: one flow of a partner may query it at a time.

    `key` is a keyed hash of partner and number; `until` is when the claim lapses by itself.
    """

    key: str
    until: float


@dataclass(frozen=True, slots=True)
class Use:
    """One use of something that is limited: by which key, of which kind, when.

    `key` is a keyed hash of a number, the same for all partners.
    """

    key: str
    kind: str
    at: float


@dataclass(frozen=True, slots=True)
class Reserve:
    """Uses of a key that a move takes before they happen, unless one of `bars` is reached.

    Uses that did not happen are given back later (`Plan.back`).
    """

    key: str
    kinds: tuple[str, ...]
    at: float
    bars: tuple[Bar, ...]

    @property
    def uses(self) -> tuple[Use, ...]:
        """The uses that are taken."""
        return tuple(Use(self.key, kind, self.at) for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written in the transaction of a move.

    `hold` claims the number, `release` lets it go; `uses` are written and `back` is given back
    even where the move is refused. A move that `is_passing` (another follows before anybody is
    told) need not survive a power cut.
    """

    hold: Hold | None = None
    release: bool = False
    grant: Authorization | None = None
    jobs: tuple[NewJob, ...] = ()
    reserve: Reserve | None = None
    uses: tuple[Use, ...] = ()
    back: tuple[Use, ...] = ()
    is_passing: bool = False


NOTHING_ELSE: Final = Plan()
"""The plan of a move that changes only the flow."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The move took place, with all that was planned."""


@dataclass(frozen=True, slots=True)
class Stale:
    """The flow no longer stands where it was read."""


@dataclass(frozen=True, slots=True)
class NumberHeld:
    """Another flow holds the number; `holder` is its id."""

    holder: str


@dataclass(frozen=True, slots=True)
class LimitReached:
    """A bar of `Plan.reserve` is reached; `shown` is what the person is told."""

    shown: Shown


@dataclass(frozen=True, slots=True)
class AlreadyGranted:
    """The partner's uid has an authorization already."""


@dataclass(frozen=True, slots=True)
class SidReused:
    """Another authorization has the sid: a defect of the gateway."""


NotMoved = Stale | NumberHeld | LimitReached | AlreadyGranted | SidReused
MoveResult = Moved | NotMoved
