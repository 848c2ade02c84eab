"""The jobs that follow an authorization: pushes to the partner's receivers, and the collection."""

import hashlib

import msgspec

from h5kit.delivery import payloads
from h5kit.model import Authorization, Partner
from h5kit.store.documents import DocumentKind
from h5kit.store.jobs import NewJob

AUTH, REPORT, RECORD = "auth", "report", "record"
PUSHED = (AUTH, REPORT, RECORD)
"""The kinds of job that are pushes."""

COLLECT = "collect"
"""The kind of job that collects records and makes what follows from them."""

REPORT_MADE, REPORT_FAILED = 0, 2
"""`status` of the report's push (source, section 六.3)."""


class Payload(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a push job holds: the partner, the address, and the body or the document to send.

    All fields are empty when no key opens the stored payload any more.
    """

    partner: str = ""
    url: str = ""
    body: bytes = b""
    document: DocumentKind | None = None


def receiver_of(authorization: Authorization, partner: Partner) -> str:
    """Return the address that gets the authorization, "" for none."""
    return _told_apart(authorization, partner, AUTH)


def _told_apart(authorization: Authorization, partner: Partner, kind: str) -> str:
    """Return where the authorization or the report's status is pushed.

    The configured receiver wins over `callback`, which only ever gets the authorization. Where
    both go to the same address, a flag tells them apart (source, section 一.2.4).
    """
    authorized, reported = partner.auth_receiver or authorization.callback, partner.report_receiver
    url = authorized if kind == AUTH else reported
    return payloads.flagged(url, kind) if url and authorized == reported else url


def authorized(authorization: Authorization, partner: Partner | None) -> tuple[NewJob, ...]:
    """Return the jobs of a new authorization: its push, and the collection."""
    if partner is None:
        return ()
    now, sid = authorization.granted_at, authorization.sid
    collect = NewJob(_event_id(COLLECT, sid), COLLECT, sid, b"{}", now)
    url = receiver_of(authorization, partner)
    if not url:
        return (collect,)
    body = payloads.authorization(authorization.tel, authorization.uid, sid)
    return (_push(AUTH, sid, Payload(partner.appid, url, body), now), collect)


def reported(
    authorization: Authorization, partner: Partner, now: float, *, is_made: bool
) -> tuple[NewJob, ...]:
    """Return the push that tells whether the report is ready (source, section 六)."""
    url = _told_apart(authorization, partner, REPORT)
    if not url:
        return ()
    status = REPORT_MADE if is_made else REPORT_FAILED
    a = authorization
    body = payloads.report_status(status, a.sid, a.tel, a.uid)
    return (_push(REPORT, a.sid, Payload(partner.appid, url, body), now),)


def recorded(authorization: Authorization, partner: Partner, now: float) -> tuple[NewJob, ...]:
    """Return the push of the call records, which are read when it is sent (section 四.3.1)."""
    url = partner.records_receiver
    if not url:
        return ()
    payload = Payload(partner.appid, url, document=DocumentKind.RECORDS)
    return (_push(RECORD, authorization.sid, payload, now),)


def _push(kind: str, sid: str, payload: Payload, now: float) -> NewJob:
    return NewJob(_event_id(kind, sid), kind, sid, msgspec.json.encode(payload), now)


def _event_id(kind: str, sid: str) -> str:
    """Return the id of a sid's only job of a kind, so that adding it twice makes one job."""
    return f"evt_{hashlib.sha256(f'{kind}/{sid}'.encode()).hexdigest()[:32]}"
