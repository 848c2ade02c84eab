"""`/sandbox`: the real flow in a phone's frame, beside it everything the sandbox knows of it, live.

It exists only with the sandbox carrier (contract, section 7).
"""

import hashlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.flow.record import Flow
from h5kit.messages import Status
from h5kit.web.http.assets import Assets
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_form
from h5kit.web.http.chosen_language import ChosenLanguage, address_with
from h5kit.web.http.origins import is_foreign_post
from h5kit.web.http.responses import error_json, json, see_other
from h5kit.web.http.services import WebServices
from h5kit.web.report.links import ReportLinks
from h5kit.web.sandbox.chosen_flow import NoStartError, kept_choice, kept_query, opened, read
from h5kit.web.sandbox.inspection import Inspection, inspected
from h5kit.web.sandbox.render import PANELS, ConsoleRenderer

MOST_BYTES, MOST_FIELDS = 4096, 16
LONGEST_STEP: Final = 7 * 86_400
FOREIGN = "来自别的网站的请求"
CONSOLE: Final = "/sandbox"
REPORT_PAGE: Final = "/report/detail"


class SandboxConsole:
    """Handlers of `/sandbox`, `/sandbox/live` and the console's forms."""

    def __init__(
        self, services: WebServices, gateway: SandboxGateway, clock: MovableClock, assets: Assets
    ) -> None:
        """Take the services, the sandbox and its clock; add the script to the assets."""
        self._services = services
        self._gateway = gateway
        self._clock = clock
        self.chosen_language = ChosenLanguage(services.settings)
        self._renderer = ConsoleRenderer(assets, services.partners, self.chosen_language)
        self._links = ReportLinks(services.settings.keys)

    async def page(self, request: Request) -> Response:
        """`GET /sandbox?handle=`: the console, with the flow of the handle if given."""
        handle = request.query_params.get("handle", "")
        flow = await self._find(handle)
        chosen = kept_choice(request.query_params)
        if not handle or flow:
            return await self._page(request, flow, chosen)
        fault = self.chosen_language.of(request).text("没有这个流程，或已被清除")
        return await self._page(request, None, chosen, fault, 404)

    async def live(self, request: Request) -> Response:
        """`GET /sandbox/live?handle=&seen=&lang=`: the time, and the panels if they have changed.

        The answer's `handle` differs after the flow was restarted. `lang` is the page's language.
        """
        flow = await self._find(request.query_params.get("handle", ""))
        if flow is None:
            return error_json(Status.BAD_SESSION, "unknown flow", 404)
        panels = self._panels(request, await self._shown(request, flow))
        digest = hashlib.sha256("".join(panels.values()).encode()).hexdigest()[:16]
        is_new = request.query_params.get("seen") != digest
        return json(
            {
                "now": self._clock.now(),
                "handle": self._handle(flow),
                "step": flow.state,
                "seen": digest,
                "panels": panels if is_new else {},
            }
        )

    async def start(self, request: Request) -> Response:
        """`POST /sandbox/start`: open a flow for the chosen row, then redirect to the console."""
        try:
            given = await self._read(request)
        except BadRequestError as bad:
            return error_json(Status.BAD_PARAMETER, bad.reason, bad.status)
        language, kept = self.chosen_language.of(request), kept_query(given)
        try:
            flow = await opened(read(given, self._services, language), self._services, language)
        except NoStartError as no:
            here = address_with(CONSOLE, kept)
            return await self._page(request, None, given, str(no), 422, here)
        return see_other(address_with(CONSOLE, {"handle": self._handle(flow), **kept}))

    async def move(self, request: Request) -> Response:
        """`POST /sandbox/move`: move the clock forward by `seconds`; for pages without script."""
        try:
            given = await self._read(request)
        except BadRequestError as bad:
            return error_json(Status.BAD_PARAMETER, bad.reason, bad.status)
        seconds = given.get("seconds", "")
        if not (seconds.isascii() and seconds.isdecimal() and int(seconds[:9]) <= LONGEST_STEP):
            return error_json(Status.BAD_PARAMETER, "seconds: a number, seven days at most", 400)
        self._clock.advance(int(seconds[:9]))
        flow = await self._find(given.get("handle", ""))
        return see_other(f"{CONSOLE}?handle={self._handle(flow)}" if flow else CONSOLE)

    async def report(self, request: Request) -> Response:
        """`GET /sandbox/report?handle=`: redirect to the flow's report by a link of one day."""
        flow = await self._find(request.query_params.get("handle", ""))
        if flow is None or not flow.sid or not has_report_page(request):
            return error_json(Status.BAD_SESSION, "unknown flow", 404)
        named = {"sid": flow.sid, "appid": flow.partner}
        link = self._links.link(flow.sid, flow.partner, now=self._clock.now())
        return see_other(f"{REPORT_PAGE}?{urlencode({**named, 'link': link.word})}")

    async def receive(self, request: Request) -> Response:
        """`POST /sandbox/receiver`: the demo's own receiver; it takes every push."""
        async for _ in request.stream():
            pass
        return Response("ok", media_type="text/plain")

    async def _read(self, request: Request) -> Mapping[str, str]:
        if is_foreign_post(request):
            raise BadRequestError(self.chosen_language.of(request).text(FOREIGN), 403)
        return await read_form(request, MOST_BYTES, MOST_FIELDS)

    async def _find(self, handle: str) -> Flow | None:
        """Return the current flow of a handle; for a restarted one, its successor."""
        flow_id = self._services.handles.flow_id(handle) if handle else None
        flow = await self._services.store.find(flow_id) if flow_id else None
        while flow and flow.successor:
            flow = await self._services.store.find(flow.successor)
        return await self._services.desk.current(flow) if flow else None

    async def _shown(self, request: Request, flow: Flow) -> Inspection:
        language = self.chosen_language.of(request)
        return await inspected(self._services, self._gateway, flow, language)

    def _handle(self, flow: Flow) -> str:
        return self._services.handles.handle(flow.id)

    def _panels(self, request: Request, shown: Inspection) -> dict[str, str]:
        values = self._values(request, shown)
        return {name: self._renderer.panel(request, name, **values) for name in PANELS}

    def _values(self, request: Request, shown: Inspection | None) -> dict[str, object]:
        flow = shown.flow if shown else None
        return {
            "shown": shown,
            "handle": self._handle(flow) if flow else "",
            "partner": self._services.partners.by_appid(flow.partner) if flow else None,
            "has_report_page": has_report_page(request),
        }

    async def _page(
        self,
        request: Request,
        flow: Flow | None,
        chosen: Mapping[str, str],
        fault: str = "",
        status: int = 200,
        here: str = "",
    ) -> Response:
        shown = await self._shown(request, flow) if flow else None
        return self._renderer.page(
            request,
            status,
            here,
            chosen=chosen,
            fault=fault,
            now=self._clock.now(),
            **self._values(request, shown),
        )


def has_report_page(request: Request) -> bool:
    """Say whether this server has the report page."""
    return any(getattr(route, "path", "") == REPORT_PAGE for route in request.app.routes)
