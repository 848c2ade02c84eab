"""Sync, async and TypeScript page objects match each other and cover every step and scenario."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from h5kit.carrier.sandbox import SCENARIOS
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.testing import partner_page
from h5kit.testing.aio import flow as async_flow
from h5kit.testing.aio import step as async_step
from h5kit.testing.aio import steps as async_steps
from h5kit.testing.aio.flow import AsyncH5Flow
from h5kit.testing.endings import LOGIN, RESET, ending
from h5kit.testing.pages import steps
from h5kit.testing.pages.flow import H5Flow
from tools.sync_pages import FILES, SYNC, made


def test_the_sync_page_objects_are_up_to_date(subtests: pytest.Subtests) -> None:
    for name in FILES:
        with subtests.test(name=name):
            assert (SYNC / name).read_text("utf-8") == made(name), "run make generated"


def test_every_expectation_names_its_timeout(subtests: pytest.Subtests) -> None:
    for module in [async_step, async_flow, partner_page]:
        with subtests.test(module=module):
            calls = [
                node for node in ast.walk(ast.parse(inspect.getsource(module))) if _expects(node)
            ]
            assert calls
            for call in calls:
                assert isinstance(call, ast.Call)
                assert "timeout" in {word.arg for word in call.keywords}, ast.unparse(call)


def _expects(node: ast.AST) -> bool:
    """Return whether this is a Playwright assertion: `expect(…).to_…(…)`."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("expect(")


def test_expect_message_waits_as_long_as_its_timeout() -> None:
    for name in ("expect_message", "expect_fault"):
        assert inspect.signature(getattr(H5Flow, name)).parameters["timeout"].default == 15_000


def test_every_step_has_a_page_object_with_its_name(subtests: pytest.Subtests) -> None:
    for state in sorted(State):
        with subtests.test(state=state):
            assert state in {step.name for step in steps.STEPS}
            assert getattr(H5Flow(None), state).name == state  # type: ignore[arg-type]  # not driven here


def test_sync_and_async_page_objects_have_the_same_members() -> None:
    for plain, waited in zip(steps.STEPS, async_steps.STEPS, strict=True):
        assert f"Async{plain.__name__}" == waited.__name__
    offered = [
        {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}
        for kind in (H5Flow, AsyncH5Flow)
    ]
    assert offered[0] == offered[1]
    assert {"open", "complete", "submit_phone", "submit_challenge", "submit_basic_info"} < offered[
        0
    ]
    assert {"forgot_password", "expect_step", "expect_message"} < offered[0]


_CLASS = re.compile(
    r"export declare class (\w+)(?: extends (\w+))? \{(.*?)^\}", re.DOTALL | re.MULTILINE
)
_MEMBER = re.compile(
    r"^    (?!private|constructor)(?:readonly |get )?(\w+)(?:: (\w+))?", re.MULTILINE
)
Classes = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def classes(npm_package: Path) -> Classes:
    """Base and body of each TypeScript class, by its name."""
    files = (npm_package / "testing" / f"{name}.d.ts" for name in ("step", "flow"))
    found = _CLASS.findall("".join(path.read_text("utf-8") for path in files))
    return {name: (base, body) for name, base, body in found}


def _members(classes: Classes, kind: str) -> dict[str, str]:
    """Return the public members of a TypeScript class, with their types if they are simple."""
    base, body = classes[kind]
    inherited = _members(classes, base) if base else {"root": "", "name": ""}
    return inherited | dict(_MEMBER.findall(body))


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _public(thing: object) -> set[str]:
    return {_camel(name) for name, _ in inspect.getmembers_static(thing) if name[0] != "_"}


@pytest.mark.parametrize("name", ["", "agreement", *sorted(State)])
def test_the_page_objects_for_typescript_have_the_same_names(name: str, classes: Classes) -> None:
    flow = H5Flow(None)  # type: ignore[arg-type]  # not driven here
    kind = _members(classes, "H5Flow")[_camel(name)] if name else "H5Flow"
    offered = _members(classes, kind).keys()
    assert _public(getattr(flow, name) if name else flow) - {"root"} <= offered


def test_every_row_of_the_scenario_table_has_an_end() -> None:
    for scenario in SCENARIOS:
        last_four = scenario.last_four.replace("MM", "27")
        end = ending(last_four)
        assert end.message == (
            Message.WRONG_PASSWORD if "MM" in scenario.last_four else end.message
        )
        assert end.resets is last_four.startswith(("30", "92"))
    assert {*LOGIN, *RESET} == {s.value for s in State} - {"waiting", "success", "failed"}
