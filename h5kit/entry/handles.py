"""The signed handle of a flow and the token of a step: all that an address or a form carries."""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from itsdangerous import BadSignature, Signer, want_bytes

from h5kit.entry.partners import tag_of

HANDLE_BYTES = 15
LONGEST = 200


def new_flow_id(appid: str) -> str:
    """Return a fresh flow id: 120 random bits and the partner's tag, URL-safe.

    The tag says whose page a flow was that is forgotten by now.
    """
    return secrets.token_urlsafe(HANDLE_BYTES) + tag_of(appid)


class _Signer(Signer):
    """Signs for one purpose; derives each key once, where itsdangerous does for each signature."""

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        """Take the keys, oldest first."""
        salt = f"h5kit.{purpose}"
        super().__init__(list(keys), salt=salt, digest_method=sha256, key_derivation="hmac")
        self._derived = {key: super(_Signer, self).derive_key(key) for key in self.secret_keys}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key derived from this one of ours, by default from the newest."""
        return self._derived[want_bytes(secret_key or self.secret_key)]


class Handles:
    """Makes and reads handles and step tokens; a salt of its own for each purpose."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, oldest first: the last one signs, all verify."""
        self._flow = _Signer(keys, "flow")
        self._step = _Signer(keys, "step")

    def handle(self, flow_id: str) -> str:
        """Return the handle that stands in the flow's address."""
        return self._flow.sign(flow_id).decode()

    def flow_id(self, handle: str) -> str | None:
        """Return the id a handle was made for, None when it's not one of ours."""
        if len(handle) > LONGEST or not handle.isascii():
            return None
        try:
            return self._flow.unsign(handle).decode()
        except BadSignature:
            return None

    def step_token(self, flow_id: str, rev: int) -> str:
        """Return the token a form of this flow and revision carries."""
        signature = self._step.get_signature(f"{flow_id}.{rev}").decode()
        return f"{rev}.{signature}"

    def revision(self, flow_id: str, token: str) -> int | None:
        """Return the revision a step token was made for, None when it's not of this flow."""
        number, _, signature = token.partition(".")
        if len(token) > LONGEST or not number.isascii() or not number.isdigit():
            return None
        value = f"{flow_id}.{int(number)}".encode()
        return int(number) if self._step.verify_signature(value, signature) else None
