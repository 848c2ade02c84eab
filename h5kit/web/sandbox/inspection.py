"""Everything the sandbox knows of one flow, for its API and its console."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from h5kit.carrier.numbering import PhoneData, guess
from h5kit.carrier.sandbox import SandboxGateway, SentSms
from h5kit.delivery.jobs import AUTH, PUSHED, RECORD, REPORT, PushPayload
from h5kit.flow.machine import ORIGIN, TRANSITIONS, Event
from h5kit.flow.record import Flow, Transition
from h5kit.flow.states import ENDED, State
from h5kit.languages import Language
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.steps.number_carrier import place_name
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.store.jobs import Delivery, Try
from h5kit.web.http.services import WebServices

PULLED: Final = {
    DocumentKind.RECORDS: "/calls/record",
    DocumentKind.REPORT: "/calls/report",
    DocumentKind.SCORE: "/cuishou",
    DocumentKind.TAGS: "/itag",
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history: the event, the new step, and the message (0 for none).

    `text` is the message's exact text, `beside` what the page's language says beside it.
    """

    at: float
    event: str
    to: State
    code: int = 0
    text: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class InspectedPush:
    """The push of one kind; `state` is "" before there is one, `url` is "" without a receiver."""

    kind: str
    url: str
    state: str = ""
    body: str = field(default="", repr=False)
    tries: tuple[Try, ...] = ()


@dataclass(frozen=True, slots=True)
class Pulled:
    """A document and the address that pulls it; `readiness` is None before it is being made."""

    kind: DocumentKind
    path: str
    readiness: Readiness | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """One flow with all that is known of it; `until` is when the step and when the flow expires."""

    flow: Flow = field(repr=False)
    tel: str = field(repr=False)
    place: str
    logins: int
    captcha: str | None = field(repr=False)
    sms: tuple[SentSms, ...] = field(repr=False)
    steps: tuple[HistoryLine, ...]
    moves: tuple[tuple[Event, State], ...]
    pushes: tuple[InspectedPush, ...]
    pulled: tuple[Pulled, ...]
    until: tuple[float, float]

    @property
    def has_ended(self) -> bool:
        """Whether the flow has ended, so that nothing expires any more."""
        return self.flow.state in ENDED

    @property
    def has_report(self) -> bool:
        """Whether the report is ready."""
        ready = {p.kind for p in self.pulled if p.readiness is Readiness.READY}
        return DocumentKind.REPORT in ready


def captcha_of(gateway: SandboxGateway, flow: Flow) -> str | None:
    """Return the answer to the flow's captcha, None if it shows none."""
    has_picture = flow.question is not None and bool(flow.question.captcha)
    return gateway.captcha_of(flow.sid) if has_picture else None


def logins_of(gateway: SandboxGateway, flow: Flow) -> int:
    """Return how many logins of the flow reached the carrier."""
    return gateway.logins((*flow.sids, flow.sid) if flow.sid else flow.sids)


async def inspected(
    services: WebServices, gateway: SandboxGateway, flow: Flow, language: Language
) -> Inspection:
    """Return the inspection of a flow, with texts in a language."""
    partner, settings = services.partners.by_appid(flow.partner), services.settings
    tel = flow.number
    deliveries = await services.store.deliveries(flow.sid, kinds=PUSHED) if flow.sid else []
    return Inspection(
        flow=flow,
        tel=tel,
        place=place_of(tel, language),
        logins=logins_of(gateway, flow),
        captcha=captcha_of(gateway, flow),
        sms=tuple(gateway.inbox(tel)) if tel else (),
        steps=tuple(_step(move, language) for move in flow.history),
        moves=_moves(flow),
        pushes=_pushes(flow, partner, deliveries),
        pulled=await _pulled(services, flow.sid),
        until=(
            flow.touched_at + settings.flow.idle_seconds,
            flow.created_at + settings.flow.flow_seconds,
        ),
    )


def place_of(tel: str, language: Language) -> str:
    """Return a number's region and carrier as the pages name them (广东移动), "" for unknown."""
    if not tel:
        return ""
    return place_name(PhoneData.region(tel) or "", guess(tel).carrier or "", language)


def _step(move: Transition, language: Language) -> HistoryLine:
    if not move.message:
        return HistoryLine(move.at, move.event, move.to)
    message = Message(move.message)
    texts = (message.text(1), language.translation_of(message, 1))
    return HistoryLine(move.at, move.event, move.to, int(message), *texts)


def _moves(flow: Flow) -> tuple[tuple[Event, State], ...]:
    origin = flow.call.origin if flow.call else State.PHONE
    return tuple(
        (event, origin if to is ORIGIN else to)
        for (state, event), to in TRANSITIONS.items()
        if state is flow.state
    )


def _pushes(
    flow: Flow, partner: Partner | None, deliveries: Iterable[Delivery]
) -> tuple[InspectedPush, ...]:
    """Return one push for each kind, in the order of sending."""
    receivers = {
        AUTH: (partner.auth_receiver if partner else "") or flow.callback,
        REPORT: partner.report_receiver if partner else "",
        RECORD: partner.records_receiver if partner else "",
    }
    made = {d.kind: _push(d) for d in deliveries}
    return tuple(made.get(kind) or InspectedPush(kind, url) for kind, url in receivers.items())


def _push(delivery: Delivery) -> InspectedPush:
    payload = msgspec.json.decode(delivery.payload, type=PushPayload)
    body = payload.body.decode("utf-8", "replace")
    return InspectedPush(delivery.kind, payload.url, delivery.state, body, delivery.tries)


async def _pulled(services: WebServices, sid: str) -> tuple[Pulled, ...]:
    found = [await services.store.find_document(sid, kind) if sid else None for kind in PULLED]
    return tuple(
        Pulled(kind, path, document.readiness if document else None)
        for (kind, path), document in zip(PULLED.items(), found, strict=True)
    )
