"""The SMS sent by the sandbox carrier, by number."""

import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass, field

MOST_NUMBERS = 5_000
MOST_EACH = 20

TEXTS = {
    "login": "【沙箱运营商】您的登录验证码是{code}，{seconds}秒内有效，请勿告诉他人。",
    "reset_login": "【沙箱运营商】您正在登录网上营业厅，登录验证码{code}，{seconds}秒内有效。",
    "reset": "【沙箱运营商】您正在重置服务密码，验证码{code}，{seconds}秒内有效，切勿告诉他人。",
    "new_password": "【沙箱运营商】您的服务密码已重置，新服务密码为{code}，请妥善保管。",
    "verify": "【沙箱运营商】您正在查询通话详单，随机验证码{code}，{seconds}秒内有效。",
}


@dataclass(frozen=True, slots=True)
class SentSms:
    """A sent SMS; `sent_at` is in seconds since the epoch."""

    tel: str = field(repr=False)
    text: str = field(repr=False)
    code: str = field(repr=False)
    kind: str
    sent_at: float

    def to_json(self) -> dict[str, object]:
        """Return the SMS as `/sandbox/sms` returns it."""
        return {
            "tel": self.tel,
            "text": self.text,
            "code": self.code,
            "kind": self.kind,
            "sent_at": self.sent_at,
        }


class Inbox:
    """Stores the latest SMS of the latest numbers, with an upper bound for both."""

    def __init__(self) -> None:
        """Create an empty inbox."""
        self._by_number: OrderedDict[str, deque[SentSms]] = OrderedDict()

    def send(self, tel: str, kind: str, now: float, seconds: int) -> str:
        """Send a new six-digit code, valid for `seconds`, and return it."""
        code = f"{secrets.randbelow(1_000_000):06d}"
        text = TEXTS[kind].format(code=code, seconds=seconds)
        sent = self._by_number.setdefault(tel, deque(maxlen=MOST_EACH))
        sent.appendleft(SentSms(tel, text, code, kind, now))
        self._by_number.move_to_end(tel)
        while len(self._by_number) > MOST_NUMBERS:
            self._by_number.popitem(last=False)
        return code

    def of(self, tel: str) -> list[SentSms]:
        """Return a number's SMS, newest first."""
        return list(self._by_number.get(tel, ()))
