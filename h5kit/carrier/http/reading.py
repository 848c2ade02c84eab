"""Parse answers strictly as the dialect defines them; unknown keys are ignored."""

import base64
import binascii
from typing import Final, TypeVar

import msgspec

from h5kit.carrier.dialect import Action, DialectAnswer, GatewayCall
from h5kit.carrier.faults import WireFault, WireFaultError
from h5kit.messages import Status

T = TypeVar("T")

PICTURES: Final = (b"\x89PNG", b"\xff\xd8", b"GIF8")


class TokenRefusedError(WireFaultError):
    """The gateway refuses the token, for example because it has expired."""

    def __init__(self) -> None:
        """Create the error with the dialect's status."""
        super().__init__(WireFault.UNAUTHORIZED, str(Status.BAD_TOKEN.value))


class _Head(msgspec.Struct, frozen=True):
    """The part that is read first: with BAD_TOKEN the rest of the answer may be missing."""

    status: int


class _Document(msgspec.Struct, frozen=True):
    """The envelope of the record call (source, section 四.4), in which `action` is optional."""

    status: int
    msg: str
    data: msgspec.Raw
    action: Action = Action.DONE


def envelope_of(call: GatewayCall, body: bytes) -> DialectAnswer:
    """Return the answer's envelope.

    Raises TokenRefusedError, and WireFaultError for an invalid answer.
    """
    if _decoded(body, _Head).status == Status.BAD_TOKEN:
        raise TokenRefusedError
    if call is not GatewayCall.RECORD:
        return _decoded(body, DialectAnswer)
    document = _decoded(body, _Document)
    return DialectAnswer(document.status, document.msg, document.data, document.action)


def data_of(answer: DialectAnswer, kind: type[T]) -> T:
    """Return the answer's data as `kind`; raises WireFaultError for invalid data."""
    return _decoded(bytes(answer.data), kind)


def picture(image: str) -> bytes:
    """Return the bytes of a `captcha_image`, which is base64 or a data URI; b"" for "".

    Raises WireFaultError if it is not a PNG, JPEG or GIF.
    """
    if not image:
        return b""
    encoded = image.partition(",")[2] if image.startswith("data:") else image
    try:
        # Some encoders insert line breaks. Other invalid characters are refused.
        data = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise WireFaultError(WireFault.GARBAGE, "captcha_image") from None
    if not data.startswith(PICTURES):
        raise WireFaultError(WireFault.GARBAGE, "captcha_image")
    return data


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Without the decoder's text, which may contain data from the answer.
        raise WireFaultError(WireFault.GARBAGE) from None
