"""The report site on a demo, and people at browsers without script in front of it."""

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
    """A server whose site people use; each role has a user of its name, `shop` sees one partner."""

    def __init__(self, demo: Demo, client: TestClient, store: Store, folder: Path) -> None:
        """Take a running server and the folder of its data."""
        self.demo, self.client, self.store, self.folder = demo, client, store, folder
        kept = quick_hash(PASSWORD)
        for role in Role:
            self.run(store.site.accounts.add, Account(role.value, kept, role, "", 1.0))
        for role in (Role.VIEWER, Role.OPERATOR):
            name = f"{role.value}-of-other"
            self.run(store.site.accounts.add, Account(name, kept, role, "other", 1.0))

    def run(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Return what a coroutine of the server's comes to, on the server's own loop."""
        assert self.client.portal

        async def work() -> Any:
            return await call(*arguments, **named)

        return self.client.portal.call(work)

    def browser(self) -> "Browser":
        """Return another browser, with no cookie yet."""
        return Browser(self)

    def logged_in(self, name: str) -> "Browser":
        """Return a browser in which somebody has just logged in."""
        browser = self.browser()
        assert browser.log_in(name).status_code == 200
        return browser

    def granted(self, last_four: str = "0000", uid: str = "u-1", **entry: str) -> str:
        """Let a person go through the flow; return the sid."""
        tel = entry.pop("tel", "") or number(last_four)
        visit = Visit(self.client).enter(tel=tel, uid=uid, **entry).phone()
        assert visit.step == "success"
        sid: str = visit.flow["sid"]
        return sid

    def reported(self, **entry: str) -> str:
        """Let a person go through the flow, and wait for the report."""
        sid = self.granted(**entry)
        bearer = {"authorization": f"Bearer {demo_partner().secret}"}
        eventually(
            lambda: self.client.get("/calls/report", params={"sid": sid}, headers=bearer).json(),
            lambda told: told["status"] != Status.BEING_MADE,
            "reported",
        )
        return sid

    def noted(self) -> list[tuple[str, str, str]]:
        """Return who did what with which report, as the audit log has it, oldest first."""
        entries = self.run(self.store.site.audit_log.entries, 100)
        return [(e.who, e.what, e.sid) for e in reversed(entries)]

    def advance(self, seconds: float) -> None:
        """Move the server's clock."""
        self.client.post("/sandbox/clock", json={"advance_seconds": seconds})


class Browser:
    """A browser without script: gets pages, posts their forms, keeps its cookie."""

    def __init__(self, staff: Staff) -> None:
        """Take the server; the cookie is this browser's own, whoever else asks."""
        self.staff = staff
        self.cookies: dict[str, str] = {}
        self.shown: Response | None = None

    def get(self, path: str, **query: str) -> Response:
        """Open a page, following where it leads."""
        return self._send("GET", path, **({"params": query} if query else {}))

    def post(self, path: str, headers: dict[str, str] | None = None, /, **fields: str) -> Response:
        """Post a form with the token of the page that is shown, or the one that is given."""
        token = TOKEN.search(self.shown.text) if self.shown else None
        fields = {"token": token[1] if token else "", **fields}
        return self._send("POST", path, data=fields, headers=headers or {"origin": BASE})

    def log_in(self, name: str, password: str = PASSWORD, **fields: str) -> Response:
        """Open the login and fill it in."""
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
