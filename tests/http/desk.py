"""A desk of reports, and a browser without JavaScript that uses it."""

import re
from typing import Final

from httpx2 import Response
from starlette.testclient import TestClient

from h5kit.demo import demo_partner
from h5kit.testing.report_desk import COOKIE, ReportDesk
from tests.web.made import SID

ABOUT: Final = {"sid": SID, "appid": "demo"}
BASE: Final = "http://127.0.0.1:8000"
TOKEN: Final = re.compile(r'name="token" value="([^"]+)"')


class Desk:
    """Opens reports, posts forms, requests links; it stores the cookie of the current user."""

    def __init__(self, desk: ReportDesk, client: TestClient) -> None:
        """Connect the browser to the desk."""
        self.desk, self.client = desk, client

    def log_in(self, name: str) -> "Desk":
        """Log in as this user."""
        self.client.cookies.set(COOKIE, name)
        return self

    def open(self, **more: str) -> Response:
        """Open the report, or the one with these parameters."""
        return self.client.get("/report/detail", params={**ABOUT, **more})

    def unmask(self, **fields: str) -> Response:
        """Post the form of the current page, or one with these fields."""
        token = TOKEN.search(self.open().text)
        data = {**ABOUT, "token": token[1] if token else "", **fields}
        return self.client.post("/report/unmask", data=data, headers={"origin": BASE})

    def link(self, body: object = None, secret: str = "", sid: str = SID) -> Response:
        """Request a link as the partner's server does."""
        secret = secret or demo_partner().secret
        return self.client.post(
            f"/v1/reports/{sid}/link", json=body, headers={"authorization": f"Bearer {secret}"}
        )

    def noted(self) -> list[tuple[str, str]]:
        """Return the entries of the audit log: who did what."""
        return [(who, what.value) for who, what, _, _ in self.desk.audit.entries]
