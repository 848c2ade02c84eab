"""Transitions of a flow: pure functions from a flow and an event or outcome to the next flow."""

from typing import assert_never

import msgspec

from h5kit.challenges import FIELD_OF, ROW_OF, ROWS
from h5kit.flow.limits import MOST_WRONG_CODES
from h5kit.flow.machine import Event, after
from h5kit.flow.outcomes import (
    Ask,
    CarrierOutcome,
    Challenge,
    Granted,
    NewCaptcha,
    Refused,
    Round,
)
from h5kit.flow.record import CarrierClaim, Flow, Question, ResetEnd, Shown, Transition
from h5kit.flow.states import ENDED, State
from h5kit.messages import CatalogueRow, Message, Severity
from h5kit.model import Authorization, Consent

replace = msgspec.structs.replace

PASSWORD = FIELD_OF["service_password"]


def apply_event(flow: Flow, event: Event, now: float, **changes: object) -> Flow:
    """Return the flow after `event`: new state, next revision, one more line of history.

    `changes` are other fields to set. The messages of the last page are dropped unless `changes`
    contain `shown`.
    """
    origin = flow.call.origin if flow.call else State.PHONE
    to = after(flow.state, event, origin)
    shown = changes.pop("shown", ())
    message = shown[0].code if isinstance(shown, tuple) and shown else Message.OK
    transition = Transition(event=event.value, to=to, at=now, message=message)
    return replace(
        flow,
        state=to,
        rev=flow.rev + 1,
        touched_at=now,
        shown=shown,
        history=(*flow.history, transition),
        **{"reset_end": ResetEnd.NONE, **changes},
    )


def apply_login(flow: Flow, outcome: CarrierOutcome, now: float, *, has_password: bool) -> Flow:
    """Return the waiting flow after the outcome of a login or verification."""
    match outcome:
        case Granted():
            return apply_event(flow, Event.GRANTED, now, call=None, question=None, sid=outcome.sid)
        case Challenge():
            return _asked(flow, outcome, now, has_password=has_password)
        case Refused():
            return _refused(flow, outcome, now)
        case _:
            assert_never(outcome)


def open_question(flow: Flow, asked: Challenge, now: float) -> Flow:
    """Return the flow with the carrier's question stored; state and revision stay the same."""
    question = Question(
        asks=asked.asks.value,
        sms_until=now + asked.sms_seconds if asked.sms_seconds else 0.0,
        captcha=asked.captcha,
        note=asked.note,
        is_old_code=asked.is_old_code,
    )
    sids = flow.sids if asked.sid in flow.sids else (*flow.sids, asked.sid)
    claim = gateway_claim(flow, asked.carrier, asked.region)
    return replace(flow, question=question, sid=asked.sid, sids=sids, gateway_claim=claim)


def gateway_claim(flow: Flow, carrier: str | None, region: str | None) -> CarrierClaim | None:
    """Return the flow's new gateway claim; the old one if the gateway states nothing."""
    if carrier is None and region is None:
        return flow.gateway_claim
    return CarrierClaim(tel=flow.tel, carrier=carrier or "", region=region or "")


def _asked(flow: Flow, asked: Challenge, now: float, *, has_password: bool) -> Flow:
    is_login = asked.round is Round.LOGIN
    lacks_password = is_login and Ask.PASSWORD in asked.asks and not has_password
    shown = (Shown(code=PASSWORD.empty, field=PASSWORD.name),) if lacks_password else ()
    event = Event.MORE_ASKED if is_login else Event.VERIFY_ASKED
    return apply_event(open_question(flow, asked, now), event, now, call=None, shown=shown)


def _refused(flow: Flow, refused: Refused, now: float) -> Flow:
    row = refused.message.row
    if row.severity is Severity.END:
        return barred(flow, now, refused.message)
    question = _after_refusal(flow.question, refused, now)
    is_guessing = question is not None and question.wrong >= MOST_WRONG_CODES
    if refused.session_over or is_guessing:
        return lose_session(flow, now, Shown(code=refused.message, field=field_for(row, None)))
    shown = (Shown(code=refused.message, field=field_for(row, question)),)
    return apply_event(flow, Event.REFUSED, now, call=None, question=question, shown=shown)


def apply_captcha(flow: Flow, answer: NewCaptcha | Refused, now: float) -> Flow:
    """Return the flow after a captcha refresh (换一个).

    A new picture or a refusal that keeps the session is no transition: the revision stays the same.
    """
    if isinstance(answer, NewCaptcha):
        question = flow.question and replace(flow.question, captcha=answer.captcha)
        return replace(flow, question=question, shown=())
    row = answer.message.row
    if row.severity is Severity.END:
        return barred(flow, now, answer.message)
    shown = Shown(code=answer.message, field=field_for(row, None))
    return lose_session(flow, now, shown) if answer.session_over else replace(flow, shown=(shown,))


def lose_session(flow: Flow, now: float, shown: Shown) -> Flow:
    """Return the flow on P2 after the carrier's session has ended."""
    is_of_p2 = flow.call is not None and flow.call.origin is State.PHONE
    event = Event.REFUSED if is_of_p2 else Event.SESSION_LOST
    return apply_event(flow, event, now, call=None, question=None, shown=(shown,))


def barred(flow: Flow, now: float, message: Message) -> Flow:
    """Return the flow ended by a message after which it can't continue."""
    shown = (Shown(code=message),)
    return apply_event(flow, Event.BARRED, now, call=None, question=None, reset=None, shown=shown)


def _after_refusal(question: Question | None, refused: Refused, now: float) -> Question | None:
    if question is None:
        return None
    until = now + refused.sms_seconds if refused.sms_seconds else question.sms_until
    wrong = question.wrong + (refused.message is Message.WRONG_CODE)
    captcha = refused.captcha or question.captcha
    is_old = question.is_old_code and not refused.sms_seconds
    return replace(question, sms_until=until, captcha=captcha, wrong=wrong, is_old_code=is_old)


def field_for(row: CatalogueRow, question: Question | None) -> str:
    """Return the field at which a carrier's message is shown, "" for the top of the page.

    A message that fits several challenges (37 fits SMS code and captcha) is shown at the one that
    was asked. If several were asked, the carrier doesn't tell which one was wrong.
    """
    asks = question.kinds if question else Ask.PASSWORD
    field = row.field or ""
    if field == "phone":
        return field
    about = [kind for kind in ROWS if kind.wrong == row.message]
    is_ambiguous = len(about) > 1
    if is_ambiguous:
        asked = [kind.fields for kind in about if kind.ask in asks]
        return asked[0][0].name if len(asked) == 1 else ""
    kind = ROW_OF.get(field)
    return field if kind and kind.ask in asks else ""


def expired(flow: Flow, now: float, *, idle: float, lifetime: float, grace: float) -> Flow | None:
    """Return the expired flow, None if it hasn't expired. All times are in seconds.

    A flow expires `idle` after its last change and `lifetime` after its creation. During a carrier
    call it expires `grace` after the call's deadline: the server that made the call must be dead.
    """
    if flow.state in ENDED:
        return None
    if flow.call is not None:
        is_expired = now > flow.call.deadline + grace
    else:
        is_expired = now - flow.touched_at > idle or now - flow.created_at > lifetime
    if not is_expired:
        return None
    return apply_event(
        flow,
        Event.EXPIRED,
        now,
        call=None,
        question=None,
        reset=None,
        shown=(Shown(code=Message.TIMED_OUT),),
    )


def unexpired(flow: Flow) -> Flow | None:
    """Return an expired flow as it was before it expired, None if it ended otherwise.

    A form that is submitted too late was printed for that revision.
    """
    before, last = flow.history[-2:-1], flow.history[-1:]
    if not before or last[0].event != Event.EXPIRED:
        return None
    return replace(flow, state=before[0].to, rev=flow.rev - 1, shown=())


def authorization(flow: Flow, person: str = "", last_four: str = "") -> Authorization:
    """Return the authorization of a granted flow.

    `person` and `last_four` are the keyed hashes by which the store finds it.
    """
    return Authorization(
        sid=flow.sid,
        partner=flow.partner,
        uid=flow.uid,
        tel=flow.tel,
        granted_at=flow.touched_at,
        consent=flow.consent or Consent(version="", shown_at=0.0, ticked_at=0.0),
        applicant=flow.applicant,
        callback=flow.callback,
        person=person,
        last_four=last_four,
    )
