"""`POST /v1/reports/<sid>/link`: a link that opens one report without a login."""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit.messages import Status
from h5kit.model import Partner
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_body
from h5kit.web.http.credentials import partner_of
from h5kit.web.http.form_fields import has_nul
from h5kit.web.http.responses import error_json, json
from h5kit.web.report.access import Seen
from h5kit.web.report.links import LONGEST_LINK, USUAL_LINK, Link
from h5kit.web.report.services import ReportServices

MOST_BYTES: Final = 1024


class Lifetime(msgspec.Struct, forbid_unknown_fields=True):
    """The body: how many seconds the link is valid, one day by default."""

    seconds: int = USUAL_LINK


class ReportSharing:
    """The handler of `POST /v1/reports/<sid>/link`."""

    def __init__(self, services: ReportServices) -> None:
        """Take the services."""
        self._services = services

    async def link(self, request: Request) -> Response:
        """`{"seconds": n}`: `201 {"url","expires_at"}`; at most seven days.

        It needs the partner's secret. An unknown sid and another partner's get the same answer.
        """
        partner = partner_of(self._services.partners, request)
        if isinstance(partner, Response):
            return partner
        sid = request.path_params["sid"]
        if has_nul((sid,)):
            return error_json(Status.BAD_PARAMETER, "sid: malformed", 400)
        found = await self._services.reports.find(sid)
        if found is None or found.appid != partner.appid:
            return error_json(Status.BAD_SESSION, "unknown sid", 404)
        try:
            seconds = _seconds(await read_body(request, MOST_BYTES))
        except BadRequestError as bad:
            return error_json(Status.BAD_PARAMETER, bad.reason, bad.status)
        now = self._services.clock.now()
        link = self._services.links.link(sid, partner.appid, now=now, seconds=seconds)
        who = f"partner:{partner.appid} link:{link.id}"
        await self._services.audit.record(who, Seen.LINK_MADE, sid, now)
        return json(self._made(request, sid, partner, link), 201)

    def _made(self, request: Request, sid: str, partner: Partner, link: Link) -> dict[str, str]:
        base = self._services.settings.base_url or str(request.base_url).rstrip("/")
        query = urlencode({"sid": sid, "appid": partner.appid, "link": link.word})
        ends = datetime.fromtimestamp(link.expires_at, UTC).isoformat().replace("+00:00", "Z")
        return {"url": f"{base}/report/detail?{query}", "expires_at": ends}


def _seconds(body: bytes) -> int:
    try:
        asked = msgspec.json.decode(body or b"{}", type=Lifetime).seconds
    except msgspec.DecodeError:
        raise BadRequestError("seconds: a whole number, and nothing else") from None
    if not 1 <= asked <= LONGEST_LINK:
        raise BadRequestError("seconds: from 1 to 604800 (seven days)")
    return asked
