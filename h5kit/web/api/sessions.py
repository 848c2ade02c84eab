"""`POST /v1/sessions`: a partner's server opens a flow (contract, section 3: sessions)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit.carrier.sandbox import is_scenario
from h5kit.entry import query
from h5kit.entry.query import BadEntryError
from h5kit.flow.record import Flow
from h5kit.messages import Status
from h5kit.model import Entry, IgnoredField, Partner
from h5kit.steps.checks import today_of
from h5kit.text import clean
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_session
from h5kit.web.http.credentials import partner_of
from h5kit.web.http.new_flows import log_ignored, new_flow
from h5kit.web.http.responses import error_json, json
from h5kit.web.http.services import WebServices

LONGEST_KEY: Final = 255
FIELDS: Final = frozenset(
    {"token", "uid", "callback", "tel", "contactor", "redirect_url", "lang", "size", "scenario"}
)


class SessionApi:
    """The handler of `/v1/sessions`."""

    def __init__(self, services: WebServices) -> None:
        """Use the server's services."""
        self._services = services

    async def open(self, request: Request) -> Response:
        """Return 201 `{"url","handle","expires_at"}`; the same for the same `Idempotency-Key`.

        `ignored` is there, too, if a field, or a part of `contactor`, could not be used.
        """
        partner = partner_of(self._services.partners, request)
        if isinstance(partner, Response):
            return partner
        try:
            most = self._services.settings.limits.most_body_bytes
            fields = await read_session(request, most, FIELDS)
            entry = self._entry(fields, partner)
        except BadRequestError as bad:
            return _bad(bad.reason, bad.status)
        except BadEntryError as bad:
            return _bad(f"{bad.name}: not acceptable", bad.status)
        log_ignored(partner, "session", entry.ignored)
        flow = await new_flow(self._services, partner, entry)
        answer = self._answer(request, flow, entry.ignored)
        return await self._answer_once(request, partner, fields, flow, answer)

    def _entry(self, fields: Mapping[str, str], partner: Partner) -> Entry:
        # The secret authenticates the partner; a token, if sent, must be the same partner's.
        if clean(fields.get("token", partner.token)) != partner.token:
            raise BadEntryError("token")
        scenario = clean(fields.get("scenario", ""))
        if scenario and not (self._services.settings.sandbox and is_scenario(scenario)):
            raise BadEntryError("scenario")
        return query.read(fields, partner, today_of(self._services.clock.now()))

    async def _answer_once(
        self,
        request: Request,
        partner: Partner,
        fields: Mapping[str, str],
        flow: Flow,
        answer: dict[str, object],
    ) -> Response:
        key = request.headers.get("idempotency-key", "")
        if not key:
            await self._services.store.create(flow)
            return json(answer, 201)
        if len(key) > LONGEST_KEY or not key.isprintable():
            return _bad("Idempotency-Key: not acceptable", 400)
        # A hash of the fields, independent of their format. It is keyed because a plain hash of
        # a phone number can be reversed by trying all numbers.
        canonical = msgspec.json.encode(fields, order="sorted")
        secret = self._services.store.lookup_key.encode()
        digest = hmac.new(secret, b"h5kit.session\0" + canonical, hashlib.sha256).hexdigest()
        now = self._services.clock.now()
        first_digest, first_answer = await self._services.store.create_once(
            partner.appid, key, digest, msgspec.json.encode(answer), now, flow
        )
        if first_digest != digest:
            return _bad("Idempotency-Key: used for another request", 422)
        return json(msgspec.json.decode(first_answer), 201)

    def _answer(
        self, request: Request, flow: Flow, ignored: tuple[IgnoredField, ...]
    ) -> dict[str, object]:
        settings = self._services.settings
        handle = self._services.handles.handle(flow.id)
        base = settings.base_url or str(request.base_url).rstrip("/")
        expires = datetime.fromtimestamp(int(flow.created_at + settings.flow.flow_seconds), UTC)
        return {
            "url": f"{base}/f/{handle}",
            "handle": handle,
            "expires_at": expires.isoformat().replace("+00:00", "Z"),
            **({"ignored": ignored} if ignored else {}),
        }


def _bad(why: str, http: int) -> Response:
    return error_json(Status.BAD_PARAMETER, why, http)
