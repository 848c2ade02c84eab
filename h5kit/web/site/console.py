"""`/site/console`: flows, pushes, partners, keys and the audit log, for operators."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from h5kit import areas
from h5kit.carrier.numbering import Carrier
from h5kit.web.http.body import BadRequestError, pairs, read_form
from h5kit.web.http.responses import see_other
from h5kit.web.report.access import Seen, Viewer
from h5kit.web.site.funnel import funnel
from h5kit.web.site.parts import SiteParts, is_console_for
from h5kit.web.site.push_rows import may_redeliver, outcome, push_row
from h5kit.web.site.words import DEEDS

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

    def __init__(self, parts: SiteParts) -> None:
        """Take the parts."""
        self._parts = parts

    async def flows(self, request: Request) -> Response:
        """`GET /site/console?days=&carrier=&region=`: how far flows came."""
        return await self._admitted(request, self._flows)

    async def deliveries(self, request: Request) -> Response:
        """`GET /site/console/deliveries?sid=&live=`: the newest pushes and collections.

        With `live` the page asks for itself again every three seconds while any is under way,
        which keeps nobody logged in.
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
        """Answer an operator; others are told that the page isn't for them."""
        is_live = "live" in request.query_params
        viewer = await self._parts.sessions.viewer(request, touches=not is_live)
        if viewer is None:
            is_post = request.method == "POST"
            return see_other("/site/login") if is_post else self._parts.login(request)
        if not is_console_for(viewer):
            return self._told(request, viewer, "forbidden", 403)
        try:
            query = pairs(request.scope["query_string"].decode("latin-1"), MOST_FIELDS)
        except BadRequestError:
            return self._told(request, viewer, "bad", 400)
        return await answer(request, viewer, query)

    def _told(self, request: Request, viewer: Viewer, what: str, status: int) -> Response:
        return self._parts.page(request, viewer, "told", status=status, what=what)

    async def _flows(self, request: Request, viewer: Viewer, query: Query) -> Response:
        days = query.get("days", "1")
        days = days if days in PERIODS else "1"
        carrier = _one_of(query.get("carrier", ""), Carrier)
        region = _one_of(query.get("region", ""), areas.PROVINCES)
        await self._parts.counter.write()
        since = self._parts.clock.now() - int(days) * DAY
        counted = await self._parts.store.site.counts.since(since)
        return self._parts.page(
            request, viewer, "flows", funnel=funnel(counted, carrier, region), days=days,
            carrier=carrier, region=region, periods=PERIODS.items(),
            carriers=[("", "全部"), *((c.value, c.value) for c in Carrier)],
            regions=[("", "全部"), *((p, p) for p in areas.PROVINCES)],
            waiting=await self._parts.store.backlog(),
        )  # fmt: skip

    async def _deliveries(self, request: Request, viewer: Viewer, query: Query) -> Response:
        sid = query.get("sid", "").strip()
        found = await self._parts.store.deliveries(sid, ON_A_PAGE)
        rows = [push_row(delivery) for delivery in found]
        under_way = sum(row.is_under_way for row in rows)
        is_live = bool(query.get("live")) and under_way > 0
        response = self._parts.page(
            request, viewer, "deliveries", rows=rows, about=sid, under_way=under_way,
            is_live=is_live, outcome=outcome,
            names={partner.appid: partner.name for partner in self._parts.partners},
        )  # fmt: skip
        if is_live:
            # Somebody asked for it and can stop it; so it's no page that moves by itself.
            response.raw_headers.append((b"refresh", str(REFRESH_SECONDS).encode()))
        return response

    async def _partners(self, request: Request, viewer: Viewer, _: Query) -> Response:
        return self._parts.page(
            request, viewer, "partners", partners=list(self._parts.partners),
            keys=await self._parts.store.site.keys.ages(), now=self._parts.clock.now(),
        )  # fmt: skip

    async def _audit(self, request: Request, viewer: Viewer, query: Query) -> Response:
        before, sid = query.get("before", ""), query.get("sid", "").strip()
        number = int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else 0  # noqa: PLR2004
        entries = await self._parts.store.site.audit_log.entries(ON_A_PAGE + 1, number, sid)
        return self._parts.page(
            request, viewer, "audit", entries=entries[:ON_A_PAGE], about=sid, deeds=DEEDS,
            older=entries[ON_A_PAGE - 1].number if len(entries) > ON_A_PAGE else 0,
            is_first=not number,
        )  # fmt: skip

    async def _redeliver(self, request: Request, viewer: Viewer, _: Query) -> Response:
        try:
            form = await read_form(request, MOST_BYTES, MOST_FIELDS)
        except BadRequestError as bad:
            return self._told(request, viewer, "bad", bad.status)
        if not self._parts.sessions.is_ours(request, form.get("token", "")):
            return self._told(request, viewer, "stale", 403)
        store, now = self._parts.store, self._parts.clock.now()
        found = await store.delivery(form.get("id", ""))
        if found is None or not may_redeliver(found):
            return self._told(request, viewer, "gone", 409)
        who = f"user:{viewer.name}"
        await store.site.audit_log.record(who, Seen.REDELIVERED.value, found.sid, now)
        await store.redeliver(found.id, now)
        self._parts.wake()
        return see_other(f"{PUSHES}?live=1")


def _one_of(text: str, known: "type[Carrier] | tuple[str, ...]") -> str:
    return text if text in set(known) else ""
