"""The SDK is one file everywhere, small, pinned by hash, typed and documented."""

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
from h5kit.web.http.assets import integrity
from tools import events_schema, node
from tools.static_files import BUILT

ROOT = Path(__file__).parents[2]
NPM = ROOT / "npm"
SDK = (BUILT / "h5kit.js").read_bytes()
GUIDE = (ROOT / "docs" / "embedding.md").read_text("utf-8")
SCHEMA = json.loads((Path(h5kit.__file__).parent / "data" / "events.schema.json").read_text())
EVENTS = {event["title"]: event for event in SCHEMA["oneOf"]}
COMMON = {"v", "type", "seq", "ts"}
KB = 1024


def test_the_npm_package_holds_what_the_server_serves(
    npm_package: Path, client: TestClient
) -> None:
    assert (npm_package / "h5kit.js").read_bytes() == client.get("/h5kit.js").content


def test_it_can_be_imported_without_a_document(npm_package: Path) -> None:
    run, _ = node.commands()
    call = "if (typeof require('./h5kit.js').open !== 'function') process.exit(1)"
    subprocess.run([*run, "-e", call], cwd=npm_package, check=True)  # noqa: S603


def test_the_npm_package_has_the_license(npm_package: Path) -> None:
    assert (npm_package / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_sdk_is_at_most_two_kilobytes() -> None:
    assert len(gzip.compress(SDK, 9, mtime=0)) <= 2 * KB


def test_the_guide_prints_the_hash_of_the_sdk() -> None:
    assert integrity(SDK) in GUIDE


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


def test_the_guides_table_matches_the_schema() -> None:
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
