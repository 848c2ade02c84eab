"""Rules for every file of the project."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from h5kit.web.http.assets import CSS, HTMX
from h5kit.web.report.render import CSS as REPORT_CSS
from h5kit.web.sandbox.render import CSS as CONSOLE_CSS
from h5kit.web.site.routes import SHEET as SITE_CSS

ROOT = Path(__file__).parents[2]
HTMX_SHA256 = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
FORBIDDEN = ROOT / "tests" / "data" / "forbidden.sha256"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
BINARY = {".png", ".svg", ".ico"}


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return [p for p in paths if p.suffix not in BINARY and p.is_file()]


def test_no_file_names_a_registry_or_a_place_of_somebodys_machine() -> None:
    words = [
        "py" + "pi.org",
        "python" + "hosted",
        "registry.npm" + "js",
        "/wo" + "rk/",
        "/ro" + "ot/",
    ]
    found = [
        (path.name, word)
        for path in _files()
        if "vendor" not in path.parts
        for word in words
        if word in path.read_text("utf-8", "replace")
    ]
    assert found == []


def test_no_person_of_the_source_documents_samples_is_in_the_project() -> None:
    digests = set(FORBIDDEN.read_text().split())
    assert len(digests) > 20
    token = re.compile(r"(?<!\d)1\d{10}(?!\d)|\d{17}[\dXx]|SID[0-9a-f]{32}|[\u4e00-\u9fff]{2,3}")
    found = [
        path.name
        for path in _files()
        if "vendor" not in path.parts and path.suffix not in {".lock", ".sha256"}
        for word in token.findall(path.read_text("utf-8", "replace"))
        if hashlib.sha256(word.encode()).hexdigest() in digests
    ]
    assert found == []


def test_a_template_has_no_inline_handler_style_or_unsafe_output(subtests: pytest.Subtests) -> None:
    for template in TEMPLATES:
        with subtests.test(template=template):
            text = template.read_text("utf-8")
            for pattern in (r"\son\w+=", r"hx-on", r"js:", r"\sstyle=", r"\|\s*safe", r"hx-vals"):
                assert not re.search(pattern, text), pattern


def test_only_the_macros_write_inputs() -> None:
    loose = [t.name for t in TEMPLATES if t.parent.name != "macros" and "<input" in t.read_text()]
    assert loose == ["phone.html"]
    phone = (ROOT / "templates" / "fragments" / "phone.html").read_text("utf-8")
    assert re.findall(r'<input [^>]*type="(\w+)"', phone.replace("{{ ", "").replace(" }}", "")) == [
        "checkbox"
    ]


def test_htmx_is_vendored_unmodified() -> None:
    content = (ROOT / "static" / HTMX).read_bytes()
    assert hashlib.sha256(content).hexdigest() == HTMX_SHA256


@pytest.mark.parametrize("folder", ["static/vendor", "e2e/vendor"])
def test_vendored_files_match_their_checksums(folder: str) -> None:
    for line in (ROOT / folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((ROOT / folder / name).read_bytes()).hexdigest() == digest


def test_a_stylesheet_loads_nothing(subtests: pytest.Subtests) -> None:
    for sheet in [CSS, REPORT_CSS, CONSOLE_CSS, SITE_CSS]:
        with subtests.test(sheet=sheet):
            text = (ROOT / "static" / sheet).read_text("utf-8")
            assert "url(" not in text
            assert "@import" not in text


def test_the_lock_names_hashes_only() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9_.-]+==", text, re.MULTILINE | re.IGNORECASE)
    assert len(pins) > 40
    assert text.count("--hash=sha256:") >= len(pins)
