"""A demo server in a separate process, and calls to its sandbox endpoints."""

from typing import Any
from urllib.parse import urlencode

from h5kit.testing.process import ServerProcess


class DemoServer(ServerProcess):
    """`h5kit demo` on a free port while the `with` block runs."""

    def __init__(self, *options: str) -> None:
        """Set additional options of the command."""
        super().__init__("demo", *options)

    @property
    def data(self) -> str:
        """The folder with the server's data."""
        folder: str = self.told["data"]
        return folder

    def entry(self, **parameters: str) -> str:
        """Return the address of the entry, to which a partner sends a person."""
        query = {"token": self.partner["token"], **parameters}
        return f"{self.base_url}/?{urlencode(query)}"

    def session(self, **fields: object) -> dict[str, Any]:
        """Open a session as a partner's server does; return url, handle, expires_at.

        `ignored` is there, too, if a field or a part of `contactor` could not be used.
        """
        made: dict[str, Any] = self.call("/v1/sessions", fields)
        return made

    def last_code(self, tel: str) -> str:
        """Return the last SMS code sent to a number."""
        return self.codes(tel)[0]

    def flow(self, handle: str) -> dict[str, Any]:
        """Return the state of a flow."""
        told: dict[str, Any] = self.call(f"/sandbox/flows/{handle}")
        return told
