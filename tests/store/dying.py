"""A worker process that is killed in the middle of its first job: python -m tests.store.dying."""

import asyncio
import os
import signal
import sys

from h5kit.store.jobs import Job, Outcome
from h5kit.store.postgresql.runner import PostgresRunner
from h5kit.store.postgresql.worker import Pace
from h5kit.store.store import Store
from tests.store.made import KEYS, Scripted, settled, worked

DYING = Pace(poll=0.05, heartbeat=0.2, stalled=1.0, every=0.1)


def _kill_me(_: Job) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("alive")


async def main(url: str) -> None:
    """Work until killed."""
    store = Store(PostgresRunner(url, KEYS, DYING))
    await worked(store, Scripted([_kill_me]), lambda: settled(store))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
