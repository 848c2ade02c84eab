"""The push log and redelivery for a partner's server (contract, section 4: pushes)."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit.delivery.jobs import PUSHED, PushPayload
from h5kit.messages import Status
from h5kit.model import Partner
from h5kit.store.jobs import Delivery
from h5kit.text import clean
from h5kit.web.api.admission import Admission, accepted, refused
from h5kit.web.http.services import WebServices


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """Return a push for the log: address, state and tries, without the body."""
    tries = [
        {
            "number": t.number,
            "at": t.at,
            "outcome": t.outcome,
            "status": t.status,
            "answer": t.answer,
            "seconds": t.seconds,
        }
        for t in delivery.tries
    ]
    return {
        "id": delivery.id,
        "kind": delivery.kind,
        "sid": delivery.sid,
        "state": delivery.state,
        "url": payload_of(delivery).url,
        "tries": tries,
    }


def payload_of(delivery: Delivery) -> PushPayload:
    """Return the payload of a push: its address, and its body or document."""
    return msgspec.json.decode(delivery.payload, type=PushPayload)


class DeliveryApi:
    """The handlers of `/v1/deliveries…`."""

    def __init__(self, services: WebServices) -> None:
        """Use the server's services."""
        self._services = services
        self._admission = Admission(services)

    async def listed(self, request: Request) -> Response:
        """`GET /v1/deliveries?sid=`: the pushes of an authorization with their tries."""
        return await self._admission.admitted(request, self._listed, by_token=False)

    async def redeliver(self, request: Request) -> Response:
        """`POST /v1/deliveries/<id>/redeliver`: three more tries for a finished push."""
        return await self._admission.admitted(request, self._redeliver, by_token=False)

    async def _listed(self, partner: Partner, request: Request) -> Response:
        sid = clean(request.query_params.get("sid", ""))
        if not sid:
            return refused(Status.BAD_PARAMETER)
        if await self._admission.grant(partner, sid) is None:
            return refused(Status.BAD_SESSION)
        found = await self._services.store.deliveries(sid, kinds=PUSHED)
        return accepted([delivery_json(delivery) for delivery in found])

    async def _redeliver(self, partner: Partner, request: Request) -> Response:
        delivery = await self._services.store.delivery(request.path_params["id"])
        is_push = delivery is not None and delivery.kind in PUSHED
        if not is_push or delivery is None or payload_of(delivery).partner != partner.appid:
            return refused(Status.BAD_SESSION)
        now = self._services.clock.now()
        if not await self._services.store.redeliver(delivery.id, now):
            return refused(Status.BEING_MADE)
        self._services.wake_worker()
        return accepted({"id": delivery.id})
