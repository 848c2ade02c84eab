"""Limits hold against simultaneous submits, wrong answers, and silent carriers."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from h5kit.carrier.gateway import Answers, ResetAnswers, ResetSession, Session, Subject
from h5kit.carrier.numbering import Carrier
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.demo import demo_partner
from h5kit.flow.outcomes import CarrierOutcome, Challenge, Refused, ResetAsked, ResetOutcome
from h5kit.limit_settings import LimitSettings
from h5kit.messages import Message, Status
from h5kit.settings import FlowSettings
from h5kit.testing.people import number, person
from tests.conftest import SHOWN, STEP, TOKEN, Visit
from tests.http.made import OTHER, made
from tests.spans import begin_a_day

STILL_VALID = Status.CODE_STILL_VALID.text
EXPIRED = "410410"
WRONG = "112233"
BUSY = Message.CARRIER_BUSY
ONE_CODE = LimitSettings(sms_burst=1)
ONE_FAULT = LimitSettings(gateway_faults=1)


class Strict(SandboxGateway):
    """A carrier that answers each wrong code with a new one (41)."""

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Send another SMS."""
        dialogue = self._find(session)
        if dialogue is not None and answers.sms_code == EXPIRED:
            return self._again(dialogue, Message.WRONG_CODE_NEW_SENT)
        return await super().submit(session, answers)

    async def submit_reset(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        """Send another SMS."""
        if answers.sms_code == EXPIRED:
            return self._resets._refuse(
                session.tid, self._resets._open[session.tid], Message.WRONG_CODE_NEW_SENT
            )
        return await super().submit_reset(session, answers)


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[TestClient]:
    """A server with two partners, production's limits and that carrier."""
    with TestClient(made(tmp_path, Strict), base_url="http://127.0.0.1:8000") as running:
        yield running


def _sent(client: TestClient, tel: str) -> int:
    return len(client.get(f"/sandbox/sms?tel={tel}").json())


def _advance(client: TestClient, seconds: float) -> None:
    client.post("/sandbox/clock", json={"advance_seconds": seconds})


def _resetting(visit: Visit, tel: str) -> Visit:
    who = person()
    visit.enter(tel=tel).post(go="forgot").post(go="reset")
    return visit.post(name=who.name, id_card=who.id_card)


def test_simultaneous_flows_of_several_partners_share_a_limit(tmp_path: Path) -> None:
    begun: list[str] = []

    class Slow(SandboxGateway):
        async def begin(self, subject: Subject) -> Challenge | Refused:
            begun.append(subject.tel)
            await asyncio.Event().wait()
            raise AssertionError

    async def main(most: LimitSettings) -> list[tuple[str, list[Message]]]:
        flow = FlowSettings(page_waits_seconds=0.01, drain_seconds=0.01)
        app = made(tmp_path, Slow, limits=most, flow=flow)
        transport = httpx2.ASGITransport(app=app)
        base = "http://127.0.0.1"
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url=base, follow_redirects=True) as client,
        ):

            async def ask(token: str) -> tuple[str, list[Message]]:
                page = await client.get("/", params={"token": token, "tel": tel})
                step = TOKEN.search(page.text)
                assert step
                form = {"_step": step[1], "agree": "yes"}
                page = await client.post(str(page.url), data=form)
                shown = [Message(int(code)) for code in SHOWN.findall(page.text)]
                found = STEP.search(page.text)
                return found[1] if found else "", shown

            return sorted(await asyncio.gather(ask(demo_partner().token), ask(OTHER.token)))

    for most, message in [(ONE_CODE, Message.TOO_FREQUENT), (ONE_FAULT, BUSY)]:
        begun.clear()
        tel = number("1001")
        assert asyncio.run(main(most)) == [("phone", [message]), ("waiting", [])]
        assert begun == [tel]


def test_a_begin_of_unknown_effect_counts_as_a_fault_and_never_as_an_sms(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    class Lost(SandboxGateway):
        answer: Refused | None = None

        async def begin(self, subject: Subject) -> Challenge | Refused:
            del subject
            if self.answer is None:
                raise RuntimeError
            return self.answer

    unknown = (
        Message.SUBMIT_FAILED,
        Message.CARRIER_MAINTENANCE,
        Message.CARRIER_BUSY,
        Message.SERVICE_BUSY,
    )
    lost = [Refused(code) for code in unknown]
    unsent = Refused(Message.SERVICE_BUSY, is_sent=False, is_fault=True)
    with TestClient(made(tmp_path, Lost, limits=ONE_FAULT)) as client:
        for answer in [*lost, None, unsent, Refused(Message.SMS_FAILED)]:
            with subtests.test(answer=answer):
                Lost.answer = answer
                visit = Visit(client).enter(tel=number("1001")).phone()
                said = answer.message if answer else Message.SERVICE_BUSY
                assert visit.messages == [said]
                counts = answer is None or answer in lost
                assert visit.phone().messages == [BUSY if counts else said]


def test_broken_logins_are_stopped_by_a_bound_of_their_own(
    tmp_path: Path, subtests: pytest.Subtests, logs: list[Any]
) -> None:
    tels = {number("5004"): 55, number("5005"): 55, number("5006"): 47}
    with TestClient(made(tmp_path)) as client:
        for tel, said in tels.items():
            begin_a_day(client)
            for half_hour in range(4):
                visit = Visit(client).enter(tel=tel)
                with subtests.test(tel=tel, half_hour=half_hour):
                    assert [visit.phone().messages for _ in range(6)] == [[said]] * 5 + [[BUSY]]
                    assert (visit.step, visit.flow["carrier_logins"]) == ("phone", 5)
                    assert "后可重试" in visit.page
                _advance(client, 1801)
            with subtests.test(tel=tel, limit="a day"):
                again = Visit(client).enter(tel=tel, token=OTHER.token).phone()
                assert (again.messages, again.flow["carrier_logins"]) == ([BUSY], 0)
    reached = [line for line in logs if line["event"] == "limit_reached"]
    assert [line["kind"] for line in reached] == ["gateway_fault"] * 15
    assert not any(tel in repr(reached) for tel in tels)


def test_broken_resets_are_stopped_on_p4_too(tmp_path: Path) -> None:
    tel = number("5004", Carrier.MOBILE, "吉林")
    with TestClient(made(tmp_path, limits=LimitSettings(gateway_faults=3))) as client:
        begin_a_day(client)
        visits = [_resetting(Visit(client), tel) for _ in range(3)]
        shown = [(visit.step, visit.messages) for visit in visits]
        assert shown == [("reset_identity", [Message.SERVICE_BUSY])] * 3
        who = person()
        assert visits[-1].post(name=who.name, id_card=who.id_card).messages == [BUSY]
        visit = Visit(client).enter(tel=tel).post(go="forgot").post(go="reset")
        assert (visit.step, visit.messages) == ("forgot", [BUSY])


def test_a_call_whose_server_died_is_not_counted_as_an_sms(tmp_path: Path) -> None:
    class Dead(SandboxGateway):
        async def begin(self, subject: Subject) -> Challenge | Refused:
            is_first = not self.begins(subject.tel)
            began = await super().begin(subject)
            if is_first:
                await asyncio.Event().wait()
            return began

    flow = FlowSettings(page_waits_seconds=0.01, drain_seconds=0.01)
    tel = number("1001")
    with TestClient(made(tmp_path, Dead, limits=ONE_CODE, flow=flow)) as client:
        visit = Visit(client).enter(tel=tel).phone()
        assert visit.step == "waiting"
        address = visit.address
    clock = MovableClock()
    clock.advance(120)
    with TestClient(made(tmp_path, limits=ONE_CODE, clock=clock)) as client:
        assert visit.take(client.get(address)).messages == [Message.TIMED_OUT]
        visit = Visit(client).enter(tel=tel).phone()
        assert (visit.step, visit.messages) == ("phone", [])
        assert 'name="sms_code"' in visit.page


def test_a_refusal_in_the_carriers_own_words_counts_neither_as_an_sms_nor_as_a_fault(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    most = LimitSettings(sms_burst=1, wrong_passwords=0, gateway_faults=1)
    with TestClient(made(tmp_path, limits=most)) as client:
        for said in (21, 27, 46, 47, 55):
            visit = Visit(client).enter(tel=number(f"90{said}"))
            with subtests.test(said=said):
                assert [visit.phone().messages for _ in range(3)] == [[said]] * 3


def test_a_code_over_the_limit_after_a_wrong_one_ends_the_dialogue(strict: TestClient) -> None:
    tel = number("1001")
    visit = Visit(strict).enter(tel=tel).phone()
    for _ in range(4):
        assert visit.post(sms_code=EXPIRED, agree="yes").messages == [Message.WRONG_CODE_NEW_SENT]
    visit.post(sms_code=EXPIRED, agree="yes")
    assert (visit.step, visit.messages) == ("phone", [Message.TOO_FREQUENT])
    assert 'name="sms_code"' not in visit.page
    assert visit.phone().messages == [Message.TOO_FREQUENT]
    # The carrier sent the sixth before h5kit could refuse it.
    assert _sent(strict, tel) == 6


def test_a_code_over_the_limit_on_p3_leads_back_to_p2(strict: TestClient) -> None:
    visit = Visit(strict).enter(tel=number("2001")).phone()
    for _ in range(4):
        assert visit.post(sms_code=EXPIRED).messages == [Message.WRONG_CODE_NEW_SENT]
    visit.post(sms_code=EXPIRED)
    assert (visit.step, visit.messages) == ("phone", [Message.TOO_FREQUENT])


def test_after_a_wrong_code_jilin_has_none_left_that_day(strict: TestClient) -> None:
    begin_a_day(strict)
    tel = number("3002", Carrier.MOBILE, "吉林")
    visit = _resetting(Visit(strict), tel).post(sms_code=EXPIRED)
    assert (visit.step, visit.messages) == ("forgot", [Message.SMS_LIMIT_REACHED])
    assert _sent(strict, tel) == 2


@pytest.mark.parametrize("last_four", ["1001", "2001", "1002"])
def test_the_fifth_wrong_code_ends_the_dialogue(visit: Visit, last_four: str) -> None:
    tel = number(last_four)
    visit.enter(tel=tel).phone()
    field = "captcha" if last_four == "1002" else "sms_code"
    for _ in range(4):
        assert visit.post(**{field: "000000"}, agree="yes").messages == [Message.WRONG_CODE]
        assert f'name="{field}"' in visit.page
    visit.post(**{field: "000000"}, agree="yes")
    assert (visit.step, visit.messages) == ("phone", [Message.WRONG_CODE])
    assert f'name="{field}"' not in visit.page
    sent = _sent(visit.client, tel)
    assert f'name="{field}"' in visit.phone().page
    assert _sent(visit.client, tel) == (sent if field == "captcha" else sent + 1)


@pytest.mark.parametrize("last_four", ["3002", "3003"])
def test_the_fifth_wrong_code_ends_the_reset(visit: Visit, last_four: str) -> None:
    _resetting(visit, number(last_four, Carrier.MOBILE, "湖南"))
    for _ in range(4):
        assert visit.post(sms_code="000000").messages == [Message.WRONG_CODE]
    visit.post(sms_code="000000")
    assert (visit.step, visit.messages) == ("reset_identity", [Message.WRONG_CODE])


def test_wrong_passwords_lock_a_number_for_all_partners(tmp_path: Path) -> None:
    with TestClient(made(tmp_path, limits=LimitSettings(wrong_passwords=3))) as client:
        tel = number("0000")
        visit = Visit(client).enter(tel=tel)
        for _ in range(3):
            assert visit.phone(password=WRONG).messages == [Message.WRONG_PASSWORD]
        for token in (demo_partner().token, OTHER.token):
            again = Visit(client).enter(tel=tel, token=token, uid="u").phone()
            assert (again.step, again.messages) == ("phone", [Message.TOO_FREQUENT])
        assert visit.phone().messages == [Message.TOO_FREQUENT]
        assert "后可重试" in visit.page
        assert visit.flow["carrier_logins"] == 3
        _advance(client, 1801)
        assert Visit(client).enter(tel=tel).phone().step == "success"


@pytest.mark.parametrize("most", [0, 13])
def test_fewer_wrong_passwords_than_the_limit_lock_nothing(tmp_path: Path, most: int) -> None:
    with TestClient(made(tmp_path, limits=LimitSettings(wrong_passwords=most))) as client:
        visit = Visit(client).enter(tel=number("0000"))
        for _ in range(12):
            assert visit.phone(password=WRONG).messages == [Message.WRONG_PASSWORD]
        assert visit.phone().step == "success"


def test_a_failed_resend_leaves_the_first_code_valid(tmp_path: Path) -> None:
    class Busy(SandboxGateway):
        async def begin(self, subject: Subject) -> Challenge | Refused:
            is_first = not self.begins(subject.tel)
            began = await super().begin(subject)
            return began if is_first else Refused(Message.CARRIER_BUSY)

        async def begin_reset(self, subject: Subject) -> ResetOutcome:
            is_first = not self.inbox(subject.tel)
            return await super().begin_reset(subject) if is_first else Refused(Message.CARRIER_BUSY)

    with TestClient(made(tmp_path, Busy)) as client:
        visit = Visit(client).enter(tel=number("1001")).phone()
        _advance(client, 61)
        visit.post(go="sms", agree="yes")
        assert (visit.step, visit.messages) == ("phone", [Message.CARRIER_BUSY])
        assert 'name="sms_code"' in visit.page
        assert visit.post(sms_code="123456", agree="yes").step == "success"
        visit = _resetting(Visit(client), number("3002"))
        _advance(client, 61)
        visit.post(go="sms")
        assert (visit.step, visit.messages) == ("reset_sms", [Message.CARRIER_BUSY])
        assert visit.post(sms_code="123456").step == "reset_password"


def test_a_code_that_is_still_valid_is_a_notice_and_counts_no_sms(tmp_path: Path) -> None:
    class Frugal(SandboxGateway):
        async def begin(self, subject: Subject) -> Challenge | Refused:
            began = await super().begin(subject)
            return began if isinstance(began, Refused) else replace(began, is_old_code=True)

        async def begin_reset(self, subject: Subject) -> ResetOutcome:
            asked = await super().begin_reset(subject)
            return replace(asked, is_old_code=True) if isinstance(asked, ResetAsked) else asked

    with TestClient(made(tmp_path, Frugal, limits=ONE_CODE)) as client:
        for _ in range(2):
            visit = Visit(client).enter(tel=number("1001")).phone()
            assert (visit.step, visit.messages) == ("phone", [])
            assert STILL_VALID in visit.page
            assert "data-h5-countdown" in visit.page
            visit.post(go="forgot")
            assert STILL_VALID not in visit.page
        tel = number("3002")
        for _ in range(2):
            visit = _resetting(Visit(client), tel)
            assert (visit.step, visit.messages) == ("reset_sms", [])
            assert STILL_VALID in visit.page
            visit.post(go="close")
