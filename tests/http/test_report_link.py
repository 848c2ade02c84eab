"""Links that open one report without a login."""

import re

import pytest

from h5kit.demo import demo_partner
from h5kit.messages import Status
from tests.http.desk import Desk
from tests.web.made import SID


def test_a_link_opens_one_report_for_a_day_without_a_login(desk: Desk) -> None:
    made = desk.link()
    assert made.status_code == 201
    url = made.json()["url"]
    answer = desk.client.get(url)
    assert answer.status_code == 200
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "/report/unmask" not in answer.text
    assert desk.client.get(url.replace(SID, "SIDusual")).status_code == 404
    desk.desk.clock.advance(86_401)
    gone = desk.client.get(url)
    assert gone.status_code == 404
    assert "链接已失效" in gone.text
    assert gone.headers["referrer-policy"] == "no-referrer"


def test_a_forwarded_link_leads_to_the_report(desk: Desk, subtests: pytest.Subtests) -> None:
    url = desk.link().json()["url"]
    for tail in ["。", "，请查收", "）", ".", ")", "%20", "\u200b", "请查收", "&from=a&from=b"]:
        with subtests.test(tail=tail):
            answer = desk.client.get(f"{url}{tail}")
            assert answer.status_code == 200
            assert [str(first.headers["location"]) for first in answer.history] == (
                [] if tail.startswith("&") else [url.removeprefix("http://127.0.0.1:8000")]
            )
    for broken in [url[:-1], f"{url[:-1]}。", url.replace(SID, "SIDusual") + "。"]:
        with subtests.test(broken=broken[-3:]):
            assert desk.client.get(broken).status_code == 404


def test_a_link_has_its_expiry(desk: Desk) -> None:
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", desk.link({"seconds": 60}).json()["expires_at"]
    )


def test_addresses_on_a_links_page_keep_the_link(desk: Desk) -> None:
    url = desk.link().json()["url"]
    more = re.search(r'href="(/report/detail[^"]+format=json[^"]*)"', desk.client.get(url).text)
    assert more
    answer = desk.client.get(more[1].replace("&amp;", "&"))
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "body",
    [{"seconds": 0}, {"seconds": 604_801}, {"seconds": "9"}, {"seconds": 1.5}, {"days": 1}, []],
)
def test_only_one_second_to_seven_days_may_be_asked_for(desk: Desk, body: object) -> None:
    answer = desk.link(body)
    assert (answer.status_code, answer.json()["status"]) == (400, Status.BAD_PARAMETER)
    assert desk.link({"seconds": 604_800}).status_code == 201


def test_another_partners_sid_looks_unknown(desk: Desk) -> None:
    theirs, unknown = desk.link(sid="SIDtheirs"), desk.link(sid="SIDnobody")
    assert (theirs.status_code, theirs.json()) == (
        404,
        {"status": Status.BAD_SESSION, "msg": "unknown sid"},
    )
    assert theirs.content == unknown.content


def test_a_link_needs_the_partners_secret(desk: Desk) -> None:
    assert desk.link(secret="nobody-knows-this-one").json()["status"] == Status.BAD_TOKEN
    assert desk.link(secret=demo_partner().token).json()["status"] == Status.BAD_TOKEN
    bare = desk.client.post(f"/v1/reports/{SID}/link")
    assert (bare.status_code, bare.json()["status"]) == (401, Status.NO_TOKEN)
