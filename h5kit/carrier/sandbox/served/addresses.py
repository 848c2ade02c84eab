"""The served sandbox's own addresses: its scenarios, the SMS it has sent, and its clock."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit import identity
from h5kit.carrier.sandbox.gateway import SandboxGateway
from h5kit.carrier.sandbox.scenarios import SCENARIOS
from h5kit.carrier.sandbox.served.parameters import CallRefusedError, body_of
from h5kit.clock import MovableClock
from h5kit.messages import Status

MOST_CLOCK_BYTES: Final = 1024
MOST_SECONDS: Final = 1e9


class Addresses:
    """Handlers of `/sandbox/…`."""

    def __init__(self, gateway: SandboxGateway, clock: MovableClock) -> None:
        """Take the sandbox and the clock that it may move."""
        self._gateway = gateway
        self._clock = clock

    async def scenarios(self, request: Request) -> Response:
        """`GET /sandbox/scenarios`: the table."""
        del request
        return _json([s.to_json() for s in SCENARIOS])

    async def sms(self, request: Request) -> Response:
        """`GET /sandbox/sms?tel=`: what was sent to a number, newest first."""
        tel = identity.mobile(request.query_params.get("tel", ""))
        if tel is None:
            return _bad()
        return _json([s.to_json() for s in self._gateway.inbox(tel)])

    async def clock(self, request: Request) -> Response:
        """`GET` tells the time, `POST {"advance_seconds": n}` moves it forward."""
        if request.method == "POST":
            try:
                seconds = seconds_of(await body_of(request, MOST_CLOCK_BYTES))
            except (ValueError, CallRefusedError):
                return _bad()
            self._clock.advance(seconds)
        return _json({"now": self._clock.now()})


def seconds_of(body: bytes) -> float:
    """Return by how much a clock is to be moved; raises ValueError that says what is wrong."""
    try:
        given = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("malformed JSON") from None
    match given:
        case {"advance_seconds": bool()}:
            pass
        case {"advance_seconds": int() | float() as seconds} if 0 <= seconds < MOST_SECONDS:
            return float(seconds)
    raise ValueError("advance_seconds: a number of seconds, not negative")


def _bad() -> Response:
    status = Status.BAD_PARAMETER.value
    return _json({"status": status, "msg": Status(status).text}, 400)


def _json(value: object, http: int = 200) -> Response:
    return Response(msgspec.json.encode(value), http, media_type="application/json")
