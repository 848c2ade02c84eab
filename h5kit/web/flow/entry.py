"""The entry: a partner sends a person, or its server opens a session for one."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit.carrier.sandbox import is_scenario
from h5kit.entry import query, sessions
from h5kit.entry.handles import new_flow_id
from h5kit.entry.query import BadEntryError
from h5kit.flow.record import Flow
from h5kit.messages import Message
from h5kit.model import Entry, Partner
from h5kit.steps.checks import today_of
from h5kit.web.http.body import BadRequestError, read_body, read_entry, read_json
from h5kit.web.http.errors import BAD_PARAMETER, error_json, error_page
from h5kit.web.http.parts import Parts
from h5kit.web.http.responses import json, see_other

NO_TOKEN, BAD_TOKEN = 3999, 4000
LONGEST_KEY = 255
SESSION_FIELDS = frozenset(
    {"token", "uid", "callback", "tel", "contactor", "redirect_url", "lang", "size", "scenario"}
)


class Entries:
    """Handlers of `/` and `/v1/sessions`."""

    def __init__(self, parts: Parts) -> None:
        """Take the server's parts."""
        self._parts = parts

    async def enter(self, request: Request) -> Response:
        """Open a flow and lead the person to its clean address (source, sections 一.1 and 二.1)."""
        limits = self._parts.settings.limits
        partner: Partner | None = None
        try:
            given = await read_entry(request, limits.most_body_bytes, limits.most_fields)
            partner = self._parts.partners.by_token(given.get("token", ""))
            if partner is None:
                return error_page(self._parts, request, Message.NOT_AUTHORIZED, 403)
            # What only a partner's server may say is left out here: anybody can edit an address.
            allowed = {
                k: v for k, v in given.items() if k in {"uid", "callback", "tel", "contactor"}
            }
            entry = query.read(allowed, partner, today_of(self._parts.clock.now()))
        except BadRequestError as bad:
            return error_page(self._parts, request, Message.SUBMIT_FAILED, bad.status)
        except BadEntryError as bad:
            return error_page(
                self._parts, request, bad.message, bad.status, partner, has_no_flow=True
            )
        flow = await self._new(partner, entry)
        await self._parts.store.create(flow)
        return see_other(f"/f/{self._parts.handles.handle(flow.id)}")

    async def open_session(self, request: Request) -> Response:
        """`POST /v1/sessions`: `201 {"url","handle","expires_at"}`; same key, same answer."""
        partner = self._partner_of(request)
        if isinstance(partner, Response):
            return partner
        try:
            body = await read_body(request, self._parts.settings.limits.most_body_bytes)
            given = read_json(body, SESSION_FIELDS)
            entry = self._entry(given, partner)
        except BadRequestError as bad:
            return error_json(BAD_PARAMETER, bad.reason, bad.status)
        except BadEntryError as bad:
            return error_json(BAD_PARAMETER, f"{bad.name}: not acceptable", bad.status)
        flow = await self._new(partner, entry)
        return await self._answer_once(request, partner, given, flow)

    def _partner_of(self, request: Request) -> Partner | Response:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            return error_json(NO_TOKEN, "no token", 401)
        partner = self._parts.partners.by_secret(secret.strip())
        return partner or error_json(BAD_TOKEN, "bad token", 401)

    def _entry(self, given: Mapping[str, str], partner: Partner) -> Entry:
        # The secret says who asks; a token beside it, as the entry has one, must be the same one's.
        if given.get("token", partner.token) != partner.token:
            raise BadEntryError("token")
        scenario = given.get("scenario", "")
        if scenario and not (self._parts.settings.sandbox and is_scenario(scenario)):
            raise BadEntryError("scenario")
        return query.read(given, partner, today_of(self._parts.clock.now()))

    async def _new(self, partner: Partner, entry: Entry) -> Flow:
        is_granted = bool(entry.uid) and await self._parts.store.is_granted(
            partner.appid, entry.uid
        )
        return sessions.opened(
            new_flow_id(partner.appid),
            partner,
            entry,
            self._parts.clock.now(),
            is_granted=is_granted,
        )

    async def _answer_once(
        self, request: Request, partner: Partner, given: Mapping[str, str], flow: Flow
    ) -> Response:
        key = request.headers.get("idempotency-key", "")
        made = self._made(request, flow)
        if not key:
            await self._parts.store.create(flow)
            return json(made, 201)
        if len(key) > LONGEST_KEY or not key.isprintable():
            return error_json(BAD_PARAMETER, "Idempotency-Key: not acceptable", 400)
        # Of the fields, however they were spaced. Keyed: a bare hash would give a number away.
        fields = msgspec.json.encode(given, order="sorted")
        secret = self._parts.store.lookup_key.encode()
        digest = hmac.new(secret, b"h5kit.session\0" + fields, hashlib.sha256).hexdigest()
        now = self._parts.clock.now()
        kept_digest, kept = await self._parts.store.remember(
            partner.appid, key, digest, msgspec.json.encode(made), now, flow
        )
        if kept_digest != digest:
            return error_json(BAD_PARAMETER, "Idempotency-Key: used for another request", 422)
        return json(msgspec.json.decode(kept), 201)

    def _made(self, request: Request, flow: Flow) -> dict[str, str]:
        handle = self._parts.handles.handle(flow.id)
        base = self._parts.settings.base_url or str(request.base_url).rstrip("/")
        expires = datetime.fromtimestamp(
            int(flow.created_at + self._parts.settings.flow.flow_seconds), UTC
        )
        return {
            "url": f"{base}/f/{handle}",
            "handle": handle,
            "expires_at": expires.isoformat().replace("+00:00", "Z"),
        }
