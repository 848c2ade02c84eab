"""Collect the pages' texts, bring every language's translations up to date, compile them.

    python -m tools.translations            compile what has changed (demo and tests do so, too)
    python -m tools.translations update     put new texts into every language, take old ones out
    python -m tools.translations add ja     begin a language: its file for the flow
    python -m tools.translations add ja report  the same for report page, report site, consoles

tests/contract/test_translations.py finds a translation that is missing or left behind.
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
"""Folders and files of templates, and rooms of web/, whose texts are the report domain's."""
FLOW_MODULES = ("challenges.py", "languages.py", "steps/*.py", "web/flow/*.py")
REPORT_MODULES = tuple(f"web/{room}/**/*.py" for room in sorted(REPORT_ROOMS))
NOT_SHOWN = frozenset({"web/report/masking.py", "web/sandbox/jump.py"})
"""Modules of these rooms whose Chinese is data: what to look for in addresses, what to type."""
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

Found = tuple[str, str]
"""A text and where it stands."""


def compile_changed(locale: Path = LOCALE) -> list[Path]:
    """Compile every file of translations that is newer than what was made of it; return those."""
    made = []
    for written in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        compiled = written.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < written.stat().st_mtime_ns:
            _compile(written, compiled)
            made.append(compiled)
    return made


def _compile(written: Path, compiled: Path) -> None:
    """Write the file at once: another process may read it."""
    with tempfile.NamedTemporaryFile(dir=compiled.parent, delete=False) as file:
        write_mo(file, read(written))
    Path(file.name).chmod(0o644)
    Path(file.name).replace(compiled)


def read(written: Path) -> Catalog:
    """Return a file of translations."""
    with written.open("rb") as file:
        return read_po(file, locale=Locale.parse(written.parents[1].name))


def texts(domain: str) -> Catalog:
    """Return every text of a domain that the source language has, untranslated."""
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
        if str(module.relative_to(PACKAGE)) not in NOT_SHOWN:
            yield from _in_module(module)
    yield from _elsewhere_for_flow() if domain == "flow" else _elsewhere_for_report()


def _domain_of(template: Path) -> str:
    parts = template.relative_to(TEMPLATES).with_suffix("").parts
    return "flow" if REPORT_ROOMS.isdisjoint(parts) else "report"


def _in_template(template: Path) -> Iterator[Found]:
    """Find what a template marks by `_('…')` and `{% trans %}`."""
    options = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
    marked = extract_from_file("jinja2.ext:babel_extract", template, options=options)
    for _, text, _, _ in marked:
        yield str(text), str(template.relative_to(ROOT))


def _in_module(module: Path) -> Iterator[Found]:
    """Find a module's Chinese texts: in these rooms each of them is for a page."""
    tree = ast.parse(module.read_text("utf-8"))
    papers = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if HAN.search(text) and id(node) not in papers:
                yield text, str(module.relative_to(ROOT))


def _elsewhere_for_flow() -> Iterator[Found]:
    """Find the texts that stand in data and in other rooms: places, carriers, rules of resets."""
    # Late, because the package reads compiled translations when it is imported.
    from h5kit import areas  # noqa: PLC0415
    from h5kit.carrier.numbering import Carrier  # noqa: PLC0415
    from h5kit.carrier.regions import packaged  # noqa: PLC0415
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


def _elsewhere_for_report() -> Iterator[Found]:
    """Find the texts that stand in data and in other rooms: places, carriers, relations, rules."""
    # Late, because the package reads compiled translations when it is imported.
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
    for text in rules.packaged().words.values():
        yield text, "h5kit/data/report-v1.toml"
    for province in (*areas.PROVINCES, NATIONWIDE):
        yield province, "h5kit/data/areas.json"


def update(written: Path, found: Catalog) -> None:
    """Put new texts into a file of translations and take out those that are gone."""
    kept = read(written)
    kept.update(found, no_fuzzy_matching=True)
    kept.obsolete.clear()
    _write(written, kept)


def add(tag: str, domain: str = "flow") -> Path:
    """Begin a language: write its file for a domain, with every text still to be translated."""
    locale = Locale.parse(tag.replace("-", "_"))
    written = LOCALE / str(locale) / "LC_MESSAGES" / f"{domain}.po"
    written.parent.mkdir(parents=True, exist_ok=True)
    begun = Catalog(locale=locale, charset="utf-8", fuzzy=False)
    begun.update(texts(domain), no_fuzzy_matching=True)
    _write(written, begun)
    return written


def _write(written: Path, translations: Catalog) -> None:
    """Write the file with a head that has no time in it: the same texts make the same file."""
    with written.open("wb") as file:
        file.write(HEAD.format(language=translations.locale).encode())
        write_po(file, translations, width=WIDTH, include_lineno=False, omit_header=True)


def main(arguments: Iterable[str] = ()) -> None:
    """Do what the command says."""
    match list(arguments):
        case []:
            pass
        case ["update"]:
            compile_changed()
            for domain in DOMAINS:
                found = texts(domain)
                for written in sorted(LOCALE.glob(f"*/LC_MESSAGES/{domain}.po")):
                    update(written, found)
        case ["add", tag, *domain] if domain in ([], *([one] for one in DOMAINS)):
            compile_changed()
            sys.stdout.write(f"{add(tag, *domain).relative_to(ROOT)}\n")
        case _:
            sys.exit(__doc__)
    compile_changed()


if __name__ == "__main__":
    main(sys.argv[1:])
