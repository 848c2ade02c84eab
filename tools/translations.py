"""Extract the pages' texts, update the translations of every language, and compile them.

    python -m tools.translations            compile changed translations (demo and tests do so, too)
    python -m tools.translations update     add new texts to every language and remove old ones
    python -m tools.translations add ja     add a language: its file of translations for the flow
    python -m tools.translations add ja report  the same for report page, report site and consoles

tests/contract/test_translations.py finds translations that are missing or obsolete.
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
"""The packages of h5kit/web, and the folders and files of templates, of the domain `report`."""
FLOW_MODULES = ("challenges.py", "languages.py", "steps/*.py", "web/flow/*.py")
REPORT_MODULES = tuple(f"web/{room}/**/*.py" for room in sorted(REPORT_ROOMS))
DATA_MODULES = frozenset({"web/report/masking.py", "web/sandbox/jump.py"})
"""Modules of these packages whose Chinese strings are data and not for pages."""
HAN = re.compile("[\u4e00-\u9fff\u3001\uff08\uff1a]")
VALUE = re.compile(r"%\(\w+\)s")
WIDTH = 100
HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

ExtractedText = tuple[str, str]
"""A text and the file that contains it."""


def compile_changed(locale: Path = LOCALE) -> list[Path]:
    """Compile each .po file that is newer than its .mo file; return the new .mo files."""
    compiled = []
    for po_file in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        mo_file = po_file.with_suffix(".mo")
        if not mo_file.exists() or mo_file.stat().st_mtime_ns < po_file.stat().st_mtime_ns:
            _compile(po_file, mo_file)
            compiled.append(mo_file)
    return compiled


def _compile(po_file: Path, mo_file: Path) -> None:
    """Write the .mo file atomically, because another process may be reading it."""
    with tempfile.NamedTemporaryFile(dir=mo_file.parent, delete=False) as file:
        write_mo(file, read(po_file))
    Path(file.name).chmod(0o644)
    Path(file.name).replace(mo_file)


def read(po_file: Path) -> Catalog:
    """Return the translations of a .po file."""
    with po_file.open("rb") as file:
        return read_po(file, locale=Locale.parse(po_file.parents[1].name))


def texts(domain: str) -> Catalog:
    """Return the texts of a domain in the source language, without translations."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for text, place in sorted(_extract(domain), key=lambda pair: pair[1]):
        flags = ["python-format"] if VALUE.search(text) else []
        catalog.add(text, locations=[(place, 0)], flags=flags)
    return catalog


def _extract(domain: str) -> Iterator[ExtractedText]:
    modules = FLOW_MODULES if domain == "flow" else REPORT_MODULES
    for template in sorted(TEMPLATES.rglob("*.html")):
        if _domain_of(template) == domain:
            yield from _extract_from_template(template)
    for module in sorted({path for pattern in modules for path in PACKAGE.glob(pattern)}):
        if str(module.relative_to(PACKAGE)) not in DATA_MODULES:
            yield from _extract_from_module(module)
    yield from _extract_for_flow() if domain == "flow" else _extract_for_report()


def _domain_of(template: Path) -> str:
    parts = template.relative_to(TEMPLATES).with_suffix("").parts
    return "flow" if REPORT_ROOMS.isdisjoint(parts) else "report"


def _extract_from_template(template: Path) -> Iterator[ExtractedText]:
    """Yield the texts that a template marks with `_('…')` and `{% trans %}`."""
    options = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
    marked = extract_from_file("jinja2.ext:babel_extract", template, options=options)
    for _, text, _, _ in marked:
        yield str(text), str(template.relative_to(ROOT))


def _extract_from_module(module: Path) -> Iterator[ExtractedText]:
    """Yield the Chinese strings of a module, except docstrings: all of them are for pages."""
    tree = ast.parse(module.read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if HAN.search(text) and id(node) not in docstrings:
                yield text, str(module.relative_to(ROOT))


def _extract_for_flow() -> Iterator[ExtractedText]:
    """Yield the texts from data and other packages: places, carriers and reset rules."""
    # Imported here, because the package reads the compiled translations on import.
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


def _extract_for_report() -> Iterator[ExtractedText]:
    """Yield the texts that stand in data and in other packages: places, relations, rules."""
    # Imported late, because importing the package reads compiled translations.
    from h5kit import areas  # noqa: PLC0415
    from h5kit.carrier.numbering import Carrier  # noqa: PLC0415
    from h5kit.report import rules  # noqa: PLC0415
    from h5kit.report.directory.port import NATIONWIDE  # noqa: PLC0415
    from h5kit.steps.basic_info import RELATIONS  # noqa: PLC0415

    yield "简体中文", "h5kit/languages.py"
    yield "、", "h5kit/languages.py"
    yield "%(region)s%(carrier)s", "h5kit/steps/number_carrier.py"
    for relation in RELATIONS:
        yield relation, "h5kit/steps/basic_info.py"
    for carrier in Carrier:
        yield carrier.value, "h5kit/carrier/numbering.py"
        yield f"中国{carrier}", "h5kit/report/behavior.py"
    for text in rules.packaged().texts.values():
        yield text, "h5kit/data/report-v1.toml"
    for tag in (*rules.packaged().financial_tags, *rules.packaged().marks):
        yield tag, "h5kit/data/report-v1.toml"
    for section in rules.packaged().section:
        yield section.title, "h5kit/data/report-v1.toml"
    for province in (*areas.PROVINCES, NATIONWIDE):
        yield province, "h5kit/data/areas.json"


def update(po_file: Path, extracted: Catalog) -> None:
    """Add new texts to a .po file and remove those that aren't extracted any more."""
    translations = read(po_file)
    translations.update(extracted, no_fuzzy_matching=True)
    translations.obsolete.clear()
    _write(po_file, translations)


def add(tag: str, domain: str = "flow") -> Path:
    """Add a language to a domain: write its .po file, with no text translated yet."""
    locale = Locale.parse(tag.replace("-", "_"))
    po_file = LOCALE / str(locale) / "LC_MESSAGES" / f"{domain}.po"
    po_file.parent.mkdir(parents=True, exist_ok=True)
    translations = Catalog(locale=locale, charset="utf-8", fuzzy=False)
    translations.update(texts(domain), no_fuzzy_matching=True)
    _write(po_file, translations)
    return po_file


def _write(po_file: Path, translations: Catalog) -> None:
    """Write the .po file with a header without dates, so that equal texts give an equal file."""
    with po_file.open("wb") as file:
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
                extracted = texts(domain)
                for po_file in sorted(LOCALE.glob(f"*/LC_MESSAGES/{domain}.po")):
                    update(po_file, extracted)
        case ["add", tag, *domain] if domain in ([], *([one] for one in DOMAINS)):
            compile_changed()
            sys.stdout.write(f"{add(tag, *domain).relative_to(ROOT)}\n")
        case _:
            sys.exit(__doc__)
    compile_changed()


if __name__ == "__main__":
    main(sys.argv[1:])
