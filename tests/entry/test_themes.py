"""A partner's theme is read, or refused with the nearest readable shade."""

import re
import struct
from pathlib import Path

import pytest

from h5kit import contrast
from h5kit.entry import themes
from h5kit.entry.themes import DARK, LIGHT, MOST_LOGO_BYTES, ThemeError
from h5kit.resources import static_dir

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"></svg>'
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 60, 30)


def test_the_suggested_shade_is_accepted(subtests: pytest.Subtests) -> None:
    for colour in ["#ffcc00", "#ffffff", "#e60012", "#07c160", "#1677ff"]:
        for surfaces in [LIGHT, DARK]:
            with subtests.test(colour=colour, surfaces=surfaces):
                shade = contrast.nearest(colour, surfaces)
                assert themes.unreadable(shade, surfaces) == ""
                if themes.unreadable(colour, surfaces):
                    assert shade in themes.unreadable(colour, surfaces)


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#777777", "#777777") == pytest.approx(1)


def test_colours_are_checked_on_the_surfaces_that_the_stylesheet_has() -> None:
    css = (static_dir() / "h5kit.css").read_text("utf-8")
    light, dark = re.findall(r":root\{([^}]*)\}", css)[:2]
    assert [_token(light, "on"), _token(light, "card"), _token(light, "bg")] == [
        "#fff",
        "#fff",
        LIGHT[1],
    ]
    assert _token(light, "tint") == LIGHT[2]
    assert tuple(_token(dark, name) for name in ("card", "bg", "on", "tint")) == DARK
    for rule, surfaces in ((light, LIGHT), (dark, DARK)):
        assert themes.unreadable(_token(rule, "brand"), surfaces) == ""


def _token(rule: str, name: str) -> str:
    found = re.search(rf"--{name}:(#\w+)", rule)
    assert found
    return found[1]


@pytest.mark.parametrize(("name", "content", "ratio"), [("a.svg", SVG, 3), ("a.png", PNG, 2)])
def test_a_logo_is_read_with_its_proportions(
    tmp_path: Path, name: str, content: bytes, ratio: float
) -> None:
    (tmp_path / name).write_bytes(content)
    theme = themes.read({"logo": name, "radius": 4, "dark": "off"}, tmp_path)
    assert theme.logo is not None
    assert (theme.logo.kind, theme.logo.ratio) == (name[2:], ratio)
    assert (theme.radius, theme.dark) == (4, "off")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"GIF89a", "must be a PNG"),
        (b"<svg></svg>", "viewBox"),
        (PNG[:20], "must be a PNG"),
        (PNG.replace(b"IHDR", b"IDAT"), "must be a PNG"),
        (SVG.replace(b"120", b"4000"), "8 to 1"),
        (SVG + b" " * MOST_LOGO_BYTES, "larger"),
    ],
)
def test_a_malformed_logo_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "logo.svg").write_bytes(content)
    with pytest.raises(ThemeError, match=says):
        themes.read({"logo": "logo.svg"}, tmp_path)


def test_a_logo_has_a_largest_size_and_width(tmp_path: Path) -> None:
    for content in (SVG.ljust(32_768), SVG.replace(b"120", b"320")):
        (tmp_path / "logo.svg").write_bytes(content)
        assert themes.read({"logo": "logo.svg"}, tmp_path).logo is not None
    for content in (SVG.ljust(32_769), SVG.replace(b"120", b"321"), SVG.replace(b"120", b"0")):
        (tmp_path / "logo.svg").write_bytes(content)
        with pytest.raises(ThemeError, match="logo"):
            themes.read({"logo": "logo.svg"}, tmp_path)


@pytest.mark.parametrize("box", ["0 0 1.2.3 4", "0 0 . 4", "0 0 4", "0 0 1e3 4"])
def test_a_malformed_view_box_is_a_fault_of_the_logo(tmp_path: Path, box: str) -> None:
    (tmp_path / "a.svg").write_text(f'<svg viewBox="{box}"></svg>', "utf-8")
    with pytest.raises(ThemeError, match="an SVG with a viewBox"):
        themes.read({"logo": "a.svg"}, tmp_path)
