"""Read a module's constants, and those that it imports, from its syntax tree."""

import ast
from collections.abc import Iterator, Mapping


def module_of(path: str) -> str:
    """Return the module name of a path such as `h5kit/carrier/faults.py`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def name_of(node: ast.expr) -> str:
    """Return a variable's or an attribute's name; "" for anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return a module's constants: `A = 1`, `A: Final = 1`, `A, B = 1, 2`."""
    found: dict[str, ast.expr] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                found |= dict(zip(map(name_of, names), values, strict=False))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    return found


def imported(
    tree: ast.Module, modules: Mapping[str, Mapping[str, ast.expr]]
) -> dict[str, ast.expr]:
    """Return the constants that a module imports by name from the given modules."""
    found: dict[str, ast.expr] = {}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.ImportFrom):
            known = modules.get(statement.module or "", {})
            found |= {a.asname or a.name: known[a.name] for a in statement.names if a.name in known}
    return found


def numbers(value: ast.expr) -> Iterator[int]:
    """Return the plain numbers in a value."""
    match value:
        case ast.Constant(value=bool()):
            return
        case ast.Constant(value=int(number)):
            yield number
        case ast.Tuple(elts=held) | ast.List(elts=held) | ast.Set(elts=held):
            for one in held:
                yield from numbers(one)
        case ast.IfExp(body=one, orelse=other):
            yield from numbers(one)
            yield from numbers(other)
        case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple" | "list"), args=[inner]):
            yield from numbers(inner)
