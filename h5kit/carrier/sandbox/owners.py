"""The owner of a number, masked as in the sandbox carrier's records."""

from dataclasses import dataclass, field

from h5kit import names
from h5kit.carrier.gateway import Subject
from h5kit.text import digits

ID_CARD_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Owner:
    """The uid with the masked name and ID card; "" if not given. Nothing unmasked is stored."""

    uid: str = ""
    name: str = field(default="", repr=False)
    id_card: str = field(default="", repr=False)

    @classmethod
    def of(cls, subject: Subject) -> "Owner":
        """Return the masked owner."""
        return cls(subject.uid, _masked_name(subject.name), _masked_card(subject.id_card))


def _masked_name(name: str) -> str:
    folded = names.fold(name)
    return f"{folded[0]}{'*' * (len(folded) - 1)}" if folded else ""


def _masked_card(card: str) -> str:
    """Return an ID card with only its first and last character, as carriers show it."""
    number = digits(card).upper()
    return f"{number[0]}{'*' * 16}{number[-1]}" if len(number) == ID_CARD_DIGITS else ""
