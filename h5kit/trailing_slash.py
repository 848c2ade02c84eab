"""An address with a slash behind it is answered as without it."""

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send


def answer_with_slash(app: Starlette) -> None:
    """Let an application answer each of its addresses with a slash behind it, too.

    Starlette would redirect. Its address has the host and the scheme of the request, which anybody
    can choose or a proxy may have changed, and a client may repeat a POST without its body. Call
    this after every other middleware was added.
    """
    app.router.redirect_slashes = False
    app.add_middleware(_TrailingSlash)


class _TrailingSlash:
    """ASGI middleware that removes one slash behind the path; several are not one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = _without_slash(scope["path"])
            if path != scope["path"]:
                scope = {**scope, "path": path}
        await self._app(scope, receive, send)


def _without_slash(path: str) -> str:
    has_one = path.endswith("/") and not path.endswith("//")
    return path[:-1] if has_one and path != "/" else path
