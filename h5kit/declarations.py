"""Read the declared fields of a class (type, default, bounds, description), and check values.

Settings, partners and themes are declared as msgspec structs or dataclasses with `Meta`. Example
files, tables in the docs and error texts are generated from the declarations.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, inspect


def describe(sentence: str, **marks: Any) -> Meta:
    """Return the `Meta` of a field: a sentence that describes it, and marks for its readers."""
    return Meta(description=sentence, extra=marks)


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared field; `kind` is its type for msgspec, `shape` the same type for inspection."""

    name: str
    kind: Any
    shape: inspect.Type
    is_required: bool
    default: Any
    sentence: str
    marks: Mapping[str, Any]

    @property
    def bounds(self) -> str:
        """The allowed values in words, "" if only the type restricts them."""
        return " or ".join(self.choices) or _bounds(self.shape)

    @property
    def choices(self) -> tuple[str, ...]:
        """The allowed words in declaration order, () unless the type is a Literal."""
        kind = get_args(self.kind)[0] if get_origin(self.kind) is Annotated else self.kind
        return tuple(filter(None, get_args(kind))) if get_origin(kind) is Literal else ()

    @property
    def is_list(self) -> bool:
        """Whether its value is a list."""
        return isinstance(self.shape, inspect.VarTupleType)


@cache
def declared(owner: type) -> dict[str, Declared]:
    """Return the fields of a class by name, in declaration order."""
    info = inspect.type_info(owner)
    if not isinstance(info, inspect.StructType | inspect.DataclassType):
        raise TypeError(f"{owner} declares no fields")
    hints = get_type_hints(owner, include_extras=True)
    return {field.name: _declared(field, hints[field.name]) for field in info.fields}


def _declared(field: inspect.Field, kind: Any) -> Declared:
    if not isinstance(field.type, inspect.Metadata):
        return Declared(field.name, kind, field.type, field.required, field.default, "", {})
    sentence = (field.type.extra_json_schema or {}).get("description", "")
    marks = field.type.extra or {}
    return Declared(
        field.name, kind, _one(field.type.type), field.required, field.default, sentence, marks
    )


def _one(shape: inspect.Type) -> inspect.Type:
    """Return the type without None, which stands for a missing value."""
    if isinstance(shape, inspect.UnionType) and shape.includes_none:
        return next(each for each in shape.types if not isinstance(each, inspect.NoneType))
    return shape


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `, did you mean …?` with the known name most similar to an unknown one, or ""."""
    near = difflib.get_close_matches(name, sorted(known), 1)
    return f", did you mean {near[0]}?" if near else ""


def refusal(field: Declared, value: object) -> str:
    """Return why a value is invalid, to follow the field's name ("must be text"); "" if valid."""
    try:
        msgspec.convert(value, field.kind)
    except msgspec.ValidationError:
        return field.marks.get("refusal") or _refusal(field, value)
    return ""


def _refusal(field: Declared, value: object) -> str:
    match field.shape:
        case inspect.StrType(min_length=int(least)) if isinstance(value, str):
            return f"is shorter than {least} characters" if value else "is missing"
        case inspect.StrType():
            return "must be text"
        case inspect.BoolType():
            return "must be true or false"
        case inspect.VarTupleType():
            return "must be a list of texts"
        case inspect.LiteralType():
            return f"must be one of {', '.join(field.choices)}"
        case _:
            return f"must be a number from {field.bounds}"


def _bounds(shape: inspect.Type) -> str:
    match shape:
        case inspect.IntType() | inspect.FloatType():
            return _range(shape)
        case inspect.VarTupleType(item_type=item, min_length=int(least), max_length=int(most)):
            return f"{least} to {most} values, each {_bounds(item)}"
        case inspect.StrType(min_length=int(least)) if least > 1:
            return f"{least} characters or more"
        case _:
            return ""


def _range(number: inspect.IntType | inspect.FloatType) -> str:
    if number.gt is None:
        return f"{number.ge} to {number.le}" if number.le is not None else f"{number.ge} or more"
    return f"more than {number.gt}" + (f", at most {number.le}" if number.le is not None else "")
