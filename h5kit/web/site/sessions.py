"""Who is logged in: a cookie that stands for a session, and the token of every form."""

import secrets
from hashlib import sha256
from typing import Final

from itsdangerous import Signer
from starlette.requests import Request
from starlette.responses import Response

from h5kit.clock import Clock
from h5kit.settings import Settings
from h5kit.store.site import Accounts
from h5kit.web.http.headers import is_foreign_post
from h5kit.web.report.access import Viewer

COOKIE: Final = "__Host-h5kit"
PLAIN_COOKIE: Final = "h5kit"
"""Where there is no https, as in the demo: a `__Host-` cookie would be thrown away."""

_BYTES: Final = 32
_LONGEST: Final = 200


class Sessions:
    """The report page's `Users`: people by the session that their cookie stands for."""

    def __init__(self, accounts: Accounts, settings: Settings, clock: Clock) -> None:
        """Take where sessions are kept and how long they last."""
        self._accounts = accounts
        self._settings = settings
        self._clock = clock
        self._is_secure = settings.base_url.startswith("https://")
        self.cookie_name = COOKIE if self._is_secure else PLAIN_COOKIE
        self._signer = Signer(
            list(settings.keys), salt="h5kit.site.form", digest_method=sha256,
            key_derivation="hmac",
        )  # fmt: skip

    async def viewer(self, request: Request, *, touches: bool = True) -> Viewer | None:
        """Return who sends the request, None where nobody is logged in (any longer).

        It keeps them logged in, unless it isn't they who ask: `touches` is off for a page that
        refreshes itself.
        """
        cookie = self.cookie(request)
        if not cookie:
            return None
        s = self._settings.site
        account = await self._accounts.find_by_session(
            cookie, self._clock.now(), idle=s.idle_seconds, lifetime=s.session_seconds,
            touches=touches,
        )  # fmt: skip
        return Viewer(account.name, account.role, account.appid) if account else None

    def cookie(self, request: Request) -> str:
        """Return what the browser's cookie holds, "" for none of ours."""
        value = request.cookies.get(self.cookie_name, "")
        return value if len(value) <= _LONGEST and value.isascii() else ""

    async def begin(self, request: Request, name: str, response: Response) -> None:
        """Log a user in under a fresh cookie; whatever the old one stood for is over."""
        await self.end(request)
        cookie = secrets.token_urlsafe(_BYTES)
        await self._accounts.start_session(cookie, name, self._clock.now())
        self._set(response, cookie)

    async def end(self, request: Request) -> None:
        """Forget the session that the cookie stands for."""
        if cookie := self.cookie(request):
            await self._accounts.end_session(cookie)

    def forget(self, response: Response) -> None:
        """Have the browser drop the cookie."""
        self._set(response, "", "; Max-Age=0")

    def hand_out(self, request: Request, response: Response, fresh: str) -> None:
        """Give a browser that has none the cookie that its form's token was made for."""
        if not self.cookie(request):
            self._set(response, fresh)

    def fresh(self, request: Request) -> str:
        """Return the browser's cookie, or one to `hand_out`."""
        return self.cookie(request) or secrets.token_urlsafe(_BYTES)

    def _set(self, response: Response, value: str, more: str = "") -> None:
        safe = "; Secure" if self._is_secure else ""
        words = f"{self.cookie_name}={value}; Path=/; HttpOnly; SameSite=Lax{safe}{more}"
        response.raw_headers.append((b"set-cookie", words.encode()))

    def form_token(self, cookie: str) -> str:
        """Return what a form carries: only a page that was made for this cookie has it.

        It's another one each time, so that a compressed page's length tells nothing of it.
        """
        salt = secrets.token_urlsafe(9)
        return f"{salt}.{self._signer.get_signature(f'{cookie}.{salt}').decode()}"

    def is_ours(self, request: Request, token: str) -> bool:
        """Say whether a post comes from a page of ours that was made for this browser."""
        cookie = self.cookie(request)
        if not cookie or is_foreign_post(request) or len(token) > _LONGEST or not token.isascii():
            return False
        salt, _, signature = token.partition(".")
        return self._signer.verify_signature(f"{cookie}.{salt}".encode(), signature)
