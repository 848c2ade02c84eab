"""Templates into answers: a whole page or just its step, compressed, with its headers."""

import gzip
from collections.abc import Iterable
from typing import Any

import brotli
from starlette.requests import Request
from starlette.responses import Response

from h5kit.languages import FLOW_LANGUAGES
from h5kit.model import Partner
from h5kit.resources import templates_dir
from h5kit.steps.fields import StepForm
from h5kit.web.http import headers
from h5kit.web.http.assets import Assets
from h5kit.web.http.page import Page
from h5kit.web.http.responses import Whole
from h5kit.web.http.templates import environment
from h5kit.web.http.themes import Looks

HTML = (b"content-type", b"text/html; charset=utf-8")
WORTH_COMPRESSING = 600
# A page is 9 bytes smaller than with 5, for 12 µs; above 9 each takes milliseconds.
BROTLI_QUALITY = 7


def is_fragment(request: Request) -> bool:
    """Say whether htmx or our page script asks for the step alone."""
    return "hx-request" in request.headers or "h5-fragment" in request.headers


class Renderer:
    """Prints pages; one for a server."""

    def __init__(
        self, assets: Assets, partners: Iterable[Partner], *, loopback_frames: bool
    ) -> None:
        """Take the assets that pages name; `loopback_frames` is the demo's switch."""
        self._assets = assets
        self._loopback = loopback_frames
        self._looks = Looks(assets, partners)
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
        """Answer with the page of its step, or with the step alone where a script asked."""
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
                look=self._looks.of(partner, page.size),
                nonce=page_nonce,
                **more,
            )
        )
        extra = headers.page_headers(page_nonce, partner, loopback=self._loopback)
        return answer(request, text, status, extra)


def answer(request: Request, text: str, status: int, extra: list[tuple[bytes, bytes]]) -> Response:
    """Return HTML, compressed as the browser likes it.

    Compressing is safe here although the page holds a secret and reflects input: the address
    itself is the secret, so nobody but its holder can make the page reflect anything.
    """
    body, encoding = compressed(text.encode(), request.headers.get("accept-encoding", ""))
    extra.append(HTML)
    if encoding:
        extra.append((b"content-encoding", encoding))
    return Whole(body, status, extra)


def compressed(body: bytes, accepted: str) -> tuple[bytes, bytes]:
    """Return (body, content-encoding) for what the browser accepts; small ones stay as they are."""
    if len(body) < WORTH_COMPRESSING:
        return body, b""
    if "br" in accepted:
        return _brotli(body), b"br"
    if "gzip" in accepted:
        return gzip.compress(body, 6, mtime=0), b"gzip"
    return body, b""


def _brotli(body: bytes) -> bytes:
    made: Any = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=16)  # type: ignore[no-untyped-call]
    return bytes(made)
