"""The report page: its contents, valid HTML, and its policy."""

import re
from collections.abc import Callable
from typing import Final

import html5lib
import msgspec
import pytest
from httpx2 import Response

from h5kit.report import Report
from h5kit.web.report.access import ReportView
from h5kit.web.report.masking import masked
from h5kit.web.report.sections import SECTIONS
from tests.http.desk import Desk

PAGES: Final[dict[str, Callable[[Desk], Response]]] = {
    "personal": lambda desk: desk.log_in("auditor").open(),
    "unmasked": lambda desk: desk.log_in("auditor").unmask(),
    "usual, all numbers": lambda desk: desk.log_in("viewer").open(sid="SIDusual", numbers="all"),
    "no calls": lambda desk: desk.log_in("viewer").open(sid="SIDnone"),
    "link": lambda desk: desk.client.get(desk.link().json()["url"]),
    "unknown": lambda desk: desk.log_in("viewer").open(sid="x"),
    "expired": lambda desk: desk.open(link="x"),
    "forbidden": lambda desk: desk.log_in("viewer").unmask(),
    "rules": lambda desk: desk.client.get("/report/rules"),
}


def test_a_page_is_valid_html_without_script(desk: Desk, subtests: pytest.Subtests) -> None:
    for page in PAGES:
        with subtests.test(page=page):
            answer = PAGES[page](desk)
            html5lib.HTMLParser(strict=True).parse(answer.text)
            assert "<script" not in answer.text
            ids = re.findall(r'\bid="([^"]+)"', answer.text)
            assert len(ids) == len(set(ids))
            named = set(re.findall(r'(?:href="#|labelledby=")([^"]+)"', answer.text))
            assert {name for names in named for name in names.split()} <= set(ids)


EVIL: Final = '"}</style><script>alert(1)</script>\\\r\nx: y'


def test_a_sid_that_is_an_attack_stays_text_in_page_style_and_headers(desk: Desk) -> None:
    view = desk.desk.reports.by_sid["SIDusual"]
    report = msgspec.structs.replace(view.report, sid=EVIL)
    desk.desk.reports.by_sid[EVIL] = ReportView(report, view.appid, view.records)
    page = desk.log_in("auditor").open(sid=EVIL)
    html5lib.HTMLParser(strict=True).parse(page.text)
    assert "<script" not in page.text
    assert page.text.count("</style>") == 1
    assert 'content:"运营商报告 stylescriptalert1scriptxy"' in page.text
    exported = desk.open(sid=EVIL, format="json")
    name = exported.headers["content-disposition"]
    assert name == 'attachment; filename="report-stylescriptalert1scriptxy.json"'
    assert exported.json()["sid"] == EVIL


def test_the_export_is_the_document(desk: Desk) -> None:
    exported = desk.log_in("viewer").open(sid="SIDusual", format="json")
    read = msgspec.json.decode(exported.content, type=Report)
    assert read == masked(desk.desk.reports.by_sid["SIDusual"].report)


def test_a_page_loads_nothing_runs_no_script_and_cannot_be_framed(
    desk: Desk, subtests: pytest.Subtests
) -> None:
    for page in PAGES:
        with subtests.test(page=page):
            headers = PAGES[page](desk).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none';style-src 'nonce-")
            assert "script-src" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["cache-control"] == "no-store"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-robots-tag"] == "noindex"


def test_every_section_is_there_in_order_with_its_rules(desk: Desk) -> None:
    page = desk.log_in("viewer").open(sid="SIDusual").text
    rules = desk.client.get("/report/rules").text
    assert re.findall(r'<section id="(\w+)"', page) == [section for section, _, _ in SECTIONS]
    for section, _, _ in SECTIONS:
        assert f'href="/report/rules#{section}"' in page
        assert f'id="{section}"' in rules


def test_missing_months_are_shown_at_the_top(desk: Desk) -> None:
    page = desk.log_in("viewer").open(sid="SIDusual").text
    top = page[: page.index('id="identity"')]
    report = desk.desk.reports.by_sid["SIDusual"].report
    for month in (*report.call_log_missing_month_list, *report.phone_bill_missing_month_list):
        assert f"{month[:4]}/{month[4:]}" in top


def test_the_list_of_numbers_is_capped_until_all_are_asked_for(desk: Desk) -> None:
    desk.log_in("viewer")
    count = len(desk.desk.reports.by_sid["SIDusual"].report.call_log_group_by_tel)
    assert count > 50

    def rows(**more: str) -> int:
        page = desk.open(sid="SIDusual", **more).text
        return page[page.index('id="numbers"') : page.index('id="ignored"')].count('scope="row"')

    assert rows() == 50
    assert rows(numbers="all") == count


def test_without_records_a_note_replaces_the_heat_map(desk: Desk) -> None:
    view = desk.desk.reports.by_sid["SIDusual"]
    desk.log_in("viewer")
    assert 'id="hours-wide-title"' in desk.open(sid="SIDusual").text
    desk.desk.reports.by_sid["SIDusual"] = ReportView(view.report, view.appid)
    page = desk.open(sid="SIDusual").text
    assert 'id="hours-wide-title"' not in page
    assert "没有通话时段分布" in page


def test_without_an_applicant_the_page_says_so(desk: Desk) -> None:
    page = desk.log_in("viewer").open(sid="SIDusual").text
    assert "接入方未提供申请人信息" in page
    assert "接入方未提供紧急联系人" in page
