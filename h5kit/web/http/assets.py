"""Static files: hashed addresses, compressed once at start, cached for ever."""

import base64
import gzip
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import brotli
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from h5kit.resources import built, static_dir
from h5kit.web.http.headers import ANYBODY, PICTURE, STABLE, STATIC
from h5kit.web.http.responses import Whole
from h5kit.web.http.routes import Room, nothing_at

KINDS = {
    # A script takes the page's charset.
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
PAGE_SCRIPT = "page.js"
EVENTS = "events.js"
SDK = "h5kit.js"
HTMX = "vendor/htmx-4.0.1.min.js"
CSS = "h5kit.css"
LARGE = "large.css"
STABLE_SDK = "/h5kit.js"
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in its three encodings."""

    plain: bytes
    gzipped: bytes
    brotli: bytes
    media_type: str
    headers: Headers = STATIC

    def response(self, accepted: str) -> Response:
        """Return the file in the best encoding that is accepted."""
        headers = [*self.headers, (b"content-type", self.media_type.encode())]
        for name, body in (("br", self.brotli), ("gzip", self.gzipped)):
            if name in accepted:
                return Whole(body, 200, [*headers, (b"content-encoding", name.encode())])
        return Whole(self.plain, 200, headers)

    @property
    def etag(self) -> bytes:
        """What tells this version from others, in each encoding."""
        return b'W/"' + _digest(self.plain).encode() + b'"'


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _brotli(content: bytes) -> bytes:
    made: Any = brotli.compress(content, quality=11, lgwin=22)  # type: ignore[no-untyped-call]
    return bytes(made)


class Assets:
    """The static files, and the addresses that templates print."""

    def __init__(self) -> None:
        """Read, compress and hash what pages use. Raises NotBuiltError."""
        self._files: dict[str, Asset] = {}
        self.css = built(CSS)
        self.large = built(LARGE)
        self.script = self._add(PAGE_SCRIPT, built(PAGE_SCRIPT).encode())
        self.htmx = self._add("htmx.js", (static_dir() / HTMX).read_bytes())
        self.events = built(EVENTS)
        self.sdk = self._add_sdk(built(SDK).encode())

    def _add_sdk(self, content: bytes) -> str:
        """Keep the partners' SDK at both its addresses; return the hashed one."""
        hashed = self._add(SDK, content, (*STATIC, *ANYBODY))
        # A partner's page may have any charset.
        asset = replace(self._files[hashed], media_type="text/javascript; charset=utf-8")
        self._files[hashed] = asset
        headers = (*STABLE, *ANYBODY, (b"etag", asset.etag))
        self._files[STABLE_SDK] = replace(asset, headers=headers)
        self.sdk_integrity = integrity(content)
        return hashed

    def add_picture(self, name: str, content: bytes) -> str:
        """Keep a partner's picture; return its address. No script of it ever runs."""
        return self._add(name, content, (*STATIC, *PICTURE))

    def add_script(self, name: str, content: bytes) -> str:
        """Keep a script that only some servers have; return its address."""
        return self._add(name, content)

    def _add(self, name: str, content: bytes, headers: Headers = STATIC) -> str:
        path = f"/static/{_digest(content)}/{name}"
        self._files[path] = Asset(
            plain=content,
            gzipped=gzip.compress(content, 9, mtime=0),
            brotli=_brotli(content),
            media_type=KINDS[Path(name).suffix],
            headers=headers,
        )
        return path

    def answer(self, scope: Scope) -> Response:
        """Return the file of a static address, 304 where the browser has it, or 404."""
        asset = self._files.get(scope["path"])
        if asset is None:
            return Whole(b"", 404, STATIC[1:])
        sent = dict(scope["headers"])
        if scope["path"] == STABLE_SDK and sent.get(b"if-none-match") == asset.etag:
            return Whole(b"", 304, asset.headers)
        return asset.response(sent.get(b"accept-encoding", b"").decode("latin-1"))


def integrity(content: bytes) -> str:
    """Return what a page's `integrity` attribute says of a script (SRI)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def assets_room() -> Room:
    """Return where files are, and where browsers look for one: `StaticFirst` answers GET and HEAD.

    What is left is found nowhere.
    """
    return Room(
        (nothing_at("/static/{path:path}"), nothing_at(STABLE_SDK), nothing_at("/favicon.ico"))
    )


class StaticFirst:
    """A pure ASGI layer that answers static addresses before any routing is done."""

    def __init__(self, app: ASGIApp, assets: Assets) -> None:
        """Wrap the application."""
        self._app = app
        self._assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer static addresses to GET and HEAD; pass everything else on."""
        is_static = scope["type"] == "http" and scope["path"].startswith(("/static/", STABLE_SDK))
        if is_static and scope["method"] in {"GET", "HEAD"}:
            await self._assets.answer(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
