"""Where and how a forgotten service password can be reset: the rows of `data/reset_rules.toml`."""

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
    """A rule that can't be right; the text names the row."""


class Mode(StrEnum):
    """How a service password is reset."""

    ONLINE = "online"
    HOTLINE = "hotline"
    CARRIER_PAGE = "carrier_page"


class ResetRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: the rule for a carrier's numbers of a region (source, section 三.2.3).

    `digits` are the lengths a service password may have, `longest_for` says who has the longest;
    `refused_to` whom the carrier refuses although the region is online (message 34); after
    `failures` no reset for `failure_hours`; `sms_a_day` is 0 where nothing limits the codes.
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
        """The place as the pages name it: 广东移动."""
        return f"{self.region}{self.carrier}"

    def fits(self, carrier: Carrier | None, region: str | None) -> bool:
        """Say whether the row is about numbers of this carrier and region."""
        return self.carrier in {ANY, carrier} and self.region in {ANY, region}


class _RuleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[ResetRule, ...]


@dataclass(frozen=True, slots=True)
class ResetRules:
    """All rows in order; the first that fits applies, and the last fits everything."""

    rows: tuple[ResetRule, ...]

    def of(self, carrier: Carrier | None, region: str | None) -> ResetRule:
        """Return the row of a carrier and region; None means unknown."""
        return next(row for row in self.rows if row.fits(carrier, region))

    def digits(self, carrier: Carrier | None, region: str | None) -> tuple[int, ...]:
        """Return the lengths that a service password may have.

        For an unknown carrier or region all possible lengths.
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
    """Return the rules of a file; raises RulesError with one line that says what is wrong."""
    try:
        return _checked(msgspec.toml.decode(path.read_bytes(), type=_RuleTable).rule, str(path))
    except OSError as fault:
        raise RulesError(f"{path}: {fault.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise RulesError(f"{path}: {fault}") from None


@cache
def packaged() -> ResetRules:
    """Return the rules that travel with the package."""
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
    """Return what is wrong with a row by itself, "" when nothing is."""
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
    return next((words for words, is_so in faults.items() if is_so), "")


def _unreachable(row: ResetRule, seen: list[tuple[str, str]]) -> str:
    """Return why a row can never apply, "" if it can."""
    for carrier, region in seen:
        if carrier in {ANY, row.carrier} and region in {ANY, row.region}:
            return f"{row.carrier} {row.region} is settled by an earlier rule"
    return ""


def _is_https(address: str) -> bool:
    if " " in address or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
