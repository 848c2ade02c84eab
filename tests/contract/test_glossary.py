"""The glossary's names exist in the code, and no class name stands for two things."""

import ast
import importlib
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = sorted(set(re.findall(r"`(h5kit\.[\w.]+)`", (ROOT / "docs" / "glossary.md").read_text())))
MADE_FROM_ASYNC = ROOT / "h5kit" / "testing" / "pages"
"""The sync page objects are generated from the async ones and share their names."""


def _found(name: str) -> bool:
    module, _, rest = name, "", ""
    try:
        importlib.import_module(module)
    except ModuleNotFoundError:
        module, _, rest = name.rpartition(".")
        return hasattr(importlib.import_module(module), rest)
    return True


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    assert len(NAMES) > 30
    assert [name for name in NAMES if not _found(name)] == []


def test_no_two_classes_of_the_package_share_a_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "h5kit").rglob("*.py")):
        if path.is_relative_to(MADE_FROM_ASYNC):
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
