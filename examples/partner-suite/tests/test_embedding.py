"""The flow on the shop's page and in the shop's app, in every mode."""

import pytest

from h5kit.testing import H5Flow


@pytest.mark.parametrize("mode", ["sheet", "full", "inline"])
def test_a_page_that_embeds_the_flow_gets_one_success(
    page, h5_session, h5_scenario, h5_partner_app, mode
):
    shown = h5_partner_app.open(
        page, h5_session(tel=h5_scenario("1003"), uid=f"order-{mode}"), mode
    )
    shown.flow.complete("1003")
    assert shown.expect_success()["uid"] == f"order-{mode}"
    steps = [event["name"] for event in shown.events("step")]
    assert (steps[0], steps[-1]) == ("phone", "success")
    shown.close()
    assert shown.expect_exit() == {"reason": "done"}


def test_a_redirect_leads_back_to_the_shop(page, h5_session, h5_scenario, h5_partner_app):
    session = h5_session(tel=h5_scenario("0000"), redirect_url=h5_partner_app.home)
    shown = h5_partner_app.open(page, session, "redirect")
    shown.flow.complete().success.close()
    shown.expect_back()


def test_the_shops_app_gets_one_success(page, h5_session, h5_scenario, h5_partner_app):
    session = h5_session(tel=h5_scenario("2001"))
    shown = h5_partner_app.open(page, session, "webview", app="android")
    shown.flow.complete("2001")
    success = shown.expect_success()
    assert success["sid"] == session.sid
    # An app that was killed loads the page again, and the page sends success again.
    H5Flow(page).open(session).expect_step("success")
    shown.expect_event("success")
    assert shown.successes == [success]
