"""Invented numbers that script the sandbox: any carrier, any region, any row of the table."""

from collections.abc import Iterable

from h5kit.carrier import regions
from h5kit.carrier.numbering import Carrier, PhoneData, guess, sample_number


def number(
    last_four: str,
    serials: Iterable[int],
    carrier: Carrier | None = None,
    region: str | None = None,
    rules: regions.ResetRules | None = None,
) -> str:
    """Return the number that the first fitting serial makes.

    With neither carrier nor region it's one of a region without rules of its own, so that its
    service password can be reset online and nothing limits how often. `rules` are the package's
    where not given. Raises LookupError where the carrier has no numbers in the region.
    """
    rules = rules or regions.packaged()
    tels = (sample_number(last_four, serial, carrier, region) for serial in serials)
    return next(tel for tel in tels if carrier or region or is_usual(tel, rules))


def is_usual(tel: str, rules: regions.ResetRules | None = None) -> bool:
    """Say whether a number's region has no rules of its own, so that nothing limits its resets."""
    rules = rules or regions.packaged()
    rule = rules.of(guess(tel).carrier, PhoneData.region(tel))
    return rule.region == regions.ANY and rule.mode is regions.Mode.ONLINE
