"""Builds what partners get of the SDK: npm/h5kit.js as the server serves it, and its SRI hash.

make sdk
"""

import re
from pathlib import Path

from h5kit.resources import static_dir
from h5kit.web.http.assets import SDK, integrity
from h5kit.web.http.minify import minify_js

HERE = Path(__file__).parent
GUIDE = HERE.parent / "docs" / "embedding.md"
PRINTED = re.compile(r"sha384-[A-Za-z0-9+/=]+")


def main() -> None:
    """Write the file and put its hash into the guide."""
    content = minify_js((static_dir() / SDK).read_text("utf-8")).encode()
    (HERE / SDK).write_bytes(content)
    guide = GUIDE.read_text("utf-8")
    GUIDE.write_text(PRINTED.sub(integrity(content), guide), "utf-8")


if __name__ == "__main__":
    main()
