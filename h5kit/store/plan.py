"""What is written together with a transition of a flow, and the results of a transition."""

from dataclasses import dataclass
from typing import Final

from h5kit.flow.limits import LimitReached, UseLimit
from h5kit.model import Authorization
from h5kit.store.jobs import NewJob


@dataclass(frozen=True, slots=True)
class Hold:
    """A claim on a number: only one flow of a partner may query a number at a time.

    `key` is a keyed hash of partner and number; the claim expires at `until`.
    """

    key: str
    until: float


@dataclass(frozen=True, slots=True)
class Use:
    """One use that counts towards a limit, of a kind and at a time.

    `key` is a keyed hash of the number, the same for all partners.
    """

    key: str
    kind: str
    at: float


@dataclass(frozen=True, slots=True)
class Reserve:
    """Uses that a transition reserves before a carrier call, unless one of `limits` is reached.

    Reserved uses that did not happen are refunded later (`Plan.refunds`).
    """

    key: str
    kinds: tuple[str, ...]
    at: float
    limits: tuple[UseLimit, ...]

    @property
    def uses(self) -> tuple[Use, ...]:
        """The reserved uses."""
        return tuple(Use(self.key, kind, self.at) for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written in the same database transaction as a transition of a flow.

    `hold` claims the number, `release` releases it. `uses` are written and `refunds` are deleted
    even if the transition is refused. With `is_intermediate` another transition follows before the
    person sees a page, so this one need not survive a power cut.
    """

    hold: Hold | None = None
    release: bool = False
    grant: Authorization | None = None
    jobs: tuple[NewJob, ...] = ()
    reserve: Reserve | None = None
    uses: tuple[Use, ...] = ()
    refunds: tuple[Use, ...] = ()
    is_intermediate: bool = False


NOTHING_ELSE: Final = Plan()
"""The plan of a transition that changes only the flow."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The transition and its plan were written."""


@dataclass(frozen=True, slots=True)
class Stale:
    """The flow's state or revision has changed since it was read."""


@dataclass(frozen=True, slots=True)
class NumberHeld:
    """Another flow holds the number; `holder` is its id."""

    holder: str


@dataclass(frozen=True, slots=True)
class AlreadyGranted:
    """The partner's uid already has an authorization."""


@dataclass(frozen=True, slots=True)
class SidReused:
    """Another authorization already has this sid: the gateway has a defect."""


NotApplied = Stale | NumberHeld | LimitReached | AlreadyGranted | SidReused
TransitionResult = Applied | NotApplied
