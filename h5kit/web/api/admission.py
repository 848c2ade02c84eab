"""Authentication and rate limits of partners' API requests."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from h5kit.messages import Status
from h5kit.model import Authorization, Partner
from h5kit.text import clean
from h5kit.web.http.credentials import bearer
from h5kit.web.http.form_fields import has_nul
from h5kit.web.http.responses import json
from h5kit.web.http.services import WebServices

MINUTE, DAY, SHANGHAI = 60, 86_400, 8 * 3_600
Answer = Callable[[Partner, Request], Awaitable[Response]]


def refused(status: Status) -> Response:
    """Return a refusal in the source's format: HTTP 200 with status and text in the body."""
    return json({"status": status, "msg": status.text})


def accepted(data: object) -> Response:
    """Return an answer with data."""
    return json({"status": 0, "msg": "OK", "data": data})


class Admission:
    """Authenticates partners and restricts them to their own authorizations."""

    def __init__(self, services: WebServices) -> None:
        """Use the server's services."""
        self._services = services

    async def grant(self, partner: Partner, sid: str) -> Authorization | None:
        """Return the partner's authorization of a sid, None also if it is another partner's."""
        grant = await self._services.store.authorization(sid) if sid else None
        return grant if grant and grant.partner == partner.appid else None

    async def admitted(
        self, request: Request, answer: Answer, *, by_token: bool = True
    ) -> Response:
        """Return the answer to an authenticated partner within its rate limits, else a refusal.

        `by_token` allows the public token of a partner with `token_pulls`.
        """
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
        """Return the requesting partner, or the status of the refusal.

        The token is public, since it is in every user's address. It gives access to data only if
        the partner has the compatibility setting `token_pulls`.
        """
        if secret := bearer(request):
            return self._services.partners.by_secret(secret) or Status.BAD_TOKEN
        token = clean(request.query_params.get("token", ""))
        if not token:
            return Status.NO_TOKEN
        partner = self._services.partners.by_token(token) if by_token else None
        return partner if partner and partner.token_pulls else Status.BAD_TOKEN

    async def _used_up(self, partner: Partner) -> Status | None:
        """Count this request; return the status of the refusal, None if it is allowed."""
        now = self._services.clock.now()
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
            if most and await self._services.store.count(key, now + DAY) > most:
                return status
        return None
