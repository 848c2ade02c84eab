"""Renders report and site pages; they have no script, and their policy forbids any."""

import re
from functools import partial
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from h5kit.languages import REPORT_LANGUAGES, SOURCE, Language
from h5kit.resources import built, templates_dir
from h5kit.web.http import headers
from h5kit.web.http.chosen_language import ChosenLanguage
from h5kit.web.http.render import answer
from h5kit.web.http.templates import environment
from h5kit.web.report import formats, labels
from h5kit.web.report.sections import SECTIONS

CSS: Final = "report.css"
LETTERS_CSS: Final = "letters.css"
"""Added for languages whose words are longer than Chinese ones."""
SHARED: Final = tuple(
    (name, b"no-referrer" if name == b"referrer-policy" else value)
    for name, value in headers.COMMON
)
"""Headers of pages opened by a link: the address is a key, so it is never sent as referrer."""

_UNSAFE_IN_CSS: Final = re.compile(r"[^\w.-]", re.ASCII)


class ReportRenderer:
    """Renders the pages of a folder of templates with the report's stylesheet."""

    def __init__(self, chosen: ChosenLanguage, folder: str = "report", *sheets: str) -> None:
        """Read the stylesheets and compile the templates for each language."""
        self.chosen = chosen
        self._folder = folder
        css = "".join(map(built, (CSS, *sheets)))
        self._css = {one: _css_in(one, css) for one in REPORT_LANGUAGES.values()}
        self._environments = {one: _environment(one) for one in REPORT_LANGUAGES.values()}

    def page(
        self, request: Request, template: str, /, *, status: int = 200, is_shared: bool = False,
        sid: str = "", here: str = "", **values: Any,
    ) -> Response:  # fmt: skip
        """Answer with a page; one opened by a link (`is_shared`) sends no referrer.

        `here` is the address of the page for GET if the request's own cannot be opened again.
        """
        nonce, language = headers.nonce(), self.chosen.of(request)
        css = self._css[language] + _printed_head(sid, language)
        made = self._environments[language].get_template(f"{self._folder}/{template}.html")
        links = self.chosen.links(request, here)
        text = made.render(nonce=nonce, css=css, language_links=links, **values)
        return answer(request, text, status, page_headers(nonce, is_shared=is_shared))


def _environment(language: Language) -> Environment:
    """Return the templates in a language, with the formats as filters."""
    env, spoken = environment(templates_dir(), language), formats.Formats(language)
    for write in (formats.moment, formats.stamp, formats.month, formats.percent, formats.minutes,
                  formats.host, spoken.day, spoken.span, spoken.days, spoken.counted,
                  spoken.yuan, spoken.disclosed):  # fmt: skip
        env.filters[write.__name__] = write
    env.filters.update(
        text=language.text,
        joined=language.join,
        contact_label=partial(labels.contact_label, language=language),
    )
    env.globals.update(
        labels=labels, marked=spoken.marked, NOTHING=formats.NOTHING, SECTIONS=SECTIONS
    )
    return env


def _css_in(language: Language, css: str) -> Markup:
    """Return the stylesheet with its printed texts in a language."""
    for printed in (_page_count, _colon):
        css = css.replace(printed(SOURCE), printed(language))
    if language.locale.language != SOURCE.locale.language:
        css += built(LETTERS_CSS)
    return Markup(css)  # noqa: S704 - ours


def _page_count(language: Language) -> str:
    """Return the page count of a printed sheet, as CSS."""
    count = {"page": '" counter(page) "', "pages": '" counter(pages) "'}
    return f'"{language.fill("第 %(page)s 页，共 %(pages)s 页", **count)}"'


def _colon(language: Language) -> str:
    """Return the separator between label and value on a phone, as CSS."""
    return f'"{language.text("：")}"'


def _printed_head(sid: str, language: Language) -> Markup:
    """Return the rule that prints the sid at the head of every sheet."""
    if not sid:
        return Markup()
    rule = Markup('@page{{@top-left{{content:"{}"}}}}')
    return rule.format(language.fill("运营商报告 %(sid)s", sid=_UNSAFE_IN_CSS.sub("", sid)))


def page_headers(nonce: str, *, is_shared: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers of a page: it runs and loads nothing and cannot be framed."""
    policy = (
        f"default-src 'none';style-src 'nonce-{nonce}';img-src data:;form-action 'self';"
        "base-uri 'none';frame-ancestors 'none'"
    )
    return [
        *(SHARED if is_shared else headers.COMMON),
        (b"x-frame-options", b"DENY"),
        (b"x-robots-tag", b"noindex"),
        (b"content-security-policy", policy.encode()),
    ]
