"""Each of the 55 messages, as the shop's customer sees it."""

import pytest

from h5kit.testing import H5Flow, messages


@pytest.mark.parametrize("message", messages(), ids=str)
def test_a_message_is_shown_word_for_word(page, h5_session, h5_scenario, message):
    session = h5_session(tel=h5_scenario(message.scenario))
    shown = H5Flow(page).open(session).complete(message.scenario).expect_message(message.code)
    assert message.text in shown.inner_text()
