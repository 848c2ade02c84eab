"""What an authorization brings about: the push to the receiver that the partner has named."""

import base64
import json
import secrets

from h5kit.delivery import payloads
from h5kit.model import Authorization, Partner
from h5kit.storage.jobs import NewJob

AUTH = "auth"
PUSHED = (AUTH,)
"""The kinds of job that are pushes."""


def receiver_of(authorization: Authorization, partner: Partner) -> str:
    """Return where the authorization is pushed: the configured receiver wins over `callback`.

    Where the report's receiver is the same address, the flag tells them apart; a callback only
    ever gets the authorization.
    """
    url = partner.auth_receiver or authorization.callback
    if url and url == partner.report_receiver:
        return payloads.flagged(url, AUTH)
    return url


def authorized(authorization: Authorization, partner: Partner | None) -> tuple[NewJob, ...]:
    """Return the push of a new authorization; none where the partner has nowhere to send it."""
    url = receiver_of(authorization, partner) if partner else ""
    if not url:
        return ()
    body = payloads.authorization(authorization.tel, authorization.uid, authorization.sid)
    payload = {
        "partner": authorization.partner,
        "url": url,
        "body": base64.b64encode(body).decode(),
    }
    return (
        NewJob(
            id=f"evt_{secrets.token_hex(16)}",
            kind=AUTH,
            sid=authorization.sid,
            payload=json.dumps(payload).encode(),
            due_at=authorization.granted_at,
        ),
    )
