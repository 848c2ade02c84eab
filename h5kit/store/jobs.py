"""Durable work: jobs, the outcomes of a try, handlers, and the ports of workers."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from h5kit.store.documents import Document

CHORE_SECONDS = 60
"""How often a worker runs the chores."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work that must be done at least once; `payload` is JSON, `due_at` when to start.

    The store ignores a second job with the same `id`, so that one cause leads to one job.
    """

    id: str
    kind: str
    sid: str
    payload: bytes = field(repr=False)
    due_at: float


@dataclass(frozen=True, slots=True)
class Job:
    """A job that a worker has taken; the try is committed.

    `tries` counts this round's, this one included; `number` counts all, redelivered ones too.
    `turn` counts how often the job was queued. `is_last` says that no try follows.
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
    """The record of a try: its outcome in a word, the status and first characters of an answer."""

    outcome: str = "ok"
    status: int | None = None
    answer: str = field(default="", repr=False)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """The work is done; the same transaction writes that, `documents` and `jobs`."""

    result: TryResult = TryResult()
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """The try failed: retry at `at`; after the last try the job has failed for good."""

    at: float
    result: TryResult


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing to do yet: poll again at `at`. It counts as no try.

    `documents` and `jobs` are what is ready already.
    """

    at: float
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """The work has failed for good; the same transaction writes `documents` and `jobs`."""

    result: TryResult
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


Outcome = Done | Again | Later | Failed


class JobHandler(Protocol):
    """Does the jobs of one kind. A job whose worker is killed is run again."""

    @property
    def most_tries(self) -> int:
        """How many tries a round has, crashed ones included; 0 for no limit."""
        ...

    @property
    def lease_seconds(self) -> float:
        """The timeout of one try."""
        ...

    async def __call__(self, job: Job) -> Outcome:
        """Do the work; an exception is a failed try."""
        ...


Handlers = Mapping[str, JobHandler]
Chore = Callable[[], Awaitable[object]]
Chores = Mapping[str, Chore]
"""What one of the workers does once a minute, by name; doing it twice must do no harm."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a job: when, what came of it, and the answer's first 200 characters."""

    job: str
    number: int
    at: float
    outcome: str = "started"
    status: int | None = None
    answer: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A job as the log shows it: its state (waiting, running, done, failed) and its tries.

    `payload` is `{}` where no key opens it.
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
        """Work until cancelled; a try that is running then is lost, and counted."""
        ...

    def wake(self) -> None:
        """Wake the worker: there may be a due job."""
        ...

    async def close(self, seconds: float = 5) -> None:
        """Take no more jobs; wait so long for those that are running, then cancel them."""
        ...


class WorkQueue(Protocol):
    """What a worker needs of the store.

    Every try is committed before the work begins; a killed worker's jobs go to another one.
    """

    async def claim(self, now: float, handlers: Handlers, busy: Collection[str] = ()) -> Job | None:
        """Take the next due job and commit this try; None when nothing is due.

        `busy` are the ids of the jobs that this worker is running.
        """
        ...

    async def take(self, job_id: str, turn: int, now: float, handlers: Handlers) -> Job | None:
        """Take a job in its turn and commit this try; None where it has moved on."""
        ...

    async def finish(self, job: Job, outcome: Outcome) -> None:
        """Write how a try ended, with all that follows from it."""
        ...

    async def next_due(self, kinds: Collection[str], busy: Collection[str] = ()) -> float | None:
        """Return when the next job is due or its lease lapses, None when there is none."""
        ...
