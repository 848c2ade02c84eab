"""The list of reports, its reports, and the audit entries that precede them."""

import re
from typing import Any

import html5lib
import pytest
from httpx2 import Response
from sqlalchemy import text

from h5kit.demo import demo_partner
from h5kit.testing.people import number, person
from h5kit.web.report.formats import stamp
from tests.http.staff import BASE, Staff
from tests.spans import begin_a_day

SID = re.compile(r'<code translate="no">(SID[0-9a-f]{32})</code>')


def _sids(shown: Response) -> list[str]:
    return list(dict.fromkeys(SID.findall(shown.text)))


def test_the_list_shows_the_newest_first_with_the_number_masked(staff: Staff) -> None:
    tel = number("0000")
    first = staff.reported(tel=tel, uid="u-1")
    second = staff.granted("5010", uid="u-2")
    shown = staff.logged_in("viewer").get("/site/reports")
    assert _sids(shown) == [second, first]
    assert tel not in shown.text
    assert f"{tel[:3]}****{tel[-4:]}" in shown.text
    assert shown.text.count("查看<span") == 1
    assert "生成中" in shown.text
    assert "u-2" in shown.text


def test_a_failed_report_is_marked_as_failed(staff: Staff) -> None:
    staff.reported(last_four="5011")
    assert "生成失败" in staff.logged_in("viewer").get("/site/reports").text


def test_the_list_can_be_searched_by_sid_uid_last_four_digits_and_day(staff: Staff) -> None:
    begin_a_day(staff.client)
    one = staff.granted("0000", uid="who-1")
    two = staff.granted("5012", uid="who-2")
    staff.advance(2 * 86_400)
    three = staff.granted("0000", uid="5012")
    browser = staff.logged_in("viewer")
    now = staff.client.get("/sandbox/clock").json()["now"]
    today, then = stamp(now)[:10], stamp(now - 2 * 86_400)[:10]

    def found(**query: str) -> list[str]:
        return _sids(browser.get("/site/reports", **query))

    assert found(q=one) == [one]
    assert found(q="who-2") == [two]
    assert found(q=" who-2 ") == [two]
    assert found(q="0000") == [three, one]
    assert found(q="5012") == [three, two]
    assert found(q="9999") == []
    assert found(on=today) == [three]
    assert found(on=then) == [two, one]
    assert found(q="0000", on=then) == [one]
    assert found(on="yesterday") == []


def test_a_whole_number_does_not_stay_in_the_address(staff: Staff) -> None:
    tel = number("0000")
    sid = staff.granted(tel=tel)
    shown = staff.logged_in("viewer").get("/site/reports", q=f" {tel} ")
    assert str(shown.url) == f"{BASE}/site/reports?q=0000"
    assert _sids(shown) == [sid]
    assert tel not in shown.text


def test_an_id_card_does_not_stay_in_the_address(staff: Staff) -> None:
    card = person().id_card
    staff.granted(uid=f"u-{card}")
    shown = staff.logged_in("viewer").get("/site/reports", q=f" {card} ")
    assert card not in str(shown.url)
    assert card not in shown.text
    assert _sids(shown) == []


def test_a_number_or_id_card_in_a_uid_is_masked(staff: Staff) -> None:
    tel, card = number("0000"), person().id_card
    for uid in (f"order-{tel}", f"{card[:-1]}X", "order-1795392000123"):
        staff.granted(uid=uid)
    shown = staff.logged_in("auditor").get("/site/reports").text
    assert tel not in shown
    assert card[:-1] not in shown
    assert "order-****" in shown
    assert "order-1795392000123" in shown


def test_the_list_is_paged_without_losing_or_repeating_one(staff: Staff) -> None:
    sids = [staff.granted("0000", uid=f"u-{n}") for n in range(23)]
    browser = staff.logged_in("viewer")
    first = browser.get("/site/reports", q="0000")
    older = re.search(r'href="(/site/reports\?[^"]+older[^"]+)"', first.text)
    assert older
    second = browser.get(older[1].replace("&amp;", "&"))
    assert [*_sids(first), *_sids(second)] == sids[::-1]
    assert "更早的" not in second.text
    assert "最新" in second.text


@pytest.mark.parametrize(
    "query",
    ["?q=1&q=2", "?older=x", "?older=9~", "?on=2026-13-45", "?%zz", "?q=%00", "?" + "a&" * 20],
)
def test_a_malformed_query_is_ignored(staff: Staff, query: str) -> None:
    assert staff.logged_in("viewer").get(f"/site/reports{query}").status_code == 200


def test_a_uid_is_shown_as_text(staff: Staff) -> None:
    staff.granted(uid="<script>alert(1)</script>")
    shown = staff.logged_in("viewer").get("/site/reports")
    html5lib.HTMLParser(strict=True).parse(shown.text)
    assert "<script" not in shown.text
    assert "&lt;script&gt;" in shown.text


def test_a_partners_own_user_sees_that_partners_reports_only(staff: Staff) -> None:
    sid = staff.reported()
    browser = staff.logged_in("viewer-of-other")
    assert _sids(browser.get("/site/reports")) == []
    assert _sids(browser.get("/site/reports", q="0000")) == []
    assert browser.get("/report/detail", sid=sid, appid="demo").status_code == 404


@pytest.mark.parametrize(
    ("name", "may"), [("viewer", False), ("auditor", True), ("operator", True)]
)
def test_only_auditors_unmask_and_each_access_is_recorded_first(
    staff: Staff, name: str, may: bool
) -> None:
    tel, who = number("0000"), person()
    sid = staff.reported(tel=tel)
    about = {"sid": sid, "appid": "demo"}
    browser = staff.logged_in(name)
    masked = browser.get("/report/detail", **about)
    exported = browser.get("/report/detail", **about, format="json")
    assert [tel in masked.text, tel in exported.text] == [False, False]
    browser.shown = masked
    unmasked = browser.post("/report/unmask", **about)
    assert (unmasked.status_code, tel in unmasked.text) == ((200, True) if may else (403, False))
    assert who.id_card not in unmasked.text
    looks = ["viewed", "exported", *(["unmasked", "viewed_unmasked"] if may else [])]
    assert staff.noted() == [
        (f"user:{name}", "logged_in", ""), (f"user:{name}", "listed", ""),
        *((f"user:{name}", what, sid) for what in looks),
    ]  # fmt: skip


def test_the_report_page_has_its_heat_map_from_the_stored_records(staff: Staff) -> None:
    sid = staff.reported()
    shown = staff.logged_in("viewer").get("/report/detail", sid=sid, appid="demo")
    assert "hours-wide-title" in shown.text


def test_a_link_opens_one_report_without_a_login(staff: Staff) -> None:
    sid = staff.reported()
    bearer = {"authorization": f"Bearer {demo_partner().secret}"}
    made = staff.client.post(f"/v1/reports/{sid}/link", json={"seconds": 60}, headers=bearer)
    shown = staff.browser().get(made.json()["url"])
    assert (shown.status_code, sid in shown.text) == (200, True)
    (first, _, _), (second, what, _) = staff.noted()
    assert first.startswith("partner:demo link:")
    assert (second, what) == (first.removeprefix("partner:demo "), "viewed")
    staff.advance(61)
    assert staff.browser().get(made.json()["url"]).status_code == 404


@pytest.mark.parametrize("path", ["/site/reports", "/report/detail?sid={sid}&appid=demo"])
def test_nothing_is_shown_if_recording_fails(staff: Staff, path: str) -> None:
    sid = staff.reported()
    browser = staff.logged_in("viewer")
    drop = text("DROP TABLE audit_head")
    staff.run(staff.store.site.audit_log._runner.run, lambda c: c.execute(drop) and None)
    shown = browser.get(path.format(sid=sid))
    assert shown.status_code == 500
    assert sid not in shown.text


def test_an_erased_report_is_only_in_the_audit_log(staff: Staff) -> None:
    sid = staff.reported()
    browser = staff.logged_in("viewer")
    browser.get("/report/detail", sid=sid, appid="demo")
    staff.run(staff.store.erase, sid)
    assert _sids(browser.get("/site/reports")) == []
    assert browser.get("/report/detail", sid=sid, appid="demo").status_code == 404
    assert ("user:viewer", "viewed", sid) in staff.noted()


def test_a_report_of_ten_thousand_calls_is_opened(staff: Staff) -> None:
    sid = staff.reported(last_four="5013")
    browser = staff.logged_in("viewer")
    assert browser.get("/report/detail", sid=sid, appid="demo").status_code == 200


PAGES = ("/site/reports", "/report/detail?sid={sid}&appid=demo")


@pytest.mark.parametrize("path", PAGES)
def test_the_site_is_not_cached_or_framed_and_runs_no_script(
    staff: Staff, path: str, logs: list[Any]
) -> None:
    tel = number("0000")
    sid = staff.reported(tel=tel)
    answer = staff.logged_in("viewer").get(path.format(sid=sid))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert tel not in repr(logs)
