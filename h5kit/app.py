"""The only place that joins parts: settings, gateway, store and clock into one application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from h5kit.carrier.gateway import Gateway
from h5kit.carrier.regions import Rules, packaged
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import Clock, MovableClock
from h5kit.delivery.events import authorized
from h5kit.delivery.outbound import Outbound
from h5kit.delivery.worker import Worker
from h5kit.entry.handles import Handles
from h5kit.entry.partners import Partners
from h5kit.model import Authorization
from h5kit.resources import static_dir
from h5kit.settings import Settings
from h5kit.steps.desk import Desk
from h5kit.storage.port import NewJob, Store
from h5kit.web.access_log import AccessLog
from h5kit.web.answers import json
from h5kit.web.assets import Assets, StaticFirst
from h5kit.web.embedding import Embedding
from h5kit.web.entries import Entries
from h5kit.web.errors import error_page
from h5kit.web.flow_pages import FlowPages
from h5kit.web.parts import Parts
from h5kit.web.render import Renderer
from h5kit.web.sandbox_pages import SandboxPages

SWEEP_SECONDS = 60
NOT_FOUND, CRASHED = 22, 55


def create_app(
    settings: Settings,
    *,
    gateway: Gateway,
    store: Store,
    clock: Clock,
    partners: Partners,
    rules: Rules | None = None,
) -> Starlette:
    """Return the ASGI application; `rules` are those of the package where none are given.

    Raises ValueError where the sandbox carrier and `settings.sandbox` don't agree: fixed codes
    must never be taken by a server that reaches real carriers.
    """
    if isinstance(gateway, SandboxGateway) != settings.sandbox:
        raise ValueError("the sandbox carrier runs exactly where settings.sandbox is on")
    assets = Assets(static_dir())
    rules = rules or packaged()
    worker: Worker | None = None

    def follow_up(authorization: Authorization) -> tuple[NewJob, ...]:
        return authorized(authorization, partners.by_appid(authorization.partner))

    def granted() -> None:
        if worker is not None:
            worker.wake()

    parts = Parts(
        settings=settings,
        clock=clock,
        store=store,
        partners=partners,
        handles=Handles(settings.keys),
        desk=Desk(store, gateway, clock, settings, rules, follow_up, granted),
        renderer=Renderer(assets, partners, loopback_frames=settings.loopback_allowed),
        rules=rules,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        nonlocal worker
        outbound = Outbound(allow_loopback=settings.loopback_allowed)
        worker = Worker(store, outbound, partners, clock, settings)
        loops = [asyncio.create_task(worker.run()), asyncio.create_task(_sweep(parts))]
        try:
            yield
        finally:
            await parts.desk.close()
            await worker.close()
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            await store.close()

    app = Starlette(
        routes=_routes(parts, gateway, clock, assets),
        lifespan=lifespan,
        exception_handlers=_handlers(parts),
    )
    app.add_middleware(AccessLog, broken=lambda request: error_page(parts, request, CRASHED, 500))
    app.add_middleware(StaticFirst, assets=assets)
    return app


def _routes(parts: Parts, gateway: Gateway, clock: Clock, assets: Assets) -> list[Route]:
    entries, flows, embedding = Entries(parts), FlowPages(parts), Embedding(parts, assets)

    async def health(_: Request) -> Response:
        return json({"status": "ok"})

    routes = [
        Route("/", entries.enter, methods=["GET", "POST"]),
        Route("/f/{handle}", flows.answer, methods=["GET", "POST"]),
        Route("/f/{handle}/agreement", flows.agreement, methods=["GET"]),
        Route("/f/{handle}/events.js", embedding.events, methods=["GET"]),
        # Asked for relative to the page that is shown, which may be the agreement.
        Route("/f/{handle}/agreement/events.js", embedding.events, methods=["GET"]),
        Route("/v1/sessions", entries.open_session, methods=["POST"]),
        Route("/healthz", health, methods=["GET"]),
    ]
    if isinstance(gateway, SandboxGateway) and isinstance(clock, MovableClock):
        sandbox = SandboxPages(parts, gateway, clock)
        routes += [
            Route("/sandbox/scenarios", sandbox.scenarios, methods=["GET"]),
            Route("/sandbox/sms", sandbox.sms, methods=["GET"]),
            Route("/sandbox/flows/{handle}", sandbox.flow, methods=["GET"]),
            Route("/sandbox/deliveries", sandbox.deliveries, methods=["GET"]),
            Route("/sandbox/clock", sandbox.clock, methods=["GET", "POST"]),
        ]
    return routes


def _handlers(parts: Parts) -> dict[Any, Any]:
    """Return what is answered where there is no route, or not for this method."""

    async def refused(request: Request, fault: Exception) -> Response:
        return error_page(parts, request, NOT_FOUND, getattr(fault, "status_code", 404))

    return {404: refused, 405: refused}


async def _sweep(parts: Parts) -> None:
    """Forget flows whose facts have been kept long enough, once a minute."""
    while True:
        now = parts.clock.now()
        await parts.store.sweep(now - parts.settings.keep_seconds, now)
        await parts.clock.sleep_until(now + SWEEP_SECONDS)
