"""The input of all sections: counts, facts about the numbers, rules, rankings."""

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
    """A survey with the facts about its numbers; values that several sections use are cached."""

    survey: Survey
    facts: Mapping[str, Facts] = field(repr=False)
    rules: Rules = field(repr=False)

    def facts_of(self, raw: str) -> Facts:
        """Return the facts about a number in any notation."""
        return self.facts.get(self.survey.digits(raw), UNKNOWN)

    def tally_of(self, raw: str) -> Tally | None:
        """Return the tally of a number in any notation, None if it has no call."""
        return self.survey.by_digits.get(self.survey.digits(raw))

    @cached_property
    def regions(self) -> dict[str, str]:
        """The region of each called number by its digits; the carrier's text is the fallback."""
        regions = {}
        for digits, tally in self.survey.by_digits.items():
            known = self.facts.get(digits, UNKNOWN).region
            regions[digits] = known or _stated_region(tally)
        return regions

    def region_of(self, raw: str, carrier_text: str = "") -> str:
        """Return a number's region; `carrier_text`, the carrier's place for it, is the fallback."""
        known = self.regions.get(self.survey.digits(raw)) or self.facts_of(raw).region
        return known or places.province_of(carrier_text)

    @cached_property
    def bills(self) -> list[Bill]:
        """The bills of the window's months; the last one if a month has several."""
        bills = {bill.month: bill for bill in self.survey.records.bills}
        return [bills[month.name] for month in self.survey.months if month.name in bills]

    @cached_property
    def by_times(self) -> list[Tally]:
        """All numbers, most calls first."""
        tallies = self.survey.by_digits.values()
        return sorted(tallies, key=lambda t: (-t.times, -t.seconds, t.digits))

    @cached_property
    def by_length(self) -> list[Tally]:
        """All numbers, longest total first."""
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
        """Return a number's place in a ranking (1 is the first), 0 if it has no call."""
        tally = self.tally_of(raw)
        return ranking.index(tally) + 1 if tally else 0

    @cached_property
    def active_regions(self) -> dict[str, int]:
        """The number of calls by the province in which the person's phone was."""
        by_region: dict[str, int] = {}
        for month in self.survey.months:
            for region, times in month.regions().items():
                by_region[region] = by_region.get(region, 0) + times
        return by_region

    @property
    def tel_region(self) -> str:
        """The province in which the number was issued."""
        return self.facts_of(self.survey.records.tel).region

    @property
    def region_check(self) -> RegionCheck:
        """1 if the most active province is the number's, 2 if it is another, 0 if unknown."""
        active, own = most_frequent(self.active_regions), self.tel_region
        if not active or not own:
            return 0
        return 1 if active == own else 2

    @property
    def bill_average(self) -> str:
        """The mean bill of the window's months in yuan, or a text if there are no bills."""
        amounts = [bill.amount for bill in self.bills]
        if not amounts:
            return self.rules.texts["no_average"]
        cents = (2 * sum(amounts) + len(amounts)) // (2 * len(amounts))
        return f"{cents / 100:.2f}"

    @property
    def opened(self) -> str:
        """When the number was opened (seconds since the epoch), as text."""
        opened = self.survey.records.tel_info.opened
        return self.rules.texts["not_disclosed"] if opened is None else str(opened)


def _stated_region(tally: Tally) -> str:
    """Return the province that the carrier's texts name most often."""
    stated = Counter(places.province_of(call.tel_place) for call in tally.calls)
    del stated[""]
    return most_frequent(stated)


def most_frequent(counted: Mapping[str, int]) -> str:
    """Return the key with the highest count, the first by code points if several, "" for none."""
    return min(counted, key=lambda word: (-counted[word], word), default="")


def percent(part: int, whole: int) -> float:
    """Return a share in percent with two decimals, 0 if `whole` is 0."""
    return round(100 * part / whole, 2) if whole else 0.0


def totals(tallies: Iterable[Tally]) -> tuple[int, int, int, int]:
    """Return (calls out, seconds out, calls in, seconds in) of several numbers."""
    rows = [(t.out_times, t.out_seconds, t.in_times, t.in_seconds) for t in tallies]
    out_times, out_seconds, in_times, in_seconds = (
        map(sum, zip(*rows, strict=True)) if rows else (0,) * 4
    )
    return out_times, out_seconds, in_times, in_seconds
