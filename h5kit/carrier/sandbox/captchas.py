"""Captcha pictures for the sandbox: real ones, drawn at 2×, small enough to inline."""

import io
import random
import secrets

from captcha.image import ImageCaptcha
from PIL import Image, ImageFilter

ALPHABET = "347ACEFHJKLMNPRTWXY"
"""Letters and digits that can't be taken for one another, nor for one that isn't in here."""

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
    """Draws pictures of random words; with a `seed` the words (not the strokes) are repeatable."""

    def __init__(self, seed: int | None = None) -> None:
        """Load the fonts once."""
        self._random = (
            secrets.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - for tests
        )
        self._drawing = ImageCaptcha(width=WIDTH, height=HEIGHT, font_sizes=(58, 64, 70))
        self._drawing.character_rotate = (-20, 20)
        # How much ink a pixel takes is how white it was drawn.
        self._drawing.lookup_table = list(range(256))

    def new(self) -> tuple[str, bytes]:
        """Return (the word, its picture as PNG of 240 by 88 pixels, for 120 by 44 on the page)."""
        word = "".join(self._random.choice(ALPHABET) for _ in range(LENGTH))
        image = self._drawing.create_captcha_image(word, WHITE, BLACK)
        self._drawing.create_noise_curve(image, WHITE)
        return word, _png(image)


def _png(image: Image.Image) -> bytes:
    """Return white on black as ink on paper, in a palette of few shades."""
    shades = image.convert("L").filter(ImageFilter.SMOOTH).point(_SHADE_OF)
    # Pixels of 0 to 7 become indexes as they are.
    indexed = Image.frombytes("P", shades.size, shades.tobytes())
    indexed.putpalette(_PALETTE)
    out = io.BytesIO()
    indexed.save(out, "PNG", optimize=True)
    return out.getvalue()
