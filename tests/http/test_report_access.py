"""Who sees which data of a report, and that the audit log records each access."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response

from h5kit.web.report.access import ReportView, Seen
from h5kit.web.report.links import UNMASKED_FOR
from tests.http.desk import ABOUT, TOKEN, Desk
from tests.web.made import KINDS, SID, Told

MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
SEEN_AS: Final[dict[str, Callable[[Desk], Response]]] = {
    "viewer": lambda desk: desk.log_in("viewer").open(),
    "viewer, all numbers": lambda desk: desk.log_in("viewer").open(numbers="all"),
    "viewer, JSON": lambda desk: desk.log_in("viewer").open(format="json"),
    "auditor who did not ask": lambda desk: desk.log_in("auditor").open(),
    "auditor who did not ask, JSON": lambda desk: desk.log_in("auditor").open(format="json"),
    "operator who did not ask": lambda desk: desk.log_in("operator").open(),
    "link": lambda desk: desk.client.get(desk.link().json()["url"]),
    "link, JSON": lambda desk: desk.client.get(desk.link().json()["url"] + "&format=json"),
    "link of a logged-in auditor": lambda desk: desk.log_in("auditor").open(
        link=parse_qs(urlsplit(desk.link().json()["url"]).query)["link"][0]
    ),
}


def test_a_viewer_and_a_link_get_no_personal_data(
    desk: Desk, personal_view: tuple[ReportView, Told], subtests: pytest.Subtests
) -> None:
    for kind in KINDS:
        for seen_as in SEEN_AS:
            with subtests.test(kind=kind, seen_as=seen_as):
                answer = SEEN_AS[seen_as](desk)
                assert answer.status_code == 200
                for value in personal_view[1].kind(kind):
                    assert value not in answer.text
                    assert value not in str(answer.headers)
                assert not MOBILE.search(answer.text)


def test_an_auditor_who_unmasks_sees_all_data(
    desk: Desk, personal_view: tuple[ReportView, Told], subtests: pytest.Subtests
) -> None:
    for form in ["page", "json"]:
        for role in ["auditor", "operator"]:
            for kind in KINDS:
                with subtests.test(form=form, role=role, kind=kind):
                    shown = desk.log_in(role).unmask()
                    assert shown.status_code == 200
                    assert "正在显示完整信息" in shown.text
                    if form == "json":
                        shown = desk.client.get(f"{shown.url}&format=json")
                    assert all(
                        value in shown.text
                        for value in personal_view[1].kind(kind)
                        if value[0] != "0"
                    )


def test_each_access_is_recorded_with_who_and_what(desk: Desk) -> None:
    desk.log_in("viewer").open()
    desk.open(format="json")
    shown = desk.log_in("auditor").unmask()
    desk.client.get(f"{shown.url}&format=json")
    desk.client.get(desk.link().json()["url"])
    assert desk.noted()[:6] == [
        ("user:viewer", "viewed"),
        ("user:viewer", "exported"),
        ("user:auditor", "viewed"),
        ("user:auditor", "unmasked"),
        ("user:auditor", "viewed_unmasked"),
        ("user:auditor", "exported_unmasked"),
    ]
    (maker, _), (opener, seen) = desk.noted()[6:]
    assert maker == f"partner:demo {opener}"
    assert (opener[:5], seen) == ("link:", "viewed")
    assert {sid for _, _, sid, _ in desk.desk.audit.entries} == {SID}


def test_nothing_is_shown_if_recording_fails(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(who: str, what: Seen, sid: str, at: float) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(desk.desk.audit, "record", broken)
    with pytest.raises(OSError, match="disk full"):
        desk.log_in("viewer").open()


def test_a_viewer_cannot_unmask(desk: Desk) -> None:
    auditors = TOKEN.search(desk.log_in("auditor").open().text)
    assert auditors
    page = desk.log_in("viewer").open()
    assert "显示完整信息" not in page.text
    assert desk.unmask(token=auditors[1]).status_code == 403
    assert Seen.UNMASKED not in [what for _, what, _, _ in desk.desk.audit.entries]


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_sites_page_cannot_unmask(desk: Desk, origin: str) -> None:
    token = TOKEN.search(desk.log_in("auditor").open().text)
    assert token
    answer = desk.client.post(
        "/report/unmask", data={**ABOUT, "token": token[1]}, headers={"origin": origin}
    )
    assert answer.status_code == 403


def test_a_form_of_another_report_or_user_unmasks_nothing(
    desk: Desk, subtests: pytest.Subtests
) -> None:
    for fields in [{"token": ""}, {"token": "made-up.x"}, {"sid": "SIDusual"}, {"appid": "other"}]:
        with subtests.test(fields=fields):
            assert desk.log_in("auditor").unmask(**fields).status_code == 403


def test_an_unmasked_address_works_only_for_its_user_and_its_time(desk: Desk) -> None:
    url = str(desk.log_in("auditor").unmask().url)
    assert "正在显示完整信息" not in desk.log_in("operator").client.get(url).text
    assert "正在显示完整信息" not in desk.log_in("viewer").client.get(url).text
    desk.desk.clock.advance(UNMASKED_FOR + 1)
    assert "正在显示完整信息" not in desk.log_in("auditor").client.get(url).text


def test_a_visitor_is_led_to_the_login_and_back(desk: Desk) -> None:
    answer = desk.client.get("/report/detail", params=ABOUT, follow_redirects=False)
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert to.path == "/site/login"
    assert parse_qs(to.query)["next"] == [f"/report/detail?sid={SID}&appid=demo"]
    posted = desk.client.post("/report/unmask", data=ABOUT, follow_redirects=False)
    assert (posted.status_code, posted.headers["location"]) == (303, "/site/login")
    assert desk.noted() == []


def test_unknown_sids_and_other_partners_look_the_same(
    desk: Desk, subtests: pytest.Subtests
) -> None:
    for about in [
        {"sid": "SIDnobody", "appid": "demo"},
        {"sid": "SIDtheirs", "appid": "demo"},
        {"sid": SID, "appid": "other"},
        {"sid": SID, "appid": ""},
    ]:
        with subtests.test(about=about):
            desk.log_in("viewer")
            unknown = desk.client.get("/report/detail", params={"sid": "x", "appid": "demo"})
            answer = desk.client.get("/report/detail", params=about)
            assert answer.status_code == 404
            assert _without_nonce(answer) == _without_nonce(unknown)
            assert desk.noted() == []


def test_a_partners_own_user_sees_that_partners_reports_only(desk: Desk) -> None:
    desk.log_in("guest")
    assert desk.open().status_code == 404
    assert desk.open(sid="SIDtheirs", appid="other").status_code == 200


def test_a_parameter_given_twice_is_refused(desk: Desk) -> None:
    answer = desk.log_in("viewer").client.get(f"/report/detail?sid={SID}&sid=x&appid=demo")
    assert answer.status_code == 400


def _without_nonce(answer: Response) -> str:
    """Return a page without its nonce and without what was asked for, which its links repeat."""
    return re.sub(r'nonce="[^"]+"|href="/report/detail[^"]+"', "", answer.text)
