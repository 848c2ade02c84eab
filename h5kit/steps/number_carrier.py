"""Whose a flow's number is: the gateway's word first, then the person's, then the prefix's."""

from dataclasses import dataclass

from h5kit import identity
from h5kit.carrier.numbering import Carrier, PhoneData, guess, named
from h5kit.carrier.regions import ResetRule, ResetRules
from h5kit.flow.record import Flow
from h5kit.languages import Language


@dataclass(frozen=True, slots=True)
class NumberCarrier:
    """A number's carrier and region, None for what nobody knows.

    `is_told` where the gateway has said it, so that nobody need be asked; `is_said` where it or
    the person has, so that the carrier is no guess.
    """

    carrier: Carrier | None
    region: str | None
    is_told: bool = False
    is_said: bool = False

    def name(self, language: Language) -> str:
        """Return the place as the pages name it (广东移动), "" where the carrier isn't known."""
        return place_name(self.region or "", self.carrier, language) if self.carrier else ""


def place_name(region: str, carrier: str, language: Language) -> str:
    """Return a carrier of a region in a language's words: 广东移动."""
    if not (region and carrier):
        return language.text(region or carrier)
    words = {"region": language.text(region), "carrier": language.text(carrier)}
    return language.fill("%(region)s%(carrier)s", **words)


UNKNOWN_CARRIER = NumberCarrier(None, None)


def carrier_of(flow: Flow, tel: str) -> NumberCarrier:
    """Return whose a number of 11 digits is (`carrier-api`: numbers can be ported)."""
    told = flow.told if flow.told and flow.told.tel == tel else None
    said = flow.said if flow.said and flow.said.tel == tel else None
    by_gateway = named(told.carrier) if told else None
    by_person = named(said.carrier) if said else None
    block = guess(tel)
    by_prefix = None if block.virtual else block.carrier
    region = (told.region if told else "") or PhoneData.region(tel)
    said_by = by_gateway or by_person
    is_told, is_said = by_gateway is not None, said_by is not None
    return NumberCarrier(said_by or by_prefix, region, is_told, is_said)


def number_of_reset(flow: Flow) -> str:
    """Return the number whose password is to be reset, "" while P2 and P4 have no valid one."""
    return number_of_p2(flow) or identity.mobile(flow.draft.get("forgot_phone", "")) or ""


def number_of_p2(flow: Flow) -> str:
    """Return P2's number, "" where it has no valid one."""
    return identity.mobile(flow.number) or ""


def reset_rule(rules: ResetRules, flow: Flow, tel: str) -> ResetRule:
    """Return the rule about a number's reset."""
    whose = carrier_of(flow, tel)
    return rules.of(whose.carrier, whose.region)


def password_lengths(
    rules: ResetRules, flow: Flow, tel: str, *, with_guess: bool = False
) -> tuple[int, ...]:
    """Return the lengths that a number's service password may have; all, for no valid number.

    The carrier that only the prefix names is a guess, and a guess never blocks: without
    `with_guess` the lengths are those of any carrier that the number may have been ported to.
    """
    number = identity.mobile(tel)
    whose = carrier_of(flow, number) if number else UNKNOWN_CARRIER
    is_sure = whose.is_said or with_guess
    return rules.digits(whose.carrier if is_sure else None, whose.region)
