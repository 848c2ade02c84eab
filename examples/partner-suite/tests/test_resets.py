"""Forgotten service passwords, with every order of steps."""

import pytest

from h5kit.testing import H5Flow, scenarios


@pytest.mark.parametrize("scenario", scenarios("30"), ids=str)
def test_a_customer_with_a_forgotten_password_authorizes(page, h5_session, h5_scenario, scenario):
    session = h5_session(tel=h5_scenario(scenario.last_four))
    H5Flow(page).open(session).complete(scenario.last_four).expect_step("success")


def test_the_hotline_can_be_dialled_if_only_it_helps(page, h5_session, h5_scenario):
    tel = h5_scenario("3001", carrier="移动", region="四川")
    flow = H5Flow(page).open(h5_session(tel=tel)).forgot_password()
    assert flow.forgot.hotlines.first.get_attribute("href") == "tel:10086"
