"""A report with personal data in every text that a carrier or a partner can write."""

from dataclasses import dataclass, field
from typing import Final

from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.records import invented_records
from h5kit.carrier.sandbox.scenarios import Collection
from h5kit.model import Applicant, Contact
from h5kit.records import BadCall, Bill, Call, Direction, Records, TelInfo
from h5kit.records.times import DAY
from h5kit.testing.people import person
from h5kit.web.report.access import ReportView
from tests.records.made import NOW, TEL
from tests.report.made import report

SID: Final = "SIDreport1"
PLANTED: Final = "13400000077"
LANDLINE: Final = "0571-88000123"


@dataclass(frozen=True, slots=True)
class Told:
    """The data that a viewer must not see, by kind."""

    numbers: tuple[str, ...] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    id_cards: tuple[str, ...] = field(repr=False)
    addresses: tuple[str, ...] = field(repr=False)

    def kind(self, name: str) -> tuple[str, ...]:
        """Return the values of a kind."""
        found: tuple[str, ...] = getattr(self, name)
        return found


KINDS: Final = ("numbers", "names", "id_cards", "addresses")


def personal(sid: str = SID, appid: str = "demo") -> tuple[ReportView, Told]:
    """Return a report with personal data, and the list of that data."""
    who, friend, other = person(), person(), person()
    street = "西湖区样例路17号"
    applicant = Applicant(
        name=who.name, id_card=who.id_card, province="浙江", city="杭州", address=street,
        phone=TEL,
        contacts=(
            Contact(name=friend.name, relation=f"朋友{PLANTED}", phone="13400000002"),
            Contact(name=other.name, relation="同事", phone=LANDLINE),
        ),
    )  # fmt: skip
    registered = TelInfo(opened=int(NOW) - 900 * DAY, name=who.name, id_card=who.id_card,
                         address=f"浙江省杭州市{street}")  # fmt: skip
    words = f"{PLANTED} {who.name} {who.id_card} {street}"
    calls = (
        Call("13400000001", NOW - 3600, 70, Direction.OUTGOING, place=words, tel_place=words),
        Call("13400000002", NOW - 7200, 700, Direction.INCOMING),
        Call("057188000123", NOW - 9000, 80, Direction.OUTGOING),
        Call("8800456", NOW - 9900, 80, Direction.OUTGOING),
        Call("110", NOW - 12_000, 80, Direction.OUTGOING),
        Call("13400000003", NOW - 700 * DAY, 5, Direction.OUTGOING, place=words),
    )
    bad = BadCall(0, "13400000004转8", words, words, words, place=words, tel_place=words)
    bill = Bill(month="202610", amount=5_820, package=5_800, sms=20)
    records = Records(tel=TEL, sid=sid, tel_info=registered, calls=calls, bad_calls=(bad,),
                      bills=(bill,))  # fmt: skip
    numbers = (TEL, *(f"1340000000{n}" for n in range(1, 5)), PLANTED, LANDLINE,
               LANDLINE.replace("-", ""), "8800456")  # fmt: skip
    told = Told(numbers, (who.name, friend.name, other.name), (who.id_card,), (street, "样例路"))
    return ReportView(report(records, who=applicant), appid, records), told


def usual(sid: str = SID, calls: int | None = 400, *, gaps: bool = False) -> ReportView:
    """Return a report of half a year of the sandbox's records."""
    records = invented_records(TEL, sid, Collection(calls=calls, gaps=gaps), Owner(name="欧*"), NOW)
    return ReportView(report(records), "demo", records)
