"""Invented reports: from the sandbox's records and an invented applicant."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from h5kit import phone_numbers
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.records import invented_records
from h5kit.carrier.sandbox.scenarios import Collection
from h5kit.model import Applicant, Contact
from h5kit.records import Records, TelInfo
from h5kit.report import build_study, report_of
from h5kit.report.directory import EmbeddedDirectory
from h5kit.testing.people import Person, person
from h5kit.web.report.access import ReportView

RELATIONS = ("配偶", "父母", "朋友")
STREET = "西湖区样例路1号"
NEVER_CALLED = "13400000009"


def applicant(who: Person, tel: str, contacts: Sequence[str]) -> Applicant:
    """Return an applicant with an emergency contact for each number."""
    people = tuple(
        Contact(name=person().name, relation=relation, phone=phone)
        for relation, phone in zip(RELATIONS, contacts, strict=False)
    )
    return Applicant(name=who.name, id_card=who.id_card, province="浙江", city="杭州",
                     address=STREET, phone=tel, contacts=people)  # fmt: skip


def records_of(
    tel: str, sid: str, who: Person, *, at: float, plan: Collection | None = None
) -> Records:
    """Return invented records of a number registered to this person at an address."""
    made = invented_records(tel, sid, plan or Collection(), Owner(name=who.name), at)
    registered = TelInfo(
        opened=made.tel_info.opened,
        name=f"{who.name[0]}*{who.name[-1]}",
        id_card=f"{who.id_card[:6]}********{who.id_card[-4:]}",
        address=f"浙江省杭州市{STREET}",
    )
    return msgspec.structs.replace(made, tel_info=registered)


def view_of(
    tel: str, sid: str, *, at: float, appid: str = "demo", plan: Collection | None = None
) -> ReportView:
    """Return the report of invented records; the last emergency contact was never called."""
    who = person()
    records = records_of(tel, sid, who, at=at, plan=plan)
    called = list(dict.fromkeys(c.tel for c in records.calls if phone_numbers.mobile(c.tel)))
    contacts = [*called[:2], NEVER_CALLED]
    applied = applicant(who, tel, contacts)
    # On a separate thread, because Playwright's sync API runs an event loop on the caller's.
    with ThreadPoolExecutor(1) as aside:
        looking = build_study(records, applied, EmbeddedDirectory(), at=at)
        study = aside.submit(asyncio.run, looking).result()
    return ReportView(report_of(study), appid, records)
