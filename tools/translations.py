"""Collect the pages' texts, update the translations of every language, and compile them.

    python -m tools.translations            compile changed translations (demo and tests do, too)
    python -m tools.translations update     add new texts to every language, remove old ones
    python -m tools.translations add ja     add a language: write its file for the flow

tests/contract/test_translations.py fails if a translation is missing or obsolete.
"""

import ast
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "locale"
TEMPLATES = ROOT / "templates"
PACKAGE = ROOT / "h5kit"
DOMAINS = ("flow", "report")
REPORT_ROOMS = frozenset({"report", "sandbox", "site"})
"""Folders and files of templates, and rooms of web/, whose texts belong to the report domain."""
FLOW_MODULES = ("challenges.py", "languages.py", "steps/*.py", "web/flow/*.py")
REPORT_MODULES = tuple(f"web/{room}/**/*.py" for room in sorted(REPORT_ROOMS))
HAN = re.compile("[\u4e00-\u9fff\u3001\uff08]")
VALUE = re.compile(r"%\(\w+\)s")
WIDTH = 100
HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Found = tuple[str, str]
"""A text, and the file that contains it."""


def compile_changed(locale: Path = LOCALE) -> list[Path]:
    """Compile every `.po` file that is newer than its `.mo` file; return the new `.mo` files."""
    made = []
    for written in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        compiled = written.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < written.stat().st_mtime_ns:
            _compile(written, compiled)
            made.append(compiled)
    return made


def _compile(written: Path, compiled: Path) -> None:
    """Replace the file in one step, because another process may be reading it."""
    with tempfile.NamedTemporaryFile(dir=compiled.parent, delete=False) as file:
        write_mo(file, read(written))
    Path(file.name).chmod(0o644)
    Path(file.name).replace(compiled)


def read(written: Path) -> Catalog:
    """Return a file of translations."""
    with written.open("rb") as file:
        return read_po(file, locale=Locale.parse(written.parents[1].name))


def texts(domain: str) -> Catalog:
    """Return every text of a domain, in the source language."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for text, place in sorted(_all_of(domain), key=lambda pair: pair[1]):
        flags = ["python-format"] if VALUE.search(text) else []
        found.add(text, locations=[(place, 0)], flags=flags)
    return found


def _all_of(domain: str) -> Iterator[Found]:
    modules = FLOW_MODULES if domain == "flow" else REPORT_MODULES
    for template in sorted(TEMPLATES.rglob("*.html")):
        if _domain_of(template) == domain:
            yield from _in_template(template)
    for module in sorted({path for pattern in modules for path in PACKAGE.glob(pattern)}):
        yield from _in_module(module)
    if domain == "flow":
        yield from _in_data()
    else:
        yield "简体中文", "h5kit/languages.py"


def _domain_of(template: Path) -> str:
    parts = template.relative_to(TEMPLATES).with_suffix("").parts
    return "flow" if REPORT_ROOMS.isdisjoint(parts) else "report"


def _in_template(template: Path) -> Iterator[Found]:
    """Find the texts that a template marks with `_('…')` or `{% trans %}`."""
    options = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
    marked = extract_from_file("jinja2.ext:babel_extract", template, options=options)
    for _, text, _, _ in marked:
        yield str(text), str(template.relative_to(ROOT))


def _in_module(module: Path) -> Iterator[Found]:
    """Find a module's Chinese texts, except docstrings. All of them are shown on a page."""
    tree = ast.parse(module.read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if HAN.search(text) and id(node) not in docstrings:
                yield text, str(module.relative_to(ROOT))


def _in_data() -> Iterator[Found]:
    """Find the texts in data and in other rooms: places, carriers, reset rules."""
    # Imported here, because importing the package reads the compiled translations.
    from h5kit import areas  # noqa: PLC0415
    from h5kit.carrier.numbering import Carrier  # noqa: PLC0415
    from h5kit.carrier.reset_rules import packaged  # noqa: PLC0415
    from h5kit.messages import Status  # noqa: PLC0415

    yield "%(day)s %(time)s", "h5kit/languages.py"
    yield "%(region)s%(carrier)s", "h5kit/steps/number_carrier.py"
    yield Status.CODE_STILL_VALID.text, "h5kit/messages.py"
    for carrier in Carrier:
        yield carrier.value, "h5kit/carrier/numbering.py"
    for rule in packaged().rows:
        for who in (rule.refused_to, rule.longest_for):
            if who:
                yield who, "h5kit/data/reset_rules.toml"
    for province in areas.PROVINCES:
        for name in (province, *areas.cities(province)):
            yield name, "h5kit/data/areas.json"


def update(written: Path, found: Catalog) -> None:
    """Add new texts to a `.po` file and remove obsolete ones."""
    kept = read(written)
    kept.update(found, no_fuzzy_matching=True)
    kept.obsolete.clear()
    _write(written, kept)


def add(tag: str) -> Path:
    """Add a language: write its `.po` file for the flow, without translations yet."""
    locale = Locale.parse(tag.replace("-", "_"))
    written = LOCALE / str(locale) / "LC_MESSAGES" / "flow.po"
    written.parent.mkdir(parents=True, exist_ok=True)
    begun = Catalog(locale=locale, charset="utf-8", fuzzy=False)
    begun.update(texts("flow"), no_fuzzy_matching=True)
    _write(written, begun)
    return written


def _write(written: Path, translations: Catalog) -> None:
    """Write the file with a head without a date, so that the same texts give the same file."""
    with written.open("wb") as file:
        file.write(HEAD.format(language=translations.locale).encode())
        write_po(file, translations, width=WIDTH, include_lineno=False, omit_header=True)


def main(arguments: Iterable[str] = ()) -> None:
    """Run the command."""
    match list(arguments):
        case []:
            pass
        case ["update"]:
            compile_changed()
            for domain in DOMAINS:
                found = texts(domain)
                for written in sorted(LOCALE.glob(f"*/LC_MESSAGES/{domain}.po")):
                    update(written, found)
        case ["add", tag]:
            compile_changed()
            sys.stdout.write(f"{add(tag).relative_to(ROOT)}\n")
        case _:
            sys.exit(__doc__)
    compile_changed()


if __name__ == "__main__":
    main(sys.argv[1:])
