"""One call of the dialect: token, breaker, deadline, and every fault named and logged once."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import msgspec
import structlog

from h5kit.carrier.dialect import READING, DialectAnswer, GatewayCall, TokenData, sign
from h5kit.carrier.faults import WireFault, WireFaultError
from h5kit.carrier.http.breaker import Breaker, Line
from h5kit.carrier.http.connections import Connections
from h5kit.carrier.http.outcomes import is_unknown
from h5kit.carrier.http.reading import TokenRefusedError, data_of, envelope_of
from h5kit.carrier.http.tokens import TokenCache
from h5kit.carrier.numbering import guess
from h5kit.clock import Clock, DeadlineError, before
from h5kit.messages import Status
from h5kit.settings import GatewaySettings

T = TypeVar("T")
Observe = Callable[[str, str, float], None]

OK, REFUSED, CALLED_OFF = "ok", "refused", "called_off"
"""What `observe` is told of a call that was answered, or given up by whoever made it."""

_USUAL = GatewaySettings()
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How many seconds each call may take as a whole; `connect` is a part of each.

    The server's `call_seconds` bounds a begin and a login together: keep it above their sum,
    or the flow gives up before the gateway's own deadline.
    """

    connect: float = _USUAL.connect_seconds
    token: float = _USUAL.token_seconds
    flow: float = _USUAL.flow_seconds
    captcha: float = _USUAL.captcha_seconds
    login: float = _USUAL.login_seconds
    verify: float = _USUAL.verify_seconds
    forget: float = _USUAL.forget_seconds
    record: float = _USUAL.record_seconds

    def __post_init__(self) -> None:
        """Refuse a deadline that no call can meet."""
        for one in fields(self):
            if not getattr(self, one.name) > 0:
                raise ValueError(f"deadlines: {one.name} must be more than 0 seconds")

    def of(self, call: GatewayCall) -> float:
        """Return the seconds that a call may take."""
        seconds: float = getattr(self, call.value)
        return seconds


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the gateway's operator gave us."""

    appid: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A call to make: its parameters, the number it is about, and the sid that logs name.

    `tel` is "" for a call that is about a sid, whose number nobody says here.
    """

    call: GatewayCall
    parameters: Mapping[str, Any] = field(repr=False)
    tel: str = field(repr=False)
    sid: str = ""

    @property
    def line(self) -> Line:
        """The breaker's line: the number's carrier, or the call itself, so that no login feels it.

        Workers ask for records long after a login: dead ones must hold up nobody at the page.
        """
        return guess(self.tel).carrier if self.tel else self.call


class Calls:
    """Makes calls; of what was sent nothing is kept."""

    def __init__(
        self,
        connections: Connections,
        credentials: Credentials,
        clock: Clock,
        deadlines: Deadlines,
        breaker: Breaker,
        observe: Observe | None,
    ) -> None:
        """Begin without a token; one is fetched with the first call."""
        self._connections = connections
        self._credentials = credentials
        self._clock = clock
        self._deadlines = deadlines
        self._breaker = breaker
        self._observe = observe
        self._tokens = TokenCache(self._fetch_token, clock)

    async def make(self, request: Request, read: Callable[[DialectAnswer], T]) -> T:
        """Return what `read` makes of the answer; raises WireFaultError, which is logged then."""
        deadline = self._clock.now() + self._deadlines.of(request.call)
        try:
            with self._breaker.passing(request.line):
                said, answer = await self._authorized(request, read, deadline)
        except WireFaultError as failed:
            _log(request, failed.fault, failed.detail)
            raise
        if is_unknown(said.status):
            _log(request, WireFault.UNKNOWN_STATUS, str(said.status))
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._tokens.close()
        await self._connections.close()

    async def _authorized(
        self, request: Request, read: Callable[[DialectAnswer], T], deadline: float
    ) -> tuple[DialectAnswer, T]:
        """Make the call; a token that is no longer taken is renewed, once."""
        token = await self._timely(deadline, self._tokens.current())
        try:
            return await self._sent(request, read, token, deadline)
        except TokenRefusedError:
            self._tokens.refused(token)
        fresh = await self._timely(deadline, self._tokens.current())
        return await self._sent(request, read, fresh, deadline)

    async def _sent(
        self, request: Request, read: Callable[[DialectAnswer], T], token: str, deadline: float
    ) -> tuple[DialectAnswer, T]:
        call, given = request.call, _encodable(request.parameters)
        if call in READING:
            return await self._observed(call, {"token": token, **given}, b"", read, deadline)
        body = msgspec.json.encode(given)
        return await self._observed(call, {"token": token}, body, read, deadline)

    async def _observed(
        self,
        call: GatewayCall,
        query: dict[str, Any],
        body: bytes,
        read: Callable[[DialectAnswer], T],
        deadline: float,
    ) -> tuple[DialectAnswer, T]:
        started, outcome = time.perf_counter(), CALLED_OFF
        try:
            got = await self._timely(deadline, self._connections.exchange(call, query, body))
            said = envelope_of(call, got)
            answer = read(said)
            outcome = OK if said.status == Status.OK else REFUSED
        except WireFaultError as failed:
            outcome = failed.fault.value
            raise
        else:
            return said, answer
        finally:
            if self._observe is not None:
                self._observe(call.value, outcome, time.perf_counter() - started)

    async def _timely(self, deadline: float, waiting: Awaitable[T]) -> T:
        try:
            return await before(deadline, self._clock, waiting)
        except DeadlineError:
            raise WireFaultError(WireFault.SILENT) from None

    async def _fetch_token(self) -> TokenData:
        ours = self._credentials
        now = self._clock.now()
        moment = str(int(now))
        query = {
            "appid": ours.appid,
            "time": moment,
            "sign": sign(ours.appid, ours.secret, moment),
        }
        deadline = now + self._deadlines.of(GatewayCall.TOKEN)
        _, token = await self._observed(GatewayCall.TOKEN, query, b"", _token, deadline)
        return token


def _log(request: Request, fault: WireFault, detail: str) -> None:
    log.warning(
        "gateway_call_failed",
        sid=request.sid,
        call=request.call.value,
        fault=fault.value,
        detail=detail,
    )


def _token(said: DialectAnswer) -> TokenData:
    if said.status != Status.OK:
        raise WireFaultError(WireFault.UNAUTHORIZED, str(said.status))
    return data_of(said, TokenData)


def _encodable(value: Any) -> Any:
    """Return what was typed as JSON can carry it: half a surrogate pair becomes a question mark."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case Mapping():
            return {key: _encodable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_encodable(inner) for inner in value]
        case _:
            return value
