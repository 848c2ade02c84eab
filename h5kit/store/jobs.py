"""Durable background jobs: the outcomes of a try, handlers, and the ports of workers."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from h5kit.store.documents import Document

CHORE_SECONDS = 60
"""How often a worker runs the periodic chores."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to add. It runs at least once; `payload` is JSON, `due_at` is the earliest start.

    The store ignores a second job with the same `id`, so the same event never adds two jobs.
    """

    id: str
    kind: str
    sid: str
    payload: bytes = field(repr=False)
    due_at: float


@dataclass(frozen=True, slots=True)
class Job:
    """A job that a worker has claimed. Its current try is already committed.

    `tries` counts the tries of this round, including the current one; `number` counts the tries
    of all rounds (a redelivery starts a round). `turn` counts how often the job was queued.
    `is_last` is set when no retry follows.
    """

    id: str
    kind: str
    sid: str
    payload: bytes = field(repr=False)
    tries: int
    number: int
    turn: int
    started_at: float
    is_last: bool


@dataclass(frozen=True, slots=True)
class TryResult:
    """The logged result of a try: outcome in a word, HTTP status, start of the answer, duration."""

    outcome: str = "ok"
    status: int | None = None
    answer: str = field(default="", repr=False)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """The job is done. `documents` and `jobs` are written in the same transaction."""

    result: TryResult = TryResult()
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """The try failed. The job runs again at `at`; after its last try it has failed."""

    at: float
    result: TryResult


@dataclass(frozen=True, slots=True)
class Poll:
    """The result isn't there yet. The job runs again at `at`; this doesn't count as a try.

    `documents` and `jobs` are results that are already complete; they are written at once.
    """

    at: float
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """The job has failed; no retry. `documents` and `jobs` are written in the same transaction."""

    result: TryResult
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


Outcome = Done | Retry | Poll | Failed


class JobHandler(Protocol):
    """Runs the jobs of one kind. If the worker is killed, the job runs again."""

    @property
    def most_tries(self) -> int:
        """The maximum number of tries in a round, including crashed ones; 0 for no limit."""
        ...

    @property
    def lease_seconds(self) -> float:
        """The timeout of one try."""
        ...

    async def __call__(self, job: Job) -> Outcome:
        """Run the job once; an exception counts as a failed try."""
        ...


Handlers = Mapping[str, JobHandler]
Chore = Callable[[], Awaitable[object]]
Chores = Mapping[str, Chore]
"""Periodic work by name, run once a minute by one of the workers. It must be idempotent."""


@dataclass(frozen=True, slots=True)
class Try:
    """A stored try of a job: start time, outcome, and the first 200 characters of the answer."""

    job: str
    number: int
    at: float
    outcome: str = "started"
    status: int | None = None
    answer: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A job as the delivery log shows it: state (waiting, running, done, failed) and tries.

    `payload` is `{}` if no key decrypts it.
    """

    id: str
    kind: str
    sid: str
    state: str
    due_at: float
    payload: bytes = field(repr=False)
    tries: tuple[Try, ...] = ()


class Worker(Protocol):
    """Runs due jobs. Any number of workers may share a database server."""

    async def run(self) -> None:
        """Run jobs until cancelled. A try that is cancelled counts as a try."""
        ...

    def wake(self) -> None:
        """Wake the worker: there may be a due job."""
        ...

    async def close(self, seconds: float = 5) -> None:
        """Claim no more jobs; wait up to `seconds` for running ones, then cancel them."""
        ...


class WorkQueue(Protocol):
    """The part of the store that a worker uses.

    Every try is committed before the handler runs. When a worker is killed, another worker claims
    its jobs.
    """

    async def claim(self, now: float, handlers: Handlers, busy: Collection[str] = ()) -> Job | None:
        """Claim the next due job and commit its try; None when nothing is due.

        `busy` are the ids of the jobs that this worker is already running.
        """
        ...

    async def claim_by_id(
        self, job_id: str, turn: int, now: float, handlers: Handlers
    ) -> Job | None:
        """Claim the job and commit its try; None if it was queued again since (another turn)."""
        ...

    async def finish(self, job: Job, outcome: Outcome) -> None:
        """Write the outcome of a try, with its documents and follow-up jobs."""
        ...

    async def next_due(self, kinds: Collection[str], busy: Collection[str] = ()) -> float | None:
        """Return when the next job is due or its lease expires, None when there is no job."""
        ...
