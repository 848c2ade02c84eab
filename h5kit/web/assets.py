"""Static files: hashed addresses, compressed once at start, cached for ever."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from h5kit.web.answers import Whole
from h5kit.web.headers import STATIC

KINDS = {
    # A script takes the page's charset.
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
PAGE_SCRIPT = "page.js"
HTMX = "vendor/htmx-4.0.1.min.js"
CSS = "h5kit.css"
_STRING = re.compile(r"('(?:[^'\\]|\\.)*')")
_IDLE = re.compile(r"\s*([^\w\s$'])\s*")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_TIGHT = re.compile(r"\s*([{};,>])\s*")


def minify_css(text: str) -> str:
    """Return the stylesheet without comments and idle white space (no strings with ; in it)."""
    return _TIGHT.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", text))).replace(";}", "}").strip()


def minify_js(text: str) -> str:
    """Return our page script without comment lines and idle white space.

    It relies on how that script is written: comments stand on lines of their own, statements
    end in semicolons, strings are in single quotes, and there are no regular expressions.
    """
    lines = (line.strip() for line in text.splitlines())
    code = " ".join(line for line in lines if line and not line.startswith("//"))
    parts = _STRING.split(code)
    return "".join(p if p.startswith("'") else _IDLE.sub(r"\1", p) for p in parts)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in its three encodings."""

    plain: bytes
    gzipped: bytes
    brotli: bytes
    media_type: str

    def response(self, accepted: str) -> Response:
        """Return the file in the best encoding that is accepted."""
        kind = (b"content-type", self.media_type.encode())
        for name, body in (("br", self.brotli), ("gzip", self.gzipped)):
            if name in accepted:
                headers = [*STATIC, kind, (b"content-encoding", name.encode())]
                return Whole(body, 200, headers)
        return Whole(self.plain, 200, [*STATIC, kind])


def _brotli(content: bytes) -> bytes:
    made: Any = brotli.compress(content, quality=11, lgwin=22)  # type: ignore[no-untyped-call]
    return bytes(made)


class Assets:
    """The static files of a folder, and the addresses that templates print."""

    def __init__(self, folder: Path) -> None:
        """Read, compress and hash what pages use."""
        self._files: dict[str, Asset] = {}
        self.css = minify_css((folder / CSS).read_text("utf-8"))
        self.script = self._add(
            "page.js", minify_js((folder / PAGE_SCRIPT).read_text("utf-8")).encode()
        )
        self.htmx = self._add("htmx.js", (folder / HTMX).read_bytes())
        self.icon = ""
        if (folder / "favicon.svg").exists():
            self.icon = self._add("favicon.svg", (folder / "favicon.svg").read_bytes())

    def _add(self, name: str, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()[:8]
        path = f"/static/{digest}/{name}"
        self._files[path] = Asset(
            plain=content,
            gzipped=gzip.compress(content, 9, mtime=0),
            brotli=_brotli(content),
            media_type=KINDS[Path(name).suffix],
        )
        return path

    def answer(self, scope: Scope) -> Response:
        """Return the file of a static address, or 404."""
        asset = self._files.get(scope["path"])
        if asset is None:
            return Whole(b"", 404, STATIC[1:])
        accepted = next((v for k, v in scope["headers"] if k == b"accept-encoding"), b"")
        return asset.response(accepted.decode("latin-1"))


class StaticFirst:
    """A pure ASGI layer that answers static addresses before any routing is done."""

    def __init__(self, app: ASGIApp, assets: Assets) -> None:
        """Wrap the application."""
        self._app = app
        self._assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `/static/…` to GET and HEAD; pass everything else on."""
        is_static = scope["type"] == "http" and scope["path"].startswith("/static/")
        if is_static and scope["method"] in {"GET", "HEAD"}:
            await self._assets.answer(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
