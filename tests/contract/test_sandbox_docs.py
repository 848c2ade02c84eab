"""docs/sandbox.md has exactly the rows and addresses of the code."""

import re
from pathlib import Path

from starlette.routing import Route

from h5kit.carrier.sandbox import SCENARIOS
from h5kit.demo import Demo

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sandbox.md").read_text("utf-8")
MOST_BYTES = 150_000


def test_the_page_has_the_scenario_table() -> None:
    rows = re.findall(r"^\| (\d\d(?:\d\d|MM)) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert rows == [(s.last_four, s.english, s.title) for s in SCENARIOS]


def test_the_page_names_each_address_of_the_sandbox(demo: Demo) -> None:
    there = {
        (method, route.path.replace("{handle}", "<handle>"))
        for route in demo.app.routes
        if isinstance(route, Route) and route.path.startswith("/sandbox")
        for method in (route.methods or set()) - {"HEAD"}
    }
    named = set(re.findall(r"`(GET|POST) (/sandbox[\w/<>]*)", PAGE))
    assert named | {("POST", "/sandbox/clock")} == there


def test_the_consoles_picture_is_small_enough_for_the_readme() -> None:
    picture = ROOT / "docs" / "pictures" / "sandbox-1280-light.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < MOST_BYTES
