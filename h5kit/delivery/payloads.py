"""The bodies of pushes exactly as in the source, and the flag in their addresses."""

import json

FLAG = "yulore_flag"


def authorization(tel: str, uid: str, sid: str) -> bytes:
    """Return the body of an authorization's push (source, section 一.2.4)."""
    body = {"status": 0, "tel": tel, "uid": uid, "sid": sid}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def report_status(status: int, sid: str, tel: str, uid: str) -> bytes:
    """Return the body of a report's push (source, section 六.4): status 0 is ready, 2 failed."""
    body = {"status": status, "sid": sid, "tel": tel, "uid": uid}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def flagged(url: str, flag: str) -> str:
    """Return the address with `yulore_flag=<flag>` appended to its query, otherwise unchanged."""
    address, sharp, fragment = url.partition("#")
    between = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    return f"{address}{between}{FLAG}={flag}{sharp}{fragment}"
