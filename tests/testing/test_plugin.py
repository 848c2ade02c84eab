"""The pytest plugin is loaded automatically, costs nothing unused, and reports failures."""

import sys
from pathlib import Path

import pytest

from h5kit.testing.server import DemoServer

pytest_plugins = ["pytester"]

HEAVY = """
import sys

def test_nothing_heavy_is_imported_by_the_plugin_itself():
    loaded = {"playwright", "starlette", "sqlalchemy", "h5kit.testing.server"} & set(sys.modules)
    assert "h5kit.testing.plugin" in sys.modules
    assert not loaded
"""

FAILING = """
def test_that_fails(h5_session, h5_scenario):
    session = h5_session(tel=h5_scenario("2001")).jump("verify")
    assert session.state()["step"] == "success"
"""

WORKING = """
import pytest
from h5kit.messages import Message
from h5kit.testing import H5Flow, messages, scenarios

def test_numbers_are_never_the_same(h5_scenario):
    numbers = [h5_scenario("1001") for _ in range(50)]
    assert len(set(numbers)) == 50
    assert all(n.endswith("1001") for n in numbers)

def test_a_number_is_of_its_carrier_and_region(h5_scenario):
    from h5kit.carrier.numbering import PhoneData, guess
    number = h5_scenario("3001", carrier="电信", region="海南")
    assert (guess(number).carrier, PhoneData.region(number)) == ("电信", "海南")

def test_a_push_is_waited_for(h5_session, h5_scenario, h5_webhooks, h5kit_server):
    session = h5_session(tel=h5_scenario("0000"), uid="u-1").jump("success")
    body = h5_webhooks.wait("auth", sid=session.sid)
    assert (body["uid"], body["sid"]) == ("u-1", session.sid)
    assert h5_webhooks.deliveries(session.sid)[0]["kind"] == "auth"
    assert h5kit_server.base_url in session.url

@pytest.mark.parametrize("last_four", ["12", "1008", "90MM", f"90{len(Message)}", ""])
def test_a_row_that_does_not_exist_is_refused(h5_scenario, last_four):
    with pytest.raises(ValueError, match="not in the scenario table"):
        h5_scenario(last_four)
    with pytest.raises(ValueError, match="not in the scenario table"):
        H5Flow(None).complete(last_four)

@pytest.mark.parametrize(("word", "known"), [
    ({"carrier": "中国移动"}, "移动, 联通, 电信"), ({"region": "广东省"}, "广东, 广西"),
])
def test_a_word_that_is_not_known_is_refused_with_those_that_are(h5_scenario, word, known):
    with pytest.raises(ValueError, match=known):
        h5_scenario("1001", **word)

def test_what_the_server_refuses_is_told_in_its_words(h5_session):
    with pytest.raises(OSError, match="nonsense"):
        h5_session(nonsense="1")

def test_a_push_that_does_not_come_is_a_timeout(h5_webhooks):
    with pytest.raises(TimeoutError):
        h5_webhooks.wait("auth", timeout=0.01)
    with pytest.raises(ValueError):
        h5_webhooks.wait("nothing")

def test_time_is_moved(h5_clock):
    before = h5_clock.now()
    h5_clock.advance(600)
    assert h5_clock.now() >= before + 600

def test_codes_are_read(h5_session, h5_scenario, h5_sms):
    tel = h5_scenario("2001")
    with pytest.raises(LookupError):
        h5_sms.last(tel)
    h5_session(tel=tel).jump("verify")
    assert len(h5_sms.last(tel)) == 6

def test_a_step_that_is_not_on_the_way_is_told(h5_session, h5_scenario):
    with pytest.raises(ValueError, match="success"):
        h5_session(tel=h5_scenario("0000")).jump("verify")

def test_the_tables_are_lists_for_parametrize():
    assert [m.code for m in messages()] == [message for message in Message if message]
    assert [str(s) for s in scenarios("30")] == ["3001", "3002", "3003", "3004", "3005", "3006"]
"""


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


def _run(pytester: pytest.Pytester, text: str, *options: str) -> pytest.RunResult:
    pytester.makepyfile(text)
    return pytester.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options)


def test_an_installed_plugin_costs_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(HEAVY)
    # pytest-playwright imports Playwright by itself.
    done = pytester.run(sys.executable, "-m", "pytest", "-q", "-p", "no:playwright")
    done.assert_outcomes(passed=1)


def test_the_fixtures_work_as_documented(pytester: pytest.Pytester) -> None:
    _run(pytester, WORKING).assert_outcomes(passed=16)


def test_a_failed_test_shows_the_history_of_its_flow(pytester: pytest.Pytester) -> None:
    done = _run(pytester, FAILING)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*h5kit flow*", '*"step": "verify"*', '*"event": "verify_asked"*'])


BROWSERS = """
def test_it(browser_type_launch_args):
    assert browser_type_launch_args["executable_path"] == {executable!r}
"""


@pytest.fixture
def both(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system with a whole Chromium and the headless shell, and nothing else."""
    for name in ("chromium", "chromium-headless-shell"):
        (pytester.path / name).symlink_to(sys.executable)
    monkeypatch.delenv("H5KIT_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(pytester.path))
    monkeypatch.setenv("PATH", str(pytester.path))
    return pytester.path


@pytest.mark.parametrize(
    ("options", "name"), [((), "chromium-headless-shell"), (("--headed",), "chromium")]
)
def test_a_headed_run_uses_the_whole_chromium(
    pytester: pytest.Pytester, both: Path, options: tuple[str, ...], name: str
) -> None:
    _run(pytester, BROWSERS.format(executable=str(both / name)), *options).assert_outcomes(passed=1)


def test_a_headed_run_refuses_the_headless_shell(
    pytester: pytest.Pytester, both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("H5KIT_CHROMIUM", str(both / "chromium-headless-shell"))
    done = _run(pytester, BROWSERS.format(executable=""), "--headed")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["H5KIT_CHROMIUM names the headless shell, which has no window"])


def test_the_named_browser_is_used(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("H5KIT_CHROMIUM", sys.executable)
    _run(pytester, BROWSERS.format(executable=sys.executable)).assert_outcomes(passed=1)


def test_the_systems_browser_is_used_if_playwright_has_none(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    chromium = pytester.path / "chromium"
    chromium.symlink_to(sys.executable)
    monkeypatch.delenv("H5KIT_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(pytester.path))
    monkeypatch.setenv("PATH", str(pytester.path))
    _run(pytester, BROWSERS.format(executable=str(chromium))).assert_outcomes(passed=1)


def test_a_server_that_does_not_start_gives_the_reason() -> None:
    with (
        pytest.raises(RuntimeError, match=r"did not start.*nowhere\.toml"),
        DemoServer("--partners", "nowhere.toml"),
    ):
        pass
