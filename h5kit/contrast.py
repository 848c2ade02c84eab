"""The contrast of two colours (WCAG 2.2, 1.4.3), and the nearest readable shade."""

import re

COLOUR = re.compile("#[0-9a-fA-F]{6}")
LEAST = 4.5
STEPS = 200


def is_colour(text: str) -> bool:
    """Return whether `text` is #rrggbb."""
    return COLOUR.fullmatch(text) is not None


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def worst(colour: str, surfaces: tuple[str, ...]) -> tuple[float, str]:
    """Return a colour's lowest contrast ratio and the surface that it is lowest on."""
    return min((ratio(colour, surface), surface) for surface in surfaces)


def nearest(colour: str, surfaces: tuple[str, ...]) -> str:
    """Return the shade nearest to `colour` that is readable on all surfaces.

    On light surfaces the colour is mixed with black, on dark ones with white.
    """
    is_light = _luminance(surfaces[0]) > _luminance("#777777")
    end = "#000000" if is_light else "#ffffff"
    shades = (_mixed(colour, end, step / STEPS) for step in range(STEPS + 1))
    return next(shade for shade in shades if worst(shade, surfaces)[0] >= LEAST)


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _mixed(colour: str, end: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    linear = [_linear(part / 255) for part in _parts(colour)]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
