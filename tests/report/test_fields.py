"""The documents have exactly the fields of the source's tables: names, types, order, nesting."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from h5kit.records.wire import WireRecords
from h5kit.report import Report, Score, Tags
from h5kit.report.rules import packaged

DATA = Path(__file__).parents[1] / "data"
DIGESTS = {
    "records": "fd63e9e674832f7ba5005607c7896f505da969454d87f019184be341b6aab037",
    "report": "9c24c3b8bc8b6bdc72654942d15c84b65d8d6ec2405ab50dfe97ea5c08e23cd5",
    "score": "7586d9bf834e8f0b6067816d5f46c79448c483aa75489a9a8f1f40515d8dddaf",
    "tags": "af6d38dff76d39d4537f835e86857a5b48f73481985fba4642e6a34887001912",
}
"""Checksums of the tables in the source document, with a line for each row: name, type."""

WORDS: dict[type, str] = {
    inspect.StrType: "string",
    inspect.IntType: "int",
    inspect.FloatType: "float",
    inspect.BoolType: "bool",
    inspect.ListType: "array",
    inspect.StructType: "object",
    inspect.DictType: "object",
}


def table(name: str) -> list[tuple[str, str]]:
    text = (DATA / f"{name}-fields.tsv").read_text("utf-8")
    return [(row.split("\t")[0], row.split("\t")[1]) for row in text.splitlines()]


def word(kind: inspect.Type) -> str:
    match kind:
        case inspect.UnionType(types=types):
            return "/".join(sorted({word(t) for t in types}))
        case inspect.Metadata(type=inner):
            return word(inner)
        case inspect.LiteralType(values=(first, *_)):
            return "int" if isinstance(first, int) else "string"
        case _:
            return WORDS[type(kind)]


def walk(kind: inspect.Type, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (path, name, type) of every field below, in order."""
    match kind:
        case inspect.StructType(fields=fields):
            for field in fields:
                here = f"{path}.{field.encode_name}".lstrip(".")
                yield here, field.encode_name, word(field.type)
                yield from walk(field.type, here)
        case inspect.ListType(item_type=item):
            yield from walk(item, f"{path}[]")
        case inspect.DictType(value_type=value):
            yield from walk(value, f"{path}.*")
        case inspect.TupleType(item_types=items):
            for n, item in enumerate(items):
                yield f"{path}[{n}]", str(n), word(item)
        case inspect.UnionType(types=types):
            for part in types:
                yield from walk(part, path)


def rows(kind: Any) -> list[tuple[str, str]]:
    return [(name, told) for _, name, told in walk(inspect.type_info(kind))]


@pytest.mark.parametrize("name", DIGESTS)
def test_the_table_files_match_the_source(name: str) -> None:
    raw = (DATA / f"{name}-fields.tsv").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == DIGESTS[name]


def test_the_report_has_exactly_the_fields_of_table_5_2_beside_sections_of_ours() -> None:
    expected = [(n, "float" if t == "timestamp" else t) for n, t in table("report")]
    ours = {part for section in packaged().section if section.ours for part in section.parts}
    walked = walk(inspect.type_info(Report))
    found = [(n, t) for path, n, t in walked if re.split(r"[.\[]", path)[0] not in ours]
    assert found == expected


def test_the_records_have_exactly_the_fields_of_table_4_2() -> None:
    assert rows(WireRecords) == table("records")


def test_the_tags_have_exactly_the_fields_of_table_8_4() -> None:
    assert rows(Tags) == table("tags")


def test_the_score_has_exactly_the_fields_of_table_7_4() -> None:
    first, counts, others = table("score")[:8], table("score")[8:21], table("score")[21:]
    walked = list(walk(inspect.type_info(Score)))
    top = [(name, kind) for path, name, kind in walked if "." not in path]
    assert top == [*first[:7], *others[1:]]
    assert (first[7], others[0]) == (("dunning", "object"), ("not_sure_dunning", "object"))
    for window, _ in top[6:]:
        is_dated = window in {"overview", "last_week"}
        for kind in ("dunning", "not_sure_dunning"):
            below = [(n, t) for p, n, t in walked if p.startswith(f"{window}.{kind}.")]
            assert below == (counts if is_dated else counts[:-2])


def _values() -> list[str]:
    """Return the path of every value of the report: fields without fields, and list items."""
    walked = [(path, kind) for path, _, kind in walk(inspect.type_info(Report))]
    paths = {path for path, _ in walked}
    values = []
    for path, kind in walked:
        is_list = kind == "array"
        is_held = any(p.startswith((f"{path}.", f"{path}[")) for p in paths)
        if kind in {"object", "array"} and is_held:
            continue
        values.append(f"{path}[]" if is_list else path)
    return values


def test_every_value_of_the_report_has_one_rule() -> None:
    rules = packaged().rule
    told = {path: sum(rule.is_about(path) for rule in rules) for path in _values()}
    assert {path: n for path, n in told.items() if n != 1} == {}


def test_every_rule_belongs_to_a_value() -> None:
    values = _values()
    for rule in packaged().rule:
        assert any(rule.is_about(path) for path in values), rule.fields
        for pattern in rule.fields:
            alone = msgspec.structs.replace(rule, fields=(pattern,))
            assert any(alone.is_about(path) for path in values), pattern
