"""The rule file: the formula of every value of the report, thresholds and degrees."""

import re
from functools import cache
from importlib.resources import files

import msgspec

from h5kit.report.directory.port import Facts
from h5kit.report.document import Degree

_DEGREES: tuple[Degree, ...] = (0, 1, 2, 3)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How values are computed: `fields` are their paths, in which `*` matches one step."""

    fields: tuple[str, ...]
    formula: str
    unit: str = ""
    rounding: str = ""
    missing: str = ""

    def is_about(self, path: str) -> bool:
        """Return whether the rule applies to the value at `path`."""
        return any(_pattern(pattern).fullmatch(path) for pattern in self.fields)


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section of the report page: `id` is its template and anchor, `parts` what it shows.

    The parts of a section that is `ours` are not in the source's table of fields (section 五.2).
    """

    id: str
    title: str
    parts: tuple[str, ...]
    ours: bool = False


class WindowRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The report's window in calendar months, and the window and minimum of silences in days."""

    months: int
    silence_days: int
    silence_least_days: int


class ContactRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The top lists: the maximum of rows, and the minimum of seconds for a contact label."""

    most: int
    labelled_from_seconds: int


class AbnormalRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The thresholds of the flags; `open_days` is the age below which a number is too new."""

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


class NumberKinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tags, marks and categories that define each kind of number."""

    dunning_tag: str
    suspected_marks: tuple[str, ...]
    lawyer_tag: str
    law_tag: str
    police_number: str
    delivery: tuple[str, ...]
    carrier: tuple[str, ...]


class DunningRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The thresholds of lengths, counts and ages of dunning calls."""

    short_seconds: int
    often_times: int
    window_days: tuple[int, ...]


class ScoreRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The score's thresholds of call length (source, section 七.4: the score's fields)."""

    below_seconds: int
    between_to_seconds: int
    above_seconds: int


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the rules; `degrees` are each value's bounds of the degrees 1, 2 and 3."""

    version: str
    window: WindowRules
    contacts: ContactRules
    abnormal: AbnormalRules
    kinds: NumberKinds
    dunning: DunningRules
    score: ScoreRules
    degrees: dict[str, tuple[int, int, int]]
    financial_tags: dict[str, int]
    marks: dict[str, int]
    texts: dict[str, str]
    rule: tuple[Rule, ...]
    section: tuple[Section, ...] = ()

    def degree(self, name: str, value: int) -> Degree:
        """Return the degree of a value, 0 to 3."""
        return _DEGREES[sum(value >= bound for bound in self.degrees[name])]

    def is_dunning(self, facts: Facts) -> bool:
        """Return whether a number is a known dunning number."""
        return self.kinds.dunning_tag in facts.tags

    def is_suspected(self, facts: Facts) -> bool:
        """Return whether a number is only suspected of dunning."""
        is_marked = facts.mark is not None and facts.mark.name in self.kinds.suspected_marks
        return is_marked and not self.is_dunning(facts)

    def financial(self, facts: Facts) -> list[str]:
        """Return a number's tags that are among the report's financial tags."""
        return [tag for tag in facts.tags if tag in self.financial_tags]


@cache
def packaged() -> Rules:
    """Return the package's rules, `report-v1`."""
    raw = files("h5kit.data").joinpath("report-v1.toml").read_bytes()
    return msgspec.toml.decode(raw, type=Rules)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", r"[^.]+"))
