"""Two servers and two workers on one PostgreSQL; a worker and the database are killed halfway.

python -m bench.crowd [AUTHORIZATIONS]

People authorize at the same time, each request at the other server. Halfway the benchmark kills one
worker and the database. In the end everyone must be authorized, every authorization pushed, and no
push sent more than three times. The servers and workers run from this file too:
`python -m bench.crowd web|worker URL FOLDER RECEIVER`.
"""

import asyncio
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.__main__ import TOKEN
from h5kit import logs
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.delivery.background import BackgroundWork
from h5kit.delivery.jobs import PUSHED
from h5kit.delivery.pushes import MOST_TRIES
from h5kit.demo import demo_partner, make_demo
from h5kit.entry.partners import Partners
from h5kit.messages import Message
from h5kit.report.directory import EmbeddedDirectory
from h5kit.serving import address_of, listen, run
from h5kit.settings import PushSettings, Settings
from h5kit.store.jobs import Delivery
from h5kit.store.postgresql.runner import PostgresRunner
from h5kit.store.postgresql.worker import Pace
from h5kit.store.store import Store
from h5kit.testing.people import number
from h5kit.testing.receiver import Receiver
from h5kit.worker_process import run_worker
from tests.postgres import Cluster

PACE = Pace(poll=0.2, heartbeat=0.5, stalled=10, every=0.5)
PEOPLE = 8
KEYS = ("k" * 40,)
PATIENCE = 120
ALREADY = f'data-h5-message="{Message.ALREADY_AUTHORIZED}"'
SUCCESS = 'data-h5-step="success"'
FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin",
        "hx-request": "true"}  # fmt: skip


def serve(url: str, folder: str, receiver: str) -> None:
    """Run a server that does no jobs."""
    bound = listen("127.0.0.1", 0)
    store = Store(PostgresRunner(url, KEYS, PACE))
    app = make_demo(Path(folder), auth_receiver=receiver, store=store, works=False).app
    run(app, bound, lambda: print(address_of(bound), flush=True))


def work(url: str, folder: str, receiver: str) -> None:
    """Run a worker."""
    del folder
    clock, store = MovableClock(), Store(PostgresRunner(url, KEYS, PACE))
    push = PushSettings(spacing_seconds=(0.5, 1))
    settings = Settings(keys=("-" * 32,), loopback_allowed=True, push=push)
    partners = Partners([demo_partner(auth_receiver=receiver)])
    jobs = BackgroundWork(
        store, SandboxGateway(clock), partners, EmbeddedDirectory(), clock, settings
    )
    run_worker(store, jobs.handlers(), jobs.chores(), clock, lambda: print("ready", flush=True))


class Processes:
    """The servers and workers of one run."""

    def __init__(self, url: str, folder: str, receiver: str) -> None:
        """Take the arguments of every process; start none yet."""
        self._arguments = (url, folder, receiver)
        self._all: list[subprocess.Popen[str]] = []

    def start(self, kind: str) -> "tuple[subprocess.Popen[str], str]":
        """Start a process; return it with the line that it prints when it is ready."""
        command = [sys.executable, "-m", "bench.crowd", kind, *self._arguments]
        started = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._all.append(started)
        line = started.stdout.readline() if started.stdout else ""
        if not line:
            raise RuntimeError(f"no {kind} started")
        return started, line.strip()

    def stop(self) -> None:
        """Stop all processes."""
        for process in self._all:
            process.terminate()
        for process in self._all:
            process.wait(30)
            if process.stdout:
                process.stdout.close()


def _request(base: str, method: str, path: str, body: str = "") -> tuple[int, str, str]:
    """Send a request; return (status, location, page)."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    try:
        connection.request(method, path, body or None, FORM if body else {})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("location", ""), answer.read().decode()
    finally:
        connection.close()


def _visit(bases: list[str], n: int) -> bool:
    """Go through the flow once, each request at the other server; return whether it is granted."""
    entry = urlencode({"token": "demo-token-0123456789abcdef", "tel": number("0000"),
                       "uid": f"u{n}"})  # fmt: skip
    one, other = bases[n % 2], bases[(n + 1) % 2]
    path = _request(one, "GET", f"/?{entry}")[1]
    token = TOKEN.search(_request(other, "GET", path)[2].encode())
    if token is None:
        return False
    form = {"_step": token[1].decode(), "service_password": "246813", "agree": "yes"}
    page = _request(one, "POST", path, urlencode(form))[2]
    return SUCCESS in page or ALREADY in page


def _authorize(bases: list[str], n: int, granted: threading.Semaphore) -> None:
    """Repeat the flow until it succeeds, as a patient person would."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if _visit(bases, n):
                granted.release()
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    raise TimeoutError(f"u{n} was never authorized")


def _deliveries(url: str, most: int) -> list[Delivery]:
    """Return all pushes when none waits or runs any more."""

    async def ask() -> list[Delivery]:
        store = Store(PostgresRunner(url, KEYS))
        end = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < end:
                found = await store.deliveries(limit=most, kinds=PUSHED)
                if all(d.state in {"done", "failed"} for d in found):
                    return found
                await asyncio.sleep(0.2)
        finally:
            await store.close()
        raise TimeoutError("the pushes did not settle")

    return asyncio.run(ask())


@contextmanager
def _stage(receiver: Receiver) -> Iterator[tuple[Cluster, str, Processes]]:
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        url = cluster.url(cluster.create())
        processes = Processes(url, folder, receiver.url)
        try:
            yield cluster, url, processes
        finally:
            processes.stop()


def prove(people: int) -> Counter[int]:
    """Authorize people with a crash halfway; return how many pushes took how many tries.

    Raises AssertionError if a person is not authorized, or a push was lost or sent too often.
    """
    with Receiver() as receiver, _stage(receiver) as (cluster, url, processes):
        bases = [processes.start("web")[1] for _ in range(2)]
        doomed, _ = processes.start("worker")
        processes.start("worker")
        granted = threading.Semaphore(0)
        with ThreadPoolExecutor(PEOPLE) as pool:
            waiting = [pool.submit(_authorize, bases, n, granted) for n in range(people)]
            for _ in range(people // 2):
                granted.acquire()
            doomed.kill()
            cluster.kill()
            cluster.start()
            processes.start("worker")
            for each in waiting:
                each.result()
        return _checked(receiver, _deliveries(url, people + 1), people)


def _checked(receiver: Receiver, deliveries: list[Delivery], people: int) -> Counter[int]:
    pushes = receiver.pushes()
    sends = Counter(push.headers["webhook-id"] for push in pushes)
    pushed = {push.json()["uid"] for push in pushes}
    if len(deliveries) != people or pushed != {f"u{n}" for n in range(people)}:
        raise AssertionError(f"{len(deliveries)} events, {len(pushed)} of {people} pushed")
    if max(sends.values()) > MOST_TRIES or {d.state for d in deliveries} != {"done"}:
        raise AssertionError(f"sent {sends.most_common(1)}, {Counter(d.state for d in deliveries)}")
    return Counter(len(d.tries) for d in deliveries)


def main() -> None:
    """Run the benchmark, or one of its processes."""
    if len(sys.argv) > 2:
        logs.configure()
        {"web": serve, "worker": work}[sys.argv[1]](*sys.argv[2:5])
        return
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    started = time.perf_counter()
    tries = prove(people)
    print(f"{people} authorized and pushed through the crash of a worker and of the database"
          f" in {time.perf_counter() - started:.0f} s; pushes by tries: "
          f"{json.dumps(dict(sorted(tries.items())))}")  # fmt: skip


if __name__ == "__main__":
    main()
