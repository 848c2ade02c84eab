"""Find plain numbers that should be a `Message` or a `Status` (make lint).

A number stands for a message if it is compared with a name such as `code`, passed to a parameter
with such a name or to a class such as `Refused`, or listed under such a name in a table of test
cases. A module's constant with a number counts at the places where it is used.
"""

import ast
import itertools
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from h5kit.messages import Message, Status
from tools.module_constants import constants, imported, module_of, name_of, numbers

ROOT = Path(__file__).parents[1]
ROOMS = ("h5kit", "tests", "e2e", "bench", "native", "tools")
CATALOGUE = frozenset({"h5kit/messages.py", "tests/test_messages.py"})
"""The files that may contain the numbers: the catalogue, and its test against the source."""

Kind = type[Message] | type[Status]

NAMES: Mapping[str, Kind] = {
    **dict.fromkeys(("message", "messages", "code", "codes"), Message),
    **dict.fromkeys(("status", "statuses"), Status),
}
"""What a number with this name stands for."""

PLACES: Mapping[str, tuple[Kind, int]] = {
    **dict.fromkeys(("Message", "Refused", "Fault", "Shown", "notice"), (Message, 0)),
    **dict.fromkeys(("filled", "ticked", "expect_message"), (Message, 0)),
    **dict.fromkeys(("at_most", "expect_fault"), (Message, 1)),
    "Bar": (Message, 2),
    **dict.fromkeys(("Status", "error_json", "refused", "said"), (Status, 0)),
}
"""Which argument of a call is a message or a status."""

NUMBERS: Mapping[Kind, frozenset[int]] = {
    Message: frozenset(range(1, 100)),
    Status: frozenset(Status) - {Status.OK},
}
TEMPLATE = re.compile(r"\b(?:code|message)\s*(?:==|!=|(?:not )?in)\s*[(\[]?\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """A plain number, with its file and line."""

    path: str
    line: int
    number: int
    kind: str

    def __str__(self) -> str:
        """Return the finding in the format of linters."""
        return f"{self.path}:{self.line}: {self.number} is a plain number, name the {self.kind}"


class _Reader(ast.NodeVisitor):
    """Walks over a module and collects `found`: line, plain number, and kind."""

    def __init__(self, constants: Mapping[str, ast.expr]) -> None:
        self.found: set[tuple[int, int, str]] = set()
        self._constants = constants

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for one, other in itertools.pairwise(sides):
            self._pair(one, other)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = name_of(node.func)
        if name in PLACES:
            kind, place = PLACES[name]
            self._take(kind, *node.args[place : place + 1])
        if name == "parametrize":
            self._table(node.args)
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        self._named(node.arg or "", node.value)
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                self._named(str(key.value), value)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        if isinstance(node.target, ast.Tuple):
            self._cases([name_of(name) for name in node.target.elts], node.iter)
        self._named(name_of(node.target), node.iter)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self._named(name_of(node.target), node.iter)
        self.generic_visit(node)

    def visit_arguments(self, node: ast.arguments) -> None:
        for argument, value in zip(reversed(node.args), reversed(node.defaults), strict=False):
            self._named(argument.arg, value)
        for argument, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            if default is not None:
                self._named(argument.arg, default)
        self.generic_visit(node)

    def _pair(self, one: ast.expr, other: ast.expr) -> None:
        if isinstance(one, ast.Tuple) and isinstance(other, ast.Tuple):
            for mine, theirs in zip(one.elts, other.elts, strict=False):
                self._pair(mine, theirs)
            return
        self._named(_meant(one), other)
        self._named(_meant(other), one)

    def _table(self, args: list[ast.expr]) -> None:
        """Read the cases of `pytest.mark.parametrize(names, cases)`."""
        if len(args) >= len(("names", "cases")):
            self._cases(_words(args[0]), args[1])

    def _cases(self, names: list[str], table: ast.expr) -> None:
        """Read a table whose columns have these names."""
        cases = self._constants.get(name_of(table), table)
        for case in getattr(cases, "elts", ()):
            columns = case.elts if len(names) > 1 and isinstance(case, ast.Tuple) else [case]
            for name, column in zip(names, columns, strict=False):
                self._named(name, column)

    def _named(self, name: str, value: ast.expr) -> None:
        if kind := NAMES.get(name):
            self._take(kind, value)

    def _take(self, kind: Kind, *values: ast.expr) -> None:
        for value in values:
            for number in numbers(self._constants.get(name_of(value), value)):
                if number in NUMBERS[kind]:
                    self.found.add((value.lineno, number, kind.__name__))


def _meant(side: ast.expr) -> str:
    """Return the name of one side of a comparison; "" if it has none."""
    match side:
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
        case ast.Subscript(value=inner):
            return _meant(inner)
        # The exit code of a process, from pytest.raises.
        case ast.Attribute(value=ast.Attribute(attr="value"), attr="code"):
            return ""
        case ast.Call(func=ast.Name(id="set" | "sorted" | "list"), args=[inner, *_]):
            return _meant(inner)
        case ast.SetComp(elt=inner) | ast.ListComp(elt=inner) | ast.GeneratorExp(elt=inner):
            return _meant(inner)
    return name_of(side)


def _words(names: ast.expr) -> list[str]:
    """Return the names of parametrize's first argument, `"a, b"` or `("a", "b")`."""
    match names:
        case ast.Constant(value=str(text)):
            return [word.strip() for word in text.split(",")]
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            return [str(e.value) for e in elts if isinstance(e, ast.Constant)]
    return []


def findings(sources: Mapping[str, str]) -> list[Finding]:
    """Return the plain numbers in Python sources, by their paths below the root."""
    trees = {path: ast.parse(text, path) for path, text in sources.items()}
    modules = {module_of(path): constants(tree) for path, tree in trees.items()}
    found = []
    for path, tree in trees.items():
        reader = _Reader(imported(tree, modules) | modules[module_of(path)])
        reader.visit(tree)
        found += [Finding(path, *place) for place in sorted(reader.found)]
    return found


def in_template(path: str, text: str) -> list[Finding]:
    """Return the comparisons with plain numbers in a template."""
    return [
        Finding(path, number, int(match[1]), "Message")
        for number, line in enumerate(text.splitlines(), 1)
        for match in TEMPLATE.finditer(line)
    ]


def _texts(paths: Iterable[Path]) -> dict[str, str]:
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def everywhere() -> list[Finding]:
    """Return all findings in the repository, except in the catalogue."""
    found = findings(_texts(path for room in ROOMS for path in (ROOT / room).rglob("*.py")))
    for path, text in _texts((ROOT / "templates").rglob("*.html")).items():
        found += in_template(path, text)
    return [one for one in found if one.path not in CATALOGUE]


def main() -> int:
    """Print all findings; return 1 if there are any."""
    found = everywhere()
    sys.stdout.writelines(f"{one}\n" for one in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
