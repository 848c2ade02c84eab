"""Builds the application; the only module that wires settings, gateway, store and clock."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette

from h5kit.carrier.completeness import require_complete
from h5kit.carrier.gateway import Gateway
from h5kit.carrier.reset_rules import ResetRules, packaged
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import Clock
from h5kit.delivery.background import BackgroundWork
from h5kit.delivery.jobs import grant_jobs
from h5kit.entry.handles import Handles
from h5kit.entry.partners import Partners
from h5kit.model import Authorization
from h5kit.report.directory import EmbeddedDirectory, NumberDirectory
from h5kit.settings import Settings
from h5kit.steps.desk import Desk
from h5kit.store.jobs import NewJob, Worker
from h5kit.store.observers import StepLog
from h5kit.store.store import Store
from h5kit.tasks import cancel
from h5kit.trailing_slash import answer_with_slash
from h5kit.web.api.health import Health
from h5kit.web.api.metrics import Metrics
from h5kit.web.api.routes import api_room
from h5kit.web.flow.routes import flow_room
from h5kit.web.http.access_log import AccessLog
from h5kit.web.http.assets import Assets, StaticFirst, assets_room
from h5kit.web.http.errors import ErrorAnswers
from h5kit.web.http.render import Renderer
from h5kit.web.http.routes import Rooms
from h5kit.web.http.services import WebServices
from h5kit.web.sandbox.routes import sandbox_room
from h5kit.web.site.flow_counts import FlowCounter
from h5kit.web.site.routes import site_rooms


def create_app(
    settings: Settings,
    *,
    gateway: Gateway,
    store: Store,
    clock: Clock,
    partners: Partners,
    rules: ResetRules | None = None,
    directory: NumberDirectory | None = None,
    works: bool = True,
    metrics: Metrics | None = None,
    data: Path | None = None,
    at_start: Callable[[], Awaitable[None]] | None = None,
    at_end: Callable[[], Awaitable[None]] | None = None,
) -> Starlette:
    """Return the ASGI application.

    `rules` are the reset rules and `directory` the number directory; None means those of the
    package. With `works`, a worker in this process runs the jobs; otherwise separate worker
    processes must run them, on the same store. `metrics` adds `/metrics`. `data` is the folder
    whose free disk space the health check watches. `at_start` is awaited before the first request,
    `at_end` after the last one, to close what the gateway has open. `app.state.health.leave()`
    announces that the server is about to stop.

    Raises ValueError if `settings.sandbox` is on and the gateway isn't the sandbox, or the other
    way round: a server that reaches real carriers must never accept the sandbox's fixed codes.
    Raises IncompleteGatewayError, a TypeError, if the gateway lacks a method of the port.
    """
    require_complete(gateway)
    if isinstance(gateway, SandboxGateway) != settings.sandbox:
        raise ValueError("settings.sandbox must be on if the gateway is the sandbox, and only then")
    assets = Assets()
    counter = FlowCounter(store.site.counts, clock)
    store.observe(StepLog(), counter, *((metrics,) if metrics else ()))
    health = Health(store, clock, data, settings.disk_room_bytes)
    rules = rules or packaged()

    def make_worker() -> Worker:
        tried = metrics.record_push if metrics else None
        numbers = directory or EmbeddedDirectory()
        work = BackgroundWork(store, gateway, partners, numbers, clock, settings, tried)
        return store.worker(work.handlers(), work.chores(), clock)

    background = _BackgroundWorker(make_worker if works else None, settings.flow.drain_seconds)

    def jobs_of(authorization: Authorization) -> tuple[NewJob, ...]:
        return grant_jobs(authorization, partners.by_appid(authorization.partner))

    services = WebServices(
        settings=settings,
        clock=clock,
        store=store,
        partners=partners,
        handles=Handles(settings.keys),
        desk=Desk(
            store,
            gateway,
            clock,
            settings,
            rules,
            jobs_of,
            background.wake,
            metrics.record_limit if metrics else None,
        ),
        renderer=Renderer(assets, partners, loopback_frames=settings.loopback_allowed),
        rules=rules,
        wake_worker=background.wake,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            await store.site.keys.note(clock.now())
            await _call(at_start)
            async with counter.running(), background.running(services.desk, health):
                yield
        finally:
            await _call(at_end)
            await store.close()

    rooms = Rooms(
        (
            assets_room(),
            flow_room(services, assets),
            api_room(services, health, metrics),
            *site_rooms(settings, clock, store, partners, counter, background.wake),
            sandbox_room(services, gateway, assets),
        )
    )
    errors = ErrorAnswers(services, rooms)
    app = Starlette(
        routes=rooms.routes,
        lifespan=lifespan,
        exception_handlers={404: errors.unrouted, 405: errors.unrouted},
    )
    app.state.health = health
    app.add_middleware(
        AccessLog,
        error_response=errors.handler_failed,
        observe=metrics.record_answer if metrics else None,
    )
    app.add_middleware(StaticFirst, assets=assets)
    answer_with_slash(app)
    return app


class _BackgroundWorker:
    """The worker in this process, if it has one."""

    def __init__(self, make: Callable[[], Worker] | None, drain_seconds: float) -> None:
        self._make = make
        self._drain_seconds = drain_seconds
        self._worker: Worker | None = None

    def wake(self) -> None:
        """Wake the worker: a job may be due."""
        if self._worker is not None:
            self._worker.wake()

    @contextlib.asynccontextmanager
    async def running(self, desk: Desk, health: Health) -> AsyncIterator[None]:
        """Run the worker during the block; at its end wait for carrier calls and jobs."""
        worker = self._worker = self._make() if self._make else None
        task = asyncio.create_task(worker.run()) if worker else None
        try:
            yield
        finally:
            health.leave()
            await _drain(desk, worker, self._drain_seconds)
            if task:
                await cancel([task])


async def _call(hook: Callable[[], Awaitable[None]] | None) -> None:
    if hook is not None:
        await hook()


async def _drain(desk: Desk, worker: Worker | None, seconds: float) -> None:
    """Wait for carrier calls, then for jobs, including those that the calls have enqueued."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    await desk.close()
    if worker is not None:
        await worker.close(max(1.0, end - loop.time()))
