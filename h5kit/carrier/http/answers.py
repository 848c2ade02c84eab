"""An answer of a gateway after its envelope was read; its data is read by `reading`."""

from dataclasses import dataclass, field
from typing import Final

from h5kit.carrier.dialect import Action, GatewayCall
from h5kit.carrier.http.deviations import ACTION, DATA, MISSING_KEY, Deviations
from h5kit.messages import Status

NO_DATA: Final = frozenset({b"", b"{}", b"[]", b"null", b'""'})
"""Empty data as some gateways write it, for example PHP, whose empty object is a list."""
ODD_NO_DATA: Final = frozenset({b"false", b"0"})
MOST_EMPTY: Final = 64
"""Longer data is not empty, whatever blanks it has."""
AN_OBJECT: Final = "an object"
EMPTY: Final = "nothing"
CAPTCHA_IMAGE: Final = f"{DATA}.captcha_image"


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """The envelope of an answer, and what was noted about the answer so far.

    `action` is None if it is missing. `data` is JSON, empty if it is missing.
    """

    call: GatewayCall
    status: int
    msg: str = field(repr=False)
    action: Action | None
    data: bytes = field(repr=False)
    deviations: Deviations = field(repr=False)

    @property
    def has_data(self) -> bool:
        """Whether there is data, which may still ask for nothing."""
        return len(self.data) > MOST_EMPTY or self._packed not in NO_DATA | ODD_NO_DATA

    @property
    def is_in_text(self) -> bool:
        """Whether the data is JSON in a text."""
        return self.data[:MOST_EMPTY].lstrip().startswith(b'"')

    @property
    def _packed(self) -> bytes:
        return b"".join(self.data.split())

    @property
    def is_old_code(self) -> bool:
        """Whether the earlier SMS code is still valid, so that none was sent."""
        return self.status == Status.CODE_STILL_VALID

    def settle_no_data(self) -> None:
        """Note that the data is false or 0, if it is, although it may only be empty."""
        if self._packed in ODD_NO_DATA:
            self.deviations.note(DATA, AN_OBJECT, "false or zero")

    def settle_action(self, action: str) -> None:
        """Note that the action is missing, if it is, although it must be `action`."""
        if self.action is None:
            self.deviations.note(ACTION, action, MISSING_KEY)
