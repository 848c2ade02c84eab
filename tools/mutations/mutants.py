"""The mutants of a module: the place and the change of each, and the changed syntax tree."""

import ast
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.mutations.operators import Members, enumerations, replacements, with_aliases

CACHES = frozenset({"lru_cache", "cache"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the path below the root, the place among the path's changes, and the change.

    `statement` is the line where its statement begins. `runs_once` is true for code that runs when
    the module is imported, or whose result is cached: any test may depend on it.
    """

    path: str
    place: int
    line: int
    statement: int
    runs_once: bool
    operator: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return the place and the change, on one line."""
        return f"{self.path}:{self.line} {self.operator}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class _Found:
    """A node that can be replaced, and its place."""

    node: ast.AST
    line: int
    statement: ast.stmt
    runs_once: bool


def _found(
    node: ast.AST, line: int, statement: ast.stmt | None, *, runs_once: bool
) -> Iterator[_Found]:
    """Yield a tree's nodes, except annotations, decorators and class options."""
    line = getattr(node, "lineno", line)
    if isinstance(node, ast.stmt):
        statement = node
    if statement is not None:
        yield _Found(node, line, statement, runs_once)
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        if isinstance(node, ast.ClassDef) and name == "keywords":
            continue
        is_body = is_function and name == "body"
        inside = _is_cached(node) if is_body else runs_once
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _found(child, line, statement, runs_once=inside)


def _is_cached(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any(CACHES & {getattr(n, "id", "") for n in ast.walk(d)} for d in decorators)


def _changes(tree: ast.Module, members: Members) -> Iterator[tuple[_Found, str, ast.AST]]:
    """Yield every change of a tree, in a stable order."""
    known = with_aliases(members, tree)
    for found in _found(tree, 0, None, runs_once=True):
        for operator, new in replacements(found.node, known):
            yield found, operator, new


def mutants(root: Path, path: str, members: Members) -> list[Mutant]:
    """Return all mutants of a module, in the order of its text."""
    tree = ast.parse((root / path).read_text("utf-8"), path)
    return [
        Mutant(
            path=path,
            place=place,
            line=found.line,
            statement=found.statement.lineno,
            runs_once=found.runs_once,
            operator=operator,
            before=_shown(found.node),
            after=_shown(new),
        )
        for place, (found, operator, new) in enumerate(_changes(tree, members))
    ]


def _shown(node: ast.AST) -> str:
    """Return a node as one short line; for a branch its condition."""
    match node:
        case ast.If(test=test) | ast.While(test=test):
            node = test
        case ast.match_case(guard=ast.expr() as guard):
            node = guard
        case ast.comprehension(ifs=[test, *_]):
            node = test
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:89]}…"


def mutated(root: Path, mutant: Mutant, members: Members) -> ast.Module:
    """Return the module's tree with the mutant's change."""
    tree = ast.parse((root / mutant.path).read_text("utf-8"), mutant.path)
    found, _, new = list(_changes(tree, members))[mutant.place]
    _Swap(found.node, ast.copy_location(new, found.node)).visit(tree)
    return ast.fix_missing_locations(tree)


class _Swap(ast.NodeTransformer):
    """Replaces one node by another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else super().visit(node)


def members_of(root: Path) -> Members:
    """Return the members of the package's enumerations."""
    paths = sorted((root / "h5kit").rglob("*.py"))
    return enumerations([ast.parse(path.read_text("utf-8")) for path in paths])


def sample(all_of_them: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """Return `size` mutants, the same ones for the same seed, in the order of the text."""
    chosen = random.Random(seed).sample(range(len(all_of_them)), min(size, len(all_of_them)))  # noqa: S311 (no secret)
    return [all_of_them[n] for n in sorted(chosen)]
