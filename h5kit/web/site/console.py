"""`/site/console`: flows, pushes, partners, keys and the audit log, for operators."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from h5kit import areas
from h5kit.carrier.numbering import Carrier
from h5kit.languages import Language
from h5kit.text import clean
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_form, read_query
from h5kit.web.http.responses import see_other
from h5kit.web.report.access import Seen, Viewer
from h5kit.web.site.audit_labels import DEEDS
from h5kit.web.site.funnel import funnel
from h5kit.web.site.push_rows import may_redeliver, outcome, push_row
from h5kit.web.site.services import SiteServices, is_console_for

DAY: Final = 86_400
PERIODS: Final = {"1": "近 24 小时", "7": "近 7 天"}
ON_A_PAGE: Final = 50
MOST_BYTES, MOST_FIELDS = 4096, 8
REFRESH_SECONDS: Final = 3
PUSHES: Final = "/site/console/deliveries"

Query = Mapping[str, str]
Answer = Callable[[Request, Viewer, Query], Awaitable[Response]]


class Console:
    """Handlers of `/site/console…`."""

    def __init__(self, services: SiteServices) -> None:
        """Take the services."""
        self._services = services

    async def flows(self, request: Request) -> Response:
        """`GET /site/console?days=&carrier=&region=`: how many flows reached each step."""
        return await self._admitted(request, self._flows)

    async def deliveries(self, request: Request) -> Response:
        """`GET /site/console/deliveries?sid=&live=`: the newest pushes and collections.

        With `live` the page reloads every three seconds while a job is under way; reloading does
        not extend the session.
        """
        return await self._admitted(request, self._deliveries)

    async def partners(self, request: Request) -> Response:
        """`GET /site/console/partners`: partners and their switches, and the keys' age."""
        return await self._admitted(request, self._partners)

    async def audit(self, request: Request) -> Response:
        """`GET /site/console/audit?sid=&before=`: who did what, newest first."""
        return await self._admitted(request, self._audit)

    async def redeliver(self, request: Request) -> Response:
        """`POST /site/console/redeliver`: three more tries for a push that has ended."""
        return await self._admitted(request, self._redeliver)

    async def _admitted(self, request: Request, answer: Answer) -> Response:
        """Answer an operator; others get an error page."""
        is_live = "live" in request.query_params
        viewer = await self._services.sessions.viewer(request, touches=not is_live)
        if viewer is None:
            is_post = request.method == "POST"
            return see_other("/site/login") if is_post else self._services.login(request)
        if not is_console_for(viewer):
            return self._error(request, viewer, "forbidden", 403)
        try:
            query = read_query(request, MOST_FIELDS)
        except BadRequestError:
            return self._error(request, viewer, "bad", 400)
        return await answer(request, viewer, query)

    def _error(self, request: Request, viewer: Viewer, what: str, status: int) -> Response:
        here = PUSHES if request.method == "POST" else ""
        return self._services.page(request, viewer, "error", status=status, what=what, here=here)

    async def _flows(self, request: Request, viewer: Viewer, query: Query) -> Response:
        days = query.get("days", "1")
        days = days if days in PERIODS else "1"
        carrier = _one_of(query.get("carrier", ""), Carrier)
        region = _one_of(query.get("region", ""), areas.PROVINCES)
        language = self._services.language_of(request)
        await self._services.counter.write()
        since = self._services.clock.now() - int(days) * DAY
        counted = await self._services.store.site.counts.since(since)
        return self._services.page(
            request, viewer, "flows", funnel=funnel(counted, language, carrier, region),
            days=days, carrier=carrier, region=region,
            periods=[(days, language.text(label)) for days, label in PERIODS.items()],
            carriers=_choices(Carrier, language), regions=_choices(areas.PROVINCES, language),
            waiting=await self._services.store.backlog(),
        )  # fmt: skip

    async def _deliveries(self, request: Request, viewer: Viewer, query: Query) -> Response:
        sid = clean(query.get("sid", ""))
        language = self._services.language_of(request)
        found = await self._services.store.deliveries(sid, ON_A_PAGE)
        rows = [push_row(delivery, language) for delivery in found]
        under_way = sum(row.is_under_way for row in rows)
        is_live = bool(query.get("live")) and under_way > 0
        response = self._services.page(
            request, viewer, "deliveries", rows=rows, about=sid, under_way=under_way,
            is_live=is_live, outcome=partial(outcome, language=language),
            names={partner.appid: partner.name for partner in self._services.partners},
        )  # fmt: skip
        if is_live:
            # Somebody asked for it and can stop it; so it's no page that moves by itself.
            response.raw_headers.append((b"refresh", str(REFRESH_SECONDS).encode()))
        return response

    async def _partners(self, request: Request, viewer: Viewer, _: Query) -> Response:
        return self._services.page(
            request, viewer, "partners", partners=list(self._services.partners),
            keys=await self._services.store.site.keys.ages(), now=self._services.clock.now(),
        )  # fmt: skip

    async def _audit(self, request: Request, viewer: Viewer, query: Query) -> Response:
        before, sid = query.get("before", ""), clean(query.get("sid", ""))
        number = int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else 0  # noqa: PLR2004
        entries = await self._services.store.site.audit_log.entries(ON_A_PAGE + 1, number, sid)
        return self._services.page(
            request, viewer, "audit", entries=entries[:ON_A_PAGE], about=sid, deeds=DEEDS,
            older=entries[ON_A_PAGE - 1].number if len(entries) > ON_A_PAGE else 0,
            is_first=not number,
        )  # fmt: skip

    async def _redeliver(self, request: Request, viewer: Viewer, _: Query) -> Response:
        try:
            form = await read_form(request, MOST_BYTES, MOST_FIELDS)
        except BadRequestError as bad:
            return self._error(request, viewer, "bad", bad.status)
        if not self._services.sessions.is_ours(request, form.get("token", "")):
            return self._error(request, viewer, "stale", 403)
        store, now = self._services.store, self._services.clock.now()
        found = await store.delivery(form.get("id", ""))
        if found is None or not may_redeliver(found):
            return self._error(request, viewer, "gone", 409)
        who = f"user:{viewer.name}"
        await store.site.audit_log.record(who, Seen.REDELIVERED.value, found.sid, now)
        await store.redeliver(found.id, now)
        self._services.wake()
        return see_other(f"{PUSHES}?live=1")


def _one_of(text: str, known: "type[Carrier] | tuple[str, ...]") -> str:
    return text if text in set(known) else ""


def _choices(values: Iterable[str], language: Language) -> list[tuple[str, str]]:
    """Return the options of a select: everything, then each value under its name."""
    return [("", language.text("全部")), *((str(v), language.text(v)) for v in values)]
