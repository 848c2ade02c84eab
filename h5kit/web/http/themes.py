"""How a partner's pages look: its stylesheet, inlined so that nothing blocks the first paint."""

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
"""A logo is made for white; in the dark look it keeps some."""


@dataclass(frozen=True, slots=True)
class ThemeLook:
    """What the pages of one partner print in their head; `logo` is an address, "" for none."""

    css: Markup
    logo: str = ""
    logo_width: int = 0
    logo_height: int = LOGO_HEIGHT


class Looks:
    """The looks of all partners, in both sizes, made once at start."""

    def __init__(self, assets: Assets, partners: Iterable[Partner]) -> None:
        """Make them, and put the partners' logos among the static files."""
        self._assets = assets
        self._plain = {size: self._look(PLAIN, size) for size in ("normal", "large")}
        self._all = {
            (partner.appid, size): self._look(partner.theme, size)
            for partner in partners
            if partner.theme != PLAIN
            for size in ("normal", "large")
        }

    def of(self, partner: Partner | None, size: str) -> ThemeLook:
        """Return the look of a partner's page; `size` "" leaves it to the theme."""
        size = size or (partner.theme.size if partner else PLAIN.size)
        own = self._all.get((partner.appid, size)) if partner else None
        return own or self._plain[size]

    def _look(self, theme: Theme, size: str) -> ThemeLook:
        large = self._assets.large if size == "large" else ""
        css = Markup(self._base(theme) + large + rules(theme))  # noqa: S704 - checked at start
        if theme.logo is None:
            return ThemeLook(css)
        return ThemeLook(css, self._address(theme.logo), round(LOGO_HEIGHT * theme.logo.ratio))

    def _base(self, theme: Theme) -> str:
        if theme.dark == "auto":
            return self._assets.css
        always_light = _DARK.sub("", self._assets.css, count=1)
        return always_light.replace("color-scheme:light dark", "color-scheme:light", 1)

    def _address(self, logo: Logo) -> str:
        return self._assets.add_picture(f"logo.{logo.kind}", logo.content)


def rules(theme: Theme) -> str:
    """Return a theme's own rules, which stand after the stylesheet's."""
    made = []
    if theme.accent:
        made.append(f"@media {_light(theme)}{{:root{{--brand:{theme.accent}}}}}")
    if theme.accent_dark and theme.dark == "auto":
        made.append(f"@media (prefers-color-scheme:dark){{:root{{--brand:{theme.accent_dark}}}}}")
    if theme.radius is not None:
        made.append(f".c,.b,.n{{border-radius:{theme.radius}px}}")
    if theme.logo is not None:
        made.append(LOGO + (DARK_LOGO if theme.dark == "auto" else ""))
    return "".join(made)


def _light(theme: Theme) -> str:
    """The accent is for the light look, or for the only one."""
    return "(prefers-color-scheme:light)" if theme.dark == "auto" else "all"
