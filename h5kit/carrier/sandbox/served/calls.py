"""The dialect's calls as endpoints of a sandbox gateway."""

from collections.abc import Awaitable, Callable
from typing import Final, NoReturn

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit import phone_numbers
from h5kit.carrier import dialect
from h5kit.carrier.dialect import Action, GatewayCall
from h5kit.carrier.gateway import ResetAnswers, ResetSession, Session, Subject
from h5kit.carrier.sandbox.gateway import SandboxGateway
from h5kit.carrier.sandbox.scenarios import Fault
from h5kit.carrier.sandbox.served import answers
from h5kit.carrier.sandbox.served.applicants import Applicants, applicant_of
from h5kit.carrier.sandbox.served.captcha_forms import CaptchaForm
from h5kit.carrier.sandbox.served.connection_faults import play
from h5kit.carrier.sandbox.served.parameters import CallRefusedError, Parameters, read
from h5kit.carrier.sandbox.served.tokens import IssuedTokens
from h5kit.flow.outcomes import Challenge, Collected, ResetStep, Round
from h5kit.messages import Status
from h5kit.model import Applicant
from h5kit.records import Records

Handler = Callable[[Parameters], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]
Document = Callable[[Records, Applicant | None], Awaitable[bytes]]
"""Computes a document's JSON from records and the applicant."""

STEP_OF: Final = {
    "login_code": ResetStep.LOGIN_SMS,
    "sms_code": ResetStep.SMS,
    "tel_list": ResetStep.CONTACTS,
    "new_pwd": ResetStep.PASSWORD,
}


class PlayedFaultError(Exception):
    """The scenario's carrier breaks instead of answering."""

    def __init__(self, fault: Fault) -> None:
        """Create the error for a fault."""
        super().__init__(fault.value)
        self.fault = fault


async def onto_the_wire(fault: Fault) -> NoReturn:
    """Raise PlayedFaultError, so that the fault happens on the HTTP connection of the call."""
    raise PlayedFaultError(fault)


class SandboxCalls:
    """Creates the endpoints of the calls."""

    def __init__(self, gateway: SandboxGateway, tokens: IssuedTokens, form: CaptchaForm) -> None:
        """Use a gateway whose `on_fault` is `onto_the_wire`; write captchas in a form."""
        self._gateway = gateway
        self._tokens = tokens
        self._form = form
        self._applicants = Applicants()
        self._handlers: dict[GatewayCall, Handler] = {
            GatewayCall.TOKEN: self._token,
            GatewayCall.FLOW: self._flow,
            GatewayCall.CAPTCHA: self._captcha,
            GatewayCall.LOGIN: lambda given: self._submit(Round.LOGIN, given),
            GatewayCall.VERIFY: lambda given: self._submit(Round.VERIFY, given),
            GatewayCall.FORGET: self._forget,
            GatewayCall.RECORD: self._record,
        }

    def endpoint(self, call: GatewayCall) -> Endpoint:
        """Return the endpoint of a call."""
        return self._answered(
            self._handlers[call], answers.EMPTY[call], is_open=call is GatewayCall.TOKEN
        )

    def document(self, make: Document) -> Endpoint:
        """Return the endpoint of a document that is computed from a session's records."""

        async def handler(given: Parameters) -> Response:
            sid = _required(given, "sid")
            outcome = await self._gateway.collect(sid)
            if not isinstance(outcome, Collected):
                return answers.of_no_records(outcome)
            content = await make(outcome.records, self._applicants.of(sid))
            return answers.answer(Status.OK, Action.DONE, msgspec.Raw(content))

        return self._answered(handler, answers.NothingData())

    def _answered(
        self, handler: Handler, empty: answers.Data, *, is_open: bool = False
    ) -> Endpoint:
        async def answered(request: Request) -> Response:
            try:
                given = await read(request)
                if not is_open:
                    self._tokens.check(given)
                return await handler(given)
            except CallRefusedError as refused:
                return answers.answer(refused.status, Action.RESET, empty)
            except PlayedFaultError as played:
                return await play(played.fault, request)

        return answered

    async def _token(self, given: Parameters) -> Response:
        return answers.answer(Status.OK, Action.DONE, self._tokens.issue(given))

    async def _flow(self, given: Parameters) -> Response:
        tel = _number(given)
        applicant = applicant_of(given, tel)
        name, id_card = (applicant.name, applicant.id_card) if applicant else ("", "")
        outcome = await self._gateway.begin(Subject(tel, given.one("uid"), name, id_card))
        if applicant is not None and isinstance(outcome, Challenge):
            self._applicants.add(outcome.sid, applicant)
        return answers.of_begin(outcome, self._form)

    async def _captcha(self, given: Parameters) -> Response:
        sid = _required(given, "sid")
        # An unknown session has no number; the gateway then answers that it is gone.
        session = self._gateway.waiting(sid) or Session(sid, "")
        return answers.of_captcha(await self._gateway.refresh_captcha(session), self._form)

    async def _submit(self, round_: Round, given: Parameters) -> Response:
        sid = _required(given, "sid")
        waiting = self._gateway.waiting(sid)
        tel = _number(given) if round_ is Round.LOGIN else waiting.tel if waiting else ""
        session = Session(sid, tel, round_)
        outcome = await self._gateway.submit(session, dialect.answers(given.one))
        return answers.of_submit(round_, outcome, self._form)

    async def _forget(self, given: Parameters) -> Response:
        if not given.one("tid"):
            subject = Subject(
                _number(given), name=given.one("user_name"), id_card=given.one("user_id")
            )
            return answers.of_reset(None, await self._gateway.begin_reset(subject))
        waiting = self._gateway.waiting_reset(given.one("tid"))
        step = _step(given, waiting)
        tel = waiting.tel if waiting else ""
        session = ResetSession(given.one("tid"), tel, step)
        outcome = await self._gateway.submit_reset(session, _reset_answers(step, given))
        return answers.of_reset(session, outcome)

    async def _record(self, given: Parameters) -> Response:
        return answers.of_collect(await self._gateway.collect(_required(given, "sid")))


def _required(given: Parameters, name: str) -> str:
    value = given.one(name)
    if not value:
        raise CallRefusedError(Status.BAD_PARAMETER)
    return value


def _number(given: Parameters) -> str:
    tel = phone_numbers.mobile(given.one("tel"))
    if tel is None:
        raise CallRefusedError(Status.BAD_PARAMETER)
    return tel


def _step(given: Parameters, waiting: ResetSession | None) -> ResetStep:
    """Return the step that is answered: the open one if sent, else the first that isn't empty.

    Some clients send every key and leave those empty that weren't asked for.
    """
    sent = {step: bool(given.one(name)) for name, step in STEP_OF.items() if name in given}
    if not sent:
        raise CallRefusedError(Status.BAD_PARAMETER)
    if waiting is not None and waiting.step in sent:
        return waiting.step
    return next((step for step, is_filled in sent.items() if is_filled), next(iter(sent)))


def _reset_answers(step: ResetStep, given: Parameters) -> ResetAnswers:
    code = "login_code" if step is ResetStep.LOGIN_SMS else "sms_code"
    return ResetAnswers(
        sms_code=given.one(code), contacts=given.many("tel_list"), new_password=given.one("new_pwd")
    )
