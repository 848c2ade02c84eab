"""The port to everything that is kept; SQLite is its first form."""

from dataclasses import dataclass, field
from typing import Protocol

from h5kit.flow.record import Flow
from h5kit.model import Authorization


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
class NewJob:
    """Work that must be done at least once; `payload` is JSON, `due_at` when to start."""

    id: str
    kind: str
    sid: str
    payload: bytes = field(repr=False)
    due_at: float


@dataclass(frozen=True, slots=True)
class Job:
    """A job that this worker holds until `lease_until`.

    `tries` counts this round's, this one included; `number` counts all, redelivered ones too.
    """

    id: str
    kind: str
    sid: str
    payload: bytes = field(repr=False)
    tries: int
    number: int
    lease_until: float


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a push: when, what came of it, and the answer's first 200 characters."""

    job: str
    number: int
    at: float
    outcome: str = "started"
    status: int | None = None
    answer: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A push as the log shows it: its job, its state, its tries."""

    id: str
    kind: str
    sid: str
    state: str
    due_at: float
    payload: bytes = field(repr=False)
    tries: tuple[Try, ...] = ()


class Flows(Protocol):
    """Flows, changed only by compare-and-set on (state, rev)."""

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
        uses: tuple[Use, ...] = (),
        is_passing: bool = False,
    ) -> "Moved":
        """Replace `before` by `after` in one transaction with all that follows from it.

        Nothing is changed unless the flow still stands at `before`'s state and revision, `hold`
        can be had, and `grant` is not a second one of the same partner and uid. A move that
        `is_passing` (another follows before anybody is told) need not survive a power cut.
        """
        ...

    async def touch(self, before: Flow, after: Flow) -> bool:
        """Replace `before` by `after` without a new revision (a draft, a fresh captcha)."""
        ...

    async def holder(self, key: str, now: float) -> str | None:
        """Return the id of the flow that holds the number, or None."""
        ...

    async def uses(self, key: str, since: float) -> tuple[Use, ...]:
        """Return what a key was used for since a time."""
        ...

    async def is_granted(self, partner: str, uid: str) -> bool:
        """Say whether this partner's uid has an authorization."""
        ...

    async def sweep(self, before: float, now: float) -> int:
        """Forget flows last touched before `before` and what has lapsed; return how many."""
        ...


@dataclass(frozen=True, slots=True)
class Moved:
    """Whether a move took place, and if not, why: stale, held (by another flow) or granted."""

    done: bool
    reason: str = ""
    holder: str = ""


class Jobs(Protocol):
    """Durable work: claimed under a lease, the try committed before anything is sent."""

    async def claim(self, now: float, lease: float, max_tries: int) -> Job | None:
        """Take the next due job and commit this try; None when nothing is due.

        A job whose tries are used up and whose lease has lapsed is marked failed.
        """
        ...

    async def finish(self, job: Job, tried: Try, *, retry_at: float | None, done: bool) -> None:
        """Write how a try ended: done, to be tried again at `retry_at`, or failed for good."""
        ...

    async def next_due(self) -> float | None:
        """Return when the next job is due or its lease lapses, None when there is none."""
        ...

    async def deliveries(self, sid: str = "", limit: int = 100) -> list[Delivery]:
        """Return pushes with their tries, newest first."""
        ...

    async def delivery(self, job_id: str) -> Delivery | None:
        """Return one push with its tries, None when it isn't known."""
        ...

    async def redeliver(self, job_id: str, now: float) -> bool:
        """Give a finished or failed push a fresh round of tries; False when it isn't known."""
        ...


class Requests(Protocol):
    """Answers already given to `Idempotency-Key`s."""

    async def remember(
        self, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
    ) -> tuple[str, bytes]:
        """Create the flow and keep its answer, or return what an equal key got first."""
        ...


class Soundness(Protocol):
    """What operators watch."""

    async def probe(self, now: float) -> None:
        """Write something and take it back; raises what the database raises where it can't."""
        ...

    async def backlog(self) -> int:
        """Return how many jobs wait or run."""
        ...


class Store(Flows, Jobs, Requests, Soundness, Protocol):
    """Everything that is kept."""

    async def close(self) -> None:
        """Finish what is being written and let go."""
        ...
