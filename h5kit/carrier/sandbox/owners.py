"""The owner of a number, masked as in the sandbox carrier's records."""

from dataclasses import dataclass, field

from h5kit import identity
from h5kit.carrier.gateway import Subject

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
    folded = identity.person_name(name)
    return f"{folded[0]}{'*' * (len(folded) - 1)}" if folded else ""


def _masked_card(card: str) -> str:
    """Return an ID card with only its first and last character, as carriers show it."""
    text = identity.fold_digits(card).upper()
    return f"{text[0]}{'*' * 16}{text[-1]}" if len(text) == ID_CARD_DIGITS else ""
