"""The stylesheet of a partner's pages, inlined so that no request delays the first paint."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from h5kit.model import PLAIN, Logo, Partner, Theme
from h5kit.web.http.assets import Assets

_DARK = re.compile(r"@media ?\(prefers-color-scheme:dark\)\{:root\{[^}]*\}\}")
LOGO_HEIGHT = 32
LOGO = (
    "header{max-width:30rem;margin:auto;padding:1rem 1.25rem 0}"
    "header img{width:auto;height:2rem;margin:0;background:none}"
)
DARK_LOGO = "@media (prefers-color-scheme:dark){header img{background:#fff;padding:.25rem .5rem}}"
"""Logos are made for a white background, so they keep one in dark mode."""


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The stylesheet and logo of a partner's pages.

    `logo` is the address of the picture, "" for none; width and height are in pixels.
    """

    css: Markup
    logo: str = ""
    logo_width: int = 0
    logo_height: int = LOGO_HEIGHT


class PageStyles:
    """The styles of all partners' pages in both text sizes, computed at startup."""

    def __init__(self, assets: Assets, partners: Iterable[Partner]) -> None:
        """Compute the styles, and add the partners' logos to the static files."""
        self._assets = assets
        self._plain = {size: self._style(PLAIN, size) for size in ("normal", "large")}
        self._by_partner = {
            (partner.appid, size): self._style(partner.theme, size)
            for partner in partners
            if partner.theme != PLAIN
            for size in ("normal", "large")
        }

    def of(self, partner: Partner | None, size: str) -> PageStyle:
        """Return the style of a partner's page; `size` "" means the size of the theme."""
        size = size or (partner.theme.size if partner else PLAIN.size)
        own = self._by_partner.get((partner.appid, size)) if partner else None
        return own or self._plain[size]

    def _style(self, theme: Theme, size: str) -> PageStyle:
        large = self._assets.large if size == "large" else ""
        css = Markup(self._base(theme) + large + theme_rules(theme))  # noqa: S704 - checked at start
        if theme.logo is None:
            return PageStyle(css)
        return PageStyle(css, self._address(theme.logo), round(LOGO_HEIGHT * theme.logo.ratio))

    def _base(self, theme: Theme) -> str:
        if theme.dark == "auto":
            return self._assets.css
        always_light = _DARK.sub("", self._assets.css, count=1)
        return always_light.replace("color-scheme:light dark", "color-scheme:light", 1)

    def _address(self, logo: Logo) -> str:
        return self._assets.add_picture(f"logo.{logo.kind}", logo.content)


def theme_rules(theme: Theme) -> str:
    """Return the CSS rules of a theme, which follow those of the stylesheet."""
    rules = []
    if theme.accent:
        rules.append(f"@media {_accent_media(theme)}{{:root{{--brand:{theme.accent}}}}}")
    if theme.accent_dark and theme.dark == "auto":
        rules.append(f"@media (prefers-color-scheme:dark){{:root{{--brand:{theme.accent_dark}}}}}")
    if theme.radius is not None:
        rules.append(f".c,.b,.n{{border-radius:{theme.radius}px}}")
    if theme.logo is not None:
        rules.append(LOGO + (DARK_LOGO if theme.dark == "auto" else ""))
    return "".join(rules)


def _accent_media(theme: Theme) -> str:
    """Return the media of the accent color: light mode, or all if the theme has no dark mode."""
    return "(prefers-color-scheme:light)" if theme.dark == "auto" else "all"
