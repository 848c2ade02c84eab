"""Every step works as a plain form, POST → 303 → GET, faults included."""

from starlette.testclient import TestClient

from h5kit.messages import Message
from h5kit.testing.people import number
from tests.conftest import TOKEN, Visit


def _sent(visit: Visit, **fields: str) -> int:
    token = TOKEN.search(visit.page)
    data = {"_step": token[1] if token else "", **fields}
    answer = visit.client.post(visit.address, data=data, follow_redirects=False)
    assert answer.headers.get("location") == visit.address.partition(":8000")[2]
    return answer.status_code


def test_faults_are_answered_with_303_and_shown_on_every_get_until_the_next_submit(
    visit: Visit,
) -> None:
    visit.enter()
    assert _sent(visit, name="云朵", contact2_name="白露") == 303
    for _ in range(2):
        visit.take(visit.client.get(visit.address))
        assert visit.messages == [
            Message.ID_CARD_INVALID,
            Message.PROVINCE_NEEDED,
            Message.CITY_NEEDED,
            Message.ADDRESS_NEEDED,
            Message.PHONE_NEEDED,
            Message.CONTACT_NAME_NEEDED,
            Message.CONTACT_RELATION_NEEDED,
            Message.CONTACT_PHONE_INVALID,
            Message.CONTACT_RELATION_NEEDED,
            Message.CONTACT_PHONE_INVALID,
        ]
        assert 'value="云朵"' in visit.page
        assert Message.CONTACT_RELATION_NEEDED.text(2) in visit.page
    assert _sent(visit, name="") == 303
    visit.take(visit.client.get(visit.address))
    assert visit.messages[0] == Message.NAME_NEEDED


def test_a_message_of_the_carrier_disappears_when_another_fault_is_shown(visit: Visit) -> None:
    visit.enter(tel=number("9047")).phone()
    assert visit.messages == [Message.CARRIER_BUSY]
    assert _sent(visit, service_password="12", agree="yes") == 303
    visit.take(visit.client.get(visit.address))
    assert visit.messages == [Message.PASSWORD_NOT_SIX_DIGITS]


def test_a_wrong_submit_counts_as_activity(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    for _ in range(4):
        client.post("/sandbox/clock", json={"advance_seconds": 200})
        visit.phone(password="12")
        assert visit.messages == [Message.PASSWORD_NOT_SIX_DIGITS]
    client.post("/sandbox/clock", json={"advance_seconds": 301})
    visit.phone()
    assert visit.messages == [Message.TIMED_OUT]


def test_a_submit_that_gets_45_counts_as_activity(visit: Visit, client: TestClient) -> None:
    tel = number("1001")
    other = Visit(client).enter(tel=tel, uid="one").phone()
    visit.enter(tel=tel, uid="two")
    client.post("/sandbox/clock", json={"advance_seconds": 200})
    other.post(go="agreement")
    assert visit.phone().messages == [Message.NUMBER_BUSY]
    client.post("/sandbox/clock", json={"advance_seconds": 200})
    assert visit.take(client.get(visit.address)).messages == [Message.NUMBER_BUSY]
