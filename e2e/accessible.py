"""What axe finds on a page, in each colour scheme and width, without loading the page anew."""

from collections.abc import Iterable, Iterator
from typing import Literal

from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

RUN = "([context, options]) => axe.run(context, options).then(r => r.violations)"


def violations(
    page: Page,
    axe: str,
    context: dict[str, list[str]] | None = None,
    options: dict[str, object] | None = None,
) -> list[tuple[str, list[str]]]:
    """Return (rule, elements) of what axe finds; `axe` is its source, run once a document."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate(RUN, [context or {"exclude": []}, options or {}])
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found]


def in_schemes(page: Page, schemes: Iterable[Scheme] = SCHEMES) -> Iterator[Scheme]:
    """Show the page in one colour scheme after another; each is yielded as it is shown.

    A scheme changes styles only: the document is the same, so it is loaded once.
    """
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        assert dark == (scheme == "dark")
        yield scheme


def in_widths(page: Page, widths: Iterable[int], height: int = 900) -> Iterator[int]:
    """Show the page in one width after another; each is yielded as it is shown."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("innerWidth") == width
        yield width
