"""The small changes of a syntax tree that make mutants."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from tools.module_constants import constants, name_of

Members = Mapping[str, Sequence[str]]
"""The members of each enumeration, by its names."""

SWAPS: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag"})


def replacements(node: ast.AST, members: Members) -> Iterator[tuple[str, ast.AST]]:
    """Yield (operator, the node that replaces this one)."""
    match node:
        case ast.Compare():
            yield from _comparisons(node)
        case ast.BoolOp(op=ast.And()):
            yield "and, or", ast.BoolOp(ast.Or(), node.values)
        case ast.BoolOp():
            yield "and, or", ast.BoolOp(ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not", operand
        case ast.Constant(value=bool(value)):
            yield "constant", ast.Constant(not value)
        case ast.Constant(value=int(number) | float(number)):
            yield "number", ast.Constant(number + 1)
            yield "number", ast.Constant(number - 1)
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield "return", ast.Return(ast.Constant(None))
        case ast.Attribute(value=ast.Name(id=enum), attr=member) if member in members.get(enum, ()):
            names = members[enum]
            after = names[(names.index(member) + 1) % len(names)]
            yield "member", ast.Attribute(node.value, after, node.ctx)
        case _:
            yield from _branches(node)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for place, op in enumerate(node.ops):
        for other in SWAPS[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield "comparison", ast.Compare(node.left, ops, node.comparators)


def _branches(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield inverted conditions, except those that another operator inverts already."""
    match node:
        case ast.If(test=test) if _is_open(test):
            yield "branch", ast.If(_inverted(test), node.body, node.orelse)
        case ast.While(test=test) if _is_open(test):
            yield "branch", ast.While(_inverted(test), node.body, node.orelse)
        case ast.IfExp(test=test) if _is_open(test):
            yield "branch", ast.IfExp(_inverted(test), node.body, node.orelse)
        case ast.match_case(guard=ast.expr() as guard) if _is_open(guard):
            yield "branch", ast.match_case(node.pattern, _inverted(guard), node.body)
        case ast.comprehension(ifs=[test, *more]) if _is_open(test):
            tests = [_inverted(test), *more]
            yield "branch", ast.comprehension(node.target, node.iter, tests, node.is_async)


def _is_open(test: ast.expr) -> bool:
    match test:
        case ast.UnaryOp(op=ast.Not()) | ast.Compare(ops=[_]):
            return False
    return True


def _inverted(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def enumerations(trees: Sequence[ast.Module]) -> dict[str, list[str]]:
    """Return the members of every enumeration of a package, by the class's name."""
    found: dict[str, list[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and ENUMS & {name_of(base) for base in node.bases}:
                assigned = [s for s in node.body if isinstance(s, ast.Assign)]
                found[node.name] = [name_of(s.targets[0]) for s in assigned]
    return found


def with_aliases(members: Members, tree: ast.Module) -> Members:
    """Return the members, also by a module's own short names: `S, E = State, Event`."""
    aliases = {
        alias: members[name_of(value)]
        for alias, value in constants(tree).items()
        if name_of(value) in members
    }
    return {**members, **aliases}
