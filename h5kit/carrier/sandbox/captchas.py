"""Captcha pictures for the sandbox: real ones, drawn at 2×, small enough to inline."""

import io
import secrets

from captcha.image import ImageCaptcha
from PIL import Image

ALPHABET = "2345678ACDEFGHJKLMNPRTUVWXY"
LENGTH = 4
WIDTH, HEIGHT = 240, 88
COLOURS = 6
INK, PAPER = (18, 32, 56), (244, 246, 250)


class Captchas:
    """Draws pictures of random words."""

    def __init__(self) -> None:
        """Load the fonts once."""
        self._draw = ImageCaptcha(width=WIDTH, height=HEIGHT, font_sizes=(58, 64, 70))
        # The package makes dark ink nearly transparent; this keeps it crisp.
        self._draw.lookup_table = [min(255, 9 * level) for level in range(256)]

    def new(self) -> tuple[str, bytes]:
        """Return (the word, its picture as PNG)."""
        word = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        image = self._draw.create_captcha_image(word, INK, PAPER)
        self._draw.create_noise_curve(image, INK)
        small = image.quantize(colors=COLOURS, dither=Image.Dither.NONE)
        out = io.BytesIO()
        small.save(out, "PNG", optimize=True)
        return word, out.getvalue()
