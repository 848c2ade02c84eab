"""Whole flows in real WebViews: WebKitGTK as WKWebView is, QtWebEngine as Android's WebView is."""

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
    """A demo with a partner that has an app."""
    file = tmp_path_factory.mktemp("partners") / "partners.toml"
    file.write_text(PARTNERS, "utf-8")
    with DemoServer("--partners", str(file)) as running:
        running.partner = {"token": "token-of-the-app", "secret": "secret-of-the-app"}
        yield running


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest) -> str:
    """One of the hosts."""
    name: str = request.param
    return name


def _run(host: str, address: str) -> list[dict[str, Any]]:
    """Run a flow in a host; return what it told, line by line."""
    done = subprocess.run(
        [*HOSTS[host], address, "shopapp"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_an_app_hears_the_whole_flow_and_is_opened_by_its_scheme(
    host: str, server: DemoServer
) -> None:
    tel = number("2005")
    session = server.session(tel=tel, uid=f"u-{host}")
    told = _run(host, session["url"])
    events = [valid(line["event"]) for line in told if "event" in line]
    steps = [e["name"] for e in events if e["type"] == "step"]
    assert [e["type"] for e in events[:3]] == ["open", "ready", "step"]
    assert (steps[0], steps[-1]) == ("phone", "success")
    assert "verify" in steps
    assert all(line["uri"].startswith(server.base_url) for line in told if "uri" in line)
    assert all(line["width"] == 390 for line in told if "event" in line)
    (success,) = [e for e in events if e["type"] == "success"]
    assert events[-1]["type"] == "exit"
    link = urlsplit(told[-1]["link"])
    assert (link.scheme, link.netloc) == ("shopapp", "h5kit")
    assert parse_qs(link.query) == {
        "v": ["1"],
        "type": ["success"],
        "sid": [success["sid"]],
        "uid": [f"u-{host}"],
    }
    assert tel not in json.dumps(told)


def test_a_flow_that_was_refused_leads_back_with_the_reason(host: str, server: DemoServer) -> None:
    told = _run(host, server.session(tel=number("9052"))["url"])
    errors = [line["event"] for line in told if line.get("event", {}).get("type") == "error"]
    assert [(e["code"], e["recovery"]) for e in errors] == [(Message.NUMBER_NOT_VERIFIED, ["none"])]
    assert told[-1]["link"] == "shopapp://h5kit?v=1&type=exit&reason=user"
