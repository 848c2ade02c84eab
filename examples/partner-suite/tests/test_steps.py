"""Opening one step directly: the sandbox answers every step before it."""

import pytest

from h5kit.testing import H5Flow

WAYS = {
    "verify": "2001",
    "reset_login_sms": "3003",
    "reset_sms": "3002",
    "reset_contacts": "3004",
    "reset_password": "3001",
    "success": "0000",
}


@pytest.mark.parametrize(("step", "last_four"), WAYS.items())
def test_a_step_can_be_opened_directly(page, h5_session, h5_scenario, step, last_four):
    session = h5_session(tel=h5_scenario(last_four)).jump(step)
    H5Flow(page).open(session).expect_step(step)
    assert session.state()["step"] == step
