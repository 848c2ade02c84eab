"""The reset rules as data and as lines of text, for `h5kit check`."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from h5kit import phone_numbers
from h5kit.carrier.numbering import Carrier, PhoneData, guess
from h5kit.carrier.reset_rules import ResetRule, ResetRules

Row = dict[str, Any]


def of_rule(rule: ResetRule) -> Row:
    """Return a rule with all its fields, also default values."""
    row: Row = msgspec.to_builtins(rule)
    return row


def of_numbers(rules: ResetRules, numbers: Iterable[str]) -> list[Row]:
    """Return each number's guessed carrier and region, and the rule that applies.

    Raises ValueError for anything but a mainland mobile number.
    """
    return [_of_number(rules, number) for number in numbers]


def _of_number(rules: ResetRules, number: str) -> Row:
    tel = phone_numbers.mobile(number)
    if tel is None:
        raise ValueError(f"{number!r} is not a mainland mobile number")
    carrier, region = _place(tel)
    return {"tel": tel, "guess": [carrier, region], **of_rule(rules.of(carrier, region))}


def rule_of(rules: ResetRules, tel: str) -> ResetRule:
    """Return the rule of a number of 11 digits, by its prefix."""
    return rules.of(*_place(tel))


def _place(tel: str) -> tuple[Carrier | None, str | None]:
    block = guess(tel)
    return None if block.virtual else block.carrier, PhoneData.region(tel)


def lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a line for each row."""
    return [_line(row) for row in rows]


def _line(row: Mapping[str, Any]) -> str:
    guessed = " ".join(word or "?" for word in row.get("guess", ()))
    parts = [
        f"{row['tel']} ({guessed})" if "tel" in row else "",
        f"{row['carrier']} {row['region']}",
        row["mode"],
        row["page"],
        " or ".join(str(n) for n in row["digits"]) + " digits",
        f"longest for {row['longest_for']}" if row["longest_for"] else "",
        f"refused to {row['refused_to']}" if row["refused_to"] else "",
        f"{row['failures']} failures, then {row['failure_hours']} h" if row["failures"] else "",
        f"{row['sms_a_day']} SMS a day" if row["sms_a_day"] else "",
        row["source"],
    ]
    return "  ".join(part for part in parts if part)
