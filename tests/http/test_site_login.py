"""Login and logout: roles, timeouts, limits of failed logins, and forged forms."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from h5kit.web.site.login import MOST_BY_ADDRESS, MOST_BY_NAME, TOO_OFTEN, WRONG
from h5kit.web.site.sessions import PLAIN_COOKIE
from tests.http.made import made
from tests.http.staff import BASE, PASSWORD, Staff
from tests.spans import begin_a_day


def test_the_demos_operator_logs_in_with_the_printed_password(staff: Staff) -> None:
    browser = staff.browser()
    shown = browser.log_in("admin", staff.demo.admin_password)
    assert (shown.status_code, shown.url.path) == (200, "/site/reports")
    assert browser.get("/site/console").status_code == 200
    assert staff.noted()[0] == ("user:admin", "logged_in", "")


@pytest.mark.parametrize(
    ("name", "password"),
    [("viewer", "not-the-password"), ("nobody", PASSWORD), ("", ""), ("viewer", "x" * 3000)],
)
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    staff: Staff, name: str, password: str
) -> None:
    browser = staff.browser()
    shown = browser.log_in(name, password)
    assert shown.status_code == 422
    assert WRONG in shown.text
    assert not password or password not in shown.text
    assert browser.get("/site/reports").url.path == "/site/login"


def test_a_disabled_user_can_neither_log_in_nor_continue(staff: Staff) -> None:
    browser = staff.logged_in("viewer")
    staff.run(staff.store.site.accounts.change, "viewer", disabled_at=1.0)
    assert browser.get("/site/reports").url.path == "/site/login"
    assert WRONG in staff.browser().log_in("viewer").text


def test_a_changed_role_applies_at_once(staff: Staff) -> None:
    browser = staff.logged_in("operator")
    assert browser.get("/site/console").status_code == 200
    staff.run(staff.store.site.accounts.change, "operator", role="viewer")
    assert browser.get("/site/console").status_code == 403


def test_the_login_leads_to_the_requested_page(staff: Staff) -> None:
    browser = staff.browser()
    shown = browser.get("/site/reports", q="abc")
    assert (shown.status_code, shown.url.path) == (200, "/site/login")
    after = re.search(r'name="next" value="([^"]+)"', shown.text)
    assert after
    there = browser.post("/site/login", user="viewer", password=PASSWORD, next=after[1])
    assert str(there.url) == f"{BASE}/site/reports?q=abc"
    assert browser.get("/site/login", next="/report/rules").url.path == "/report/rules"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/site/../..//evil.example:x",
     "javascript:alert(1)", "/report/\r\nx: y", "/f/abc", ""],
)  # fmt: skip
def test_the_login_never_leads_to_another_site(staff: Staff, elsewhere: str) -> None:
    shown = staff.browser().log_in("viewer", next=elsewhere)
    assert str(shown.url) == f"{BASE}/site/reports"


def test_a_login_gets_a_session_id_of_its_own(staff: Staff) -> None:
    browser = staff.browser()
    browser.get("/site/login")
    planted = browser.cookies[PLAIN_COOKIE]
    assert browser.log_in("viewer").status_code == 200
    first = browser.cookies[PLAIN_COOKIE]
    assert first != planted
    browser.post("/site/logout")
    thief = staff.browser()
    thief.cookies[PLAIN_COOKIE] = first
    assert thief.get("/site/reports").url.path == "/site/login"
    thief.cookies[PLAIN_COOKIE] = planted
    assert thief.get("/site/reports").url.path == "/site/login"


def test_logging_out_needs_the_pages_own_form(staff: Staff) -> None:
    browser = staff.logged_in("viewer")
    browser.get("/site/logout")
    browser.post("/site/logout", token="x")
    browser.post("/site/logout", {"origin": "https://evil.example"})
    assert browser.get("/site/reports").url.path == "/site/reports"
    assert browser.post("/site/logout").url.path == "/site/login"
    assert browser.cookies == {PLAIN_COOKIE: browser.cookies[PLAIN_COOKIE]}
    assert browser.get("/site/reports").url.path == "/site/login"


def test_a_session_ends_after_half_an_hour_without_activity(staff: Staff) -> None:
    browser = staff.logged_in("viewer")
    for _ in range(3):
        staff.advance(1790)
        assert browser.get("/site/reports").url.path == "/site/reports"
    staff.advance(1810)
    assert browser.get("/site/reports").url.path == "/site/login"


def test_an_active_session_ends_after_twelve_hours(staff: Staff) -> None:
    browser = staff.logged_in("viewer")
    for _ in range(24):
        assert browser.get("/site/reports").url.path == "/site/reports"
        staff.advance(1795)
    staff.advance(200)
    assert browser.get("/site/reports").url.path == "/site/login"


def test_wrong_passwords_are_limited_by_name(staff: Staff) -> None:
    begin_a_day(staff.client)
    browser = staff.browser()
    for _ in range(MOST_BY_NAME):
        assert browser.log_in("viewer", "wrong-password").status_code == 422
    refused = browser.log_in("viewer")
    assert refused.status_code == 429
    assert TOO_OFTEN in refused.text
    assert browser.log_in("auditor").status_code == 200
    staff.advance(900)
    assert staff.browser().log_in("viewer").status_code == 200


def test_wrong_passwords_are_limited_by_address(staff: Staff) -> None:
    begin_a_day(staff.client)
    browser = staff.browser()
    for n in range(MOST_BY_ADDRESS):
        assert browser.log_in(f"nobody-{n}", "wrong-password").status_code == 422
    assert browser.log_in("viewer").status_code == 429


def test_right_passwords_are_not_counted(staff: Staff) -> None:
    for _ in range(MOST_BY_NAME + 2):
        staff.logged_in("viewer")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_page_of_another_site_cannot_log_in(staff: Staff, headers: dict[str, str]) -> None:
    browser = staff.browser()
    browser.get("/site/login")
    answer = browser.post("/site/login", headers, user="viewer", password=PASSWORD)
    assert answer.status_code == 403
    assert browser.get("/site/reports").url.path == "/site/login"


def test_a_form_of_another_browser_cannot_log_in(staff: Staff) -> None:
    theirs, mine = staff.browser(), staff.browser()
    theirs.get("/site/login")
    mine.get("/site/login")
    mine.shown = theirs.shown
    assert mine.post("/site/login", user="viewer", password=PASSWORD).status_code == 403
    assert mine.post("/site/login", token="", user="viewer", password=PASSWORD).status_code == 403


def test_each_page_has_a_token_of_its_own(staff: Staff) -> None:
    browser = staff.browser()
    first = browser.get("/site/login").text
    assert re.findall(r'name="token" value="([^"]+)"', first) != re.findall(
        r'name="token" value="([^"]+)"', browser.get("/site/login").text
    )


def test_the_cookie_is_httponly_and_samesite(staff: Staff) -> None:
    line = staff.client.get("/site/login").headers["set-cookie"]
    assert line.partition(";")[2] == " Path=/; HttpOnly; SameSite=Lax"


def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    app = made(tmp_path, base_url="https://h5.example")
    with TestClient(app, base_url="https://h5.example") as client:
        line = client.get("/site/login").headers["set-cookie"]
    assert line.startswith("__Host-h5kit=")
    assert line.partition(";")[2] == " Path=/; HttpOnly; SameSite=Lax; Secure"


def test_the_stored_hash_opens_no_session(staff: Staff) -> None:
    browser = staff.logged_in("viewer")
    cookie = browser.cookies[PLAIN_COOKIE]
    staff.run(staff.store.sweep, 0.0, 0.0)
    kept = b"".join(f.read_bytes() for f in staff.folder.rglob("site.db*"))
    assert cookie.encode() not in kept
    assert PASSWORD.encode() not in kept
    assert b"127.0.0.1" not in kept
    assert b"testclient" not in kept


@pytest.mark.parametrize("path", ["/site", "/site/"])
def test_the_address_of_the_site_leads_to_its_first_page(staff: Staff, path: str) -> None:
    assert staff.browser().get(path).url.path == "/site/login"
    assert staff.logged_in("viewer").get(path).url.path == "/site/reports"
