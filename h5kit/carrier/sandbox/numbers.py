"""Invented numbers for the sandbox: any carrier, any region, any scenario."""

from collections.abc import Iterable

from h5kit.carrier import reset_rules
from h5kit.carrier.numbering import Carrier, PhoneData, guess, sample_number


def number(
    last_four: str,
    serials: Iterable[int],
    carrier: Carrier | None = None,
    region: str | None = None,
    rules: reset_rules.ResetRules | None = None,
) -> str:
    """Return the number made from the first suitable serial.

    Without carrier and region, the number is from a region without its own reset rule, so that its
    service password can be reset online any number of times. `rules` defaults to the package's.
    Raises LookupError if the carrier has no numbers in the region.
    """
    rules = rules or reset_rules.packaged()
    tels = (sample_number(last_four, serial, carrier, region) for serial in serials)
    return next(tel for tel in tels if carrier or region or is_usual(tel, rules))


def is_usual(tel: str, rules: reset_rules.ResetRules | None = None) -> bool:
    """Return whether a number's region has no reset rule of its own, so that resets are free."""
    rules = rules or reset_rules.packaged()
    rule = rules.of(guess(tel).carrier, PhoneData.region(tel))
    return rule.region == reset_rules.ANY and rule.mode is reset_rules.Mode.ONLINE
