"""`make coverage-page`: one HTML page with the messages that the browser tests have shown.

It exits with 1 and names the messages that no test has shown.
"""

import base64
import html
import sys
from collections import defaultdict
from pathlib import Path

from e2e.noted import FOLDER, notes, picture_of
from h5kit.testing.cases import MessageCase, messages

PAGE = FOLDER.parent / "messages.html"
MOST_TESTS = 12
HEAD = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>Messages</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;
color:#171a20;background:#f1f3f6}
article{background:#fff;border-radius:12px;padding:1.25rem;margin:1rem 0;display:flex;gap:1.5rem}
img{width:195px;border:1px solid #e3e7ec;border-radius:8px;align-self:flex-start}
h2{margin:0 0 .25rem;font-size:1.125rem}dl{display:grid;grid-template-columns:7rem 1fr;gap:.25rem}
dt{color:#5b6472}dd{margin:0;overflow-wrap:anywhere}li{font:12px/1.5 ui-monospace,monospace}
ul{margin:0;padding-left:1rem}
</style>
"""


def _article(message: MessageCase, tests: list[str]) -> str:
    picture = base64.b64encode(picture_of(message.code).read_bytes()).decode()
    listed = "".join(f"<li>{html.escape(test)}</li>" for test in tests[:MOST_TESTS])
    more = f"<li>and {len(tests) - MOST_TESTS} more</li>" if len(tests) > MOST_TESTS else ""
    return (
        f'<article id="m{message.code}">'
        f'<img alt="message {message.code}" src="data:image/png;base64,{picture}">'
        f"<div><h2>{message.code}. {html.escape(message.text)}</h2>"
        f"<p>{html.escape(message.english)}</p><dl>"
        f"<dt>scenario</dt><dd>a number ending in {message.scenario}</dd>"
        f"<dt>what next</dt><dd>{', '.join(message.recoveries)}</dd>"
        f"<dt>shown by</dt><dd><ul>{listed}{more}</ul></dd></dl></div></article>"
    )


def write(page: Path) -> list[int]:
    """Write the page; return the codes of the messages that no test has shown."""
    shown: dict[int, list[str]] = defaultdict(list)
    for kept in notes():
        shown[kept.code].append(kept.test)
    cases = messages()
    missing = [m.code for m in cases if not shown[m.code]]
    articles = [_article(m, sorted(shown[m.code])) for m in cases if shown[m.code]]
    title = f"<h1>{len(articles)} of {len(cases)} messages, shown by browser tests</h1>"
    page.write_text(HEAD + title + "\n".join(articles), "utf-8")
    return missing


def main() -> int:
    """Write the page and print its path."""
    missing = write(PAGE)
    sys.stdout.write(f"{PAGE}\n")
    if missing:
        sys.stderr.write(f"shown by no browser test: {', '.join(map(str, missing))}\n")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
