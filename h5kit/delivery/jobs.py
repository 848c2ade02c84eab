"""The jobs of an authorization: pushes to the partner's receivers, and the collection."""

import hashlib

import msgspec

from h5kit.delivery import payloads
from h5kit.model import Authorization, Partner
from h5kit.store.documents import DocumentKind
from h5kit.store.jobs import NewJob

AUTH, REPORT, RECORD = "auth", "report", "record"
PUSHED = (AUTH, REPORT, RECORD)
"""The kinds of jobs that are pushes."""

COLLECT = "collect"
"""The kind of the job that collects records and computes documents."""

REPORT_MADE, REPORT_FAILED = 0, 2
"""The `status` in a report's push (source, section 六.3: pushing the report's status)."""


class PushPayload(msgspec.Struct, frozen=True, omit_defaults=True):
    """The payload of a push job: partner, address, and the body or the document to send.

    All fields are empty if no key decrypts the stored payload.
    """

    partner: str = ""
    url: str = ""
    body: bytes = b""
    document: DocumentKind | None = None


def receiver_of(authorization: Authorization, partner: Partner) -> str:
    """Return the address to which the authorization is pushed, "" for none."""
    return _receiver(authorization, partner, AUTH)


def _receiver(authorization: Authorization, partner: Partner, kind: str) -> str:
    """Return the address to which the authorization or the report's status is pushed.

    The configured receiver takes precedence over `callback`, which only gets the authorization. If
    both pushes have the same address, a flag in the query distinguishes them (source, section
    一.2.4: pushing the authorization).
    """
    of_grant, of_report = partner.auth_receiver or authorization.callback, partner.report_receiver
    url = of_grant if kind == AUTH else of_report
    return payloads.flagged(url, kind) if url and of_grant == of_report else url


def grant_jobs(authorization: Authorization, partner: Partner | None) -> tuple[NewJob, ...]:
    """Return the jobs of a new authorization: its push if there is a receiver, the collection."""
    if partner is None:
        return ()
    now, sid = authorization.granted_at, authorization.sid
    collect = NewJob(_event_id(COLLECT, sid), COLLECT, sid, b"{}", now)
    url = receiver_of(authorization, partner)
    if not url:
        return (collect,)
    body = payloads.authorization(authorization.tel, authorization.uid, sid)
    return (_push(AUTH, sid, PushPayload(partner.appid, url, body), now), collect)


def report_jobs(
    authorization: Authorization, partner: Partner, now: float, *, is_made: bool
) -> tuple[NewJob, ...]:
    """Return the push of the report's status, ready or failed (source, section 六)."""
    url = _receiver(authorization, partner, REPORT)
    if not url:
        return ()
    status = REPORT_MADE if is_made else REPORT_FAILED
    a = authorization
    body = payloads.report_status(status, a.sid, a.tel, a.uid)
    return (_push(REPORT, a.sid, PushPayload(partner.appid, url, body), now),)


def record_jobs(authorization: Authorization, partner: Partner, now: float) -> tuple[NewJob, ...]:
    """Return the push of the records (source, section 四.3.1), which reads them when it is sent."""
    url = partner.records_receiver
    if not url:
        return ()
    payload = PushPayload(partner.appid, url, document=DocumentKind.RECORDS)
    return (_push(RECORD, authorization.sid, payload, now),)


def _push(kind: str, sid: str, payload: PushPayload, now: float) -> NewJob:
    return NewJob(_event_id(kind, sid), kind, sid, msgspec.json.encode(payload), now)


def _event_id(kind: str, sid: str) -> str:
    """Return the job's id. A sid has one id for each kind, so adding a job twice adds only one."""
    return f"evt_{hashlib.sha256(f'{kind}/{sid}'.encode()).hexdigest()[:32]}"
