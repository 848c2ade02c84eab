"""The rule file: how every value of the report is computed, its thresholds and degrees."""

import re
from functools import cache
from importlib.resources import files

import msgspec

from h5kit.report.directory.port import Facts
from h5kit.report.document import Degree

_DEGREES: tuple[Degree, ...] = (0, 1, 2, 3)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a value is computed: `fields` are paths, `*` stands for one step of a path."""

    fields: tuple[str, ...]
    formula: str
    unit: str = ""
    rounding: str = ""
    missing: str = ""

    def is_about(self, path: str) -> bool:
        """Say whether the rule is the one of a value."""
        return any(_pattern(pattern).fullmatch(path) for pattern in self.fields)


class WindowRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Calendar months that the report looks at, and days within which silences are looked for."""

    months: int
    silence_days: int
    silence_least_days: int


class Contacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The top lists: rows at most, and the seconds from which a number gets a contact label."""

    most: int
    labelled_from_seconds: int


class Abnormal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The values from which a flag is raised; `open_days` is the age below which it is."""

    silence_max_days: int
    silences_30: int
    silences_90: int
    cheap_months: int
    cheap_month_fen: int
    quiet_months: int
    quiet_month_calls: int
    open_days: int
    calls_110: int
    calls_law: int
    calls_lawyer: int
    marks: tuple[str, ...]
    tags: tuple[str, ...]


class Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tag, mark or category that makes a number one of a kind."""

    dunning_tag: str
    suspected_marks: tuple[str, ...]
    lawyer_tag: str
    law_tag: str
    police_number: str
    delivery: tuple[str, ...]
    carrier: tuple[str, ...]


class DunningRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lengths and counts that divide dunning calls into groups."""

    short_seconds: int
    often_times: int
    window_days: tuple[int, ...]


class ScoreRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The score's lengths (source, section 七.4)."""

    below_seconds: int
    between_to_seconds: int
    above_seconds: int


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the rules; `degrees` gives for each value the bounds of degree 1, 2 and 3."""

    version: str
    window: WindowRules
    contacts: Contacts
    abnormal: Abnormal
    kinds: Kinds
    dunning: DunningRules
    score: ScoreRules
    degrees: dict[str, tuple[int, int, int]]
    financial_tags: dict[str, int]
    marks: dict[str, int]
    words: dict[str, str]
    rule: tuple[Rule, ...]

    def degree(self, name: str, value: int) -> Degree:
        """Return how high a value is, 0 to 3."""
        return _DEGREES[sum(value >= bound for bound in self.degrees[name])]

    def is_dunning(self, facts: Facts) -> bool:
        """Say whether a number is known to dun."""
        return self.kinds.dunning_tag in facts.tags

    def is_suspected(self, facts: Facts) -> bool:
        """Say whether a number is only suspected of dunning."""
        is_marked = facts.mark is not None and facts.mark.name in self.kinds.suspected_marks
        return is_marked and not self.is_dunning(facts)

    def financial(self, facts: Facts) -> list[str]:
        """Return a number's tags that the report knows."""
        return [tag for tag in facts.tags if tag in self.financial_tags]


@cache
def packaged() -> Rules:
    """Return the rules that ship: `report-v1`."""
    raw = files("h5kit.data").joinpath("report-v1.toml").read_bytes()
    return msgspec.toml.decode(raw, type=Rules)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", r"[^.]+"))
