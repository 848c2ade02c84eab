"""P2 over HTTP: values that belong to one number are never used for another."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from h5kit.carrier.numbering import Carrier
from h5kit.limit_settings import LimitSettings
from h5kit.messages import Message
from h5kit.testing.people import number, person
from tests.conftest import Visit
from tests.http.made import OTHER, made

TYPED = "刚才输入的服务密码仍有效"


def _asked(visit: Visit, tel: str) -> Visit:
    """Enter without a number and submit one whose carrier asks for more."""
    visit.enter(contactor="{}").phone(tel)
    assert visit.messages == []
    return visit


def _filled(tel: str) -> dict[str, str]:
    who = person()
    place = {"province": "广东", "city": "深圳", "address": "彩云路1号"}
    contact = {"contact1_name": "谷雨", "contact1_relation": "父母"}
    return {
        "name": who.name,
        "id_card": who.id_card,
        "phone": tel,
        **place,
        **contact,
        "contact1_phone": number("0001"),
    }


def test_a_password_is_not_sent_for_another_number(visit: Visit) -> None:
    _asked(visit, number("1001"))
    assert TYPED in visit.page
    visit.phone(number("0000"), password="", sms_code="1")
    assert (visit.step, visit.messages) == ("phone", [Message.PASSWORD_NEEDED])
    assert visit.flow["carrier_logins"] == 0


def test_editing_p1_forgets_the_password(visit: Visit) -> None:
    first, second = number("1001"), number("0000")
    visit.enter().post(**_filled(first)).phone()
    assert TYPED in visit.page
    visit.post(go="edit").post(**_filled(second))
    assert TYPED not in visit.page
    visit.phone(password="")
    assert (visit.step, visit.messages) == ("phone", [Message.PASSWORD_NEEDED])
    # It stays forgotten when the first number comes back.
    visit.post(go="edit").post(**_filled(first)).phone(password="")
    assert TYPED not in visit.page


@pytest.mark.parametrize("last_four", ["1001", "1002", "1003", "1005"])
def test_a_mistyped_number_is_corrected_while_its_carrier_asks_for_more(
    visit: Visit, last_four: str
) -> None:
    _asked(visit, number(last_four)).phone(number("0000"))
    assert (visit.step, visit.messages) == ("success", [])


def test_a_faulty_correction_asks_for_what_the_new_number_needs(visit: Visit) -> None:
    first, second = number("1003"), number("0000")
    _asked(visit, first).post(phone=second, service_password="246813")
    assert visit.messages == [Message.AGREEMENT_NEEDED]
    for _ in range(2):
        assert 'name="sms_code"' not in visit.page
        assert 'name="captcha"' not in visit.page
        assert TYPED not in visit.page
        visit.take(visit.client.get(visit.address))
    # The challenge of the first number is still open when that number is typed again.
    visit.phone(first, password="")
    assert visit.messages == [Message.SMS_CODE_NEEDED, Message.CAPTCHA_NEEDED]


@pytest.mark.parametrize("go", ["sms", "captcha"])
def test_a_replaced_number_gets_no_new_code_or_captcha(visit: Visit, go: str) -> None:
    first, second = number("1003"), number("0000")
    _asked(visit, first)
    before = visit.flow["captcha"]
    visit.client.post("/sandbox/clock", json={"advance_seconds": 61})
    visit.post(go=go, phone=second, agree="yes")
    assert (visit.step, 'name="sms_code"' in visit.page) == ("phone", False)
    assert f'value="{second}"' in visit.page
    assert len(visit.client.get(f"/sandbox/sms?tel={first}").json()) == 1
    assert visit.flow["captcha"] == before
    assert visit.phone(second).step == "success"


def test_a_replaced_number_is_released(tmp_path: Path) -> None:
    first, second = number("1002"), number("1001")
    with TestClient(made(tmp_path, limits=LimitSettings(sms_burst=1))) as client:
        # The second number has no SMS left.
        assert Visit(client).enter(tel=second, token=OTHER.token).phone().messages == []
        _asked(Visit(client), first).phone(second)
        visit = Visit(client).enter(tel=first).phone()
        assert visit.messages == []


@pytest.mark.parametrize("carrier", [Carrier.UNICOM, Carrier.TELECOM, Carrier.MOBILE])
def test_a_guess_of_the_carrier_blocks_no_password(visit: Visit, carrier: Carrier) -> None:
    visit.enter(tel=number("0000", carrier, "广东"))
    longer = 30 if carrier is Carrier.MOBILE else 29
    assert visit.phone(password="2468135").messages == [longer]
    assert visit.phone(password="12345").messages == [Message.PASSWORD_NOT_SIX_DIGITS]
    assert visit.phone(password="24681357").step == "success"


def test_a_person_who_chooses_the_carrier_gets_the_length_of_its_passwords(visit: Visit) -> None:
    visit.enter(tel=number("3001", Carrier.MOBILE, "广东")).post(go="forgot")
    visit.post(go="reset", carrier="联通").post(go="close")
    assert visit.phone(password="24681357").messages == [Message.PASSWORD_NOT_SIX_DIGITS]


def test_beginning_again_keeps_p1_and_no_consent(visit: Visit) -> None:
    filled = _filled(number("9051"))
    owner = {"name": "沈小云", "id_card": person().id_card}
    visit.enter().post(**filled).post(go="forgot").post(go="reset").post(**owner, go="close")
    assert visit.phone().messages == [Message.SIGNED_IN_ELSEWHERE]
    visit.post(go="restart")
    assert visit.step == "basic_info"
    for typed in ("name", "id_card", "address", "phone", "contact1_name", "contact1_phone"):
        assert f'value="{filled[typed]}"' in visit.page
    visit.post(**filled)
    assert " checked" not in visit.page
    assert visit.post(service_password="246813").messages == [Message.AGREEMENT_NEEDED]
    assert owner["id_card"] not in visit.post(go="forgot").post(go="reset").page
