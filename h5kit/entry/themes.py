"""`[partner.theme]`: a partner's colours, logo and sizes, validated at start."""

import re
import struct
from collections.abc import Mapping
from pathlib import Path

from h5kit import contrast
from h5kit.declarations import Declared, declared, nearest, refusal
from h5kit.model import Logo, Theme

LIGHT = ("#ffffff", "#f1f3f6", "#fdecea")
"""Colours next to the accent in light mode: cards, the page, an error."""
DARK = ("#1a1e25", "#0f1115", "#0c1730", "#3a1f1e")
"""Colours next to the accent in dark mode: cards, the page, a button's text, an error."""
SURFACES = {"accent": LIGHT, "accent_dark": DARK}
MOST_LOGO_BYTES = 32_768
PNG = b"\x89PNG\r\n\x1a\n"
WIDEST = 8
_VIEW_BOX = re.compile(
    r"<svg\b[^>]*\bviewBox=[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(\d*\.?\d+)[\s,]+(\d*\.?\d+)\s*[\"']"
)


class ThemeError(ValueError):
    """A theme is invalid; the text names the key, what is wrong, and a valid value."""


def read(given: object, folder: Path) -> Theme:
    """Return the theme of a partner's table; `logo` is a path relative to `folder`.

    Raises ThemeError. For an unreadable colour the text gives its contrast and the nearest
    readable shade.
    """
    if not isinstance(given, dict):
        raise ThemeError("must be a table")
    known = declared(Theme)
    for name, value in given.items():
        wrong = _wrong(name, value, known)
        if wrong:
            raise ThemeError(f"{name} {wrong}")
    values = {name: value for name, value in given.items() if name != "logo"}
    return Theme(**values, logo=_logo(folder / given["logo"]) if "logo" in given else None)


def _wrong(name: str, value: object, known: Mapping[str, Declared]) -> str:
    """Return what is wrong with a value, "" if nothing is."""
    if name not in known:
        return f"is an unknown name{nearest(name, known)}"
    if name == "logo":  # a path here, the picture in the theme
        return "" if isinstance(value, str) else "must be text"
    return refusal(known[name], value) or _unsafe(name, str(value))


def _unsafe(name: str, colour: str) -> str:
    return unreadable(colour, SURFACES[name]) if name in SURFACES else ""


def unreadable(colour: str, surfaces: tuple[str, ...]) -> str:
    """Return why a colour is unreadable on the surfaces, with a readable one; "" if it isn't."""
    if not contrast.is_colour(colour):
        return "must be #rrggbb"
    least, surface = contrast.worst(colour, surfaces)
    if least >= contrast.LEAST:
        return ""
    shade = contrast.nearest(colour, surfaces)
    return f"{colour} has contrast {least:.2f} on {surface}, less than 4.5; {shade} would do"


def _logo(path: Path) -> Logo:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise ThemeError(f"logo {path.name}: {fault.strerror}") from fault
    if len(content) > MOST_LOGO_BYTES:
        raise ThemeError(f"logo {path.name} is larger than {MOST_LOGO_BYTES} bytes")
    is_png = content.startswith(PNG)
    width, height = _png_size(content) if is_png else _svg_size(content)
    if not 0 < width <= WIDEST * height:
        raise ThemeError(
            f"logo {path.name} must be a PNG, or an SVG with a viewBox, at most 8 to 1"
        )
    return Logo(content=content, kind="png" if is_png else "svg", ratio=width / height)


def _png_size(content: bytes) -> tuple[float, float]:
    if len(content) < 24 or content[12:16] != b"IHDR":  # noqa: PLR2004
        return 0, 0
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _svg_size(content: bytes) -> tuple[float, float]:
    found = _VIEW_BOX.search(content.decode("utf-8", "replace"))
    return (float(found[1]), float(found[2])) if found else (0, 0)
