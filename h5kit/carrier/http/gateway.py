"""The gateway adapter: translates the port's methods to calls of the dialect."""

import ssl
from dataclasses import replace
from typing import Any, assert_never

from h5kit.carrier.dialect import GatewayCall, parameters
from h5kit.carrier.faults import WireFaultError
from h5kit.carrier.gateway import Answers, ResetAnswers, ResetSession, Session, Subject
from h5kit.carrier.http import outcomes
from h5kit.carrier.http.breaker import Breaker, BreakerRule
from h5kit.carrier.http.calls import Calls, Credentials, Request
from h5kit.carrier.http.connections import Connections
from h5kit.carrier.http.deadlines import Deadlines
from h5kit.carrier.http.observing import Observe, ObserveDeviation, Observers
from h5kit.carrier.http.refusals import session_kept, session_lost
from h5kit.carrier.http.reset_outcomes import reset_answered
from h5kit.clock import Clock
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    CollectOutcome,
    NewCaptcha,
    Refused,
    ResetOutcome,
    ResetStep,
    Round,
)


class HttpGateway:
    """A `Gateway` that uses the dialect over HTTP (`docs/gateway.md`).

    Every transport fault is returned as `Refused`: no answer before the deadline with message 21,
    no connection or a dropped one with 47, HTTP 502 to 504 with 46, any other invalid answer with
    55. An instance belongs to one event loop. Secrets are sent, never stored or logged.
    """

    def __init__(
        self,
        *,
        base_url: str,
        appid: str,
        secret: str,
        clock: Clock,
        deadlines: Deadlines | None = None,
        breaker: BreakerRule | None = None,
        observe: Observe | None = None,
        observe_deviation: ObserveDeviation | None = None,
        strict: bool = False,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Create the client without connecting; raises ValueError for an invalid `base_url`.

        `observe(call, outcome, seconds)` is called after each call: `call` is a field name of
        `Deadlines`, `outcome` is ok, refused, called_off (cancelled) or a value of `WireFault`.
        `observe_deviation(call, path)` is called for each part of an answer that is understood
        although it is not spelled as the dialect says; `strict` refuses such an answer with 55.
        """
        deadlines = deadlines or Deadlines()
        self._clock = clock
        self._calls = Calls(
            Connections(base_url, deadlines.connect, ssl_context),
            Credentials(appid, secret),
            clock,
            deadlines,
            Breaker(clock, breaker or BreakerRule()),
            Observers(observe, observe_deviation),
            strict=strict,
        )

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Open a session: `/calls/flow`."""
        request = Request(GatewayCall.FLOW, _flow(subject), subject.tel)
        try:
            return await self._calls.make(request, outcomes.begun)
        except WireFaultError as failed:
            return replace(session_lost(failed), session_over=True)

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Answer the login (`/calls/login`) or a second verification (`/calls/verify`)."""
        is_login = session.round is Round.LOGIN
        call = GatewayCall.LOGIN if is_login else GatewayCall.VERIFY
        number = {"tel": session.tel} if is_login else {}
        given = {"sid": session.sid, **number, **parameters(answers, session.round)}
        read = outcomes.login_answered if is_login else outcomes.verify_answered
        request = Request(call, given, session.tel, session.sid)
        try:
            return await self._calls.make(request, lambda answer: read(answer, session))
        except WireFaultError as failed:
            return session_lost(failed)

    async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
        """Request a new picture: `/calls/verify/captcha`; a fault leaves the session open."""
        request = Request(GatewayCall.CAPTCHA, {"sid": session.sid}, session.tel, session.sid)
        try:
            return await self._calls.make(request, outcomes.refreshed)
        except WireFaultError as failed:
            return session_kept(failed)

    async def begin_reset(self, subject: Subject) -> ResetOutcome:
        """Begin a reset: `/forget/pwd` with number, name and ID card."""
        given = {"tel": subject.tel, "user_name": subject.name, "user_id": subject.id_card}
        request = Request(GatewayCall.FORGET, given, subject.tel)
        try:
            return await self._calls.make(request, lambda answer: reset_answered(answer, None))
        except WireFaultError as failed:
            return session_lost(failed)

    async def submit_reset(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        """Answer a step of a reset: `/forget/pwd` with the tid and the step's parameter."""
        given = {"tid": session.tid, **_step(session.step, answers)}
        request = Request(GatewayCall.FORGET, given, session.tel, session.tid)
        try:
            return await self._calls.make(request, lambda answer: reset_answered(answer, session))
        except WireFaultError as failed:
            return session_lost(failed)

    async def collect(self, sid: str) -> CollectOutcome:
        """Request the records: `/calls/record`; after a fault the request can be repeated."""
        request = Request(GatewayCall.RECORD, {"sid": sid}, "", sid)
        try:
            return await self._calls.make(
                request, lambda answer: outcomes.collected(answer, self._clock.now())
            )
        except WireFaultError as failed:
            return session_kept(failed)

    async def close(self) -> None:
        """Close every connection; pending calls end with a fault."""
        await self._calls.close()


def _flow(subject: Subject) -> dict[str, Any]:
    who = _filled(user_name=subject.name, user_idcard=subject.id_card)
    return {"tel": subject.tel, **_filled(uid=subject.uid), **({"user_info": who} if who else {})}


def _step(step: ResetStep, answers: ResetAnswers) -> dict[str, Any]:
    """Return the step's parameter, even if empty: its name tells the gateway which step it is."""
    match step:
        case ResetStep.LOGIN_SMS:
            return {"login_code": answers.sms_code}
        case ResetStep.SMS:
            return {"sms_code": answers.sms_code}
        case ResetStep.CONTACTS:
            return {"tel_list": list(answers.contacts)}
        case ResetStep.PASSWORD:
            return {"new_pwd": answers.new_password}
        case _:
            assert_never(step)


def _filled(**given: str) -> dict[str, str]:
    return {key: value for key, value in given.items() if value}
