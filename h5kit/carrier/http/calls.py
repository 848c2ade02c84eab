"""A call of the dialect with token, breaker and deadline; every fault is logged once."""

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
from h5kit.clock import Clock, DeadlineError, await_until
from h5kit.messages import Status
from h5kit.settings import GatewaySettings

T = TypeVar("T")
Observe = Callable[[str, str, float], None]

OK, REFUSED, CANCELLED = "ok", "refused", "called_off"
"""The outcomes that `observe` gets besides the faults: answered, refused, cancelled."""

_USUAL = GatewaySettings()
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The deadline of each call in seconds, connecting included; `connect` bounds only that.

    Keep the server's `call_seconds` above the sum of `flow` and `login`, because it bounds both
    calls together; otherwise the flow gives up before the call's own deadline.
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
        """Raise ValueError for a deadline that isn't positive."""
        for one in fields(self):
            if not getattr(self, one.name) > 0:
                raise ValueError(f"deadlines: {one.name} must be more than 0 seconds")

    def of(self, call: GatewayCall) -> float:
        """Return the deadline of a call in seconds."""
        seconds: float = getattr(self, call.value)
        return seconds


@dataclass(frozen=True, slots=True)
class Credentials:
    """Our appid and secret at the gateway."""

    appid: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A call to make: its parameters, the number it is about, and the sid for the log.

    `tel` is "" for a call that only has a sid (the records).
    """

    call: GatewayCall
    parameters: Mapping[str, Any] = field(repr=False)
    tel: str = field(repr=False)
    sid: str = ""

    @property
    def line(self) -> Line:
        """The breaker's line: the carrier of the number; for the records, the call itself.

        Faults of the workers' requests for records must not open the breaker of the logins.
        """
        return guess(self.tel).carrier if self.tel else self.call


class Calls:
    """Makes calls. It stores nothing of what is sent."""

    def __init__(
        self,
        connections: Connections,
        credentials: Credentials,
        clock: Clock,
        deadlines: Deadlines,
        breaker: Breaker,
        observe: Observe | None,
    ) -> None:
        """Create the client; the first call fetches a token."""
        self._connections = connections
        self._credentials = credentials
        self._clock = clock
        self._deadlines = deadlines
        self._breaker = breaker
        self._observe = observe
        self._tokens = TokenCache(self._fetch_token, clock)

    async def make(self, request: Request, read: Callable[[DialectAnswer], T]) -> T:
        """Return the result of `read` for the answer; log and raise WireFaultError."""
        deadline = self._clock.now() + self._deadlines.of(request.call)
        try:
            with self._breaker.passing(request.line):
                answer, result = await self._authorized(request, read, deadline)
        except WireFaultError as failed:
            _log(request, failed.fault, failed.detail)
            raise
        if is_unknown(answer.status):
            _log(request, WireFault.UNKNOWN_STATUS, str(answer.status))
        return result

    async def close(self) -> None:
        """Close the connections."""
        await self._tokens.close()
        await self._connections.close()

    async def _authorized(
        self, request: Request, read: Callable[[DialectAnswer], T], deadline: float
    ) -> tuple[DialectAnswer, T]:
        """Make the call; if the token is refused, renew it and repeat the call once."""
        token = await self._token(deadline)
        try:
            return await self._sent(request, read, token, deadline)
        except TokenRefusedError:
            self._tokens.invalidate(token)
        fresh = await self._token(deadline)
        return await self._sent(request, read, fresh, deadline)

    async def _token(self, deadline: float) -> str:
        """Return a valid token; a fault means that nothing about the person was sent."""
        try:
            return await self._timely(deadline, self._tokens.current())
        except WireFaultError as failed:
            raise WireFaultError(failed.fault, failed.detail, is_sent=False) from None

    async def _sent(
        self, request: Request, read: Callable[[DialectAnswer], T], token: str, deadline: float
    ) -> tuple[DialectAnswer, T]:
        call, parameters = request.call, _encodable(request.parameters)
        if call in READING:
            return await self._observed(call, {"token": token, **parameters}, b"", read, deadline)
        body = msgspec.json.encode(parameters)
        return await self._observed(call, {"token": token}, body, read, deadline)

    async def _observed(
        self,
        call: GatewayCall,
        query: dict[str, Any],
        body: bytes,
        read: Callable[[DialectAnswer], T],
        deadline: float,
    ) -> tuple[DialectAnswer, T]:
        started, outcome = time.perf_counter(), CANCELLED
        try:
            content = await self._timely(deadline, self._connections.exchange(call, query, body))
            answer = envelope_of(call, content)
            result = read(answer)
            outcome = OK if answer.status == Status.OK else REFUSED
        except WireFaultError as failed:
            outcome = failed.fault.value
            raise
        else:
            return answer, result
        finally:
            if self._observe is not None:
                self._observe(call.value, outcome, time.perf_counter() - started)

    async def _timely(self, deadline: float, waiting: Awaitable[T]) -> T:
        try:
            return await await_until(deadline, self._clock, waiting)
        except DeadlineError:
            raise WireFaultError(WireFault.SILENT) from None

    async def _fetch_token(self) -> TokenData:
        credentials = self._credentials
        now = self._clock.now()
        moment = str(int(now))
        query = {
            "appid": credentials.appid,
            "time": moment,
            "sign": sign(credentials.appid, credentials.secret, moment),
        }
        deadline = now + self._deadlines.of(GatewayCall.TOKEN)
        _, token = await self._observed(GatewayCall.TOKEN, query, b"", _token_of, deadline)
        return token


def _log(request: Request, fault: WireFault, detail: str) -> None:
    log.warning(
        "gateway_call_failed",
        sid=request.sid,
        call=request.call.value,
        fault=fault.value,
        detail=detail,
    )


def _token_of(answer: DialectAnswer) -> TokenData:
    if answer.status != Status.OK:
        raise WireFaultError(WireFault.UNAUTHORIZED, str(answer.status))
    return data_of(answer, TokenData)


def _encodable(value: Any) -> Any:
    """Return a value that JSON can encode: lone surrogates are replaced by question marks."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case Mapping():
            return {key: _encodable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_encodable(inner) for inner in value]
        case _:
            return value
