"""The signed handle in a flow's address and the signed step token in its forms."""

import re
import secrets
from collections.abc import Sequence
from typing import Final

from itsdangerous import BadSignature

from h5kit.entry.partners import tag_of
from h5kit.signatures import SIGNATURE_LENGTH, PurposeSigner

HANDLE_BYTES: Final = 15
FLOW_ID_LENGTH: Final = 24
"""The characters of a flow id: 20 for the random bytes and the partner's tag of 4."""

HANDLE_LENGTH: Final = FLOW_ID_LENGTH + len(".") + SIGNATURE_LENGTH
LONGEST: Final = 200

_BEGINNING: Final = re.compile(r"[\w-]*(?:\.[\w-]*)?", re.ASCII)
"""What can be the beginning of a handle."""


def new_flow_id(appid: str) -> str:
    """Return a new flow id: 120 random bits and the partner's tag, URL-safe.

    The tag tells which partner's page to show after the flow itself has been deleted.
    """
    return secrets.token_urlsafe(HANDLE_BYTES) + tag_of(appid)


class Handles:
    """Creates and verifies handles and step tokens, with a separate salt for each."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Use the server's keys, oldest first: the last one signs, all verify."""
        self._flow = PurposeSigner(keys, "h5kit.flow")
        self._step = PurposeSigner(keys, "h5kit.step")

    def handle(self, flow_id: str) -> str:
        """Return the handle for the flow's address, `/f/<handle>`."""
        return self._flow.sign(flow_id).decode()

    def flow_id(self, handle: str) -> str | None:
        """Return the flow id of a handle, None if its signature is invalid."""
        if len(handle) > LONGEST or not handle.isascii():
            return None
        try:
            return self._flow.unsign(handle).decode()
        except BadSignature:
            return None

    def forwarded(self, text: str) -> str | None:
        """Return the handle that a text begins with; None unless there is a tail behind it.

        A chat, a mail or a person adds such tails to a link: a full stop, a bracket, a sentence.
        The tail may begin with a character that handles have, too, because all handles are equally
        long.
        """
        handle, tail = text[:HANDLE_LENGTH], text[HANDLE_LENGTH:]
        return handle if tail and self.flow_id(handle) is not None else None

    def step_token(self, flow_id: str, rev: int) -> str:
        """Return the token for a form of this flow and revision."""
        signature = self._step.get_signature(f"{flow_id}.{rev}").decode()
        return f"{rev}.{signature}"

    def revision(self, flow_id: str, token: str) -> int | None:
        """Return the revision of a step token, None if it isn't a valid token of this flow."""
        number, _, signature = token.partition(".")
        if len(token) > LONGEST or not token.isascii() or not number.isdigit():
            return None
        # What is signed is the number as it is written: 01 is another one than 1.
        is_valid = self._step.verify_signature(f"{flow_id}.{number}", signature)
        return int(number) if is_valid else None


def is_cut(text: str) -> bool:
    """Return whether a text begins as a handle does and ends before a whole one could."""
    found = _BEGINNING.match(text)
    return found is not None and len(found[0]) < HANDLE_LENGTH
