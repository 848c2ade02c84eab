"""How the service passwords of a carrier and region are reset: `data/reset_rules.toml`."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from h5kit import areas
from h5kit.carrier.numbering import Carrier

ANY = "*"
LENGTHS = range(4, 13)


class RulesError(ValueError):
    """A rule is invalid; the text names its row."""


class Mode(StrEnum):
    """How a service password is reset."""

    ONLINE = "online"
    HOTLINE = "hotline"
    CARRIER_PAGE = "carrier_page"


class ResetRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rule for a carrier's numbers of a region (source, section 三.2.3: resetting a password).

    `digits` are the allowed lengths of a service password; `longest_for` says which numbers have
    the longest one. `refused_to` says which numbers the carrier refuses although the region is
    online (message 34). After `failures` no reset is allowed for `failure_hours`. `sms_a_day` is 0
    if SMS codes are not limited.
    """

    carrier: str
    region: str
    mode: Mode
    source: str
    page: str = ""
    digits: tuple[int, ...] = (6,)
    longest_for: str = ""
    refused_to: str = ""
    failures: int = 0
    failure_hours: int = 24
    sms_a_day: int = 0

    @property
    def name(self) -> str:
        """Region and carrier as the pages name them: 广东移动."""
        return f"{self.region}{self.carrier}"

    def fits(self, carrier: Carrier | None, region: str | None) -> bool:
        """Return whether the rule is for this carrier and region."""
        return self.carrier in {ANY, carrier} and self.region in {ANY, region}


class _RuleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[ResetRule, ...]


@dataclass(frozen=True, slots=True)
class ResetRules:
    """All rules in order. The first one that fits applies; the last one fits everything."""

    rows: tuple[ResetRule, ...]

    def of(self, carrier: Carrier | None, region: str | None) -> ResetRule:
        """Return the rule of a carrier and region; None means unknown."""
        return next(row for row in self.rows if row.fits(carrier, region))

    def digits(self, carrier: Carrier | None, region: str | None) -> tuple[int, ...]:
        """Return the allowed lengths of a service password.

        For an unknown carrier or region these are the lengths of all rules that may apply.
        """
        if carrier is not None and region is not None:
            return self.of(carrier, region).digits
        lengths: set[int] = set()
        for row in self.rows:
            is_possible = (carrier is None or row.carrier in {ANY, carrier}) and (
                region is None or row.region in {ANY, region}
            )
            lengths |= set(row.digits) if is_possible else set()
        return tuple(sorted(lengths))


def read(path: Path) -> ResetRules:
    """Return the rules of a file; raises RulesError with a text of one line."""
    try:
        return _checked(msgspec.toml.decode(path.read_bytes(), type=_RuleTable).rule, str(path))
    except OSError as fault:
        raise RulesError(f"{path}: {fault.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise RulesError(f"{path}: {fault}") from None


@cache
def packaged() -> ResetRules:
    """Return the rules of the package."""
    text = files("h5kit.data").joinpath("reset_rules.toml").read_bytes()
    return _checked(msgspec.toml.decode(text, type=_RuleTable).rule, "reset_rules.toml")


def _checked(rows: Iterable[ResetRule], where: str) -> ResetRules:
    rules = tuple(rows)
    seen: list[tuple[str, str]] = []
    for number, row in enumerate(rules, 1):
        wrong = _wrong(row) or _unreachable(row, seen)
        if wrong:
            raise RulesError(f"{where}: rule {number}: {wrong}")
        seen.append((row.carrier, row.region))
    if (ANY, ANY) not in seen:
        raise RulesError(f'{where}: the last rule must be about carrier "*" and region "*"')
    return ResetRules(rules)


def _wrong(row: ResetRule) -> str:
    """Return what is wrong with a rule by itself, "" if nothing is."""
    digits = row.digits
    are_lengths = bool(digits) and set(digits) <= set(LENGTHS) and list(digits) == sorted(digits)
    faults = {
        f"unknown carrier {row.carrier!r}": row.carrier not in {ANY, *Carrier},
        f"unknown region {row.region!r}": row.region not in {ANY, *areas.PROVINCES},
        "page is needed with mode carrier_page, and only there": (
            (row.mode is Mode.CARRIER_PAGE) != bool(row.page)
        ),
        "page must be an https address": bool(row.page) and not _is_https(row.page),
        "digits must be lengths from 4 to 12, shortest first": not are_lengths,
        "limits can't be negative": min(row.failures, row.sms_a_day, row.failure_hours - 1) < 0,
        "source is empty": not row.source.strip(),
    }
    return next((fault for fault, is_present in faults.items() if is_present), "")


def _unreachable(row: ResetRule, seen: list[tuple[str, str]]) -> str:
    """Return why a rule can never apply, "" if it can."""
    for carrier, region in seen:
        if carrier in {ANY, row.carrier} and region in {ANY, row.region}:
            return f"{row.carrier} {row.region} is covered by an earlier rule"
    return ""


def _is_https(address: str) -> bool:
    if " " in address or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
