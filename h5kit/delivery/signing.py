"""The Standard Webhooks headers of a push.

A receiver verifies them with any Standard Webhooks library; its key is
`"whsec_" + base64(secret)`, the partner's secret as UTF-8.
"""

import base64
import hmac
from hashlib import sha256


def webhook_key(secret: str) -> str:
    """Return the `whsec_…` key of a partner's secret."""
    return "whsec_" + base64.b64encode(secret.encode()).decode()


def sign(secret: str, event_id: str, at: float, body: bytes) -> dict[str, str]:
    """Return the three signature headers; `event_id` is the same for all tries of a push."""
    signature = hmac.new(secret.encode(), f"{event_id}.{int(at)}.".encode(), sha256)
    # Not the library's `sign`, which converts a large body to text three times while holding the
    # interpreter lock.
    signature.update(body)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at)),
        "webhook-signature": f"v1,{base64.b64encode(signature.digest()).decode()}",
    }
