"""Static files: compressed once at startup, at hashed addresses that browsers cache for a year."""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import brotli
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from h5kit.resources import built, static_dir
from h5kit.web.http.encodings import Encoding, encoding_for
from h5kit.web.http.headers import CROSS_ORIGIN, SANDBOXED_IMAGE, STATIC, UNHASHED
from h5kit.web.http.responses import RawResponse
from h5kit.web.http.routes import Room, missing_route

MEDIA_TYPES = {
    # Without a charset a script is read in the page's.
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
UNHASHED_SDK = "/h5kit.js"
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file in every encoding."""

    bodies: Mapping[Encoding, bytes]
    media_type: str
    headers: Headers = STATIC

    def response(self, encoding: Encoding) -> Response:
        """Return the file in an encoding."""
        headers = [*self.headers, (b"content-type", self.media_type.encode())]
        if encoding is not Encoding.IDENTITY:
            headers.append((b"content-encoding", encoding.encode()))
        return RawResponse(self.bodies[encoding], 200, headers)

    @property
    def etag(self) -> bytes:
        """The weak ETag of the content, the same for every encoding."""
        return b'W/"' + _digest(self.bodies[Encoding.IDENTITY]).encode() + b'"'


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _brotli(content: bytes) -> bytes:
    compressed: Any = brotli.compress(content, quality=11, lgwin=22)  # type: ignore[no-untyped-call]
    return bytes(compressed)


class Assets:
    """The static files, and the addresses that templates print."""

    def __init__(self) -> None:
        """Read, compress and hash the files. Raises NotBuiltError if a built one is missing."""
        self._files: dict[str, Asset] = {}
        self.css = built(CSS)
        self.large = built(LARGE)
        self.script = self._add(PAGE_SCRIPT, built(PAGE_SCRIPT).encode())
        self.htmx = self._add("htmx.js", (static_dir() / HTMX).read_bytes())
        self.events = built(EVENTS)
        self.sdk = self._add_sdk(built(SDK).encode())

    def _add_sdk(self, content: bytes) -> str:
        """Add the partners' SDK at its hashed and its unhashed address; return the hashed one."""
        hashed = self._add(SDK, content, (*STATIC, *CROSS_ORIGIN))
        # A partner's page may have another charset.
        asset = replace(self._files[hashed], media_type="text/javascript; charset=utf-8")
        self._files[hashed] = asset
        headers = (*UNHASHED, *CROSS_ORIGIN, (b"etag", asset.etag))
        self._files[UNHASHED_SDK] = replace(asset, headers=headers)
        self.sdk_integrity = integrity(content)
        return hashed

    def add_picture(self, name: str, content: bytes) -> str:
        """Add a partner's picture and return its address; its headers forbid any script in it."""
        return self._add(name, content, (*STATIC, *SANDBOXED_IMAGE))

    def add_script(self, name: str, content: bytes) -> str:
        """Add a script that only some servers have; return its address."""
        return self._add(name, content)

    def _add(self, name: str, content: bytes, headers: Headers = STATIC) -> str:
        path = f"/static/{_digest(content)}/{name}"
        self._files[path] = Asset(
            bodies={
                Encoding.BROTLI: _brotli(content),
                Encoding.GZIP: gzip.compress(content, 9, mtime=0),
                Encoding.IDENTITY: content,
            },
            media_type=MEDIA_TYPES[Path(name).suffix],
            headers=headers,
        )
        return path

    def response(self, scope: Scope) -> Response:
        """Return the file at the request's address, 304 if the browser has it, 404 for no file."""
        asset = self._files.get(scope["path"])
        if asset is None:
            return RawResponse(b"", 404, STATIC[1:])
        sent = dict(scope["headers"])
        if scope["path"] == UNHASHED_SDK and sent.get(b"if-none-match") == asset.etag:
            return RawResponse(b"", 304, asset.headers)
        return asset.response(encoding_for(scope))


def integrity(content: bytes) -> str:
    """Return the value of a page's `integrity` attribute for a script (SHA-384)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def assets_room() -> Room:
    """Return the routes of static addresses, all of which answer 404.

    `StaticFirst` answers GET and HEAD before routing, so that only other methods and
    `/favicon.ico` reach these routes. They give the access log a name for such requests.
    """
    return Room(
        (
            missing_route("/static/{path:path}"),
            missing_route(UNHASHED_SDK),
            missing_route("/favicon.ico"),
        )
    )


class StaticFirst:
    """ASGI middleware that serves static files before routing."""

    def __init__(self, app: ASGIApp, assets: Assets) -> None:
        """Wrap the application."""
        self._app = app
        self._assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve GET and HEAD of static addresses; pass on every other request."""
        is_static = scope["type"] == "http" and scope["path"].startswith(("/static/", UNHASHED_SDK))
        if is_static and scope["method"] in {"GET", "HEAD"}:
            await self._assets.response(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
