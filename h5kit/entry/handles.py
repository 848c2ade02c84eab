"""The signed handle in a flow's address and the signed step token in its forms."""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from itsdangerous import BadSignature, Signer, want_bytes

from h5kit.entry.partners import tag_of

HANDLE_BYTES = 15
LONGEST = 200


def new_flow_id(appid: str) -> str:
    """Return a new flow id: 120 random bits and the partner's tag, URL-safe.

    The tag tells which partner's page to show after the flow itself has been deleted.
    """
    return secrets.token_urlsafe(HANDLE_BYTES) + tag_of(appid)


class _Signer(Signer):
    """Signs for one purpose. Derives each key once, not for each signature as itsdangerous does."""

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        """Derive the signing keys from the server's keys, oldest first."""
        salt = f"h5kit.{purpose}"
        super().__init__(list(keys), salt=salt, digest_method=sha256, key_derivation="hmac")
        self._derived = {key: super(_Signer, self).derive_key(key) for key in self.secret_keys}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key derived from one of the server's keys, by default from the newest."""
        return self._derived[want_bytes(secret_key or self.secret_key)]


class Handles:
    """Creates and verifies handles and step tokens, with a separate salt for each."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Use the server's keys, oldest first: the last one signs, all verify."""
        self._flow = _Signer(keys, "flow")
        self._step = _Signer(keys, "step")

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

    def step_token(self, flow_id: str, rev: int) -> str:
        """Return the token for a form of this flow and revision."""
        signature = self._step.get_signature(f"{flow_id}.{rev}").decode()
        return f"{rev}.{signature}"

    def revision(self, flow_id: str, token: str) -> int | None:
        """Return the revision of a step token, None if it isn't a valid token of this flow."""
        number, _, signature = token.partition(".")
        if len(token) > LONGEST or not number.isascii() or not number.isdigit():
            return None
        value = f"{flow_id}.{int(number)}".encode()
        return int(number) if self._step.verify_signature(value, signature) else None
