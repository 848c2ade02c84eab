"""How much of a failed step is spent on reading text: names, numbers, codes, as they are typed."""

import time
from collections.abc import Callable, Iterable

from h5kit import names, one_time_codes, phone_numbers, text
from h5kit.testing.people import number, person

ROUNDS = 2_000
MOST_SHARE = 0.05
WHO = person()
Typed = Iterable[tuple[Callable[[str], object], str]]

PLAIN: Typed = (
    (phone_numbers.mobile, number("0000")),
    (text.digits, "246813"),
    (names.fold, WHO.name),
    (text.digits, WHO.id_card),
    (one_time_codes.read, "123456"),
    (text.without_blanks, "h5ok"),
)
"""All fields that P2 can ask for, as most people type them."""

PASTED: Typed = (
    (phone_numbers.mobile, f"+86 {number('0000')}\u200b"),
    (text.digits, "２４６８１３"),
    (names.fold, f"{WHO.name[0]}\u3000{WHO.name[1:]}\ufeff"),
    (text.digits, f"\u202a{WHO.id_card}\u202c"),
    (one_time_codes.read, "【云朵】您的验证码是123456，5分钟内有效"),
    (text.without_blanks, "ｈ５ ｏｋ"),
)
"""The same, pasted from chats, address books and the SMS app."""


def seconds(typed: Typed) -> float:
    """Return the CPU seconds of reading these fields once."""
    started = time.process_time()
    for _ in range(ROUNDS):
        for read, value in typed:
            read(value)
    return (time.process_time() - started) / ROUNDS


def over_budget(failed_step: float) -> bool:
    """Print the shares of a failed step (CPU seconds); return whether one is over its budget."""
    shares = {"as typed": seconds(PLAIN) / failed_step, "pasted": seconds(PASTED) / failed_step}
    told = ", ".join(f"{how} {share:.1%}" for how, share in shares.items())
    print(f"reading all fields of P2: {told} of a failed step (at most {MOST_SHARE:.0%})")
    return max(shares.values()) > MOST_SHARE
