"""What partners get of the SDK: one file everywhere, small, pinned, and described."""

import gzip
import hashlib
import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient

import h5kit
from h5kit.carrier.numbering import HOTLINES
from h5kit.flow.states import State
from h5kit.messages import Message, Recovery
from h5kit.resources import static_dir
from h5kit.web.http.assets import integrity
from h5kit.web.http.minify import minify_css, minify_js
from npm.node import commands as node_commands
from tools import events_schema

ROOT = Path(__file__).parents[2]
NPM = ROOT / "npm"
GUIDE = (ROOT / "docs" / "embedding.md").read_text("utf-8")
SCHEMA = json.loads((Path(h5kit.__file__).parent / "data" / "events.schema.json").read_text())
EVENTS = {event["title"]: event for event in SCHEMA["oneOf"]}
COMMON = {"v", "type", "seq", "ts"}
KB = 1024


def test_the_npm_package_holds_what_the_server_serves(client: TestClient) -> None:
    assert (NPM / "h5kit.js").read_bytes() == client.get("/h5kit.js").content


def test_it_can_be_imported_where_there_is_no_document() -> None:
    node, _ = node_commands()
    call = "if (typeof require('./h5kit.js').open !== 'function') process.exit(1)"
    subprocess.run([*node, "-e", call], cwd=NPM, check=True)  # noqa: S603


def test_the_npm_package_has_the_license() -> None:
    assert (NPM / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_sdk_is_at_most_two_kilobytes() -> None:
    assert len(gzip.compress((NPM / "h5kit.js").read_bytes(), 9, mtime=0)) <= 2 * KB


def test_the_guide_prints_the_hash_of_the_sdk() -> None:
    assert integrity((NPM / "h5kit.js").read_bytes()) in GUIDE


def test_the_stable_address_is_fresh_for_minutes_and_answers_not_modified(
    client: TestClient,
) -> None:
    first = client.get("/h5kit.js")
    assert first.headers["cache-control"] == "max-age=300"
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    again = client.get("/h5kit.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_hashed_address_never_changes_and_may_be_checked_by_other_sites(
    client: TestClient,
) -> None:
    content = client.get("/h5kit.js").content
    answer = client.get(f"/static/{hashlib.sha256(content).hexdigest()[:8]}/h5kit.js")
    assert answer.content == content
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_package_names_the_version_of_the_server() -> None:
    assert json.loads((NPM / "package.json").read_text())["version"] == h5kit.__version__


def test_the_guides_table_says_what_the_schema_says() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", GUIDE, re.MULTILINE))
    for name, event in EVENTS.items():
        members = [m for m in event["properties"] if m not in COMMON]
        also = {f"`{m}`" + ("" if m in event["required"] else "?") for m in members}
        named, _, words = rows[name].partition("| ")
        assert set(named.split()) == also
        assert words == event["description"]


def test_the_schema_is_made_from_the_messages_steps_recoveries_and_hotlines() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert EVENTS["step"]["properties"]["name"]["enum"] == list(State)
    code = EVENTS["error"]["properties"]["code"]
    assert (code["minimum"], code["maximum"]) == (min(Message) + 1, max(Message))
    assert EVENTS["error"]["properties"]["recovery"]["items"]["enum"] == list(Recovery)
    assert EVENTS["call"]["properties"]["tel"]["enum"] == list(HOTLINES.values())
    text = events_schema.SCHEMA.read_text("utf-8")
    assert events_schema.generated(text) == text
    with pytest.raises(ValueError, match="has no"):
        events_schema.generated(text.replace("maximum", "most"))


def test_the_types_know_every_event_step_and_recovery() -> None:
    types = (NPM / "h5kit.d.ts").read_text("utf-8")
    for word in (*EVENTS, *State, *Recovery):
        assert f"'{word}'" in types


@pytest.mark.parametrize("script", ["page.js", "events.js", "h5kit.js"])
def test_short_names_are_nobody_elses(script: str) -> None:
    code = minify_js((static_dir() / script).read_text("utf-8"))
    names = re.findall(r"\bvar (\w+)|\bfunction (\w+)", code)
    declared = [name for pair in names for name in pair if name]
    assert all(len(name) <= 2 for name in declared)


def test_minifying_keeps_texts_keys_and_members_as_they_are() -> None:
    source = """
    // a comment
    (function (window) {
      var name = 'var name = 1; // text';
      function twice(name, other) {
        return {name: name, b: other.name} || other ? name : twice;
      }
    })(window);
    """
    assert minify_js(source) == (
        "(function(n){var o='var name = 1; // text';"
        "function p(a,b){return{name:a,b:b.name}||b?a:p}})(window);"
    )
    assert minify_js("var one = 'ab';\nvar two;\nfor (var key in two) { var three; }") == (
        "var n='ab',o;for(var p in o){var q}"
    )
    # Two functions may share a name, but none takes one that another means around or in it.
    assert minify_js("function one(x) { return function (y) { return n(x, y, one); }; }") == (
        "function o(p){return function(a){return n(p,a,o)}}"
    )
    assert minify_css("/* x */ a { b : c ; }") == "a{b : c}"
