"""Renders templates to responses: a whole page or only its step, compressed, with headers."""

import gzip
from collections.abc import Iterable
from typing import Any, assert_never

import brotli
from starlette.requests import Request
from starlette.responses import Response

from h5kit.languages import FLOW_LANGUAGES
from h5kit.model import Partner
from h5kit.resources import templates_dir
from h5kit.steps.fields import StepForm
from h5kit.web.http import headers
from h5kit.web.http.assets import Assets
from h5kit.web.http.encodings import Encoding, encoding_for
from h5kit.web.http.page import Page
from h5kit.web.http.responses import RawResponse
from h5kit.web.http.templates import environment
from h5kit.web.http.themes import PageStyles

HTML = (b"content-type", b"text/html; charset=utf-8")
MIN_COMPRESSED_BYTES = 600
# Quality 7 makes a page 9 bytes smaller than 5 and costs 12 µs; above 9 it takes milliseconds.
BROTLI_QUALITY = 7


def is_fragment(request: Request) -> bool:
    """Return whether htmx or our page script requests only the step."""
    return "hx-request" in request.headers or "h5-fragment" in request.headers


class Renderer:
    """Renders the flow's pages; a server has one."""

    def __init__(
        self, assets: Assets, partners: Iterable[Partner], *, loopback_frames: bool
    ) -> None:
        """Compile the templates and the partners' styles.

        `loopback_frames` allows pages on this machine to frame the pages, for the demo.
        """
        self._assets = assets
        self._loopback = loopback_frames
        self._styles = PageStyles(assets, partners)
        self._environments = {
            language: environment(templates_dir(), language) for language in FLOW_LANGUAGES.values()
        }

    def page(
        self,
        request: Request,
        page: Page,
        *,
        form: StepForm | None = None,
        partner: Partner | None = None,
        status: int = 200,
        template: str = "",
        **more: object,
    ) -> Response:
        """Return the page, or only its step if a script requests that.

        `template` names a fragment other than that of the page's step. `more` are further values
        for the template.
        """
        fragment = template or page.step.value
        name = f"fragments/{fragment}" if is_fragment(request) else "base"
        page_nonce = headers.nonce()
        text = (
            self._environments[page.language]
            .get_template(f"{name}.html")
            .render(
                fragment=fragment,
                page=page,
                form=form,
                assets=self._assets,
                style=self._styles.of(partner, page.size),
                nonce=page_nonce,
                **more,
            )
        )
        extra = headers.page_headers(page_nonce, partner, loopback=self._loopback)
        return answer(request, text, status, extra)


def answer(request: Request, text: str, status: int, extra: list[tuple[bytes, bytes]]) -> Response:
    """Return an HTML response in the encoding that the browser prefers.

    Compression (BREACH) is safe although the page contains a secret and reflects input: only a
    person who knows the secret address can make the page reflect anything.
    """
    body, encoding = compressed(text.encode(), encoding_for(request.scope))
    extra.append(HTML)
    if encoding is not Encoding.IDENTITY:
        extra.append((b"content-encoding", encoding.encode()))
    return RawResponse(body, status, extra)


def compressed(body: bytes, encoding: Encoding) -> tuple[bytes, Encoding]:
    """Return a body in an encoding, and the encoding; a small body stays uncompressed."""
    if len(body) < MIN_COMPRESSED_BYTES:
        return body, Encoding.IDENTITY
    match encoding:
        case Encoding.BROTLI:
            return _brotli(body), encoding
        case Encoding.GZIP:
            return gzip.compress(body, 6, mtime=0), encoding
        case Encoding.IDENTITY:
            return body, encoding
        case other:
            assert_never(other)


def _brotli(body: bytes) -> bytes:
    result: Any = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=16)  # type: ignore[no-untyped-call]
    return bytes(result)
