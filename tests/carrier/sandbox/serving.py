"""A served sandbox in process, called over HTTP."""

from typing import Any

from starlette.testclient import TestClient

from h5kit.carrier.dialect import sign
from h5kit.carrier.sandbox.served import APPID, SECRET
from h5kit.clock import MovableClock


class Sandbox:
    """A sandbox in process and its token."""

    def __init__(self, client: TestClient, clock: MovableClock) -> None:
        """Get a token."""
        self.client = client
        self.clock = clock
        self.token = self.take_token()["data"]["token"]

    def take_token(self, **changed: str) -> dict[str, Any]:
        """Ask for a token."""
        query = {"appid": APPID, "time": "1700000000", "sign": sign(APPID, SECRET, "1700000000")}
        return self.get("/token", **(query | changed))

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Call by GET."""
        return self.told(self.client.get(path, params=query))

    def call(self, path: str, **given: object) -> dict[str, Any]:
        """Call with JSON and the token."""
        return self.told(self.client.post(path, params={"token": self.token}, json=given))

    @staticmethod
    def told(answer: Any) -> dict[str, Any]:
        """Return an answer, which is always HTTP 200 and JSON."""
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        told: dict[str, Any] = answer.json()
        assert list(told) == ["status", "msg", "data", "action"]
        return told
