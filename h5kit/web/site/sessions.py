"""Sessions of the site's users: the cookie that names a session, and the token of forms."""

import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from h5kit.clock import Clock
from h5kit.settings import Settings
from h5kit.signatures import PurposeSigner
from h5kit.store.site import Accounts
from h5kit.web.http.origins import is_foreign_post
from h5kit.web.report.access import Viewer

COOKIE: Final = "__Host-h5kit"
PLAIN_COOKIE: Final = "h5kit"
"""For http, as in the demo: a browser drops a `__Host-` cookie there."""

_BYTES: Final = 32
_LONGEST: Final = 200


class Sessions:
    """The report page's `Users`: finds the user of the session in the cookie."""

    def __init__(self, accounts: Accounts, settings: Settings, clock: Clock) -> None:
        """Take the accounts, and the settings that say how long sessions last."""
        self._accounts = accounts
        self._settings = settings
        self._clock = clock
        self._is_secure = settings.base_url.startswith("https://")
        self.cookie_name = COOKIE if self._is_secure else PLAIN_COOKIE
        self._signer = PurposeSigner(settings.keys, "h5kit.site.form")

    async def viewer(self, request: Request, *, touches: bool = True) -> Viewer | None:
        """Return who sends the request, None if nobody is logged in or the session has expired.

        The request extends the session unless `touches` is off: a page that reloads itself is no
        activity.
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
        """Return the value of the session cookie, "" if there is none or it is malformed."""
        value = request.cookies.get(self.cookie_name, "")
        return value if len(value) <= _LONGEST and value.isascii() else ""

    async def begin(self, request: Request, name: str, response: Response) -> None:
        """Log a user in with a new cookie; the session of the old one ends."""
        await self.end(request)
        cookie = secrets.token_urlsafe(_BYTES)
        await self._accounts.start_session(cookie, name, self._clock.now())
        self._set(response, cookie)

    async def end(self, request: Request) -> None:
        """End the session in the cookie."""
        if cookie := self.cookie(request):
            await self._accounts.end_session(cookie)

    def forget(self, response: Response) -> None:
        """Delete the cookie in the browser."""
        self._set(response, "", "; Max-Age=0")

    def hand_out(self, request: Request, response: Response, fresh: str) -> None:
        """Set the cookie that the form's token was made for, if the browser has none."""
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
        """Return the token of a form; it is bound to the cookie.

        It differs each time, so that the length of a compressed page reveals nothing of it.
        """
        salt = secrets.token_urlsafe(9)
        return f"{salt}.{self._signer.get_signature(f'{cookie}.{salt}').decode()}"

    def is_ours(self, request: Request, token: str) -> bool:
        """Say whether a post comes from one of our pages, made for this browser."""
        cookie = self.cookie(request)
        if not cookie or is_foreign_post(request) or len(token) > _LONGEST or not token.isascii():
            return False
        salt, _, signature = token.partition(".")
        return self._signer.verify_signature(f"{cookie}.{salt}".encode(), signature)
