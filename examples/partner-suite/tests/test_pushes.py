"""A receiver that fails, a clock that is moved: no test waits for real time."""

from h5kit.testing import H5Flow


def test_a_push_is_tried_again_until_it_is_taken(
    page, h5_session, h5_scenario, h5_webhooks, h5_clock
):
    h5_webhooks.answers(500, "no")
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


def test_five_idle_minutes_end_the_flow(page, h5_session, h5_scenario, h5_clock):
    session = h5_session(tel=h5_scenario("1001")).jump("phone")
    flow = H5Flow(page).open(session)
    h5_clock.advance(301)
    flow.open(session).expect_step("failed").expect_message(25)
    flow.failed.restart()
    flow.expect_step("phone")


def test_a_silent_carrier_gives_the_page_back(page, h5_session, h5_scenario, h5_clock):
    flow = H5Flow(page).open(h5_session(tel=h5_scenario("5003"))).submit_phone()
    flow.expect_step("waiting")
    h5_clock.advance(90)
    flow.expect_step("phone").expect_message(21)
