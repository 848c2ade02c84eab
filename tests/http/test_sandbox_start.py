"""开始 (start) in the console opens a flow for a row of the table, or is clearly refused."""

import html
import re

import pytest
from starlette.testclient import TestClient

from h5kit.carrier.numbering import PhoneData, guess
from h5kit.carrier.sandbox import SCENARIOS
from h5kit.messages import Message
from tests.http.console import Started, handle_of, tel_of, visit_of


def test_every_row_of_the_table_can_be_chosen(client: TestClient) -> None:
    page = client.get("/sandbox").text
    chosen = re.findall(r'name="scenario" value="(\w+)"', page)
    assert chosen == [s.last_four for s in SCENARIOS]
    for scenario in SCENARIOS:
        assert html.escape(scenario.title) in page


def test_a_row_opens_a_flow_with_a_number_of_that_row(
    start: Started, subtests: pytest.Subtests
) -> None:
    for scenario in [s.last_four for s in SCENARIOS if s.last_four.isdigit()]:
        with subtests.test(scenario=scenario):
            page = start(scenario)
            assert (page.status_code, tel_of(page)[-4:]) == (200, scenario)
            assert f'<iframe src="/f/{handle_of(page)}"' in page.text
            assert page.text.count('aria-current="true"') == 1


@pytest.mark.parametrize("pattern", ["90", "91", "92", "93"])
def test_a_pattern_uses_the_chosen_message(start: Started, pattern: str) -> None:
    page = start(f"{pattern}MM", message=str(Message.ACCOUNT_ABNORMAL))
    assert tel_of(page).endswith(f"{pattern}43")
    assert f'value="{pattern}MM" aria-current="true"' in page.text


def test_the_number_has_the_chosen_carrier_and_region(start: Started) -> None:
    page = start("3001", carrier="电信", region="广东")
    assert (guess(tel_of(page)).carrier, PhoneData.region(tel_of(page))) == ("电信", "广东")
    assert "广东电信" in page.text


def test_choices_stay_selected_except_the_uid(start: Started) -> None:
    page = start("0000", carrier="移动", region="江苏", basic_info="yes", uid="u-1").text
    assert re.search(r'<option value="移动" selected>', page)
    assert re.search(r'<option value="江苏" selected>', page)
    assert 'name="basic_info" type="checkbox" value="yes" checked' in page
    assert 'name="uid" type="text" value=""' in page


def test_with_p1_the_flow_begins_there_with_the_number_filled_in(
    start: Started, client: TestClient
) -> None:
    page = start("1001", basic_info="yes")
    visit = visit_of(client, handle_of(page))
    assert visit.step == "basic_info"
    assert f'value="{tel_of(page)}"' in visit.page


def test_without_p1_the_number_is_read_only(start: Started, client: TestClient) -> None:
    page = start("1001")
    visit = visit_of(client, handle_of(page))
    assert visit.step == "phone"
    assert re.search(rf'value="{tel_of(page)}" readonly', visit.page)


def test_the_page_can_be_in_english(start: Started, client: TestClient) -> None:
    assert '<html lang="en">' in visit_of(client, handle_of(start("0000", lang="en"))).page


def test_a_uid_that_was_granted_before_gets_23(start: Started, client: TestClient) -> None:
    visit_of(client, handle_of(start("0000", uid="u-again"))).phone()
    again = start("0000", uid="u-again")
    assert f"{Message.ALREADY_AUTHORIZED} {Message.ALREADY_AUTHORIZED.text()}" in again.text
    assert visit_of(client, handle_of(again)).messages == [Message.ALREADY_AUTHORIZED]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"scenario": "1234"}, "没有这一行"),
        ({"scenario": "90MM", "message": str(len(Message))}, "没有这一行"),
        ({"carrier": "铁通"}, "没有这个运营商"),
        ({"region": "某省"}, "没有这个归属地"),
        ({"partner": "nobody"}, "没有这个接入方"),
        ({"uid": "u" * 129}, "uid 不能用"),
        ({"callback": "http://elsewhere.example/"}, "callback 只能是本机地址"),
    ],
)
def test_an_impossible_choice_is_refused_and_opens_nothing(
    client: TestClient, options: dict[str, str], words: str
) -> None:
    page = client.post("/sandbox/start", data={"scenario": "0000", **options})
    assert page.status_code == 422
    assert re.search(rf'role="alert">{words}', page.text)
    assert "<iframe" not in page.text
