"""How much of a failed step is spent on reading text: names, numbers, codes, as they are typed."""

import time
from collections.abc import Callable

from h5kit import phone_numbers
from h5kit.challenges import FIELD_OF
from h5kit.testing.people import number, person

ROUNDS = 2_000
MOST_SHARE = 0.05
WHO = person()
READERS: dict[str, Callable[[str], object]] = {
    "phone": phone_numbers.mobile,
    **{name: field.fold for name, field in FIELD_OF.items()},
}
"""What reads each field that P2 can ask for."""

PLAIN = {
    "phone": number("0000"),
    "service_password": "246813",
    "name": WHO.name,
    "id_card": WHO.id_card,
    "sms_code": "123456",
    "captcha": "h5ok",
}
"""All fields of P2, as most people type them."""

PASTED = {
    "phone": f"+86 {number('0000')}\u200b",
    "service_password": "２４６８１３",
    "name": f"{WHO.name[0]}\u3000{WHO.name[1:]}\ufeff",
    "id_card": f"\u202a{WHO.id_card}\u202c",
    "sms_code": "【云朵】您的验证码是123456，5分钟内有效",
    "captcha": "ｈ５ ｏｋ",
}
"""The same, pasted from chats, address books and the SMS app."""


def seconds(typed: dict[str, str]) -> float:
    """Return the CPU seconds of reading these fields once."""
    started = time.process_time()
    for _ in range(ROUNDS):
        for name, value in typed.items():
            READERS[name](value)
    return (time.process_time() - started) / ROUNDS


def over_budget(failed_step: float) -> bool:
    """Print the shares of a failed step (CPU seconds); return whether one is over its budget."""
    shares = {"as typed": seconds(PLAIN) / failed_step, "pasted": seconds(PASTED) / failed_step}
    told = ", ".join(f"{how} {share:.1%}" for how, share in shares.items())
    print(f"reading all fields of P2: {told} of a failed step (at most {MOST_SHARE:.0%})")
    return max(shares.values()) > MOST_SHARE
