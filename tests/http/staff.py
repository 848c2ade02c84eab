"""The report site of a demo, and its users in browsers without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from httpx2 import Response
from starlette.testclient import TestClient

from h5kit.demo import Demo, demo_partner
from h5kit.messages import Status
from h5kit.store.site import Account, Role
from h5kit.store.store import Store
from h5kit.testing.people import number
from h5kit.web.site.passwords import quick_hash
from tests.conftest import Visit
from tests.eventually import eventually

BASE: Final = "http://127.0.0.1:8000"
TOKEN: Final = re.compile(r'name="token" value="([^"]+)"')
PASSWORD: Final = "korrekt-pferd-9"


class Staff:
    """A server with a site user for each role, and `shop`, who sees one partner's reports."""

    def __init__(self, demo: Demo, client: TestClient, store: Store, folder: Path) -> None:
        """`server` is running; `folder` has its data."""
        self.demo, self.client, self.store, self.folder = demo, client, store, folder
        kept = quick_hash(PASSWORD)
        for role in Role:
            self.run(store.site.accounts.add, Account(role.value, kept, role, "", 1.0))
        for role in (Role.VIEWER, Role.OPERATOR):
            name = f"{role.value}-of-other"
            self.run(store.site.accounts.add, Account(name, kept, role, "other", 1.0))

    def run(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Run a coroutine on the server's own event loop; return its result."""
        assert self.client.portal

        async def work() -> Any:
            return await call(*arguments, **named)

        return self.client.portal.call(work)

    def browser(self) -> "Browser":
        """Return a new browser without cookies."""
        return Browser(self)

    def logged_in(self, name: str) -> "Browser":
        """Return a browser in which this user is logged in."""
        browser = self.browser()
        assert browser.log_in(name).status_code == 200
        return browser

    def granted(self, last_four: str = "0000", uid: str = "u-1", **entry: str) -> str:
        """Complete a flow; return its sid."""
        tel = entry.pop("tel", "") or number(last_four)
        visit = Visit(self.client).enter(tel=tel, uid=uid, **entry).phone()
        assert visit.step == "success"
        sid: str = visit.flow["sid"]
        return sid

    def reported(self, **entry: str) -> str:
        """Complete a flow and wait for its report."""
        sid = self.granted(**entry)
        bearer = {"authorization": f"Bearer {demo_partner().secret}"}
        eventually(
            lambda: self.client.get("/calls/report", params={"sid": sid}, headers=bearer).json(),
            lambda told: told["status"] != Status.BEING_MADE,
            "reported",
        )
        return sid

    def noted(self) -> list[tuple[str, str, str]]:
        """Return the entries of the audit log, oldest first: who did what with which report."""
        entries = self.run(self.store.site.audit_log.entries, 100)
        return [(e.who, e.what, e.sid) for e in reversed(entries)]

    def advance(self, seconds: float) -> None:
        """Move the server's clock."""
        self.client.post("/sandbox/clock", json={"advance_seconds": seconds})


class Browser:
    """A browser without JavaScript: gets pages, posts their forms, stores its cookie."""

    def __init__(self, staff: Staff) -> None:
        """Each browser has a cookie of its own."""
        self.staff = staff
        self.cookies: dict[str, str] = {}
        self.shown: Response | None = None

    def get(self, path: str, **query: str) -> Response:
        """Open a page and follow redirects."""
        return self._send("GET", path, **({"params": query} if query else {}))

    def post(self, path: str, headers: dict[str, str] | None = None, /, **fields: str) -> Response:
        """Post a form with the token of the current page, or with the given one."""
        token = TOKEN.search(self.shown.text) if self.shown else None
        fields = {"token": token[1] if token else "", **fields}
        return self._send("POST", path, data=fields, headers=headers or {"origin": BASE})

    def log_in(self, name: str, password: str = PASSWORD, **fields: str) -> Response:
        """Open the login page and submit it."""
        self.get("/site/login")
        return self.post("/site/login", user=name, password=password, **fields)

    def _send(self, method: str, path: str, **given: Any) -> Response:
        client = self.staff.client
        for _ in range(5):
            headers = {**(given.pop("headers", None) or {}), "cookie": self._cookie_line()}
            client.cookies.clear()
            answer = client.request(method, path, headers=headers, follow_redirects=False, **given)
            self._keep(answer)
            if answer.status_code != 303:
                self.shown = answer
                return answer
            method, path, given = "GET", answer.headers["location"], {}
        raise AssertionError("led in a circle")

    def _cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, answer: Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in line:
                del self.cookies[name]
