"""The served sandbox's own endpoints: scenarios, sent SMS, clock."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit import phone_numbers
from h5kit.carrier.sandbox.gateway import SandboxGateway
from h5kit.carrier.sandbox.scenarios import SCENARIOS
from h5kit.carrier.sandbox.served.parameters import CallRefusedError, body_of
from h5kit.clock import MovableClock
from h5kit.media_types import JSON
from h5kit.messages import Status

MOST_CLOCK_BYTES: Final = 1024
MOST_SECONDS: Final = 1e9


class SandboxEndpoints:
    """The handlers of `/sandbox/…`."""

    def __init__(self, gateway: SandboxGateway, clock: MovableClock) -> None:
        """Serve this sandbox; `POST /sandbox/clock` advances `clock`."""
        self._gateway = gateway
        self._clock = clock

    async def scenarios(self, request: Request) -> Response:
        """`GET /sandbox/scenarios`: the scenario table."""
        del request
        return _json([s.to_json() for s in SCENARIOS])

    async def sms(self, request: Request) -> Response:
        """`GET /sandbox/sms?tel=`: the SMS sent to a number, newest first."""
        tel = phone_numbers.mobile(request.query_params.get("tel", ""))
        if tel is None:
            return _bad()
        return _json([s.to_json() for s in self._gateway.inbox(tel)])

    async def clock(self, request: Request) -> Response:
        """`GET` returns the time; `POST {"advance_seconds": n}` advances the clock."""
        if request.method == "POST":
            try:
                seconds = seconds_of(await body_of(request, MOST_CLOCK_BYTES))
            except (ValueError, CallRefusedError):
                return _bad()
            self._clock.advance(seconds)
        return _json({"now": self._clock.now()})


def seconds_of(body: bytes) -> float:
    """Return the seconds by which to advance a clock; raises ValueError with a readable text."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("malformed JSON") from None
    match document:
        case {"advance_seconds": bool()}:
            pass
        case {"advance_seconds": int() | float() as seconds} if 0 <= seconds < MOST_SECONDS:
            return float(seconds)
    raise ValueError("advance_seconds: a number of seconds, not negative")


def _bad() -> Response:
    status = Status.BAD_PARAMETER.value
    return _json({"status": status, "msg": Status(status).text}, 400)


def _json(value: object, http: int = 200) -> Response:
    return Response(msgspec.json.encode(value), http, media_type=JSON)
