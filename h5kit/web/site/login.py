"""`/site/login` and `/site/logout`."""

import hashlib
import hmac
import re
from ipaddress import IPv6Address, ip_address
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response

from h5kit.web.http.body import BadRequestError, read_form
from h5kit.web.http.responses import see_other
from h5kit.web.report.access import Seen
from h5kit.web.site.parts import SiteParts
from h5kit.web.site.passwords import Passwords

MOST_BYTES: Final = 4096
MOST_FIELDS: Final = 8
WITHIN_SECONDS: Final = 900
MOST_BY_NAME, MOST_BY_ADDRESS = 10, 30
"""Wrong passwords within a quarter of an hour."""

REPORTS: Final = "/site/reports"
_OURS: Final = re.compile(r"/(?:site|report)/[\w/.-]*(?:\?[\w.~%&=+-]*)?", re.ASCII)
WRONG: Final = "账号或密码不正确"
TOO_OFTEN: Final = "尝试次数过多，请 15 分钟后再试"
STALE: Final = "页面已过期，请重新登录；如反复出现，请检查浏览器是否允许 Cookie"

log = structlog.get_logger("h5kit.site")


class Login:
    """Handlers of logging in and out."""

    def __init__(self, parts: SiteParts) -> None:
        """Take the parts."""
        self._parts = parts
        self._passwords = Passwords()

    async def answer(self, request: Request) -> Response:
        """`GET` shows the form, `POST` logs in and leads to where `next` says."""
        if request.method == "POST":
            return await self._log_in(request)
        after = _after(request.query_params.get("next", ""))
        if await self._parts.sessions.viewer(request):
            return see_other(after)
        return self._form(request, after)

    async def log_out(self, request: Request) -> Response:
        """`POST` ends the session; `GET` only leads back, since a link must not log anybody out."""
        if request.method != "POST":
            return see_other(REPORTS)
        form = await _form_of(request)
        if not self._parts.sessions.is_ours(request, form.get("token", "")):
            return see_other(REPORTS)
        await self._parts.sessions.end(request)
        response = see_other("/site/login")
        self._parts.sessions.forget(response)
        return response

    def _form(
        self, request: Request, after: str, name: str = "", fault: str = "", status: int = 200
    ) -> Response:
        sessions = self._parts.sessions
        cookie = sessions.fresh(request)
        response = self._parts.renderer.page(
            request, "login", status=status, token=sessions.form_token(cookie), after=after,
            name=name, fault=fault,
        )  # fmt: skip
        sessions.hand_out(request, response, cookie)
        return response

    async def _log_in(self, request: Request) -> Response:
        form = await _form_of(request)
        name, after = form.get("user", "").strip(), _after(form.get("next", ""))
        if not self._parts.sessions.is_ours(request, form.get("token", "")):
            return self._form(request, after, name, STALE, 403)
        keys = self._keys(request, name)
        if not await self._may_try(keys):
            return self._form(request, after, name, TOO_OFTEN, 429)
        if not await self._is_right(name, form.get("password", "")):
            log.warning("login_refused")
            return self._form(request, after, name, WRONG, 422)
        await self._parts.store.site.accounts.uncount(*keys)
        now = self._parts.clock.now()
        await self._parts.store.site.audit_log.record(f"user:{name}", Seen.LOGGED_IN.value, "", now)
        response = see_other(after)
        await self._parts.sessions.begin(request, name, response)
        return response

    async def _is_right(self, name: str, password: str) -> bool:
        account = await self._parts.store.site.accounts.find(name)
        is_it = await self._passwords.is_right(account.hash if account else None, password)
        return is_it and account is not None and account.disabled_at is None

    async def _may_try(self, keys: tuple[str, str]) -> bool:
        """Count a try before it is made, so that many at once are as many; say if it may be."""
        until = self._parts.clock.now() + WITHIN_SECONDS
        used = [await self._parts.store.count(key, until) for key in keys]
        return used[0] <= MOST_BY_NAME and used[1] <= MOST_BY_ADDRESS

    def _keys(self, request: Request, name: str) -> tuple[str, str]:
        """Return what tries are counted by: keyed hashes, since neither is to be kept."""
        span = int(self._parts.clock.now() // WITHIN_SECONDS)
        key = self._parts.settings.keys[0].encode()

        def made(kind: str, of: str) -> str:
            words = f"h5kit.login\0{kind}\0{of}\0{span}".encode()
            return f"login/{hmac.new(key, words, hashlib.sha256).hexdigest()}"

        return made("name", name), made("address", _network(request))


async def _form_of(request: Request) -> dict[str, str]:
    """Return the fields; what can't be read is an empty form, which no token is in."""
    try:
        return await read_form(request, MOST_BYTES, MOST_FIELDS)
    except BadRequestError:
        return {}


def _after(asked: str) -> str:
    """Return where to go after the login: an address of the site, or the list."""
    return asked if _OURS.fullmatch(asked) else REPORTS


def _network(request: Request) -> str:
    """Return whose address it is: an IPv6 user has a whole /64."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host
