"""Scenarios that are opened and completed by clicks in the console."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.sandbox.console import LONGEST, Console
from h5kit.messages import Message
from h5kit.testing.server import DemoServer
from tests.eventually import eventually


@pytest.mark.parametrize("scenario", ["0000", "1003", "1004", "1005", "2003", "2005", "5001"])
def test_a_scenario_is_completed_by_clicking(console: Console, scenario: str) -> None:
    console.begin(scenario)
    settled = console.flow.root.locator("main[data-h5-step]:not([data-h5-step=waiting])")
    for _ in range(6):
        settled.wait_for(timeout=LONGEST)
        if console.flow.success.main.count():
            break
        console.submit()
    console.expect_lit("success")
    expect(console.page.locator("#pushes .chip")).to_have_text(["已送达"] * 3, timeout=LONGEST)
    expect(console.page.locator("#pulled .chip")).to_have_text(["可拉取"] * 4)
    for name in ("open", "ready", "step", "resize", "success"):
        told = console.page.locator("#events").get_by_text(name, exact=True)
        expect(told.first).to_be_attached()


@pytest.mark.parametrize("scenario", ["3003", "3004", "3006"])
def test_a_password_is_reset_by_clicking(console: Console, scenario: str) -> None:
    console.begin(scenario).flow.forgot_password()
    console.expect_lit("forgot")
    console.flow.choose_reset()
    gone = []
    settled = console.flow.root.locator("main[data-h5-step]:not([data-h5-step=waiting])")
    console.flow.expect_step("reset_identity")
    while (shown := str(settled.get_attribute("data-h5-step"))) != "phone":
        assert shown not in gone
        gone.append(console.submit())
        settled.wait_for()
    console.expect_lit("phone")
    assert len(gone) >= 2
    if scenario == "3006":
        console.type_in("service_password")
    console.submit()
    console.expect_lit("success")


def test_p1_is_filled_and_submitted(console: Console) -> None:
    console.page.get_by_label("从 P1 基础信息开始").check()
    console.begin("0000", step="basic_info")
    console.press("代填本步")
    expect(console.flow.control("city")).to_have_value("深圳")
    console.submit()
    console.flow.expect_step("phone")
    console.expect_lit("phone")
    last_four = re.compile(r"0000$")
    expect(console.flow.control("phone")).to_have_value(last_four)


def test_a_message_is_shown_in_the_history(console: Console) -> None:
    console.page.get_by_label("提示 MM").select_option("43")
    console.begin("90MM").submit()
    console.flow.expect_message(Message.ACCOUNT_ABNORMAL)
    expect(console.page.locator("#moves .message").first).to_contain_text("43")


def test_the_codes_countdown_ends_when_the_clock_moves(console: Console) -> None:
    console.begin("1001").submit()
    console.flow.control("sms_code").wait_for()
    code = console.type_in("sms_code")
    countdown = console.flow.root.locator("[data-h5-countdown]")
    expect(countdown).to_contain_text("秒")
    before = console.page.locator("#now").inner_text()
    console.press("+1 分")
    expect(countdown).to_be_empty()
    # The page was not reloaded: typed values are still there.
    expect(console.flow.control("sms_code")).to_have_value(code)
    expect(console.page.locator("#now")).not_to_have_text(before)
    console.flow.press("重新获取")
    expect(console.answers("sms_code")).to_have_count(2)


def test_the_console_follows_the_flow_that_replaces_a_timed_out_one(console: Console) -> None:
    first = console.begin("0000").handle
    console.press("+5 分")
    console.expect_lit("failed")
    expect(console.page.locator("#behind")).to_contain_text("重新加载")
    console.press("重新加载")
    console.flow.expect_message(Message.TIMED_OUT)
    expect(console.page.locator("#behind")).to_be_hidden()
    console.flow.failed.restart()
    console.flow.expect_step("phone")
    console.expect_lit("phone")
    assert console.handle != first
    href = console.page.get_by_role("link", name="新标签页").get_attribute("href")
    assert href == f"/f/{console.handle}"


def test_a_killed_app_shows_the_same_step_again(console: Console) -> None:
    console.begin("2001").submit()
    console.flow.expect_step("verify")
    console.expect_lit("verify")
    inbox = console.page.locator("#inbox .sms li")
    expect(inbox).to_have_count(1)
    console.page.locator("iframe").evaluate("frame => { frame.id = 'killed'; }")
    console.press("杀掉应用再打开")
    expect(console.page.locator("#killed")).to_have_count(0)
    console.flow.expect_step("verify")
    opened = console.page.locator("#events").get_by_text("open", exact=True)
    expect(opened).to_have_count(2)
    for _ in range(2):  # the first may have been requested earlier
        with console.page.expect_response("**/sandbox/live*"):
            pass
    expect(inbox).to_have_count(1)
    assert inbox.count() == 1, "no SMS was repeated"
    console.submit()
    console.expect_lit("success")


def test_a_new_flow_begins_the_same_scenario_with_another_number(console: Console) -> None:
    first = console.begin("1004").handle
    tel = console.flow.control("phone").input_value()
    console.press("新流程")
    console.page.wait_for_url(lambda url: first not in url)
    console.flow.expect_step("phone")
    other = console.flow.control("phone").input_value()
    assert (other[-4:], other == tel) == ("1004", False)


def test_closing_the_flow_sends_an_event_and_keeps_the_console(page: Page) -> None:
    with DemoServer("--redirect", "http://127.0.0.1:1/") as server:
        # The page fixture allows only the other server.
        page = page.context.new_page()
        page.goto(server.told["sandbox_url"])
        console = Console(page).begin("0000")
        console.submit()
        console.flow.success.close()
        expect(page.locator("#events b").first).to_have_text("exit")
        assert page.url.startswith(f"{server.base_url}/sandbox?handle=")


def test_the_address_is_copied(console: Console) -> None:
    console.begin("0000")
    console.page.evaluate(
        """() => {
          const button = document.querySelector('#address');
          window.said = [];
          new MutationObserver(() => window.said.push(button.textContent))
            .observe(button, {childList: true, characterData: true, subtree: true});
        }"""
    )
    console.page.locator("#address").click()
    said = eventually(
        lambda: console.page.evaluate("window.said"), lambda said: "复制地址" in said, "over"
    )
    assert said == ["已复制", "复制地址"]


def test_the_table_is_filtered_by_digits_and_words_of_both_languages(console: Console) -> None:
    rows = console.page.locator(".rows li:visible")
    everything = rows.count()
    for words, first in (("30", "3001"), ("captcha", "1002"), ("图形", "1002"), ("91", "91MM")):
        console.page.get_by_label("筛选").fill(words)
        expect(rows.first).to_contain_text(first)
        assert rows.count() < everything
    console.page.get_by_label("筛选").fill("no such row")
    expect(rows).to_have_count(0)
    assert console.page.locator(".rows h3:visible").count() == 0
    console.page.get_by_label("筛选").fill("")
    expect(rows).to_have_count(everything)


def test_open_details_and_focus_stay_when_panels_change(console: Console) -> None:
    console.begin("2001")
    console.page.get_by_text("从这一步可以去哪里").click()
    expect(console.page.locator("#machine details")).to_have_attribute("open", "")
    console.submit()
    console.expect_lit("verify")
    expect(console.page.locator("#machine details")).to_have_attribute("open", "")


def test_a_hidden_console_sends_no_requests(page: Page, server: DemoServer) -> None:
    page.clock.install()
    page.goto(server.told["sandbox_url"])
    console = Console(page).begin("0000")
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/sandbox/live" in r.url else None)
    for _ in range(3):
        with page.expect_response("**/sandbox/live*"):
            page.clock.run_for(1000)
    assert asked != []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    asked.clear()
    page.clock.run_for(10_000)
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    with page.expect_response("**/sandbox/live*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    console.expect_lit("phone")
