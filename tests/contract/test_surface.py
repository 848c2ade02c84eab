"""The frozen surface: names, fixtures, attributes, fields, addresses."""

import inspect
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import h5kit
from h5kit import testing
from h5kit.flow.states import State
from h5kit.resources import templates_dir
from h5kit.testing import plugin
from h5kit.testing.clock import TestClock
from h5kit.testing.pages.flow import H5Flow
from h5kit.testing.partner_app import MODES, PartnerApp
from h5kit.testing.partner_page import PartnerPage
from h5kit.testing.server import DemoServer
from h5kit.testing.sessions import OpenedSession
from h5kit.testing.sms import Sms
from h5kit.testing.webhooks import Webhooks
from tools.typescript_contract import FORMS

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "testing.md").read_text("utf-8")
FIXTURES = {
    "h5kit_options": [],
    "h5kit_server": ["h5kit_options"],
    "h5_session": ["h5kit_server"],
    "h5_scenario": [],
    "h5_clock": ["h5kit_server"],
    "h5_webhooks": ["h5kit_server"],
    "h5_sms": ["h5kit_server"],
    "h5_partner_app": ["h5kit_server"],
    "h5_mobile": [],
}
NAMES = ["AsyncH5Flow", "DemoServer", "H5Flow", "messages", "number", "person", "scenarios"]
STEPS = [
    "basic_info",
    "phone",
    "verify",
    "waiting",
    "forgot",
    "reset_identity",
    "reset_login_sms",
    "reset_sms",
    "reset_contacts",
    "reset_password",
    "success",
    "failed",
]
FIELDS = [
    "name",
    "id_card",
    "province",
    "city",
    "address",
    "phone",
    "contact1_name",
    "contact1_relation",
    "contact1_phone",
    "contact2_name",
    "contact2_relation",
    "contact2_phone",
    "contact3_name",
    "contact3_relation",
    "contact3_phone",
    "service_password",
    "agree",
    "sms_code",
    "captcha",
    "phone1",
    "phone2",
    "phone3",
    "phone4",
    "phone5",
    "new_password",
    "carrier",
]
MEMBERS: dict[type, set[str]] = {
    H5Flow: {
        "open", "complete", "expect_step", "expect_message", "expect_fault", "submit",
        "submit_basic_info", "submit_phone", "submit_challenge", "forgot_password", "choose_reset",
        "submit_reset_identity", "submit_reset", "field", "control", "message", "fill", "press",
        "button_named", "is_asked", "request_code", "another_picture", "restart", "hotlines",
        "countdown", "picture", "told",
    },
    OpenedSession: {"url", "handle", "sid", "state", "jump"},
    Webhooks: {"url", "answers", "wait", "wait_for_tries", "deliveries"},
    Sms: {"last", "of"},
    TestClock: {"now", "advance", "follow", "aadvance", "afollow"},
    DemoServer: {"base_url", "partner", "session", "flow", "last_code", "advance"},
    PartnerApp: {"open", "address", "home"},
    PartnerPage: {
        "events", "successes", "exits", "expect_event", "expect_success", "expect_exit",
        "expect_back", "close",
    },
}  # fmt: skip


def test_the_package_exports_its_version_and_nothing_else() -> None:
    assert h5kit.__all__ == ["__version__"]


def test_the_testing_kit_exports_these_names() -> None:
    assert testing.__all__ == NAMES
    assert all(getattr(testing, name) for name in NAMES)
    assert {name for name in NAMES if f"`{name}" not in GUIDE} == set()
    with pytest.raises(AttributeError, match="nobody"):
        _ = testing.nobody


def test_the_plugin_has_these_fixtures_and_the_guide_describes_them() -> None:
    found = {
        name
        for name, thing in vars(plugin).items()
        if type(thing).__name__ == "FixtureFunctionDefinition"
    }
    assert {name for name in found if not name.startswith("_")} == set(FIXTURES)
    assert {name for name in FIXTURES if f"`{name}" not in GUIDE} == set()


@pytest.mark.parametrize("kind", MEMBERS, ids=lambda kind: kind.__name__)
def test_each_fixture_has_these_members(kind: type) -> None:
    has = {name for name, _ in inspect.getmembers(kind)}
    given = {"base_url", "partner"} if kind is DemoServer else set()  # only while it runs
    assert MEMBERS[kind] - has - given == set()


def test_a_partners_page_has_five_modes() -> None:
    assert MODES == ("redirect", "full", "sheet", "inline", "webview")


def test_steps_and_fields_have_the_frozen_names() -> None:
    assert [state.value for state in State] == STEPS
    named = {field.name for form in FORMS.values() for field in form().fields}
    assert named == set(FIELDS)


def test_the_frozen_attributes_are_in_the_pages(subtests: pytest.Subtests) -> None:
    for attribute in ["data-h5-step", "data-h5-message", "data-h5-field", "data-h5-busy"]:
        with subtests.test(attribute=attribute):
            texts = [path.read_text("utf-8") for path in templates_dir().rglob("*.html")]
            script = (ROOT / "static" / "page.js").read_text("utf-8")
            assert any(attribute in text for text in [*texts, script])
            assert attribute in GUIDE


@pytest.mark.parametrize("path", ["scenarios", "sms?tel=13400001001", "deliveries", "clock"])
def test_the_sandbox_answers_at_its_addresses(client: TestClient, path: str) -> None:
    assert client.get(f"/sandbox/{path}").status_code == 200
