"""Build reports for tests, from records and a directory with given facts."""

import asyncio
import functools
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from h5kit.model import Applicant, Contact
from h5kit.records import Records
from h5kit.report import Report, Study, build_study, report_of
from h5kit.report.directory import EmbeddedDirectory, Facts
from tests.records.made import NOW


class Knows:
    """A directory with facts of the test, and the embedded one for all other numbers."""

    def __init__(self, told: Mapping[str, Facts] | None = None) -> None:
        """`facts` are by digits; the look-ups are counted."""
        self.told = dict(told or {})
        self.asked: list[str] = []

    async def look_up(self, numbers: Iterable[str]) -> Mapping[str, Facts]:
        """Return the given facts."""
        wanted = list(numbers)
        self.asked += wanted
        return {**await _embedded().look_up(wanted), **self.told}


@functools.cache
def _embedded() -> EmbeddedDirectory:
    return EmbeddedDirectory()


def applicant(*phones: str, **other: Any) -> Applicant:
    """Return an invented applicant with contacts of these numbers."""
    told = {
        "name": "欧阳云朵",
        "id_card": "330999199001010016",
        "province": "浙江",
        "city": "杭州",
        "address": "西湖区样例路1号",
        "phone": "13400000000",
    }
    contacts = tuple(Contact(name="司徒星河", relation="朋友", phone=phone) for phone in phones)
    return Applicant(**{**told, "contacts": contacts, **other})


def study(
    records: Records,
    facts: Mapping[str, Facts] | None = None,
    who: Applicant | None = None,
    at: float = NOW,
) -> Study:
    """Return the study that documents are made from."""
    return asyncio.run(build_study(records, who, Knows(facts), at=at))


def report(
    records: Records,
    facts: Mapping[str, Facts] | None = None,
    who: Applicant | None = None,
    at: float = NOW,
) -> Report:
    """Return the report of records."""
    return report_of(study(records, facts, who, at))


def as_json(document: object) -> Any:
    """Return a document as a partner gets it."""
    return msgspec.json.decode(msgspec.json.encode(document))
