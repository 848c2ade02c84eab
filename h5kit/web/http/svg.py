"""Draws pictures as SVG: escaped elements, two widths, a title and a data table."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from markupsafe import Markup, escape

Child = Markup | str
WIDE_LETTER, USUAL_LETTER = 12, 6.8
FIRST_WIDE = 0x2E80
"""The first of the Chinese characters, which are as wide as high; what is before it is narrower."""


class Width(IntEnum):
    """The two widths of a picture in pixels; the stylesheet shows one of them.

    A unit of the drawing is a CSS pixel unless the screen is too narrow for it, so that labels have
    the same size in both widths. The narrow one fits a screen of 320 px.
    """

    WIDE = 700
    NARROW = 288


@dataclass(frozen=True, slots=True)
class DataTable:
    """The data of a picture as text; the first cell of each row is the row's heading."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in both widths, with its title and its data."""

    title: str
    description: str
    wide: Markup
    narrow: Markup
    table: DataTable


@dataclass(frozen=True, slots=True)
class Canvas:
    """A drawing in one width: its height in pixels and its SVG elements."""

    height: float
    parts: tuple[Markup, ...]


def picture(
    key: str, title: str, description: str, table: DataTable, draw: Callable[[Width], Canvas]
) -> Picture:
    """Return a picture in both widths; `key` is the unique prefix of its ids on the page."""
    wide, narrow = (
        _svg(f"{key}-{width.name.lower()}", width, title, description, draw(width))
        for width in Width
    )
    return Picture(title, description, wide, narrow, table)


def _svg(key: str, width: Width, title: str, description: str, drawn: Canvas) -> Markup:
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", description, id=f"{key}-desc"),
        *drawn.parts,
        viewBox=f"0 0 {width.value} {drawn.height:g}",
        class_=f"picture {width.name.lower()}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def tag(name: str, *children: Child, **attributes: str | float) -> Markup:
    """Return an element; children and values of attributes are escaped.

    An underscore at the end of an attribute's name is dropped (`class_`), any other becomes a dash.
    """
    escaped_attributes = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
    )
    content = "".join(map(escape, children))
    # A picture has hundreds of elements, and Markup.format takes ten times as long.
    return Markup(f"<{name}{escaped_attributes}>{content}</{name}>")  # noqa: S704 - escaped above


def _attribute(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 1):g}"


def box(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """Return a rectangle; the stylesheet gives its class a color."""
    return tag("rect", x=x, y=y, width=max(width, 0), height=max(height, 0), class_=class_)


def words(x: float, y: float, text: str, class_: str = "") -> Markup:
    """Return a line of text; `x` is its start, or with class `mid` its middle, `end` its end."""
    return tag("text", text, x=x, y=y, **({"class_": class_} if class_ else {}))


def cut(text: str, most: int) -> str:
    """Return the text, shortened to `most` characters with an ellipsis if it is longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def measured(text: str) -> float:
    """Return about how many pixels wide a line of text is: the pages draw it 12 pixels high."""
    return sum(WIDE_LETTER if ord(letter) >= FIRST_WIDE else USUAL_LETTER for letter in text)


def fitted(text: str, room: float) -> str:
    """Return a text, cut where it is wider than its room."""
    while text and measured(text) > room:
        text = f"{text[:-2]}…" if text.endswith("…") else f"{text[:-1]}…"
    return text


def line(x1: float, y1: float, x2: float, y2: float, class_: str = "axis") -> Markup:
    """Return a straight line."""
    return tag("path", d=f"M{x1:g} {y1:g}L{x2:g} {y2:g}", class_=class_)
