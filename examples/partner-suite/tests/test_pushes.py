"""A failing receiver and a moved clock: no test waits for real time."""

from playwright.sync_api import expect

from h5kit.testing import H5Flow


def test_a_push_is_retried_until_the_receiver_accepts_it(
    page, h5_session, h5_scenario, h5_webhooks, h5_clock
):
    h5_webhooks.answers(500, "no", event="auth")
    session = h5_session(tel=h5_scenario("0000"))
    H5Flow(page).open(session).complete()
    h5_webhooks.wait("auth", sid=session.sid)
    h5_webhooks.wait_for_tries(1, sid=session.sid)
    h5_clock.advance(60)
    h5_webhooks.wait_for_tries(2, sid=session.sid)
    h5_clock.advance(60)
    log = h5_webhooks.wait_for_tries(3, sid=session.sid)
    assert [t["outcome"] for t in log["tries"]] == ["refused", "refused", "ok"]
    assert log["state"] == "done"


def test_records_and_report_follow_the_authorization(h5_session, h5_scenario, h5_webhooks):
    tel = h5_scenario("0000")
    session = h5_session(tel=tel, uid="order-2").jump("success")
    assert h5_webhooks.wait("record", sid=session.sid)["data"]["sid"] == session.sid
    assert h5_webhooks.wait("report", sid=session.sid) == {
        "status": 0,
        "sid": session.sid,
        "tel": tel,
        "uid": "order-2",
    }


def test_records_that_take_a_minute_arrive_when_the_clock_is_moved(
    h5_session, h5_scenario, h5_webhooks, h5_clock
):
    session = h5_session(tel=h5_scenario("5010")).jump("success")
    h5_webhooks.wait("auth", sid=session.sid)
    h5_clock.advance(61)
    h5_webhooks.wait("record", sid=session.sid)


def test_a_countdown_ends_when_the_clock_is_moved(page, h5_session, h5_scenario, h5_sms, h5_clock):
    tel = h5_scenario("1001")
    flow = H5Flow(page).open(h5_session(tel=tel)).submit_phone()
    expect(flow.button_named("重新获取")).to_be_hidden()
    h5_clock.advance(61)
    flow.request_code()
    assert len(h5_sms.of(tel)) == 2


def test_five_idle_minutes_end_the_flow(page, h5_session, h5_scenario, h5_clock):
    session = h5_session(tel=h5_scenario("1001")).jump("phone")
    flow = H5Flow(page).open(session)
    h5_clock.advance(301)
    flow.open(session).expect_step("failed").expect_message(25)
    flow.failed.restart()
    flow.expect_step("phone")


def test_a_silent_carrier_leads_back_to_the_phone_step(page, h5_session, h5_scenario, h5_clock):
    flow = H5Flow(page).open(h5_session(tel=h5_scenario("5003"))).submit_phone()
    flow.expect_step("waiting")
    h5_clock.advance(90)
    flow.expect_step("phone").expect_message(21)
