"""The scenario table: the last four digits of a number choose the scenario."""

import pytest

from h5kit.carrier.sandbox import SCENARIOS, is_scenario, scenario_for
from h5kit.carrier.sandbox.scenarios import MessageAt
from h5kit.flow.outcomes import ResetStep
from h5kit.messages import Message

ELSE = scenario_for("13400000000")


def test_a_number_that_is_not_listed_behaves_like_0000(subtests: pytest.Subtests) -> None:
    for last_four in [
        "4711",
        "9999",
        f"90{len(Message):02d}",
        f"91{len(Message):02d}",
        "9400",
        "3007",
        "1008",
    ]:
        with subtests.test(last_four=last_four):
            assert scenario_for(f"1340000{last_four}") == ELSE
            assert not is_scenario(last_four)


def test_every_row_is_found_by_its_digits(subtests: pytest.Subtests) -> None:
    for scenario in SCENARIOS:
        with subtests.test(scenario=scenario):
            last_four = scenario.last_four.replace("MM", "00")
            assert is_scenario(last_four)
            assert scenario_for(f"1340000{last_four}") == scenario.script


def test_a_pattern_takes_its_message_from_the_last_two_digits(subtests: pytest.Subtests) -> None:
    for code in Message:
        for pattern, at in [
            ("90", MessageAt.LOGIN),
            ("91", MessageAt.VERIFY),
            ("93", MessageAt.BEGIN),
        ]:
            with subtests.test(code=code, pattern=pattern, at=at):
                script = scenario_for(f"1340000{pattern}{code:02d}")
                assert {there: script.message_for(there) for there in MessageAt} == {
                    there: code if there is at else Message.OK for there in MessageAt
                }


def test_92mm_answers_the_step_of_its_message(subtests: pytest.Subtests) -> None:
    for code in [message for message in Message if message]:
        with subtests.test(code=code):
            script = scenario_for(f"134000092{code:02d}")
            steps = {
                ResetStep.SMS: {
                    Message.SMS_CODE_NEEDED,
                    Message.WRONG_CODE,
                    Message.SMS_FAILED,
                    Message.SMS_LIMIT_REACHED,
                    Message.SMS_FAILED_DIAL_HOTLINE,
                    Message.WRONG_CODE_NEW_SENT,
                },
                ResetStep.CONTACTS: {
                    Message.PHONE_INVALID,
                    Message.CONTACT_REPEATED,
                    Message.CALLED_NUMBERS_NEEDED,
                },
                ResetStep.PASSWORD: {
                    Message.PASSWORD_NEEDED,
                    Message.PASSWORD_NOT_DIGITS,
                    Message.PASSWORD_NOT_SIX_DIGITS,
                    Message.PASSWORD_NOT_EIGHT_DIGITS,
                    Message.PASSWORD_TOO_SIMPLE,
                    Message.PASSWORD_UNCHANGED,
                    Message.RESET_FAILED,
                },
            }
            step = next((step for step, codes in steps.items() if code in codes), None)
            at = MessageAt.RESET if step else MessageAt.IDENTITY
            assert script.message_for(at) == code
            assert step is None or script.reset == (step,)


def test_an_override_replaces_the_last_four_digits() -> None:
    assert scenario_for("13400000000", "2005") == scenario_for("13400002005") != ELSE


def test_an_unknown_override_behaves_like_0000(subtests: pytest.Subtests) -> None:
    for override in ["90MM", "abcd", "²²²²", "１００１", "10010", "1"]:
        with subtests.test(override=override):
            assert scenario_for("13400000000", override) == ELSE
            assert not is_scenario(override)


def test_a_row_has_a_chinese_and_an_english_text() -> None:
    for scenario in SCENARIOS:
        told = scenario.to_json()
        assert list(told) == ["last_four", "title", "english"]
        assert all(told.values())
        assert told["english"].isascii()
