"""Handlers of the report page (source, section 五.3.1): for users and for signed links."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Final
from urllib.parse import quote, urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit.report import Report
from h5kit.threads import by_size
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_form, read_query
from h5kit.web.http.chosen_language import address_with
from h5kit.web.http.headers import COMMON
from h5kit.web.http.origins import is_foreign_post
from h5kit.web.http.responses import JSON, RawResponse, see_other
from h5kit.web.report.access import ReportView, Seen, Viewer
from h5kit.web.report.masking import masked
from h5kit.web.report.render import SHARED, ReportRenderer
from h5kit.web.report.sections import explained
from h5kit.web.report.services import ReportServices
from h5kit.web.report.view import ALL_NUMBERS, ReportAccess, page_of

MOST_BYTES: Final = 4096
MOST_FIELDS: Final = 16
DETAIL: Final = "/report/detail"
PARAMETERS: Final = frozenset({"sid", "appid", "link", "grant", "format", "numbers", "lang"})
"""A chat through which an address was sent may add others of its own."""


_SEEN: Final = {
    (False, True): Seen.VIEWED,
    (True, True): Seen.EXPORTED,
    (False, False): Seen.VIEWED_UNMASKED,
    (True, False): Seen.EXPORTED_UNMASKED,
}
"""The audit action by (is JSON, is masked)."""


class ReportPages:
    """Handlers of `/report/…`."""

    def __init__(self, services: ReportServices) -> None:
        """Take the services."""
        self._services = services
        self._renderer = ReportRenderer(services.chosen_language)

    async def detail(self, request: Request) -> Response:
        """`GET /report/detail?sid=&appid=`: the report, masked as the reader's rights say.

        `link=` opens it without a login; `grant=` shows it unmasked to the user it was made for;
        `format=json` answers the document; `numbers=all` prints the whole list of numbers; `lang=`
        chooses the language, as on every page of the report and its site.
        """
        try:
            query = read_query(request, MOST_FIELDS, PARAMETERS)
        except BadRequestError:
            return self._error(request, "bad", 400)
        if query.get("link"):
            return await self._by_link(request, query)
        viewer = await self._services.users.viewer(request)
        if viewer is None:
            return _login(query)
        found = await self._found(query, viewer)
        if found is None:
            return self._error(request, "unknown", 404)
        return await self._shown(request, query, found, self._access(viewer, query))

    async def _by_link(self, request: Request, query: Mapping[str, str]) -> Response:
        sid, appid, now = query.get("sid", ""), query.get("appid", ""), self._services.clock.now()
        name = self._services.links.opened(query["link"], sid, appid, now=now)
        if word := self._services.links.forwarded(query["link"], sid, appid, now=now):
            return see_other(f"{DETAIL}?{urlencode({**query, 'link': word})}")
        found = await self._services.reports.find(sid) if name else None
        if found is None or found.appid != appid:
            return self._error(request, "expired", 404, is_shared=True)
        return await self._shown(
            request, query, found, ReportAccess(link=query["link"]), f"link:{name}"
        )

    async def _found(self, query: Mapping[str, str], viewer: Viewer) -> ReportView | None:
        """Return the report, None for an unknown one and for another partner's."""
        appid = query.get("appid", "")
        found = await self._services.reports.find(query.get("sid", ""))
        is_theirs = found is not None and found.appid == appid and viewer.may_see(appid)
        return found if is_theirs else None

    def _access(self, viewer: Viewer, query: Mapping[str, str]) -> ReportAccess:
        links, now = self._services.links, self._services.clock.now()
        about = (query.get("sid", ""), query.get("appid", ""), viewer.name)
        if not viewer.role.may_unmask:
            return ReportAccess(viewer)
        grant = query.get("grant", "")
        if links.is_granted(grant, *about, now=now):
            return ReportAccess(viewer, is_masked=False, grant=grant)
        return ReportAccess(viewer, form_token=links.form_token(*about, now=now))

    async def _shown(
        self, request: Request, query: Mapping[str, str], found: ReportView, access: ReportAccess,
        who: str = "",
    ) -> Response:  # fmt: skip
        is_json = query.get("format") == "json"
        seen = _SEEN[is_json, access.is_masked]
        who = who or f"user:{access.viewer.name if access.viewer else ''}"
        await self._services.audit.record(who, seen, found.report.sid, self._services.clock.now())
        is_all = query.get("numbers") == ALL_NUMBERS
        make = partial(self._answer, request, found, access, is_json=is_json, is_all=is_all)
        return await by_size(found.size, make)

    def _answer(
        self, request: Request, found: ReportView, access: ReportAccess, *, is_json: bool,
        is_all: bool,
    ) -> Response:  # fmt: skip
        report = masked(found.report) if access.is_masked else found.report
        if is_json:
            return _document(report, access)
        language = self._services.chosen_language.of(request)
        page = page_of(report, found, access, self._services.rules, language, all_numbers=is_all)
        return self._renderer.page(
            request, "detail", sid=report.sid, is_shared=bool(access.link), page=page, report=report
        )

    async def unmask(self, request: Request) -> Response:
        """`POST /report/unmask`: record it, then redirect to the unmasked report."""
        viewer = await self._services.users.viewer(request)
        if viewer is None:
            return see_other("/site/login")
        try:
            form = await read_form(request, MOST_BYTES, MOST_FIELDS)
        except BadRequestError as bad:
            return self._unmask_error(request, {}, "bad", bad.status)
        sid, appid, now = form.get("sid", ""), form.get("appid", ""), self._services.clock.now()
        about = (sid, appid, viewer.name)
        is_ours = self._services.links.is_form_token(form.get("token", ""), *about, now=now)
        if not viewer.role.may_unmask or is_foreign_post(request) or not is_ours:
            return self._unmask_error(request, form, "forbidden", 403)
        if await self._found(form, viewer) is None:
            return self._unmask_error(request, form, "unknown", 404)
        await self._services.audit.record(f"user:{viewer.name}", Seen.UNMASKED, sid, now)
        grant = self._services.links.grant(*about, now=now)
        query = {"sid": sid, "appid": appid, "grant": grant}
        return see_other(f"{DETAIL}?{urlencode(query)}")

    async def rules(self, request: Request) -> Response:
        """`GET /report/rules`: how every value is computed; it needs no login."""
        rules = self._services.rules
        return self._renderer.page(
            request, "rules", version=rules.version, sections=explained(rules)
        )

    def _error(
        self, request: Request, what: str, status: int, *, is_shared: bool = False, here: str = ""
    ) -> Response:
        return self._renderer.page(
            request, "error", status=status, is_shared=is_shared, what=what, here=here
        )

    def _unmask_error(
        self, request: Request, form: Mapping[str, str], what: str, status: int
    ) -> Response:
        about = {name: form.get(name, "") for name in ("sid", "appid")}
        return self._error(request, what, status, here=address_with(DETAIL, about))


def _login(query: Mapping[str, str]) -> Response:
    """Redirect to the login, which leads back to the report."""
    kept = {name: query[name] for name in ("sid", "appid") if query.get(name)}
    back = f"{DETAIL}?{urlencode(kept)}"
    return see_other(f"/site/login?next={quote(back, safe='')}")


def _document(report: Report, access: ReportAccess) -> Response:
    """Answer with the document as a file."""
    name = re.sub(r"[^\w-]", "", report.sid, flags=re.ASCII)
    headers = [
        *(COMMON if not access.link else SHARED),
        JSON,
        (b"content-disposition", f'attachment; filename="report-{name}.json"'.encode()),
    ]
    return RawResponse(msgspec.json.encode(report), 200, headers)
