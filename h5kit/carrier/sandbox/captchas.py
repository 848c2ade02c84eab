"""Captcha pictures for the sandbox, drawn at double resolution and small enough to inline."""

import io
import random
import secrets

from captcha.image import ImageCaptcha
from PIL import Image, ImageFilter

ALPHABET = "347ACEFHJKLMNPRTWXY"
"""Letters and digits that can't be mistaken for any other letter or digit."""

LENGTH = 4
WIDTH, HEIGHT = 240, 88
INK, PAPER = (18, 32, 56), (244, 246, 250)
SHADES = 8
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
_PALETTE = [
    round(paper + (ink - paper) * shade / (SHADES - 1))
    for shade in range(SHADES)
    for paper, ink in zip(PAPER, INK, strict=True)
]
_SHADE_OF = [round(level * (SHADES - 1) / 255) for level in range(256)]


class Captchas:
    """Draws pictures of random words. A `seed` makes the words, not the drawing, repeatable."""

    def __init__(self, seed: int | None = None) -> None:
        """Load the fonts once."""
        self._random = (
            secrets.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - for tests
        )
        self._drawing = ImageCaptcha(width=WIDTH, height=HEIGHT, font_sizes=(58, 64, 70))
        self._drawing.character_rotate = (-20, 20)
        # Draw white on black without a threshold, so that brightness becomes the amount of ink.
        self._drawing.lookup_table = list(range(256))

    def new(self) -> tuple[str, bytes]:
        """Return (word, picture): a PNG of 240 × 88 pixels, shown as 120 × 44 on the page."""
        word = "".join(self._random.choice(ALPHABET) for _ in range(LENGTH))
        image = self._drawing.create_captcha_image(word, WHITE, BLACK)
        self._drawing.create_noise_curve(image, WHITE)
        return word, _png(image)


def _png(image: Image.Image) -> bytes:
    """Return a white-on-black image as dark ink on light paper, with a palette of 8 shades."""
    shades = image.convert("L").filter(ImageFilter.SMOOTH).point(_SHADE_OF)
    # The pixels are now 0 to 7: use them as indexes of the palette.
    indexed = Image.frombytes("P", shades.size, shades.tobytes())
    indexed.putpalette(_PALETTE)
    out = io.BytesIO()
    indexed.save(out, "PNG", optimize=True)
    return out.getvalue()
