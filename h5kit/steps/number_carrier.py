"""The carrier of a flow's number, by the gateway, else by the person, else by its prefix."""

from dataclasses import dataclass

from h5kit import phone_numbers
from h5kit.carrier.numbering import Carrier, PhoneData, carrier_named, guess
from h5kit.carrier.reset_rules import ResetRule, ResetRules
from h5kit.flow.record import Flow
from h5kit.languages import Language


@dataclass(frozen=True, slots=True)
class NumberCarrier:
    """A number's carrier and region, None if unknown.

    `is_confirmed` is true if the gateway or the person has named the carrier; otherwise it is a
    guess from the prefix. `is_confirmed_by_gateway` is true if the gateway has named it, so that
    P4 needn't ask the person.
    """

    carrier: Carrier | None
    region: str | None
    is_confirmed_by_gateway: bool = False
    is_confirmed: bool = False

    def name(self, language: Language) -> str:
        """Return region and carrier in a language (广东移动); "" if the carrier is unknown."""
        return place_name(self.region or "", self.carrier, language) if self.carrier else ""


def place_name(region: str, carrier: str, language: Language) -> str:
    """Return region and carrier in a language (广东移动), or the one that is not ""."""
    if not (region and carrier):
        return language.text(region or carrier)
    words = {"region": language.text(region), "carrier": language.text(carrier)}
    return language.fill("%(region)s%(carrier)s", **words)


UNKNOWN_CARRIER = NumberCarrier(None, None)


def carrier_of(flow: Flow, tel: str) -> NumberCarrier:
    """Return the carrier and region of a number of 11 digits.

    The gateway's statement counts first, then the person's, then the prefix: a number can be
    ported to another carrier.
    """
    gateway_claim = (
        flow.gateway_claim if flow.gateway_claim and flow.gateway_claim.tel == tel else None
    )
    person_claim = flow.person_claim if flow.person_claim and flow.person_claim.tel == tel else None
    by_gateway = carrier_named(gateway_claim.carrier) if gateway_claim else None
    by_person = carrier_named(person_claim.carrier) if person_claim else None
    block = guess(tel)
    by_prefix = None if block.virtual else block.carrier
    region = (gateway_claim.region if gateway_claim else "") or PhoneData.region(tel)
    confirmed = by_gateway or by_person
    return NumberCarrier(
        confirmed or by_prefix,
        region,
        is_confirmed_by_gateway=by_gateway is not None,
        is_confirmed=confirmed is not None,
    )


def number_of_reset(flow: Flow) -> str:
    """Return the number whose password can be reset; "" if neither P2 nor P4 has a valid one."""
    return number_of_p2(flow) or phone_numbers.mobile(flow.draft.get("forgot_phone", "")) or ""


def number_of_p2(flow: Flow) -> str:
    """Return P2's number; "" if it has no valid one."""
    return phone_numbers.mobile(flow.number) or ""


def reset_rule(rules: ResetRules, flow: Flow, tel: str) -> ResetRule:
    """Return the reset rule for a number of 11 digits."""
    number_carrier = carrier_of(flow, tel)
    return rules.of(number_carrier.carrier, number_carrier.region)


def password_lengths(
    rules: ResetRules, flow: Flow, tel: str, *, with_guess: bool = False
) -> tuple[int, ...]:
    """Return the lengths in digits that a number's service password may have.

    If the number is invalid or its carrier is only a guess from the prefix, these are the lengths
    of every carrier that it can belong to. `with_guess` treats the guess as the carrier.
    """
    number = phone_numbers.mobile(tel)
    number_carrier = carrier_of(flow, number) if number else UNKNOWN_CARRIER
    is_known = number_carrier.is_confirmed or with_guess
    carrier = number_carrier.carrier if is_known else None
    return rules.digits(carrier, number_carrier.region)
