"""Reading answers: strictly what the dialect says, whatever else comes along is passed over."""

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
    """The token isn't taken (any more): a new one may be."""

    def __init__(self) -> None:
        """Name the dialect's status for it."""
        super().__init__(WireFault.UNAUTHORIZED, str(Status.BAD_TOKEN.value))


class _Head(msgspec.Struct, frozen=True):
    """All that is looked at before it's known whether the call was heard at all."""

    status: int


class _Document(msgspec.Struct, frozen=True):
    """The envelope of a data call (source, section 四.4), where an action is rare."""

    status: int
    msg: str
    data: msgspec.Raw
    action: Action = Action.DONE


def envelope_of(call: GatewayCall, body: bytes) -> DialectAnswer:
    """Return an answer's envelope; raises TokenRefusedError, or WireFaultError for garbage."""
    if _decoded(body, _Head).status == Status.BAD_TOKEN:
        raise TokenRefusedError
    if call is not GatewayCall.RECORD:
        return _decoded(body, DialectAnswer)
    document = _decoded(body, _Document)
    return DialectAnswer(document.status, document.msg, document.data, document.action)


def data_of(said: DialectAnswer, kind: type[T]) -> T:
    """Return the answer's data in its shape; raises WireFaultError for garbage."""
    return _decoded(bytes(said.data), kind)


def picture(image: str) -> bytes:
    """Return the bytes of a captcha_image, bare base64 or a data URI; "" is none.

    Raises WireFaultError for what is no PNG, JPEG or GIF.
    """
    if not image:
        return b""
    encoded = image.partition(",")[2] if image.startswith("data:") else image
    try:
        # Line breaks are what some encoders put in; anything else that is odd is refused.
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
        # The decoder's own words quote what was sent.
        raise WireFaultError(WireFault.GARBAGE) from None
