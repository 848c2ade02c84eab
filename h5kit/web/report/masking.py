"""Masks numbers, names, ID cards and addresses of a report for viewers who may not see them.

Masking works on the document, so page, pictures, titles and JSON show the same. A field's name says
what it holds. All other texts are searched for personal data, because carriers and partners write
freely into them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from h5kit import phone_numbers
from h5kit.areas import PROVINCES, cities
from h5kit.records.times import DAY, read_time
from h5kit.report import Report, numbers
from h5kit.report.checks import NOT_DISCLOSED
from h5kit.text import digits

MASK: Final = "****"
ID_HEAD, ID_TAIL = 3, 4
_DIGITS: Final = re.compile(r"\+?\d(?:[\W_]{0,3}\d){6,}[Xx]?")
"""Seven digits or more, with up to three other characters between two of them."""
_ID_CARD: Final = re.compile(r"[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]")
_NUMBER: Final = re.compile(
    r"[0-9]{3,4}-?[0-9]{7,8}|0[0-9]{2,3}-[0-9]{3,5}|[0-9]{7,12}|"
    rf"(?:{'|'.join(phone_numbers.BEYOND)})[0-9]{{8,9}}"
)
_LONGEST_AGO: Final = {"call_time": 2 * 366 * DAY, "open_date": 40 * 366 * DAY}
"""How long before its report a time can lie; digits that mean an earlier time are a number."""

FIELDS: Final[dict[str, str]] = {
    "tel": "number",
    "format_tel": "number",
    "call_tel": "number",
    "full_name": "name",
    "user_name": "name",
    "contact_name": "name",
    "id_card": "id_card",
    "user_idcard": "id_card",
    "address": "address",
    "user_address": "street",
    "call_time": "time",
    "open_date": "time",
}
OURS: Final = frozenset(
    {"sid", "version", "month", "call_times", "call_length", "contact_last_time",
     "recent_call_time", "first_call_time", "blank_times_list", "date_range_start",
     "date_range_end", "phone_bill_average"}
)  # fmt: skip
"""Fields that h5kit computes: a search would mistake their digits for phone numbers."""


def number(text: str) -> str:
    """Return 138****1234, 0571-****1234 or ***1234; short numbers (110, 955xx) are services.

    Any other text is searched for numbers.
    """
    if not _NUMBER.fullmatch(text):
        return searched(text)
    return numbers.masked(text.replace("-", ""))


def name(text: str) -> str:
    """Return 欧* for a name of any length; the carrier's "not disclosed" stays."""
    return text if text in {"", NOT_DISCLOSED} else f"{text[0]}*"


def id_card(text: str) -> str:
    """Return 330***********0016; characters that the carrier masked stay masked."""
    if text in {"", NOT_DISCLOSED}:
        return text
    if len(text) <= 2 * (ID_HEAD + ID_TAIL):
        return "*" * len(text)
    hidden = "*" * (len(text) - ID_HEAD - ID_TAIL)
    return f"{text[:ID_HEAD]}{hidden}{text[-ID_TAIL:]}"


def address(text: str) -> str:
    """Return only the province and the city, as far as they are recognized."""
    if text in {"", NOT_DISCLOSED}:
        return text
    province = next((p for p in PROVINCES if text.startswith(p)), "")
    rest = re.sub(r"^(?:省|市|(?:壮族|回族|维吾尔)?自治区)", "", text[len(province) :])
    city = next((c for c in cities(province) if rest.startswith(c)), "")
    return f"{province}{city if city != province else ''}{MASK}"


def street(text: str) -> str:
    """Return the mask for any street address; province and city have fields of their own."""
    return MASK if text else ""


def named(text: str) -> str:
    """Return a partner's uid without mobile numbers and ID cards.

    Other digits stay: a uid may be the number of an order.
    """
    return _DIGITS.sub(lambda run: MASK if is_personal(run[0]) else run[0], text)


def is_personal(text: str) -> bool:
    """Say whether a text is a mobile number or has the form of an ID card number."""
    return phone_numbers.mobile(text) is not None or bool(_ID_CARD.fullmatch(digits(text)))


def searched(text: str) -> str:
    """Return a text with every run of seven digits or more masked; shorter ones are services."""
    return _DIGITS.sub(MASK, text)


_WHOLE: Final[dict[str, Callable[[str], str]]] = {
    "name": name,
    "id_card": id_card,
    "address": address,
    "street": street,
}
_SHORTEST: Final = {"name": 2, "address": 4, "street": 4}
"""The shortest value that is searched for in other fields: 王 alone identifies nobody."""


def masked(report: Report) -> Report:
    """Return the report with all numbers, names, ID cards and addresses masked."""
    made: Report = _Mask(_personal(report), report.created_at).part(report)
    return made


def _personal(report: Report) -> dict[str, str]:
    """Return the personal values of this report, each with its masked form."""
    parts: list[Any] = [report.tel_info, *report.emergency_contacts]
    parts += [report.user_info] if report.user_info else []
    found = {}
    for key, value in (item for part in parts for item in msgspec.structs.asdict(part).items()):
        kind = FIELDS.get(key, "")
        if kind in _SHORTEST and len(value) >= _SHORTEST[kind]:
            found[value] = _WHOLE[kind](value)
    return {value: shown for value, shown in found.items() if value != shown}


@dataclass(frozen=True, slots=True)
class _Mask:
    """Walks through a document; `personal` maps values to masked forms, `at` is its time."""

    personal: dict[str, str] = field(repr=False)
    at: float

    def part(self, value: Any) -> Any:
        """Return a struct, list or text with all its texts masked."""
        if isinstance(value, msgspec.Struct):
            fields = msgspec.structs.asdict(value).items()
            return msgspec.structs.replace(value, **{k: self.field(k, v) for k, v in fields})
        if isinstance(value, list):
            return [self.part(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def field(self, key: str, value: Any) -> Any:
        """Return a field's value, masked by what its name says it holds."""
        if key in OURS:
            return value
        if not isinstance(value, str):
            return self.part(value)
        kind = FIELDS.get(key, "")
        if kind in _WHOLE:
            return _WHOLE[kind](value)
        if kind == "time" and self._is_time(key, value):
            return value
        return self.text(number(value) if kind == "number" else value)

    def _is_time(self, key: str, value: str) -> bool:
        """Say whether a text is a plausible time: 0571123456 and 4001234567 are numbers."""
        when = read_time(value, self.at)
        if when is None or not value.isdecimal():
            return when is not None
        return value[0] != "0" and self.at - _LONGEST_AGO[key] <= when <= self.at + DAY

    def text(self, value: str) -> str:
        """Return a free text without the personal values of this report."""
        for found, shown in self.personal.items():
            value = value.replace(found, shown)
        return searched(value)
