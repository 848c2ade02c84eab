"""Who may pull: a partner's credential, and how often it may be used."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from h5kit.messages import Status
from h5kit.model import Authorization, Partner
from h5kit.web.http.body import has_nul
from h5kit.web.http.credentials import bearer
from h5kit.web.http.parts import Parts
from h5kit.web.http.responses import json

MINUTE, DAY, SHANGHAI = 60, 86_400, 8 * 3_600
Answer = Callable[[Partner, Request], Awaitable[Response]]


def refused(status: Status) -> Response:
    """Answer as the source does: HTTP 200, the code and its words in the body."""
    return json({"status": status, "msg": status.text})


def accepted(data: object) -> Response:
    """Answer with data."""
    return json({"status": 0, "msg": "OK", "data": data})


class Admission:
    """Lets partners in, each to its own."""

    def __init__(self, parts: Parts) -> None:
        """Take the server's parts."""
        self._parts = parts

    async def grant(self, partner: Partner, sid: str) -> Authorization | None:
        """Return the authorization; another partner's looks as if there were none."""
        grant = await self._parts.store.authorization(sid) if sid else None
        return grant if grant and grant.partner == partner.appid else None

    async def admitted(
        self, request: Request, answer: Answer, *, by_token: bool = True
    ) -> Response:
        """Answer a partner whose credential is right and whose pulls aren't used up."""
        if len(set(request.query_params)) != len(request.query_params.multi_items()):
            return refused(Status.BAD_PARAMETER)
        if has_nul((*request.query_params.values(), *request.path_params.values())):
            return refused(Status.BAD_PARAMETER)
        partner = self._partner_of(request, by_token=by_token)
        if isinstance(partner, Status):
            return refused(partner)
        used_up = await self._used_up(partner)
        return refused(used_up) if used_up else await answer(partner, request)

    def _partner_of(self, request: Request, *, by_token: bool) -> Partner | Status:
        """Return who asks, or the status that refuses them.

        The token stands in every user's address: it opens data only for a partner that has the
        compatibility switch on (`docs`: for partners).
        """
        if secret := bearer(request):
            return self._parts.partners.by_secret(secret) or Status.BAD_TOKEN
        token = request.query_params.get("token", "")
        if not token:
            return Status.NO_TOKEN
        partner = self._parts.partners.by_token(token) if by_token else None
        return partner if partner and partner.token_pulls else Status.BAD_TOKEN

    async def _used_up(self, partner: Partner) -> Status | None:
        """Count this pull; return the status that refuses it, None where it's allowed."""
        now = self._parts.clock.now()
        day = (now + SHANGHAI) // DAY
        spans = (
            (f"{partner.appid}/day/{day:.0f}", partner.pulls_a_day, Status.NO_MORE_TODAY),
            (
                f"{partner.appid}/minute/{now // MINUTE:.0f}",
                partner.pulls_a_minute,
                Status.TOO_MANY_REQUESTS,
            ),
        )
        for key, most, status in spans:
            if most and await self._parts.store.count(key, now + DAY) > most:
                return status
        return None
