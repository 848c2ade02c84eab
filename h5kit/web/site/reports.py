"""我的报告: the list of reports, newest first, with its search (source, section 五.3.1)."""

import re
import time
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from h5kit import identity, phone_numbers
from h5kit.records.times import DAY, SHANGHAI
from h5kit.report import numbers
from h5kit.store.documents import Readiness
from h5kit.store.site import GrantFilter, ListedGrant
from h5kit.text import clean
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_query
from h5kit.web.http.responses import see_other
from h5kit.web.report.access import Seen, Viewer
from h5kit.web.report.masking import MASK, is_personal, named
from h5kit.web.site.services import SiteServices

ON_A_PAGE: Final = 20
MOST_FIELDS: Final = 8
LONGEST: Final = 200
FOUR: Final = 4
_OLDER: Final = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?)~(.{1,200})")
STATES: Final = {
    Readiness.READY: "已生成",
    Readiness.WAITING: "生成中",
    Readiness.FAILED: "生成失败",
    None: "生成中",
}
"""None: no document exists until the records are collected or given up."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of the list; number and uid are masked, `address` is "" while there is no report."""

    sid: str
    partner: str
    uid: str
    number: str
    granted_at: float
    state: str
    is_waiting: bool
    address: str


class ReportList:
    """The handler of `/site/reports`."""

    def __init__(self, services: SiteServices) -> None:
        """Take the services."""
        self._services = services

    async def answer(self, request: Request) -> Response:
        """`GET /site/reports?q=&on=&older=`: twenty reports that this user may see.

        `q` is a sid, a uid or a number's last four digits, `on` a day (2026-11-24, Shanghai).
        """
        viewer = await self._services.sessions.viewer(request)
        if viewer is None:
            return self._services.login(request)
        try:
            query: Mapping[str, str] = read_query(request, MOST_FIELDS)
        except BadRequestError:
            query = {}
        word = clean(query.get("q", ""))[:LONGEST]
        if number := phone_numbers.mobile(word):
            # A whole number must not stay in the address: its end is what is looked for.
            return see_other(f"/site/reports?{urlencode({**query, 'q': number[-FOUR:]})}")
        if is_personal(word):
            # An ID card neither; nothing is found by one.
            return see_other(f"/site/reports?{urlencode({**query, 'q': MASK})}")
        return await self._page(request, viewer, query, word)

    async def _page(
        self, request: Request, viewer: Viewer, query: Mapping[str, str], word: str
    ) -> Response:
        day, is_day = _day(query.get("on", ""))
        found = await self._found(viewer, query, word, day) if is_day else ()
        who, now = f"user:{viewer.name}", self._services.clock.now()
        await self._services.store.site.audit_log.record(who, Seen.LISTED.value, "", now)
        rows = [self._row(granted) for granted in found[:ON_A_PAGE]]
        return self._services.page(
            request, viewer, "reports", rows=rows, word=word, day=query.get("on", "")[:LONGEST],
            is_day=is_day, older=_older_address(query, found), is_first=not query.get("older"),
            names=self._names(),
        )  # fmt: skip

    async def _found(
        self, viewer: Viewer, query: Mapping[str, str], word: str, day: float
    ) -> tuple[ListedGrant, ...]:
        key = self._services.store.lookup_key
        is_four = len(word) == FOUR and word.isascii() and word.isdecimal()
        grant_filter = GrantFilter(
            partner=viewer.appid,
            word=word,
            last_four=identity.last_four(key, word) if is_four else "",
            since=day,
            until=day + DAY if day else 0.0,
            older=_older(query.get("older", "")),
        )
        return await self._services.store.site.listing.page(grant_filter, ON_A_PAGE + 1)

    def _row(self, granted: ListedGrant) -> ReportRow:
        address = urlencode({"sid": granted.sid, "appid": granted.partner})
        is_ready = granted.readiness is Readiness.READY
        return ReportRow(
            sid=granted.sid,
            partner=granted.partner,
            uid=named(granted.uid),
            number=numbers.masked(granted.tel),
            granted_at=granted.granted_at,
            state=STATES[granted.readiness],
            is_waiting=granted.readiness in {None, Readiness.WAITING},
            address=f"/report/detail?{address}" if is_ready else "",
        )

    def _names(self) -> dict[str, str]:
        return {partner.appid: partner.name for partner in self._services.partners}


def _day(text: str) -> tuple[float, bool]:
    """Return when a day begins in Shanghai (0 for ""), and whether the text is a day."""
    if not text:
        return 0.0, True
    try:
        return float(timegm(time.strptime(text, "%Y-%m-%d")) - SHANGHAI), True
    except (ValueError, OverflowError):
        return 0.0, False


def _older(text: str) -> tuple[float, str] | None:
    found = _OLDER.fullmatch(text)
    return (float(found[1]), found[2]) if found else None


def _older_address(query: Mapping[str, str], found: tuple[ListedGrant, ...]) -> str:
    """Return the address of the next page, "" on the last one."""
    if len(found) <= ON_A_PAGE:
        return ""
    last = found[ON_A_PAGE - 1]
    words = {k: query[k] for k in ("q", "on") if query.get(k)}
    return f"/site/reports?{urlencode({**words, 'older': f'{last.granted_at!r}~{last.sid}'})}"
