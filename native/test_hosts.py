"""Whole flows in real web views: WebKitGTK for WKWebView, QtWebEngine for Android's WebView."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from e2e.partner_site import valid
from h5kit.messages import Message
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

HERE = Path(__file__).parent
HOSTS = {
    "webkit-gtk": ("xvfb-run", "-a", "/usr/bin/python3", str(HERE / "gtk_host.py")),
    "qt-webengine": (
        str(HERE.parent / ".venv-native" / "bin" / "python"),
        str(HERE / "qt_host.py"),
    ),
}
PARTNERS = """
[[partner]]
appid = "app"
name = "商店"
token = "token-of-the-app"
secret = "secret-of-the-app"
app_scheme = "shopapp"
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A demo whose partner has an app_scheme."""
    file = tmp_path_factory.mktemp("partners") / "partners.toml"
    file.write_text(PARTNERS, "utf-8")
    with DemoServer("--partners", str(file)) as running:
        running.partner = {"token": "token-of-the-app", "secret": "secret-of-the-app"}
        yield running


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest) -> str:
    """The name of each host."""
    name: str = request.param
    return name


def _run(host: str, address: str) -> list[dict[str, Any]]:
    """Run a flow in a host; return the JSON lines that it prints."""
    done = subprocess.run(
        [*HOSTS[host], address, "shopapp"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_an_app_gets_every_event_and_its_scheme_is_opened_at_the_end(
    host: str, server: DemoServer
) -> None:
    tel = number("2005")
    session = server.session(tel=tel, uid=f"u-{host}")
    lines = _run(host, session["url"])
    events = [valid(line["event"]) for line in lines if "event" in line]
    steps = [e["name"] for e in events if e["type"] == "step"]
    assert [e["type"] for e in events[:3]] == ["open", "ready", "step"]
    assert (steps[0], steps[-1]) == ("phone", "success")
    assert "verify" in steps
    assert all(line["uri"].startswith(server.base_url) for line in lines if "uri" in line)
    assert all(line["width"] == 390 for line in lines if "event" in line)
    (success,) = [e for e in events if e["type"] == "success"]
    assert events[-1]["type"] == "exit"
    link = urlsplit(lines[-1]["link"])
    assert (link.scheme, link.netloc) == ("shopapp", "h5kit")
    assert parse_qs(link.query) == {
        "v": ["1"],
        "type": ["success"],
        "sid": [success["sid"]],
        "uid": [f"u-{host}"],
    }
    assert tel not in json.dumps(lines)


def test_a_refused_flow_sends_its_message_and_opens_the_apps_scheme(
    host: str, server: DemoServer
) -> None:
    lines = _run(host, server.session(tel=number("9052"))["url"])
    errors = [line["event"] for line in lines if line.get("event", {}).get("type") == "error"]
    assert [(e["code"], e["recovery"]) for e in errors] == [(Message.NUMBER_NOT_VERIFIED, ["none"])]
    assert lines[-1]["link"] == "shopapp://h5kit?v=1&type=exit&reason=user"
