"""What partners pull: records, report, score, tags, and the newest sid (contract, section 5)."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from h5kit import identity, messages
from h5kit.model import Authorization, Partner
from h5kit.storage.results import DocumentKind, Readiness
from h5kit.web.answers import JSON, Whole, json
from h5kit.web.headers import COMMON
from h5kit.web.parts import Parts

BEING_MADE, MAKING_FAILED, BAD_PARAMETER = 3101, 3102, 4001
NO_TOKEN, BAD_TOKEN, UNKNOWN = 3999, 4000, 4016
TOO_OFTEN, NO_MORE_TODAY = 4029, 4030
"""Our own: a key's pulls of a minute, or of a day, are used up."""

MINUTE, DAY, SHANGHAI = 60, 86_400, 8 * 3_600
Answer = Callable[[Partner, Request], Awaitable[Response]]


def refused(status: int) -> Response:
    """Answer as the source does: HTTP 200, the code and its words in the body."""
    return json({"status": status, "msg": messages.STATUS_TEXTS[status]})


class Pulls:
    """Handlers of `/calls/…`, `/cuishou`, `/itag` and `/v1/authorizations/…`."""

    def __init__(self, parts: Parts) -> None:
        """Take the server's parts."""
        self._parts = parts

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
        return await self._admitted(request, self._newest)

    async def erase(self, request: Request) -> Response:
        """`DELETE /v1/authorizations/<sid>`: everything of the person this sid is about."""
        return await self._admitted(request, self._erase, by_token=False)

    async def _document(self, request: Request, kind: DocumentKind) -> Response:
        async def answer(partner: Partner, request: Request) -> Response:
            return await self._found(partner, request.query_params.get("sid", ""), kind)

        return await self._admitted(request, answer)

    async def _admitted(
        self, request: Request, answer: Answer, *, by_token: bool = True
    ) -> Response:
        """Answer a partner whose credential is right and whose pulls aren't used up."""
        if len(set(request.query_params)) != len(request.query_params.multi_items()):
            return refused(BAD_PARAMETER)
        partner = self._partner_of(request, by_token=by_token)
        if isinstance(partner, int):
            return refused(partner)
        used_up = await self._used_up(partner)
        return refused(used_up) if used_up else await answer(partner, request)

    def _partner_of(self, request: Request, *, by_token: bool) -> Partner | int:
        """Return who asks, or the status that refuses them.

        The token stands in every user's address: it opens data only for a partner that has the
        compatibility switch on (`docs`: for partners).
        """
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secret:
            return self._parts.partners.by_secret(secret.strip()) or BAD_TOKEN
        token = request.query_params.get("token", "")
        if not token:
            return NO_TOKEN
        partner = self._parts.partners.by_token(token) if by_token else None
        return partner if partner and partner.token_pulls else BAD_TOKEN

    async def _used_up(self, partner: Partner) -> int:
        """Count this pull; return the status that refuses it, 0 where it's allowed."""
        now = self._parts.clock.now()
        day = (now + SHANGHAI) // DAY
        spans = (
            (f"{partner.appid}/day/{day:.0f}", partner.pulls_a_day, NO_MORE_TODAY),
            (f"{partner.appid}/minute/{now // MINUTE:.0f}", partner.pulls_a_minute, TOO_OFTEN),
        )
        for key, most, status in spans:
            if most and await self._parts.store.count(key, now + DAY) > most:
                return status
        return 0

    async def _found(self, partner: Partner, sid: str, kind: DocumentKind) -> Response:
        if await self._grant(partner, sid) is None:
            return refused(UNKNOWN)
        document = await self._parts.store.find_document(sid, kind)
        if document is None or document.readiness is Readiness.WAITING:
            return refused(BEING_MADE)
        if document.readiness is Readiness.FAILED:
            return refused(MAKING_FAILED)
        return Whole(document.body, 200, [*COMMON, JSON])

    async def _grant(self, partner: Partner, sid: str) -> Authorization | None:
        """Return the authorization; another partner's looks as if there were none."""
        grant = await self._parts.store.authorization(sid) if sid else None
        return grant if grant and grant.partner == partner.appid else None

    async def _newest(self, partner: Partner, request: Request) -> Response:
        uid, tel = request.query_params.get("uid", ""), request.query_params.get("tel", "")
        number = identity.mobile(tel) if tel else ""
        if number is None or not (uid or number):
            return refused(BAD_PARAMETER)
        key = self._parts.settings.keys[0]
        person = identity.person(key, partner.appid, number) if number else ""
        sid = await self._parts.store.newest_sid(partner.appid, uid=uid, person=person)
        if sid is None:
            return refused(UNKNOWN)
        return json({"status": 0, "msg": "OK", "data": {"sid": sid}})

    async def _erase(self, partner: Partner, request: Request) -> Response:
        grant = await self._grant(partner, request.path_params["sid"])
        if grant is None:
            return refused(UNKNOWN)
        store = self._parts.store
        if grant.person:
            gone = await store.erase_person(partner.appid, grant.person)
        else:
            gone = (grant.sid,) if await store.erase(grant.sid) else ()
        return json({"status": 0, "msg": "OK", "data": {"erased": list(gone)}})
