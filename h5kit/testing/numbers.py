"""Numbers for the rows of the scenario table."""

from h5kit.carrier.numbering import Carrier, block_records
from h5kit.carrier.sandbox.scenarios import is_scenario
from h5kit.testing import people


def check_row(last_four: str) -> None:
    """Raise ValueError for digits that are not in the scenario table."""
    if not is_scenario(last_four):
        raise ValueError(f"{last_four!r} is not in the scenario table (h5kit scenarios)")


def regions() -> list[str]:
    """Return the provinces' short forms."""
    return sorted({province for province, _, _ in block_records()})


def number(last_four: str, carrier: str | None = None, region: str | None = None) -> str:
    """Return a number for a row of the scenario table, another one each time.

    `carrier` (移动) and `region` (广东) are short forms; without both, the service password can be
    reset online. Raises ValueError for digits that are not in the scenario table, and for an
    unknown carrier or region, with the known ones.
    """
    check_row(last_four)
    if carrier is not None:
        _check("carrier", carrier, list(Carrier))
    if region is not None:
        _check("region", region, regions())
    return people.number(last_four, Carrier(carrier) if carrier else None, region)


def _check(kind: str, given: str, known: list[str]) -> None:
    if given not in known:
        raise ValueError(f"{kind} {given!r} is not one of {', '.join(known)}")
