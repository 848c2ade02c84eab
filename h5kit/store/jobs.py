"""The port to durable work: jobs written with what they follow from, handlers, and workers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from h5kit.clock import Clock
from h5kit.store.results import Document

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
class Told:
    """What is kept of a try: the outcome in a word, and an answer's status and first characters."""

    outcome: str = "ok"
    status: int | None = None
    answer: str = field(default="", repr=False)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """The work is done; `documents` and `jobs` are written in the transaction that says so."""

    told: Told = Told()
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """The try failed: once more at `at`, or failed for good where it was the last."""

    at: float
    told: Told


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

    told: Told
    documents: tuple[Document, ...] = ()
    jobs: tuple[NewJob, ...] = ()


Outcome = Done | Again | Later | Failed


def documents_of(outcome: Outcome) -> tuple[Document, ...]:
    """Return the documents that are written with an outcome."""
    return () if isinstance(outcome, Again) else outcome.documents


class Handler(Protocol):
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


Handlers = Mapping[str, Handler]
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


class Jobs(Protocol):
    """Durable work: every try is committed before anything is sent.

    Jobs are written by `Flows.move`, by a job's outcome, or by `add`; a worker takes over what a
    killed one leaves behind.
    """

    async def add(self, *jobs: NewJob) -> None:
        """Write jobs in one transaction."""
        ...

    def worker(self, handlers: Handlers, chores: Chores, clock: Clock) -> Worker:
        """Return a worker for the kinds of `handlers`; jobs of other kinds are left alone."""
        ...

    async def deliveries(
        self, sid: str = "", limit: int = 100, kinds: tuple[str, ...] = ()
    ) -> list[Delivery]:
        """Return jobs with their tries, newest first; of all kinds where none are named."""
        ...

    async def delivery(self, job_id: str) -> Delivery | None:
        """Return one job with its tries, None when it isn't known."""
        ...

    async def redeliver(self, job_id: str, now: float) -> bool:
        """Give a finished or failed job a fresh round of tries; False when it isn't known."""
        ...
