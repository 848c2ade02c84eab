"""The bodies of pushes, exactly as the source has them, and where each goes."""

import base64
import json
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

FLAG = "yulore_flag"


def authorization(tel: str, uid: str, sid: str) -> bytes:
    """Return the body of section 一.2.4."""
    body = {"status": 0, "tel": tel, "uid": uid, "sid": sid}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def stored_body(payload: bytes) -> bytes:
    """Return the body that a stored push sends."""
    return base64.b64decode(json.loads(payload)["body"])


def flagged(url: str, flag: str) -> str:
    """Return the address with `yulore_flag` set in its query; what was there stays."""
    parts = urlsplit(url)
    others = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != FLAG]
    return urlunsplit(parts._replace(query=urlencode([*others, (FLAG, flag)])))
