"""Pulls of partners: records, report, score, tags, newest sid (contract, section 5: pulls)."""

from starlette.requests import Request
from starlette.responses import Response

from h5kit import identity, phone_numbers
from h5kit.messages import Status
from h5kit.model import Partner
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.text import clean
from h5kit.web.api.admission import Admission, accepted, refused
from h5kit.web.http.headers import COMMON
from h5kit.web.http.responses import JSON, RawResponse
from h5kit.web.http.services import WebServices


class PullApi:
    """The handlers of `/calls/…`, `/cuishou`, `/itag` and `/v1/authorizations/…`."""

    def __init__(self, services: WebServices) -> None:
        """Use the server's services."""
        self._services = services
        self._admission = Admission(services)

    async def record(self, request: Request) -> Response:
        """`GET /calls/record?sid=`: the call records (source, section 四.3.2)."""
        return await self._document(request, DocumentKind.RECORDS)

    async def report(self, request: Request) -> Response:
        """`GET /calls/report?sid=`: the operator report (source, section 五.3.2)."""
        return await self._document(request, DocumentKind.REPORT)

    async def score(self, request: Request) -> Response:
        """`GET /cuishou?sid=`: the dunning score (source, section 七)."""
        return await self._document(request, DocumentKind.SCORE)

    async def tags(self, request: Request) -> Response:
        """`GET /itag?sid=`: the number tags (source, section 八)."""
        return await self._document(request, DocumentKind.TAGS)

    async def newest(self, request: Request) -> Response:
        """`GET /calls/sid?uid=|tel=`: the newest sid of a uid or number."""
        return await self._admission.admitted(request, self._newest)

    async def erase(self, request: Request) -> Response:
        """`DELETE /v1/authorizations/<sid>`: erase everything of this sid's person."""
        return await self._admission.admitted(request, self._erase, by_token=False)

    async def _document(self, request: Request, kind: DocumentKind) -> Response:
        async def answer(partner: Partner, request: Request) -> Response:
            sid = clean(request.query_params.get("sid", ""))
            return await self._found(partner, sid, kind) if sid else refused(Status.BAD_PARAMETER)

        return await self._admission.admitted(request, answer)

    async def _found(self, partner: Partner, sid: str, kind: DocumentKind) -> Response:
        if await self._admission.grant(partner, sid) is None:
            return refused(Status.BAD_SESSION)
        document = await self._services.store.find_document(sid, kind)
        if document is None or document.readiness is Readiness.WAITING:
            return refused(Status.BEING_MADE)
        if document.readiness is Readiness.FAILED:
            return refused(Status.MAKING_FAILED)
        return RawResponse(document.body, 200, [*COMMON, JSON])

    async def _newest(self, partner: Partner, request: Request) -> Response:
        uid, tel = request.query_params.get("uid", ""), request.query_params.get("tel", "")
        number = phone_numbers.mobile(tel) if tel else ""
        if number is None or not (uid or number):
            return refused(Status.BAD_PARAMETER)
        key = self._services.store.lookup_key
        person = identity.person(key, partner.appid, number) if number else ""
        sid = await self._services.store.newest_sid(partner.appid, uid=uid, person=person)
        if sid is None:
            return refused(Status.BAD_SESSION)
        return accepted({"sid": sid})

    async def _erase(self, partner: Partner, request: Request) -> Response:
        grant = await self._admission.grant(partner, request.path_params["sid"])
        if grant is None:
            return refused(Status.BAD_SESSION)
        store = self._services.store
        if grant.person:
            erased = await store.erase_person(partner.appid, grant.person)
        else:
            erased = (grant.sid,) if await store.erase(grant.sid) else ()
        return accepted({"erased": list(erased)})
