"""Who applies, as `/calls/flow` may be told: what a report says of the person and the contacts."""

import math
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from h5kit import areas, identity
from h5kit.carrier.sandbox.served.parameters import Parameters
from h5kit.model import Applicant, Contact

MOST: Final = 10_000
MOST_CONTACTS: Final = 10
LONGEST_ADDRESS, LONGEST_NAME, LONGEST_WORD = 200, 60, 20


class Applicants:
    """The applicants of the sessions that were begun, the newest 10,000 of them, in memory."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_sid: OrderedDict[str, Applicant] = OrderedDict()

    def keep(self, sid: str, applicant: Applicant) -> None:
        """Remember whose session it is."""
        self._by_sid[sid] = applicant
        if len(self._by_sid) > MOST:
            self._by_sid.popitem(last=False)

    def of(self, sid: str) -> Applicant | None:
        """Return who a session's applicant is, None where nothing was told."""
        return self._by_sid.get(sid)


def told(given: Parameters, tel: str) -> Applicant | None:
    """Return the applicant of `user_info` and `user_contact`, None where both tell nothing.

    Neither has to be whole, and nothing in them refuses a call.
    """
    who = next(reversed(given.objects("user_info")), Parameters(()))
    contacts = _contacts(given.objects("user_contact"))
    if not contacts and not any(map(who.one, _WHO)):
        return None
    province = _area(who.one("user_province"), areas.PROVINCES)
    return Applicant(
        name=identity.person_name(who.one("user_name"))[:LONGEST_NAME],
        id_card=identity.fold_digits(who.one("user_idcard")).upper()[:LONGEST_WORD],
        province=province,
        city=_area(who.one("user_city"), areas.cities(province)),
        address=who.one("user_address")[:LONGEST_ADDRESS],
        phone=tel,
        contacts=contacts,
    )


_WHO: Final = ("user_name", "user_idcard", "user_province", "user_city", "user_address")


def _area(text: str, known: tuple[str, ...]) -> str:
    return areas.short(text, known) or text[:LONGEST_WORD]


def _contacts(given: Iterable[Parameters]) -> tuple[Contact, ...]:
    """Return the contacts that have a number, the most important one first."""
    found = sorted((one for one in given if one.one("contact_tel")), key=_priority)
    return tuple(
        Contact(
            name=one.one("contact_name")[:LONGEST_NAME],
            relation=one.one("contact_relationship")[:LONGEST_WORD],
            phone=_number(one.one("contact_tel")),
        )
        for one in found[:MOST_CONTACTS]
    )


def _number(text: str) -> str:
    return identity.contact_number(text) or text[:LONGEST_WORD]


def _priority(contact: Parameters) -> float:
    """Return a contact's rank; those without one come last, in the order they were sent in."""
    text = contact.one("contact_priority")
    return float(text) if text.isascii() and text.isdecimal() else math.inf
