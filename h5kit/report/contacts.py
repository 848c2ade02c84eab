"""The contact sections: top lists with labels and tags, regions, and the list of all numbers."""

from collections.abc import Collection
from dataclasses import dataclass, field

from h5kit.report import numbers
from h5kit.report.directory.port import NATIONWIDE
from h5kit.report.document import (
    FrequentContact,
    LongContact,
    MajorContact,
    NumberRow,
    RegionRow,
    TagDetail,
    TagRow,
)
from h5kit.report.study import Study, totals
from h5kit.report.survey import Tally

EMERGENCY, FREQUENT, LONG = "紧急联系人", "高频联系人", "长时间联系人"


def labels(study: Study, *, without: str = "") -> dict[str, list[str]]:
    """Return each number's labels by its digits, except those of the kind `without`."""
    by_digits: dict[str, list[str]] = {}
    kinds = (
        (EMERGENCY, [study.survey.digits(contact.phone) for contact in study.contacts]),
        (FREQUENT, _labelled(study, study.by_times)),
        (LONG, _labelled(study, study.by_length)),
    )
    for kind, ranked in kinds:
        for n, digits in enumerate(ranked, 1):
            if digits and kind != without:
                by_digits.setdefault(digits, []).append(f"{kind}{n}")
    return by_digits


def _labelled(study: Study, ranking: list[Tally]) -> list[str]:
    """Return the top numbers by rank, "" for a number with too few seconds for a label."""
    rules = study.rules.contacts
    top = ranking[: rules.most]
    return [t.digits if t.seconds >= rules.labelled_from_seconds else "" for t in top]


def major(study: Study) -> list[MajorContact]:
    """Return `calls_sa_by_major_contact`: called numbers with a label, most calls first."""
    known = labels(study)
    rows = []
    for tally in [t for t in study.by_times if t.digits in known][: study.rules.contacts.most]:
        facts = study.facts[tally.digits]
        rows.append(
            MajorContact(
                format_tel=numbers.formatted(tally.digits),
                call_tel_label=known[tally.digits],
                region=study.regions[tally.digits],
                call_times=str(tally.times),
                call_length=str(tally.seconds),
                tags_financial=study.rules.financial(facts),
                tags_label=facts.mark.name if facts.mark else "",
                tags_label_times=facts.mark.count if facts.mark else 0,
                tags_yellow_page=facts.name,
            )
        )
    return rows


def frequent(study: Study) -> list[FrequentContact]:
    """Return `calls_sa_by_times`: the ten numbers with the most calls."""
    known = labels(study, without=FREQUENT)
    rows = []
    for tally in study.by_times[: study.rules.contacts.most]:
        facts = study.facts[tally.digits]
        rows.append(
            FrequentContact(
                format_tel=numbers.formatted(tally.digits),
                call_tel_label=known.get(tally.digits, []),
                tags_yellow_page=facts.name,
                tags_label=facts.mark.name if facts.mark else "",
                region=study.regions[tally.digits],
                call_times=str(tally.times),
                call_out_times=tally.out_times,
                call_in_times=tally.in_times,
                call_length=str(tally.seconds),
            )
        )
    return rows


def long(study: Study) -> list[LongContact]:
    """Return `calls_sa_by_length`: the ten numbers with the longest calls in total."""
    known = labels(study, without=LONG)
    rows = []
    for tally in study.by_length[: study.rules.contacts.most]:
        facts = study.facts[tally.digits]
        rows.append(
            LongContact(
                format_tel=numbers.formatted(tally.digits),
                call_tel_label=known.get(tally.digits, []),
                tags_yellow_page=facts.name,
                tags_label=facts.mark.name if facts.mark else "",
                region=study.regions[tally.digits],
                call_length=str(tally.seconds),
                call_out_length=tally.out_seconds,
                call_in_length=tally.in_seconds,
                call_times=str(tally.times),
            )
        )
    return rows


def by_tag(study: Study) -> list[TagRow]:
    """Return `calls_sa_by_tags_financial`: a row for each known tag, even without calls."""
    tagged: dict[str, list[Tally]] = {tag: [] for tag in study.rules.financial_tags}
    for tally in study.by_times:
        for tag in study.rules.financial(study.facts[tally.digits]):
            tagged[tag].append(tally)
    return [_tag_row(study, tag, tallies) for tag, tallies in tagged.items()]


def _tag_row(study: Study, tag: str, tallies: Collection[Tally]) -> TagRow:
    out_times, out_seconds, in_times, in_seconds = totals(tallies)
    details = [
        TagDetail(
            format_tel=numbers.masked(tally.digits),
            tags_yellow_page=study.facts[tally.digits].name,
            call_out_times=tally.out_times,
            call_out_length=tally.out_seconds,
            call_in_times=tally.in_times,
            call_in_length=tally.in_seconds,
        )
        for tally in tallies
    ]
    return TagRow(
        tags_name=tag,
        call_times=str(out_times + in_times),
        call_length=str(out_seconds + in_seconds),
        contact_last_time=str(max(t.last for t in tallies)) if tallies else "",
        contact_detail=details,
    )


@dataclass(frozen=True, slots=True)
class Region:
    """A region and the called numbers that belong to it."""

    name: str
    tallies: list[Tally] = field(default_factory=list, repr=False)

    @property
    def is_somewhere(self) -> bool:
        """Whether it is a place: neither nationwide (全国) nor unknown."""
        return self.name not in {NATIONWIDE, ""}


def regions_in_order(study: Study) -> list[Region]:
    """Return the regions by number of calls, then of numbers; 全国 and unknown come last."""
    by_name: dict[str, Region] = {}
    for digits, tally in study.survey.by_digits.items():
        name = study.regions[digits]
        by_name.setdefault(name, Region(name)).tallies.append(tally)
    return sorted(by_name.values(), key=_order)


def _order(region: Region) -> tuple[bool, bool, int, int, str]:
    times = sum(tally.times for tally in region.tallies)
    return not region.name, not region.is_somewhere, -times, -len(region.tallies), region.name


def by_region(study: Study) -> list[RegionRow]:
    """Return `calls_sa_by_region`."""
    rows = []
    for region in regions_in_order(study):
        out_times, out_seconds, in_times, in_seconds = totals(region.tallies)
        rows.append(
            RegionRow(
                region=region.name,
                total_format_tel=len(region.tallies),
                call_times=str(out_times + in_times),
                call_length=str(out_seconds + in_seconds),
                call_in_times=in_times,
                call_out_times=out_times,
                call_in_length=in_seconds,
                call_out_length=out_seconds,
            )
        )
    return rows


def by_number(study: Study) -> list[NumberRow]:
    """Return `call_log_group_by_tel`: all numbers, most calls first."""
    rows = []
    for tally in study.by_times:
        facts = study.facts[tally.digits]
        rows.append(
            NumberRow(
                format_tel=numbers.formatted(tally.digits),
                region=study.regions[tally.digits],
                call_times=str(tally.times),
                call_length=str(tally.seconds),
                call_out_times=tally.out_times,
                call_in_times=tally.in_times,
                tags_financial=study.rules.financial(facts),
                tags_label=facts.mark.name if facts.mark else "",
                tags_label_times=facts.mark.count if facts.mark else 0,
                tags_yellow_page=facts.name,
                recent_call_time=str(tally.last),
                first_call_time=str(tally.first),
            )
        )
    return rows
