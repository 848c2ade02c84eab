"""Generate documentation from the declarations of settings, partners and themes (make generated).

It writes examples/h5kit.toml and the tables in docs/deploy.md, partners.md and embedding.md.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from h5kit.configuration.file import every_setting, tables
from h5kit.configuration.reading import FILE
from h5kit.declarations import Declared, declared
from h5kit.model import Partner, Theme

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "h5kit.toml"
DOCS = ROOT / "docs"
PAGES: dict[str, Callable[[], Mapping[str, Declared]]] = {
    "deploy.md": every_setting,
    "partners.md": partial(declared, Partner),
    "embedding.md": partial(declared, Theme),
}
"""The declarations that the table of each page shows."""
HEAD = """\
# Every setting of h5kit serve. "make generated" makes this file from h5kit/settings.py.
# - Settings without "Needed" show their default; you can leave them out.
# - Times are in seconds, more than 0 and at most a day unless other bounds stand beside them.
# - An environment variable overrides this file: H5KIT_, table, key (H5KIT_SERVER_PORT=8443).
#   Separate the values of a list by commas.
# - A secret can be in a file of its own: write its path in key_file, or in H5KIT_…_FILE.

"""
COLUMN = 34
"""The column at which the comment beside a value begins."""
USUAL = frozenset({"more than 0, at most 86400", "0 or more"})
"""Bounds that a table omits, because the text before it gives them."""
TABLE = re.compile(r"(\| \w+ \| default \| bounds \| what it is \|\n\|[- |]+\|\n)(?:\|.*\n)*")


def example() -> str:
    """Return the text of the example file."""
    lines, table = [HEAD], ""
    for name, setting in every_setting().items():
        inside, _, key = name.rpartition(".")
        if inside != table:
            title = (tables()[inside].__doc__ or "").partition("\n")[0]
            lines.append(f"\n# {title}\n[{inside}]\n")
            table = inside
        lines.append(f"{_given(key, setting):{COLUMN - 1}} # {_explained(setting)}\n")
    return "".join(lines)


def _given(key: str, setting: Declared) -> str:
    shown = setting.marks.get("needed", setting.marks.get("example", setting.default))
    return f"{key}{FILE if 'in_file' in setting.marks else ''} = {_value(shown)}"


def _explained(setting: Declared) -> str:
    needed = "Needed. " if "needed" in setting.marks else ""
    bounds = _bounds(setting)
    return needed + setting.sentence.rstrip(".") + (f" ({bounds})" if bounds else "")


def _bounds(setting: Declared) -> str:
    return "" if setting.bounds in USUAL else setting.bounds


def _value(value: Any) -> str:
    """Return a value in TOML syntax."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:_}" if value > 9_999 else str(value)
    return json.dumps(value, ensure_ascii=False)


def page(name: str, text: str) -> str:
    """Return the page's text with a new table that has a row for each field."""
    rows = "".join(
        f"| `{key}` | {_default(field)} | {_bounds(field)} | {field.sentence} |\n"
        for key, field in PAGES[name]().items()
        if field.sentence
    )
    return TABLE.sub(lambda found: found[1] + rows, text, count=1)


def _default(field: Declared) -> str:
    if field.is_required or "needed" in field.marks:
        return "**needed**"
    return "" if field.default is None else f"`{_value(field.default)}`"


def main() -> None:
    """Write the file and the pages."""
    EXAMPLE.write_text(example(), "utf-8")
    for name in PAGES:
        file = DOCS / name
        file.write_text(page(name, file.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
