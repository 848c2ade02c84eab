"""What all sections read: the counts, the facts about the numbers, the rules, the rankings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from h5kit.carrier import places
from h5kit.model import Contact
from h5kit.records import Bill
from h5kit.report.directory.port import UNKNOWN, Facts
from h5kit.report.document import RegionCheck
from h5kit.report.rules import Rules
from h5kit.report.silence import Silence, silences
from h5kit.report.survey import Survey, Tally


@dataclass
class Study:
    """A survey with the facts about its numbers; what several sections need is computed once."""

    survey: Survey
    facts: Mapping[str, Facts] = field(repr=False)
    rules: Rules = field(repr=False)

    def facts_of(self, raw: str) -> Facts:
        """Return what is known about a number, however it is written."""
        return self.facts.get(self.survey.digits(raw), UNKNOWN)

    def tally_of(self, raw: str) -> Tally | None:
        """Return what was counted of a number, None when it has no call."""
        return self.survey.by_digits.get(self.survey.digits(raw))

    @cached_property
    def regions(self) -> dict[str, str]:
        """Each called number's region, by its digits; the carrier's word is the last resort."""
        found = {}
        for digits, tally in self.survey.by_digits.items():
            known = self.facts.get(digits, UNKNOWN).region
            found[digits] = known or _told_region(tally)
        return found

    def region_of(self, raw: str, told: str = "") -> str:
        """Return a number's region; `told`, the carrier's word for it, is the last resort."""
        known = self.regions.get(self.survey.digits(raw)) or self.facts_of(raw).region
        return known or places.province_of(told)

    @cached_property
    def bills(self) -> list[Bill]:
        """The bills of the window's months; the last one where a month has several."""
        bills = {bill.month: bill for bill in self.survey.records.bills}
        return [bills[month.name] for month in self.survey.months if month.name in bills]

    @cached_property
    def by_times(self) -> list[Tally]:
        """All numbers, most calls first."""
        tallies = self.survey.by_digits.values()
        return sorted(tallies, key=lambda t: (-t.times, -t.seconds, t.digits))

    @cached_property
    def by_length(self) -> list[Tally]:
        """All numbers, most seconds first."""
        tallies = self.survey.by_digits.values()
        return sorted(tallies, key=lambda t: (-t.seconds, -t.times, t.digits))

    @cached_property
    def silences(self) -> list[Silence]:
        """The silences, oldest first."""
        window = self.rules.window
        least = window.silence_least_days * 86_400
        return silences(self.survey, least_seconds=least, days=window.silence_days)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The applicant's emergency contacts."""
        return self.survey.applicant.contacts if self.survey.applicant else ()

    def rank(self, ranking: list[Tally], raw: str) -> int:
        """Return a number's place in a ranking, 0 when it has no call."""
        tally = self.tally_of(raw)
        return ranking.index(tally) + 1 if tally else 0

    @cached_property
    def active_regions(self) -> dict[str, int]:
        """Calls by the province that the person's phone was in."""
        found: dict[str, int] = {}
        for month in self.survey.months:
            for region, times in month.regions().items():
                found[region] = found.get(region, 0) + times
        return found

    @property
    def tel_region(self) -> str:
        """The province in which the number was issued."""
        return self.facts_of(self.survey.records.tel).region

    @property
    def region_check(self) -> RegionCheck:
        """1 the most active province is the number's, 2 it is another, 0 nobody knows."""
        active, own = most(self.active_regions), self.tel_region
        if not active or not own:
            return 0
        return 1 if active == own else 2

    @property
    def bill_average(self) -> str:
        """The mean bill of the window's months in yuan."""
        amounts = [bill.amount for bill in self.bills]
        if not amounts:
            return self.rules.words["no_average"]
        cents = (2 * sum(amounts) + len(amounts)) // (2 * len(amounts))
        return f"{cents / 100:.2f}"

    @property
    def opened(self) -> str:
        """When the number was opened, as text."""
        opened = self.survey.records.tel_info.opened
        return self.rules.words["untold"] if opened is None else str(opened)


def _told_region(tally: Tally) -> str:
    """Return the province that the carrier's word names most often."""
    told = Counter(places.province_of(call.tel_place) for call in tally.calls)
    del told[""]
    return most(told)


def most(counted: Mapping[str, int]) -> str:
    """Return the most frequent word, of equals the first by code points, "" for none."""
    return min(counted, key=lambda word: (-counted[word], word), default="")


def percent(part: int, whole: int) -> float:
    """Return a share in percent with two decimals, 0 of nothing."""
    return round(100 * part / whole, 2) if whole else 0.0


def counted(tallies: Iterable[Tally]) -> tuple[int, int, int, int]:
    """Return (calls out, seconds out, calls in, seconds in) of several numbers."""
    rows = [(t.out_times, t.out_seconds, t.in_times, t.in_seconds) for t in tallies]
    out_times, out_seconds, in_times, in_seconds = (
        map(sum, zip(*rows, strict=True)) if rows else (0,) * 4
    )
    return out_times, out_seconds, in_times, in_seconds
