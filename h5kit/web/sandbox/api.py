"""The sandbox's API for tests: scenarios, SMS, flows, pushes, clock (contract, section 7)."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit import phone_numbers
from h5kit.carrier.sandbox import SCENARIOS, SandboxGateway
from h5kit.carrier.sandbox.served.endpoints import MOST_CLOCK_BYTES, seconds_of
from h5kit.clock import MovableClock
from h5kit.delivery.jobs import PUSHED
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.messages import Status
from h5kit.store.jobs import Delivery
from h5kit.web.api.deliveries import delivery_json, payload_of
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_body
from h5kit.web.http.origins import is_foreign_post
from h5kit.web.http.responses import error_json, json
from h5kit.web.http.services import WebServices
from h5kit.web.sandbox.inspection import captcha_of, logins_of
from h5kit.web.sandbox.jump import jump

MOST_BYTES = 1024


class SandboxApi:
    """Handlers of the JSON addresses below `/sandbox/`."""

    def __init__(self, services: WebServices, gateway: SandboxGateway, clock: MovableClock) -> None:
        """Take the server's services, the sandbox and its clock."""
        self._services = services
        self._gateway = gateway
        self._clock = clock

    async def scenarios(self, request: Request) -> Response:
        """`GET /sandbox/scenarios`: the table."""
        del request
        return json([s.to_json() for s in SCENARIOS])

    async def sms(self, request: Request) -> Response:
        """`GET /sandbox/sms?tel=`: the SMS to a number, newest first."""
        tel = phone_numbers.mobile(request.query_params.get("tel", ""))
        if tel is None:
            return error_json(Status.BAD_PARAMETER, "tel: not a mobile number", 400)
        return json([s.to_json() for s in self._gateway.inbox(tel)])

    async def flow(self, request: Request) -> Response:
        """`GET /sandbox/flows/<handle>`: a flow's step and history.

        `POST {"step": name}` submits every step on the way to a step.
        """
        flow_id = self._services.handles.flow_id(request.path_params["handle"])
        flow = await self._services.store.find(flow_id) if flow_id else None
        if flow is None:
            return error_json(Status.BAD_SESSION, "unknown flow", 404)
        flow = await self._services.desk.current(flow)
        if request.method == "POST":
            try:
                to = _step(await read_body(request, MOST_BYTES))
            except BadRequestError as bad:
                return error_json(Status.BAD_PARAMETER, bad.reason, bad.status)
            partner = self._services.partners.by_appid(flow.partner)
            flow = await jump(self._services, flow, partner, to)
        return json(self._flow_json(flow))

    def _flow_json(self, flow: Flow) -> dict[str, object]:
        return {
            "sid": flow.sid,
            "step": flow.state,
            "rev": flow.rev,
            "history": [msgspec.to_builtins(move) for move in flow.history],
            "captcha": captcha_of(self._gateway, flow),
            "carrier_logins": logins_of(self._gateway, flow),
        }

    async def deliveries(self, request: Request) -> Response:
        """`GET /sandbox/deliveries?sid=`: all pushes with their tries."""
        sid = request.query_params.get("sid", "")
        found = await self._services.store.deliveries(sid, kinds=PUSHED)
        return json([whole_delivery(d) for d in found])

    async def clock(self, request: Request) -> Response:
        """`GET` returns the time, `POST {"advance_seconds": n}` moves the clock forward."""
        if request.method == "POST":
            if is_foreign_post(request):
                return error_json(Status.BAD_PARAMETER, "sent by another site's page", 403)
            try:
                seconds = seconds_of(await read_body(request, MOST_CLOCK_BYTES))
            except BadRequestError as bad:
                return error_json(Status.BAD_PARAMETER, bad.reason, bad.status)
            except ValueError as bad:
                return error_json(Status.BAD_PARAMETER, str(bad), 400)
            self._clock.advance(seconds)
        return json({"now": self._clock.now()})


class _Wanted(msgspec.Struct):
    step: State


def _step(body: bytes) -> State:
    try:
        return msgspec.json.decode(body, type=_Wanted).step
    except msgspec.DecodeError:
        raise BadRequestError("step: not a step's name") from None


def whole_delivery(delivery: Delivery) -> dict[str, Any]:
    """Return a push with its body, which only the sandbox shows."""
    payload = payload_of(delivery)
    body = payload.body.decode("utf-8", "replace")
    return {**delivery_json(delivery), "body": body, "document": payload.document}
