"""The port to everything that is kept; it has two forms, SQLite and PostgreSQL."""

from dataclasses import dataclass
from typing import Protocol

from h5kit.flow.limits import Bar
from h5kit.flow.record import Flow, Shown
from h5kit.model import Authorization
from h5kit.store.jobs import Jobs, NewJob
from h5kit.store.results import Results
from h5kit.store.site import SiteStore


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

    Whoever takes them says afterwards what was not used after all (`back`).
    """

    key: str
    kinds: tuple[str, ...]
    at: float
    bars: tuple[Bar, ...]

    @property
    def uses(self) -> tuple[Use, ...]:
        """What is taken."""
        return tuple(Use(self.key, kind, self.at) for kind in self.kinds)


class Flows(Protocol):
    """Flows, changed only by compare-and-set on (state, rev)."""

    @property
    def lookup_key(self) -> str:
        """The key of the hashes by which persons and numbers are found; it never changes."""
        ...

    async def create(self, flow: Flow) -> None:
        """Keep a new flow."""
        ...

    async def find(self, flow_id: str) -> Flow | None:
        """Return a flow, or None when it isn't known (any more)."""
        ...

    async def move(
        self,
        before: Flow,
        after: Flow,
        *,
        hold: Hold | None = None,
        release: bool = False,
        grant: Authorization | None = None,
        jobs: tuple[NewJob, ...] = (),
        reserve: Reserve | None = None,
        uses: tuple[Use, ...] = (),
        back: tuple[Use, ...] = (),
        is_passing: bool = False,
    ) -> "Moved":
        """Replace `before` by `after` in one transaction with all that follows from it.

        Nothing is changed unless the flow still stands at `before`'s state and revision, `hold`
        can be had, no bar of `reserve` is reached, and `grant` is not a second one of its sid, or
        of its partner and uid; `uses` are written and `back` is given back in any case. A move that
        `is_passing` (another follows before anybody is told) need not survive a power cut.
        """
        ...

    async def touch(self, before: Flow, after: Flow, *, release: bool = False) -> bool:
        """Replace `before` by `after` without a new revision (a draft, a fresh captcha).

        With `release` the number that the flow holds is let go.
        """
        ...

    async def holder(self, key: str, now: float) -> str | None:
        """Return the id of the flow that holds the number, or None."""
        ...

    async def uses(self, key: str, since: float) -> tuple[Use, ...]:
        """Return what a key was used for since a time."""
        ...

    async def count(self, key: str, until: float) -> int:
        """Count one use of a key that is kept until a time; return how many there are."""
        ...

    async def is_granted(self, partner: str, uid: str) -> bool:
        """Say whether this partner's uid has an authorization."""
        ...

    async def sweep(self, before: float, now: float) -> int:
        """Forget flows last touched before `before` and what has lapsed; return how many.

        Not always all at once: there may be more until it returns 0. Of a flow that can begin
        again a stub is left for a day more.
        """
        ...


@dataclass(frozen=True, slots=True)
class Moved:
    """Whether a move took place, and if not, why: stale, held, limit, granted or reused.

    `reused` is an authorization whose sid another one has, a defect of the gateway. `holder` is
    the flow that holds the number, `limit` what tells of the limit that is reached.
    """

    done: bool
    reason: str = ""
    holder: str = ""
    limit: Shown | None = None


class Requests(Protocol):
    """Answers already given to `Idempotency-Key`s."""

    async def remember(
        self, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
    ) -> tuple[str, bytes]:
        """Create the flow and keep its answer, or return what an equal key got first."""
        ...


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many rows were moved to the newest key, and how many were left as no key opens them."""

    changed: int
    unopened: int


class Soundness(Protocol):
    """What operators watch."""

    async def probe(self, now: float) -> None:
        """Write something and take it back; raises what the database raises where it can't."""
        ...

    async def backlog(self) -> int:
        """Return how many jobs wait or run."""
        ...

    async def reseal(self) -> "Resealed":
        """Move everything that is sealed to the newest key."""
        ...


class Store(Flows, Jobs, Requests, Results, Soundness, Protocol):
    """Everything that is kept; `site` is what the report site and its console keep."""

    @property
    def site(self) -> SiteStore:
        """Users, the audit log, the report list, counts."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go."""
        ...
