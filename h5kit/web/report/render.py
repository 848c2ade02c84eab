"""The report's templates into answers: no script at all, a policy that says so."""

import re
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from h5kit.resources import built, templates_dir
from h5kit.web.http import headers
from h5kit.web.http.render import answer
from h5kit.web.report import view as report_view
from h5kit.web.report import words as said
from h5kit.web.report.sections import SECTIONS

CSS: Final = "report.css"
SHARED: Final = tuple(
    (name, b"no-referrer" if name == b"referrer-policy" else value)
    for name, value in headers.COMMON
)
"""The headers of what a link opens: the address is a key, so no other site may learn it."""

_UNSAFE_IN_CSS: Final = re.compile(r"[^\w.-]", re.ASCII)


class ReportRenderer:
    """Prints the pages of a folder of templates in the report's look; one for a server."""

    def __init__(self, folder: str = "report", *sheets: str) -> None:
        """Read the stylesheet, and `sheets` that add to it, and find the templates."""
        self._folder = folder
        self._css = Markup("".join(map(built, (CSS, *sheets))))  # noqa: S704 - ours
        self._env = Environment(
            loader=FileSystemLoader(templates_dir()),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        for word in (said.day, said.moment, said.stamp, said.span, said.month, said.percent,
                     said.yuan, said.minutes, said.host):  # fmt: skip
            self._env.filters[word.__name__] = word
        self._env.globals.update(said=said, tables=report_view, SECTIONS=SECTIONS)

    def page(
        self, request: Request, template: str, /, *, status: int = 200, is_shared: bool = False,
        sid: str = "", **values: Any,
    ) -> Response:  # fmt: skip
        """Answer with a page; a shared one tells no other site where it was seen."""
        nonce = headers.nonce()
        css = self._css + _printed_head(sid)
        made = self._env.get_template(f"{self._folder}/{template}.html")
        text = made.render(nonce=nonce, css=css, **values)
        return answer(request, text, status, page_headers(nonce, is_shared=is_shared))


def _printed_head(sid: str) -> Markup:
    """Return the rule that prints the sid at the head of every sheet."""
    rule = Markup('@page{{@top-left{{content:"运营商报告 {}"}}}}')
    return rule.format(_UNSAFE_IN_CSS.sub("", sid)) if sid else Markup()


def page_headers(nonce: str, *, is_shared: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers of a report page: nothing runs, nothing is loaded, nobody frames it."""
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
