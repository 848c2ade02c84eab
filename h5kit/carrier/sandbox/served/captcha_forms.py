"""How the served sandbox writes a captcha: clients of the dialect must read both forms."""

import base64
from enum import StrEnum


class CaptchaForm(StrEnum):
    """The forms of `captcha_image`: bare base64, or a data URI as some gateways send it."""

    BASE64 = "base64"
    DATA_URI = "data-uri"

    def text(self, picture: bytes) -> str:
        """Return a PNG in this form; "" for no picture."""
        encoded = base64.b64encode(picture).decode()
        is_uri = picture and self is CaptchaForm.DATA_URI
        return f"data:image/png;base64,{encoded}" if is_uri else encoded
