"""`/site/login` and `/site/logout`."""

import hashlib
import hmac
import re
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import Response

from h5kit.text import clean
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_form
from h5kit.web.http.responses import see_other
from h5kit.web.report.access import Seen
from h5kit.web.site.passwords import Passwords
from h5kit.web.site.services import SiteServices

MOST_BYTES: Final = 4096
MOST_FIELDS: Final = 8
WITHIN_SECONDS: Final = 900
MOST_BY_NAME, MOST_BY_ADDRESS = 10, 30
"""Wrong passwords within a quarter of an hour."""

LOGIN: Final = "/site/login"
REPORTS: Final = "/site/reports"
_OURS: Final = re.compile(r"/(?:site|report)/[\w/.-]*(?:\?[\w.~%&=+-]*)?", re.ASCII)
WRONG: Final = "账号或密码不正确"
TOO_OFTEN: Final = "尝试次数过多，请 15 分钟后再试"
STALE: Final = "页面已过期，请重新登录；如反复出现，请检查浏览器是否允许 Cookie"

log = structlog.get_logger("h5kit.site")


class Login:
    """Handlers of `/site/login` and `/site/logout`."""

    def __init__(self, services: SiteServices) -> None:
        """Take the services."""
        self._services = services
        self._passwords = Passwords()

    async def answer(self, request: Request) -> Response:
        """`GET` shows the form, `POST` logs in and redirects to `next`."""
        if request.method == "POST":
            return await self._log_in(request)
        after = _after(request.query_params.get("next", ""))
        if await self._services.sessions.viewer(request):
            return see_other(after)
        return self._form(request, after)

    async def log_out(self, request: Request) -> Response:
        """`POST` ends the session; `GET` only redirects: a link must not log anybody out."""
        if request.method != "POST":
            return see_other(REPORTS)
        form = await _form_of(request)
        if not self._services.sessions.is_ours(request, form.get("token", "")):
            return see_other(REPORTS)
        await self._services.sessions.end(request)
        response = see_other(LOGIN)
        self._services.sessions.forget(response)
        return response

    def _form(
        self, request: Request, after: str, name: str = "", fault: str = "", status: int = 200
    ) -> Response:
        sessions = self._services.sessions
        cookie = sessions.fresh(request)
        response = self._services.renderer.page(
            request, "login", status=status, token=sessions.form_token(cookie), after=after,
            name=name, fault=fault, here=f"{LOGIN}?{urlencode({'next': after})}",
        )  # fmt: skip
        sessions.hand_out(request, response, cookie)
        return response

    async def _log_in(self, request: Request) -> Response:
        form = await _form_of(request)
        name, after = clean(form.get("user", "")), _after(form.get("next", ""))
        if not self._services.sessions.is_ours(request, form.get("token", "")):
            return self._form(request, after, name, STALE, 403)
        keys = self._keys(request, name)
        if not await self._may_try(keys):
            return self._form(request, after, name, TOO_OFTEN, 429)
        if not await self._is_right(name, form.get("password", "")):
            log.warning("login_refused")
            return self._form(request, after, name, WRONG, 422)
        await self._services.store.site.accounts.uncount(*keys)
        now = self._services.clock.now()
        await self._services.store.site.audit_log.record(
            f"user:{name}", Seen.LOGGED_IN.value, "", now
        )
        response = see_other(after)
        await self._services.sessions.begin(request, name, response)
        return response

    async def _is_right(self, name: str, password: str) -> bool:
        account = await self._services.store.site.accounts.find(name)
        is_it = await self._passwords.is_right(account.hash if account else None, password)
        return is_it and account is not None and account.disabled_at is None

    async def _may_try(self, keys: tuple[str, str]) -> bool:
        """Count a try and say whether it is allowed; counting first also bounds parallel tries."""
        until = self._services.clock.now() + WITHIN_SECONDS
        used = [await self._services.store.count(key, until) for key in keys]
        return used[0] <= MOST_BY_NAME and used[1] <= MOST_BY_ADDRESS

    def _keys(self, request: Request, name: str) -> tuple[str, str]:
        """Return the counters' keys: keyed hashes, because names and addresses are not stored."""
        span = int(self._services.clock.now() // WITHIN_SECONDS)
        key = self._services.settings.keys[0].encode()

        def made(kind: str, of: str) -> str:
            words = f"h5kit.login\0{kind}\0{of}\0{span}".encode()
            return f"login/{hmac.new(key, words, hashlib.sha256).hexdigest()}"

        return made("name", name), made("address", _network(request))


async def _form_of(request: Request) -> dict[str, str]:
    """Return the fields; a malformed form counts as empty, so it has no token."""
    try:
        return await read_form(request, MOST_BYTES, MOST_FIELDS)
    except BadRequestError:
        return {}


def _after(asked: str) -> str:
    """Return the address to open after the login: one of the site or report, else the list."""
    return asked if _OURS.fullmatch(asked) else REPORTS


def _network(request: Request) -> str:
    """Return the network of the client's address: an IPv6 user has a whole /64."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host
