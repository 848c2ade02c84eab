"""Durable work: jobs, the outcomes of a try, handlers, and the ports of workers."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from h5kit.store.documents import Document

CHORE_SECONDS = 60
"""How often chores are done."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work that must be done at least once; `payload` is JSON, `due_at` when to start.

    A second job with the same `id` is not written: an id made from its cause is written once.
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
    `turn` counts how often the job was put in line. `is_last` says that no try follows.
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
    """What is kept of a try: the outcome in a word, and an answer's status and first characters."""

    outcome: str = "ok"
    status: int | None = None
    answer: str = field(default="", repr=False)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """The work is done; `documents` and `jobs` are written in the transaction that says so."""

    result: TryResult = TryResult()
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """The try failed: once more at `at`, or failed for good where it was the last."""

    at: float
    result: TryResult


@dataclass(frozen=True, slots=True)
class Later:
    """There is nothing more to do yet: look again at `at`. It counts as no try.

    `documents` and `jobs` are what can be given out already.
    """

    at: float
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """The work has failed for good; what follows from that is written with it."""

    result: TryResult
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


Outcome = Done | Again | Later | Failed


class JobHandler(Protocol):
    """Does the jobs of one kind. A kill can come at any point: the job is then done again."""

    @property
    def most_tries(self) -> int:
        """How many tries a round has, those counted that a crash has ended; 0 for no end."""
        ...

    @property
    def lease_seconds(self) -> float:
        """The longest that one try may take; it is ended then."""
        ...

    async def __call__(self, job: Job) -> Outcome:
        """Do the work; what it raises counts as a failed try."""
        ...


Handlers = Mapping[str, JobHandler]
Chore = Callable[[], Awaitable[object]]
Chores = Mapping[str, Chore]
"""What one worker of all does once a minute, by name; doing it twice must do no harm."""


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
    """Does what is due. Any number may run where the store is shared."""

    async def run(self) -> None:
        """Work for ever; cancel to stop (a try under way is lost, and counted)."""
        ...

    def wake(self) -> None:
        """Say that there may be something due."""
        ...

    async def close(self, seconds: float = 5) -> None:
        """Begin nothing more; let work under way finish for so long, then drop it."""
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
