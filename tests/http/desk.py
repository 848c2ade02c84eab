"""A desk of reports and a browser without script in front of it."""

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
    """Opens reports, posts forms, asks for links; keeps the cookie of who is logged in."""

    def __init__(self, desk: ReportDesk, client: TestClient) -> None:
        """Put the browser in front of the desk."""
        self.desk, self.client = desk, client

    def log_in(self, name: str) -> "Desk":
        """Log in as this user, from now on."""
        self.client.cookies.set(COOKIE, name)
        return self

    def open(self, **more: str) -> Response:
        """Open the report, or what these parameters say."""
        return self.client.get("/report/detail", params={**ABOUT, **more})

    def unmask(self, **fields: str) -> Response:
        """Post the form of the shown page, or one with these fields."""
        token = TOKEN.search(self.open().text)
        data = {**ABOUT, "token": token[1] if token else "", **fields}
        return self.client.post("/report/unmask", data=data, headers={"origin": BASE})

    def link(self, body: object = None, secret: str = "", sid: str = SID) -> Response:
        """Ask for a link as the partner's server."""
        secret = secret or demo_partner().secret
        return self.client.post(
            f"/v1/reports/{sid}/link", json=body, headers={"authorization": f"Bearer {secret}"}
        )

    def noted(self) -> list[tuple[str, str]]:
        """Return who did what, as the audit log has it."""
        return [(who, what.value) for who, what, _, _ in self.desk.audit.entries]
