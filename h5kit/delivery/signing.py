"""The Standard Webhooks headers of a push.

A receiver verifies them with any Standard Webhooks library; its key is
`"whsec_" + base64(secret)`, the partner's secret as UTF-8.
"""

import base64
from datetime import UTC, datetime

from standardwebhooks import Webhook


def webhook_key(secret: str) -> str:
    """Return the `whsec_…` key that belongs to a partner's secret."""
    return "whsec_" + base64.b64encode(secret.encode()).decode()


def sign(secret: str, event_id: str, at: float, body: bytes) -> dict[str, str]:
    """Return the three headers; `event_id` is the same for all tries of a push."""
    when = datetime.fromtimestamp(int(at), UTC)
    signature = Webhook(webhook_key(secret)).sign(event_id, when, body.decode())
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at)),
        "webhook-signature": signature,
    }
