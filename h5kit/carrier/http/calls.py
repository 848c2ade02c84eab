"""A call of the dialect with token, breaker and deadline; every fault is logged once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import msgspec

from h5kit.carrier.dialect import READING, Action, GatewayCall, TokenData, sign
from h5kit.carrier.faults import WireFault, WireFaultError
from h5kit.carrier.http.answers import GatewayAnswer
from h5kit.carrier.http.bodies import RawAnswer, utf8_of
from h5kit.carrier.http.breaker import Breaker, Line
from h5kit.carrier.http.connections import Connections, most_bytes
from h5kit.carrier.http.deadlines import Deadlines
from h5kit.carrier.http.deviations import Deviations
from h5kit.carrier.http.expiry import expiry
from h5kit.carrier.http.observing import CANCELLED, OK, REFUSED, Observers, log_fault
from h5kit.carrier.http.reading import TokenRefusedError, data_of, envelope_of
from h5kit.carrier.http.refusals import is_unknown
from h5kit.carrier.http.tokens import FetchedToken, TokenCache
from h5kit.carrier.numbering import guess
from h5kit.clock import Clock, DeadlineError, await_until
from h5kit.messages import Status

T = TypeVar("T")

MOST_BYTES_IN_LOOP: Final = 1024
"""Longer and compressed answers are read on a thread: decoding a picture in them takes time."""


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


@dataclass(frozen=True, slots=True)
class _Sent:
    """A call on the wire, and the session that the log names."""

    call: GatewayCall
    query: dict[str, Any] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    sid: str = ""


class Calls:
    """Makes calls. It stores nothing of what is sent."""

    def __init__(
        self,
        connections: Connections,
        credentials: Credentials,
        clock: Clock,
        deadlines: Deadlines,
        breaker: Breaker,
        observers: Observers,
        *,
        strict: bool,
    ) -> None:
        """Create the client; the first call fetches a token. `strict` refuses deviations."""
        self._connections = connections
        self._credentials = credentials
        self._clock = clock
        self._deadlines = deadlines
        self._breaker = breaker
        self._observers = observers
        self._strict = strict
        self._tokens = TokenCache(self._fetch_token, clock)

    async def make(self, request: Request, read: Callable[[GatewayAnswer], T]) -> T:
        """Return the result of `read` for the answer; log and raise WireFaultError."""
        call, sid = request.call, request.sid
        deadline = self._clock.now() + self._deadlines.of(call)
        try:
            with self._breaker.passing(request.line):
                answer, result = await self._authorized(request, read, deadline)
        except WireFaultError as failed:
            log_fault(call, sid, failed.fault, failed.detail, failed.place)
            raise
        if is_unknown(answer.status):
            log_fault(call, sid, WireFault.UNKNOWN_STATUS, str(answer.status))
        return result

    async def close(self) -> None:
        """Close the connections."""
        await self._tokens.close()
        await self._connections.close()

    async def _authorized(
        self, request: Request, read: Callable[[GatewayAnswer], T], deadline: float
    ) -> tuple[GatewayAnswer, T]:
        """Make the call; if the token is refused, renew it and repeat the call once."""
        token = await self._token(deadline)
        try:
            return await self._observed(_sent(request, token), read, deadline)
        except TokenRefusedError:
            self._tokens.invalidate(token)
        fresh = await self._token(deadline)
        return await self._observed(_sent(request, fresh), read, deadline)

    async def _token(self, deadline: float) -> str:
        """Return a valid token; a fault means that nothing about the person was sent."""
        try:
            return await self._timely(deadline, self._tokens.current())
        except WireFaultError as failed:
            raise WireFaultError(failed.fault, failed.detail, failed.place, is_sent=False) from None

    async def _observed(
        self, sent: _Sent, read: Callable[[GatewayAnswer], T], deadline: float
    ) -> tuple[GatewayAnswer, T]:
        started, outcome = time.perf_counter(), CANCELLED
        deviations = Deviations(strict=self._strict)
        try:
            exchange = self._connections.exchange(sent.call, sent.query, sent.body)
            content = await self._timely(deadline, exchange)
            answer, result = await _by_size(sent.call, content, read, deviations)
            outcome = OK if answer.status == Status.OK else REFUSED
        except WireFaultError as failed:
            outcome = failed.fault.value
            raise
        else:
            return answer, result
        finally:
            self._observers.record_call(sent.call, outcome, time.perf_counter() - started)
            self._observers.record_deviations(sent.call, sent.sid, deviations)

    async def _timely(self, deadline: float, waiting: Awaitable[T]) -> T:
        try:
            return await await_until(deadline, self._clock, waiting)
        except DeadlineError:
            raise WireFaultError(WireFault.SILENT) from None

    async def _fetch_token(self) -> FetchedToken:
        credentials = self._credentials
        now = self._clock.now()
        moment = str(int(now))
        query = {
            "appid": credentials.appid,
            "time": moment,
            "sign": sign(credentials.appid, credentials.secret, moment),
        }
        deadline = now + self._deadlines.of(GatewayCall.TOKEN)
        sent = _Sent(GatewayCall.TOKEN, query)
        _, token = await self._observed(sent, lambda answer: _token_of(answer, now), deadline)
        return token


def _sent(request: Request, token: str) -> _Sent:
    call, parameters = request.call, _encodable(request.parameters)
    if call in READING:
        return _Sent(call, {"token": token, **parameters}, sid=request.sid)
    return _Sent(call, {"token": token}, msgspec.json.encode(parameters), request.sid)


async def _by_size(
    call: GatewayCall,
    content: RawAnswer,
    read: Callable[[GatewayAnswer], T],
    deviations: Deviations,
) -> tuple[GatewayAnswer, T]:
    """Return an answer and the result of `read`; raises WireFaultError."""

    def work() -> tuple[GatewayAnswer, T]:
        body = utf8_of(content, most_bytes(call), deviations)
        answer = envelope_of(call, body, deviations)
        return answer, read(answer)

    is_short = len(content.body) <= MOST_BYTES_IN_LOOP and not content.is_compressed
    return work() if is_short else await asyncio.to_thread(work)


def _token_of(answer: GatewayAnswer, now: float) -> FetchedToken:
    if answer.status != Status.OK:
        raise WireFaultError(WireFault.UNAUTHORIZED, str(answer.status))
    answer.settle_action(Action.DONE)
    data = data_of(answer, TokenData)
    return FetchedToken(data.token, expiry(data.expires, now, answer.deviations))


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
