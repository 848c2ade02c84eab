"""Reads `contactor`: the applicant and contacts as JSON text (source, section 二.3.2).

What can be used is used, and what is ignored is named, never with its value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from h5kit import identity, names, phone_numbers
from h5kit.entry import contactor_json, residence
from h5kit.entry.residence import Residence
from h5kit.model import Applicant, Contact, IgnoredField
from h5kit.text import clean

CONTACTOR: Final = "contactor"
LONGEST_STREET, LONGEST_NAME, LONGEST_RELATION = 200, 60, 20
MISSING: Final = "missing"
INCOMPLETE: Final = "lacks something required, so the report has no applicant"


@dataclass(frozen=True, slots=True)
class ReadContactor:
    """What `contactor` gives: the applicant, None if something required is missing or unusable.

    `phone` is the applicant's number, also without an applicant; "" if it is missing or unusable.
    """

    applicant: Applicant | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)
    ignored: tuple[IgnoredField, ...] = ()


def read(text: str, today: date) -> ReadContactor:
    """Return the applicant and what was ignored; the second contact is the only optional part."""
    document = contactor_json.read(text)
    if isinstance(document, str):
        return ReadContactor(ignored=(IgnoredField(CONTACTOR, document),))
    fields = _Fields(document)
    applicant, phone = _applicant(fields, today)
    fields.ignore_unknown()
    if applicant is None:
        fields.ignore(CONTACTOR, INCOMPLETE)
    return ReadContactor(applicant, phone, tuple(fields.ignored))


class _Fields:
    """The fields of the document, read one by one, and what was ignored on the way."""

    def __init__(self, document: Mapping[str, object]) -> None:
        self.ignored: list[IgnoredField] = []
        self._document = document
        self._asked: set[str] = set()

    def ignore(self, name: str, why: str) -> None:
        """Name a field; the first reason is the one that counts."""
        if name == CONTACTOR or all(one.field != name for one in self.ignored):
            self.ignored.append(IgnoredField(name, why))

    def ignore_unknown(self) -> None:
        """Count the fields of other names, whose names may themselves be personal data."""
        unknown = len(self._document.keys() - self._asked)
        if unknown:
            self.ignore(CONTACTOR, f"unknown fields: {unknown}")

    def has(self, *some: str) -> bool:
        """Return whether one of the fields says anything."""
        self._asked.update(some)
        return any(clean(str(self._document.get(name) or "")) for name in some)

    def text(self, name: str) -> str:
        """Return a field's text, "" if it is missing or of another type."""
        self._asked.add(name)
        text, why = contactor_json.text_of(self._document.get(name))
        text = clean(text)
        if not text:
            self.ignore(name, why or MISSING)
        return text

    def read(self, name: str, reader: Callable[[str], str | None], why: str) -> str:
        """Return what the reader makes of a field's text, "" if it is missing or unusable."""
        text = self.text(name)
        found = reader(text) if text else ""
        if text and not found:
            self.ignore(name, why)
        return found or ""

    def short(self, name: str, longest: int) -> str:
        """Return a field's text, cut to its longest length."""
        text = self.text(name)
        if len(text) > longest:
            self.ignore(name, f"cut to {longest} characters")
        return text[:longest]


def _applicant(fields: _Fields, today: date) -> tuple[Applicant | None, str]:
    id_card = fields.read(
        "usrId", partial(identity.id_card, today=today), "not a valid ID card number"
    )
    name = fields.read("usrName", partial(_person_name, id_card), "not a person's name")
    lives = _residence(fields)
    phone = fields.read("usrPhone", phone_numbers.mobile, "not a mobile number")
    address = fields.short("usrAddr", LONGEST_STREET)
    first = _contact(fields, "first", "Fir")
    second = _contact(fields, "second", "Sec") if fields.has(*_names("second", "Sec")) else None
    if not all((name, id_card, lives.city, address, phone, first)):
        return None, phone
    return Applicant(
        name=name,
        id_card=id_card,
        province=lives.province,
        city=lives.city,
        address=address if lives.rest in address else f"{lives.rest}{address}",
        phone=phone,
        contacts=tuple(contact for contact in (first, second) if contact),
    ), phone


def _person_name(id_card: str, text: str) -> str | None:
    name = names.fold(text)
    return name if identity.is_person_name(name, id_card) else None


def _residence(fields: _Fields) -> Residence:
    """Return the residence; either field may have both names, so neither is missing alone."""
    province, city, address = (
        fields.text(name) if fields.has(name) else "" for name in ("usrProv", "usrCity", "usrAddr")
    )
    found = residence.read(province, city, address)
    if not found.province:
        fields.ignore("usrProv", "not a province" if province else MISSING)
    elif not found.city:
        fields.ignore("usrCity", "not a city of the province" if city else MISSING)
    return found


def _names(ordinal: str, short: str) -> tuple[str, str, str]:
    return f"{ordinal}Contactor", f"relationshipWith{short}", f"telOf{short}"


def _contact(fields: _Fields, ordinal: str, short: str) -> Contact | None:
    """Return the contact, None if one of its three fields is missing or unusable."""
    name_field, relation_field, phone_field = _names(ordinal, short)
    name = names.fold(fields.short(name_field, LONGEST_NAME))
    relation = fields.short(relation_field, LONGEST_RELATION)
    phone = fields.read(phone_field, phone_numbers.contact_number, "not a phone number")
    if not (name and relation and phone):
        return None
    return Contact(name=name, relation=relation, phone=phone)
