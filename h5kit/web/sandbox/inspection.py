"""What the sandbox knows of one flow, as its addresses and its console show it."""

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
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.store.jobs import Delivery, Try
from h5kit.web.http.parts import Parts

PULLED: Final = {
    DocumentKind.RECORDS: "/calls/record",
    DocumentKind.REPORT: "/calls/report",
    DocumentKind.SCORE: "/cuishou",
    DocumentKind.TAGS: "/itag",
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history: what happened, where it led, with which message."""

    at: float
    event: str
    to: State
    message: str = ""


@dataclass(frozen=True, slots=True)
class InspectedPush:
    """What is pushed of one kind; `state` is "" where nothing is (yet), `url` "" for nowhere."""

    kind: str
    url: str
    state: str = ""
    body: str = field(default="", repr=False)
    tries: tuple[Try, ...] = ()


@dataclass(frozen=True, slots=True)
class Pulled:
    """A document and the address that pulls it; `readiness` None where none is expected yet."""

    kind: DocumentKind
    path: str
    readiness: Readiness | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """One flow, whole; `until` is when the step, and when the flow, is over by itself."""

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
        """Whether time can't change anything any more."""
        return self.flow.state in ENDED

    @property
    def has_report(self) -> bool:
        """Whether there is a report to look at."""
        ready = {p.kind for p in self.pulled if p.readiness is Readiness.READY}
        return DocumentKind.REPORT in ready


def captcha_of(gateway: SandboxGateway, flow: Flow) -> str | None:
    """Return the word of the picture that the flow shows, None where it shows none."""
    has_picture = flow.question is not None and bool(flow.question.captcha)
    return gateway.captcha_of(flow.sid) if has_picture else None


def logins_of(gateway: SandboxGateway, flow: Flow) -> int:
    """Return how many logins of the flow have reached the carrier."""
    return gateway.logins((*flow.sids, flow.sid) if flow.sid else flow.sids)


async def inspected(parts: Parts, gateway: SandboxGateway, flow: Flow) -> Inspection:
    """Return what there is to show of a flow."""
    partner, settings = parts.partners.by_appid(flow.partner), parts.settings
    tel = flow.number
    deliveries = await parts.store.deliveries(flow.sid, kinds=PUSHED) if flow.sid else []
    return Inspection(
        flow=flow,
        tel=tel,
        place=place_of(tel),
        logins=logins_of(gateway, flow),
        captcha=captcha_of(gateway, flow),
        sms=tuple(gateway.inbox(tel)) if tel else (),
        steps=tuple(_step(move) for move in flow.history),
        moves=_moves(flow),
        pushes=_pushes(flow, partner, deliveries),
        pulled=await _pulled(parts, flow.sid),
        until=(
            flow.touched_at + settings.flow.idle_seconds,
            flow.created_at + settings.flow.flow_seconds,
        ),
    )


def place_of(tel: str) -> str:
    """Return a number's region and carrier as the pages name them (广东移动), "" for unknown."""
    if not tel:
        return ""
    return f"{PhoneData.region(tel) or ''}{guess(tel).carrier or ''}"


def _step(move: Transition) -> HistoryLine:
    words = Message(move.message).text(1) if move.message else ""
    return HistoryLine(move.at, move.event, move.to, f"{move.message:02d} {words}" if words else "")


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
    """Return one push a kind, in the order in which they are sent."""
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


async def _pulled(parts: Parts, sid: str) -> tuple[Pulled, ...]:
    found = [await parts.store.find_document(sid, kind) if sid else None for kind in PULLED]
    return tuple(
        Pulled(kind, path, document.readiness if document else None)
        for (kind, path), document in zip(PULLED.items(), found, strict=True)
    )
