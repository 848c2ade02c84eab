"""Records are available as soon as they arrive, and every collection ends."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
import structlog

from h5kit.clock import MovableClock
from h5kit.delivery import jobs as delivery_jobs
from h5kit.delivery.background import DAY, BackgroundWork
from h5kit.delivery.collecting import CollectHandler
from h5kit.delivery.record_requests import MAX_POLL_SECONDS, MIN_POLL_SECONDS
from h5kit.entry.partners import Partners
from h5kit.flow.outcomes import Collected, CollectOutcome, Granted, Refused
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.records import Records
from h5kit.report.directory import DirectoryError, EmbeddedDirectory, Facts
from h5kit.settings import Settings
from h5kit.store.databases import open_file
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.store.job_try import run_try
from h5kit.store.plan import Plan
from h5kit.store.store import Store
from tests.store.made import KEYS, flow, grant, replace

AT = "https://x.example/r"
PARTNER = Partner(
    appid="p", name="n", token="t" * 16, secret="s" * 16, report_receiver=AT, records_receiver=AT
)
READY, FAILED = Readiness.READY, Readiness.FAILED
REPORT, SCORE, TAGS = DocumentKind.REPORT, DocumentKind.SCORE, DocumentKind.TAGS
RECORDS_ONLY = {kind: READY if kind is DocumentKind.RECORDS else FAILED for kind in DocumentKind}


@dataclass
class Carrier:
    """A gateway and a number directory whose answers the test sets."""

    outcome: CollectOutcome = field(default_factory=lambda: Collected(Records(tel="t", sid="S")))
    is_silent: bool = False
    asked: int = 0
    fault: Exception | None = None

    async def collect(self, _: str) -> CollectOutcome:
        """Answer as the test wants."""
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        return self.outcome

    async def look_up(self, numbers: Iterable[str]) -> Mapping[str, Facts]:
        """Look up in the packaged lists, or fail."""
        if self.is_silent:
            raise DirectoryError("away")
        return await EmbeddedDirectory().look_up(numbers)


@dataclass
class Server:
    """A store with one authorization; it runs the collection one try at a time."""

    store: Store
    carrier: Carrier
    clock: MovableClock
    handler: CollectHandler

    async def turn(self, seconds: float = 61, *, is_killed: bool = False) -> bool:
        """Run what is due and move time on; return False if nothing was due."""
        job = await self.store.claim(self.clock.now(), {delivery_jobs.COLLECT: self.handler})
        if job is not None and not is_killed:
            await self.store.finish(job, await run_try(self.handler, job, self.clock))
        self.clock.advance(seconds)
        return job is not None

    async def to_the_end(self) -> None:
        """Run until no job is left."""
        for _ in range(200):
            if not await self.turn():
                return
        raise AssertionError("it never ended")

    async def readiness(self) -> dict[DocumentKind, Readiness | None]:
        """Return the readiness of each document."""
        found = {kind: await self.store.find_document("S", kind) for kind in DocumentKind}
        return {kind: document.readiness if document else None for kind, document in found.items()}

    async def pushed(self) -> dict[str, int | None]:
        """Return the pushes with their status."""
        told = {}
        for delivery in await self.store.deliveries(kinds=delivery_jobs.PUSHED):
            body = msgspec.json.decode(delivery.payload, type=delivery_jobs.PushPayload).body
            told[delivery.kind] = msgspec.json.decode(body)["status"] if body else None
        return told


def caused(fault: Exception, by: Exception) -> Exception:
    """Return an exception raised from another one, as client libraries do."""
    fault.__cause__ = by
    return fault


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """Return the log lines."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def _with_server(folder: Path, work: Callable[[Server], Awaitable[None]]) -> None:
    folder.mkdir(exist_ok=True)

    async def main() -> None:
        store, clock, carrier = open_file(folder / "s.db", KEYS), MovableClock(), Carrier()
        before, granted = flow(sid="S"), grant("S", granted_at=clock.now())
        await store.create(before)
        jobs = delivery_jobs.grant_jobs(granted, PARTNER)
        await store.transition(before, replace(before, rev=2), Plan(grant=granted, jobs=jobs))
        handler = CollectHandler(
            cast("Any", carrier),
            store,
            Partners([PARTNER]),
            carrier,
            clock,
            Settings(keys=KEYS),
        )
        await work(Server(store, carrier, clock, handler))
        await store.close()

    asyncio.run(main())


def test_records_do_not_wait_for_the_number_directory(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        server.carrier.is_silent = True
        for _ in range(3):
            assert await server.turn()
        told = await server.readiness()
        assert told.pop(DocumentKind.RECORDS) is READY
        assert told == {REPORT: Readiness.WAITING, SCORE: None, TAGS: None}
        assert await server.pushed() == {"record": None}
        server.carrier.is_silent = False
        server.carrier.outcome = Refused(Message.TIMED_OUT)
        await server.to_the_end()
        assert server.carrier.asked == 1
        assert set((await server.readiness()).values()) == {READY}
        assert await server.pushed() == {"record": None, "report": delivery_jobs.REPORT_MADE}
        (collect,) = await server.store.deliveries(kinds=(delivery_jobs.COLLECT,))
        assert len(collect.tries) == 1

    _with_server(tmp_path, work)


def test_without_the_directory_the_report_fails_and_the_records_stay(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        server.carrier.is_silent = True
        await server.to_the_end()
        assert await server.readiness() == RECORDS_ONLY
        assert await server.pushed() == {"record": None, "report": delivery_jobs.REPORT_FAILED}

    _with_server(tmp_path, work)


def test_a_report_that_waited_is_computed_from_the_pushed_records(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        server.carrier.outcome = Collected(
            Records(
                tel="t",
                sid="S",
                missing=("202606",),
                part_missing=("202608",),
                bills_missing=("202609",),
            )
        )
        server.carrier.is_silent = True
        await server.turn()
        given_out = await server.store.find_document("S", DocumentKind.RECORDS)
        server.carrier.is_silent = False
        server.carrier.outcome = Collected(Records(tel="t", sid="S"))
        await server.to_the_end()
        assert await server.store.find_document("S", DocumentKind.RECORDS) == given_out
        report = await server.store.find_document("S", REPORT)
        assert report is not None
        data = json.loads(report.body)["data"]
        assert data["call_log_missing_month_list"] == ["202606"]
        assert data["call_log_part_missing_month_list"] == ["202608"]
        assert data["phone_bill_missing_month_list"] == ["202609"]

    _with_server(tmp_path, work)


def test_moving_the_clock_during_a_gateway_call_adds_no_delay(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        asked, collect = asyncio.Event(), server.carrier.collect

        async def silent(_: str) -> CollectOutcome:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError("nobody answers")

        server.carrier.collect = silent  # type: ignore[method-assign]  # for one asking
        asking = asyncio.create_task(server.turn(0))
        await asked.wait()
        server.clock.advance(100)
        assert await asking
        server.carrier.collect = collect  # type: ignore[method-assign]  # as it was
        server.clock.advance(MIN_POLL_SECONDS)
        assert await server.turn()
        assert set((await server.readiness()).values()) == {READY}

    _with_server(tmp_path, work)


def test_a_server_that_was_down_for_long_still_asks_once(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        assert await server.turn(Settings(keys=KEYS).results.collect_seconds + 1, is_killed=True)
        await server.to_the_end()
        assert server.carrier.asked == 1
        assert set((await server.readiness()).values()) == {READY}

    _with_server(tmp_path, work)


@pytest.mark.parametrize("way", ["broken", "killed"])
def test_a_collection_that_always_raises_ends_at_its_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    async def work(server: Server) -> None:
        async def broken(_: str) -> None:
            raise ValueError("spoilt")

        if way == "killed":
            for _ in range(40):
                assert await server.turn(server.handler.lease_seconds + 1, is_killed=True)
        monkeypatch.setattr(server.store, "applicant", broken)
        await server.to_the_end()
        assert set((await server.readiness()).values()) == {FAILED}
        assert await server.pushed() == {"report": delivery_jobs.REPORT_FAILED}

    _with_server(tmp_path, work)


PROGRAMMING_ERRORS = [
    AttributeError("secret"),
    TypeError("secret"),
    NotImplementedError("secret"),
    KeyError("secret"),
    ValueError("secret"),
    caused(AttributeError("secret"), by=KeyError("secret")),
]
NETWORK_FAULTS = [
    ConnectionResetError("secret"),
    TimeoutError("secret"),
    asyncio.IncompleteReadError(b"", 10),
    caused(RuntimeError("secret"), by=ConnectionRefusedError("secret")),
]


async def _fails_at_once(server: Server) -> None:
    assert await server.turn()
    assert not await server.turn()
    assert server.carrier.asked == 1
    assert set((await server.readiness()).values()) == {FAILED}
    assert await server.pushed() == {"report": delivery_jobs.REPORT_FAILED}


def test_a_programming_error_of_the_gateway_ends_a_collection_at_once_and_is_logged(
    tmp_path: Path, logged: list[Any], subtests: pytest.Subtests
) -> None:
    async def work(fault: Exception, server: Server) -> None:
        server.carrier.fault = fault
        await _fails_at_once(server)
        (collect,) = await server.store.deliveries(kinds=(delivery_jobs.COLLECT,))
        told = [one.outcome for one in collect.tries]
        assert (collect.state, told) == ("failed", [f"gateway broken: {type(fault).__name__}"])

    for number, fault in enumerate(PROGRAMMING_ERRORS):
        with subtests.test(fault=repr(fault)):
            logged.clear()
            _with_server(tmp_path / str(number), partial(work, fault))
            (told,) = (line for line in logged if line["event"] == "gateway_broken")
            name = type(fault).__name__
            assert (told["log_level"], told["sid"], told["fault"]) == ("error", "S", name)
            assert told["place"].startswith(f"{__name__}.Carrier.collect:")
            assert "secret" not in str(logged)


def test_a_network_fault_of_the_gateway_is_retried(
    tmp_path: Path, logged: list[Any], subtests: pytest.Subtests
) -> None:
    async def work(fault: Exception, server: Server) -> None:
        server.carrier.fault = fault
        assert await server.turn(MAX_POLL_SECONDS)
        server.carrier.fault = None
        await server.to_the_end()
        assert server.carrier.asked == 2
        assert set((await server.readiness()).values()) == {READY}

    for number, fault in enumerate(NETWORK_FAULTS):
        with subtests.test(fault=repr(fault)):
            logged.clear()
            _with_server(tmp_path / str(number), partial(work, fault))
            (told,) = logged
            assert (told["event"], told["log_level"]) == ("gateway_unreachable", "warning")
            assert told["fault"] == type(fault).__name__


def test_an_answer_that_the_port_does_not_know_ends_a_collection_at_once(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    async def work(answer: Any, server: Server) -> None:
        server.carrier.outcome = answer
        await _fails_at_once(server)

    nothing: Any = None
    answers: list[object] = [None, {}, Granted("S"), Collected(nothing)]
    for number, answer in enumerate(answers):
        with subtests.test(answer=repr(answer)):
            _with_server(tmp_path / str(number), partial(work, answer))


def test_a_gateway_without_collect_ends_a_collection_at_once(
    tmp_path: Path, logged: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(server: Server) -> None:
        monkeypatch.delattr(Carrier, "collect")
        assert await server.turn()
        assert await server.pushed() == {"report": delivery_jobs.REPORT_FAILED}

    _with_server(tmp_path, work)
    told = [line["fault"] for line in logged if line["event"] == "gateway_broken"]
    assert told == ["AttributeError"]


def test_data_of_a_removed_partner_is_deleted(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        await server.to_the_end()
        anybody: Any = server.carrier
        chores = BackgroundWork(
            server.store, anybody, Partners([]), anybody, server.clock, Settings(keys=KEYS)
        ).chores()
        server.clock.advance(6 * DAY)
        await chores["forget"]()
        assert await server.store.authorization("S") is not None
        server.clock.advance(DAY)
        await chores["forget"]()
        assert await server.store.authorization("S") is None
        assert set((await server.readiness()).values()) == {None}

    _with_server(tmp_path, work)
