"""P4 and P5 over HTTP: rules, limits across partners, and data that is never stored."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from h5kit.carrier.gateway import Answers, Session, Subject
from h5kit.carrier.numbering import Carrier
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.demo import make_demo
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    Refused,
    ResetAsked,
    ResetOutcome,
    ResetStep,
)
from h5kit.limit_settings import LimitSettings
from h5kit.messages import Message
from h5kit.testing.people import number, person
from tests.conftest import Visit
from tests.http.made import OTHER, made
from tests.spans import begin_a_day

RED_LINE = "!该地区不支持官网找回，请使用方法二进行重置"
DAY = 86_400


@pytest.fixture
def two(tmp_path: Path) -> Iterator[TestClient]:
    """A server with two partners and production's limits."""
    with TestClient(made(tmp_path), base_url="http://127.0.0.1:8000") as running:
        yield running


def _begun(visit: Visit, tel: str, **entry: str) -> Visit:
    """Enter with a number and go to the first step of its reset."""
    return visit.enter(tel=tel, **entry).post(go="forgot").post(go="reset")


def _identified(visit: Visit, tel: str, **entry: str) -> Visit:
    who = person()
    return _begun(visit, tel, **entry).post(name=who.name, id_card=who.id_card)


def _advance(client: TestClient, seconds: float) -> None:
    client.post("/sandbox/clock", json={"advance_seconds": seconds})


def test_jilin_mobile_sends_one_code_a_day_across_partners(two: TestClient) -> None:
    begin_a_day(two)
    tel = number("3002", Carrier.MOBILE, "吉林")
    first = _identified(Visit(two), tel)
    assert first.step == "reset_sms"
    first.post(go="close")
    other = _begun(Visit(two), tel, token=OTHER.token)
    assert (other.step, other.messages) == ("forgot", [Message.SMS_LIMIT_REACHED])
    assert "00:00 后可重试" in other.page
    assert len(two.get(f"/sandbox/sms?tel={tel}").json()) == 1
    _advance(two, DAY)
    assert _identified(Visit(two), tel, token=OTHER.token).step == "reset_sms"


def test_a_resend_over_the_daily_limit_leaves_the_first_code_valid(
    two: TestClient,
) -> None:
    begin_a_day(two)
    visit = _identified(Visit(two), number("3002", Carrier.MOBILE, "吉林"))
    _advance(two, 61)
    visit.post(go="sms")
    assert (visit.step, visit.messages) == ("reset_sms", [Message.SMS_LIMIT_REACHED])
    assert visit.post(sms_code="123456").step == "reset_password"


def test_guangdong_mobile_allows_three_failures_in_a_day(two: TestClient) -> None:
    tel = number("3002", Carrier.MOBILE, "广东")
    visit = _identified(Visit(two), tel)
    assert visit.post(sms_code="000000").messages == [Message.WRONG_CODE]
    visit.post(go="close")
    other = _identified(Visit(two), tel, token=OTHER.token)
    assert other.post(sms_code="000000").messages == [Message.WRONG_CODE]
    other.post(sms_code="000000")
    assert (other.step, other.messages) == ("forgot", [Message.RESET_FAILED])
    assert "后可重试" in other.page
    again = _begun(Visit(two), tel)
    assert (again.step, again.messages) == ("forgot", [Message.RESET_FAILED])
    _advance(two, DAY + 1)
    assert _begun(Visit(two), tel).step == "reset_identity"


def test_in_other_regions_failures_bar_nothing(two: TestClient) -> None:
    visit = _identified(Visit(two), number("3002", Carrier.MOBILE, "湖南"))
    for _ in range(4):
        assert visit.post(sms_code="000000").step == "reset_sms"


def test_a_number_gets_five_codes_in_thirty_minutes(two: TestClient) -> None:
    tel = number("1001")
    for turn in range(5):
        token = (OTHER.token, "demo-token-0123456789abcdef")[turn % 2]
        visit = Visit(two).enter(tel=tel, token=token, uid=f"u{turn % 2}").phone()
        assert visit.messages == []
        _advance(two, 301)
    visit = Visit(two).enter(tel=tel).phone()
    assert (visit.step, visit.messages) == ("phone", [Message.TOO_FREQUENT])
    assert "后可重试" in visit.page
    assert len(two.get(f"/sandbox/sms?tel={tel}").json()) == 5
    _advance(two, 1801)
    assert Visit(two).enter(tel=tel).phone().messages == []


def test_a_day_has_ten_codes(tmp_path: Path) -> None:
    with TestClient(made(tmp_path, limits=LimitSettings(sms_burst=0, sms_a_day=2))) as client:
        begin_a_day(client)
        tel = number("1001")
        for _ in range(2):
            assert Visit(client).enter(tel=tel).phone().messages == []
            _advance(client, 301)
        assert Visit(client).enter(tel=tel).phone().messages == [Message.SMS_LIMIT_REACHED]


def test_only_a_keyed_hash_of_the_number_is_kept(two: TestClient, tmp_path: Path) -> None:
    tel = number("3002", Carrier.MOBILE, "吉林")
    _identified(Visit(two), tel).post(sms_code="000000")
    with closing(sqlite3.connect(tmp_path / "made.db")) as store:
        uses = store.execute("SELECT key, kind FROM uses").fetchall()
    assert {kind for _, kind in uses} == {"sms", "reset_sms", "reset_failure"}
    unkeyed = {tel, sha256(tel.encode()).hexdigest()}
    assert len({key for key, _ in uses}) == 1
    assert not unkeyed & {key for key, _ in uses}


@pytest.mark.parametrize("last_four", ["3002", "3005"])
def test_a_repeated_submit_changes_nothing(visit: Visit, last_four: str) -> None:
    tel = number(last_four)
    _begun(visit, tel)
    stale = visit.page
    who = person()
    for _ in range(3):
        visit.page = stale
        visit.post(name=who.name, id_card=who.id_card)
        assert visit.step == "reset_sms"
    assert len(visit.client.get(f"/sandbox/sms?tel={tel}").json()) == 1


def test_typed_values_are_shown_again_but_no_secret(visit: Visit) -> None:
    who = person()
    _begun(visit, number("3005")).post(name=who.name, id_card="1")
    assert visit.messages == [Message.ID_CARD_INVALID]
    visit.take(visit.client.get(visit.address))
    assert who.name in visit.page
    visit.post(name=who.name, id_card=who.id_card).post(sms_code="77aa")
    visit.take(visit.client.get(visit.address))
    assert "77aa" not in visit.page


def test_the_owner_of_the_number_need_not_be_the_applicant(visit: Visit) -> None:
    who, owner = person(), person()
    tel = number("3001")
    contact = {
        "contact1_name": "谷雨",
        "contact1_relation": "父母",
        "contact1_phone": number("0001"),
    }
    place = {"province": "广东", "city": "深圳", "address": "彩云路1号", "phone": tel}
    visit.enter().post(name=who.name, id_card=who.id_card, **place, **contact)
    visit.post(go="forgot").post(go="reset")
    assert who.id_card in visit.page
    visit.post(name=owner.name, id_card=owner.id_card)
    visit.post(new_password="407152")
    assert visit.step == "phone"
    visit.post(go="edit")
    assert who.id_card in visit.page
    assert owner.id_card not in visit.page


def test_a_number_typed_on_p4_is_on_p2_afterwards(visit: Visit) -> None:
    tel = number("3001")
    visit.enter(contactor="{}").post(go="forgot")
    assert 'name="phone"' in visit.page
    assert visit.post(go="reset", phone=tel).step == "reset_identity"
    assert tel in visit.post(go="close").page
    visit.post(go="forgot", phone=tel)
    assert 'name="phone"' not in visit.page


def test_a_number_typed_on_p4_can_be_corrected_there(visit: Visit) -> None:
    offline, online = number("3001", Carrier.MOBILE, "浙江"), number("3001", Carrier.UNICOM)
    visit.enter(contactor="{}").post(go="forgot").post(go="reset", phone=offline)
    assert (visit.step, RED_LINE in visit.page) == ("forgot", True)
    assert visit.post(go="reset", phone=online).step == "reset_identity"


def test_the_enter_key_on_p4_is_its_button(visit: Visit) -> None:
    visit.enter(tel=number("3001")).post(go="forgot")
    assert visit.post(go="submit").step == "reset_identity"


def test_a_person_can_choose_the_carrier_of_a_ported_number(visit: Visit) -> None:
    visit.enter(tel=number("3001", Carrier.MOBILE, "浙江")).post(go="forgot")
    assert RED_LINE in visit.page
    assert visit.post(go="reset", carrier="联通").step == "reset_identity"
    visit.post(go="close").post(go="forgot")
    assert "浙江联通" in visit.page
    assert RED_LINE not in visit.page
    assert visit.post(go="reset", carrier="").step == "forgot"


class Ported(SandboxGateway):
    """A carrier that answers for every number that it is 移动 in 浙江."""

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Answer it with the first challenge."""
        asked = await super().begin(subject)
        if isinstance(asked, Refused):
            return asked
        return Challenge(asked.sid, asked.round, asked.asks, carrier="移动", region="浙江")

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Refuse every password."""
        del session, answers
        return Refused(Message.WRONG_PASSWORD, session_over=False)

    async def begin_reset(self, subject: Subject) -> ResetOutcome:
        """Answer it with the first step too."""
        del subject
        return ResetAsked("TID1", ResetStep.PASSWORD, carrier="移动", region="广东")


def test_the_gateways_carrier_overrides_the_guess_and_the_person(tmp_path: Path) -> None:
    with TestClient(made(tmp_path, Ported)) as client:
        visit = Visit(client).enter(tel=number("0000", Carrier.UNICOM)).phone()
        assert visit.messages == [Message.WRONG_PASSWORD]
        visit.post(go="forgot")
        assert "浙江移动" in visit.page
        assert RED_LINE in visit.page
        assert "我已携号转网" not in visit.page
        assert visit.post(go="reset", carrier="联通").step == "forgot"


def test_the_gateways_carrier_decides_the_length_of_a_password(tmp_path: Path) -> None:
    with TestClient(made(tmp_path, Ported)) as client:
        visit = _identified(Visit(client), number("0000", Carrier.UNICOM))
        assert 'passwordrules="minlength: 6; maxlength: 6; allowed: digit;"' in visit.page
        assert visit.post(new_password="4071528").messages == [Message.PASSWORD_NOT_EIGHT_DIGITS]
        assert visit.post(go="close").phone(password="40715289").messages == [
            Message.WRONG_PASSWORD
        ]


def test_a_changed_rule_changes_page_and_steps(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(
        """
        [[rule]]
        carrier = "移动"
        region = "浙江"
        mode = "carrier_page"
        page = "https://reset.carrier.example/zj"
        source = "三.2.3 (3)"
        [[rule]]
        carrier = "联通"
        region = "海南"
        mode = "hotline"
        source = "ours"
        [[rule]]
        carrier = "电信"
        region = "青海"
        mode = "online"
        digits = [6, 8]
        longest_for = "老用户"
        failures = 1
        failure_hours = 2
        source = "ours"
        [[rule]]
        carrier = "*"
        region = "*"
        mode = "online"
        source = "ours"
        """,
        "utf-8",
    )
    with TestClient(make_demo(tmp_path / "data", rules_file=rules).app) as client:
        visit = Visit(client).enter(tel=number("3001", Carrier.MOBILE, "浙江")).post(go="forgot")
        assert 'href="https://reset.carrier.example/zj"' in visit.page
        assert RED_LINE not in visit.page
        assert "1) 海南联通等1个地区" in visit.page
        assert "如需重置请拨打10010：" in visit.page
        assert "1) 青海电信：失败达到1次，2小时内不能重置服务密码" in visit.page
        visit.enter(tel=number("3001", Carrier.UNICOM, "海南")).post(go="forgot")
        assert RED_LINE in visit.page
        _identified(visit, number("3001", Carrier.TELECOM, "青海"))
        assert "（青海电信老用户为8位数字）" in visit.page
        assert visit.post(new_password="40715289").step == "phone"
        assert _begun(visit, number("3001", Carrier.MOBILE, "湖北")).step == "reset_identity"


def test_the_old_password_is_refused_as_the_new_one(visit: Visit) -> None:
    visit.enter(tel=number("9042")).phone(password="407152")
    assert visit.messages == [Message.CURRENT_PASSWORD_TOO_SIMPLE]
    who = person()
    visit.post(go="forgot").post(go="reset").post(name=who.name, id_card=who.id_card)
    visit.post(sms_code="123456")
    assert visit.post(new_password="407152").messages == [Message.PASSWORD_UNCHANGED]
    assert visit.post(new_password="407153").step == "phone"


def test_a_wrong_password_may_become_the_new_one(visit: Visit) -> None:
    visit.enter(tel=number("9027")).phone(password="407152")
    who = person()
    visit.post(go="forgot").post(go="reset").post(name=who.name, id_card=who.id_card)
    assert visit.post(sms_code="123456").post(new_password="407152").step == "phone"


def test_p3_offers_the_reset_if_its_message_does(visit: Visit) -> None:
    visit.enter(tel=number("9127")).phone()
    assert visit.post(sms_code="123456").step == "verify"
    assert visit.messages == [Message.WRONG_PASSWORD]
    assert visit.post(go="forgot").step == "forgot"
    assert visit.post(go="close").step == "phone"


def test_a_reset_holds_the_number_for_its_partner(client: Any) -> None:
    tel = number("3002")
    _identified(Visit(client), tel)
    other = _identified(Visit(client), tel)
    assert (other.step, other.messages) == ("reset_identity", [Message.NUMBER_BUSY])
    assert len(client.get(f"/sandbox/sms?tel={tel}").json()) == 1


def test_an_open_login_starts_again_after_a_reset(visit: Visit) -> None:
    tel = number("1001")
    visit.enter(tel=tel).phone()
    assert 'name="sms_code"' in visit.page
    visit.post(go="forgot")
    assert 'name="sms_code"' in visit.post(go="close").page
    visit.post(go="forgot").post(go="reset")
    assert 'name="sms_code"' in visit.post(go="close").page
    who = person()
    visit.post(go="forgot").post(go="reset").post(name=who.name, id_card=who.id_card)
    visit.post(sms_code="123456").post(new_password="407152")
    assert visit.step == "phone"
    assert 'name="sms_code"' not in visit.page
    assert "服务密码重置成功" in visit.page
    assert visit.phone(password="407152").step == "phone"
    assert visit.post(sms_code="123456", agree="yes").step == "success"


@pytest.mark.parametrize("step", ["reset", "sms", "close", "captcha", "cities", "restart"])
def test_a_button_of_another_step_changes_nothing(visit: Visit, step: str) -> None:
    _begun(visit, number("3001"))
    before = visit.flow
    visit.post(go=step)
    expected = "phone" if step == "close" else "reset_identity"
    assert visit.step == expected
    assert (visit.flow["rev"] == before["rev"]) is (step != "close")
