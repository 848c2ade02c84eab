"""The applicant and contacts that `/calls/flow` may contain; a report shows them."""

import math
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from h5kit import area_names, names, phone_numbers
from h5kit.carrier.sandbox.served.parameters import Parameters
from h5kit.model import Applicant, Contact
from h5kit.text import digits

MOST: Final = 10_000
MOST_CONTACTS: Final = 10
LONGEST_ADDRESS, LONGEST_NAME, LONGEST_WORD = 200, 60, 20


class Applicants:
    """The applicants of the newest 10,000 sessions, in memory."""

    def __init__(self) -> None:
        """Start without applicants."""
        self._by_sid: OrderedDict[str, Applicant] = OrderedDict()

    def add(self, sid: str, applicant: Applicant) -> None:
        """Store the applicant of a session."""
        self._by_sid[sid] = applicant
        if len(self._by_sid) > MOST:
            self._by_sid.popitem(last=False)

    def of(self, sid: str) -> Applicant | None:
        """Return a session's applicant, None if none was sent."""
        return self._by_sid.get(sid)


def applicant_of(call: Parameters, tel: str) -> Applicant | None:
    """Return the applicant in `user_info` and `user_contact`, None if both are empty.

    Incomplete or invalid values are accepted: they never refuse a call.
    """
    info = next(reversed(call.objects("user_info")), Parameters(()))
    contacts = _contacts(call.objects("user_contact"))
    if not contacts and not any(map(info.one, _INFO_KEYS)):
        return None
    stated = info.one("user_province")
    province = area_names.province(area_names.fold(stated)) or stated[:LONGEST_WORD]
    return Applicant(
        name=names.fold(info.one("user_name"))[:LONGEST_NAME],
        id_card=digits(info.one("user_idcard")).upper()[:LONGEST_WORD],
        province=province,
        city=_city(province, info.one("user_city")),
        address=info.one("user_address")[:LONGEST_ADDRESS],
        phone=tel,
        contacts=contacts,
    )


_INFO_KEYS: Final = ("user_name", "user_idcard", "user_province", "user_city", "user_address")


def _city(province: str, text: str) -> str:
    named = area_names.city(province, area_names.fold(text))
    # A county stays as it was written, because the address doesn't repeat it.
    return named.city if named and not named.county else text[:LONGEST_WORD]


def _contacts(given: Iterable[Parameters]) -> tuple[Contact, ...]:
    """Return the contacts that have a number, by priority."""
    with_number = sorted((one for one in given if one.one("contact_tel")), key=_priority)
    return tuple(
        Contact(
            name=names.fold(one.one("contact_name"))[:LONGEST_NAME],
            relation=one.one("contact_relationship")[:LONGEST_WORD],
            phone=_number(one.one("contact_tel")),
        )
        for one in with_number[:MOST_CONTACTS]
    )


def _number(text: str) -> str:
    return phone_numbers.contact_number(text) or text[:LONGEST_WORD]


def _priority(contact: Parameters) -> float:
    """Return a contact's priority, infinity if it has none: those come last, in their order."""
    text = contact.one("contact_priority")
    return float(text) if text.isascii() and text.isdecimal() else math.inf
