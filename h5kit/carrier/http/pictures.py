"""Captcha pictures: base64 in any of its spellings, and proof that the picture can be shown."""

import base64
import binascii
import io
import re
from typing import Final
from urllib.parse import unquote

from PIL import Image, WebPImagePlugin  # noqa: F401 - opening WebP needs its plugin, and no others

from h5kit.carrier.http.deviations import Deviations, misread
from h5kit.text import clean

SHOWN: Final = ("PNG", "JPEG", "GIF")
"""The formats of the dialect, which every page can show."""
CONVERTED: Final = ("BMP", "WEBP")
"""Formats that not every page can show; they become PNG."""
MOST_PIXELS: Final = 1_000_000
"""A captcha has about 10,000; a small file can claim so many that decoding it stops the server."""
MOST_SCANS: Final = 64
"""A progressive JPEG has about 10; each may be 12 bytes and takes as long as the whole picture."""
_JPEG, _SCAN = b"\xff\xd8", b"\xff\xda"
A_PICTURE: Final = "a PNG, JPEG or GIF"

_DATA_URI = re.compile(r"data:[^,]*;\s*base64\s*,", re.IGNORECASE)
_URL_SAFE = str.maketrans("-_", "+/")


def picture(text: str, path: str, deviations: Deviations) -> bytes:
    """Return the PNG, JPEG or GIF of a `captcha_image`: base64, or a data URI; b"" for "".

    Raises WireFaultError if it is damaged, of another format, or too large.
    """
    if not text:
        return b""
    image = _decoded(text, path, deviations)
    try:
        form = _checked(image)
    except Exception:  # noqa: BLE001 - foreign bytes make decoders raise anything
        raise misread(path, A_PICTURE, "bytes that are no whole picture") from None
    if form is None:
        raise misread(
            path,
            f"a picture of at most {MOST_PIXELS} pixels and {MOST_SCANS} scans",
            "a larger one",
        )
    if form in SHOWN:
        return image
    deviations.note(path, A_PICTURE, f"a {form}")
    return _as_png(image)


def _decoded(text: str, path: str, deviations: Deviations) -> bytes:
    """Return the bytes of base64: one line or many, with `=` or not, in either alphabet."""
    plain = clean(text)
    uri = _DATA_URI.match(plain)
    encoded = plain[uri.end() :] if uri else plain
    digits = "".join(unquote(encoded).split()).rstrip("=").translate(_URL_SAFE)
    padded = digits + "=" * (-len(digits) % 4)
    try:
        image = base64.b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        raise misread(path, "base64", "a text that is not base64") from None
    if plain != text or padded != encoded:
        deviations.note(path, "base64", "base64 with blanks, other signs or without =")
    return image


def _checked(image: bytes) -> str | None:
    """Return the format of a picture that is whole, None if it has too many pixels or scans."""
    if image.startswith(_JPEG) and image.count(_SCAN) > MOST_SCANS:
        return None
    with Image.open(io.BytesIO(image), formats=SHOWN + CONVERTED) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            return None
        opened.verify()  # the checksums of a PNG; afterwards it can't be decoded
    with Image.open(io.BytesIO(image), formats=SHOWN + CONVERTED) as opened:
        opened.load()
        return opened.format


def _as_png(image: bytes) -> bytes:
    converted = io.BytesIO()
    with Image.open(io.BytesIO(image)) as opened:
        opened.convert("RGB").save(converted, "PNG")
    return converted.getvalue()
