"""The templates, compiled once for each language: a render finds every text in its place."""

import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TypeGuard, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateAssertionError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from h5kit.languages import Language
from h5kit.messages import Message

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
MARK = "_"
"""A template marks a text as `_('…')`."""
IN_BLOCK = "gettext"
"""What `{% trans %}` is parsed into."""


def environment(folder: Path, language: Language) -> Environment:
    """Return the folder's templates in a language."""
    env = _Environment(
        loader=FileSystemLoader(folder),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's
    env.globals.update(language=language, Message=Message)
    return env


class _Translator(NodeTransformer):
    """Puts translations where a template marks its texts."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - jinja's name
        """Replace `{% trans %}` by its HTML, split around its values: nothing is left to format."""
        printed: list[nodes.Expr] = []
        for part in node.nodes:
            if _calls(part, IN_BLOCK):
                printed += self._around_values(part)
            else:
                printed.append(self.visit(part))
        return nodes.Output(printed, lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - jinja's name
        """Replace `_('…')` by its translation, which is text and is escaped."""
        if not _calls(node, MARK):
            return self.generic_visit(node)
        return nodes.Const(self._text(node), lineno=node.lineno)

    def _around_values(self, call: nodes.Call) -> list[nodes.Expr]:
        values = {pair.key: self.visit(pair.value) for pair in call.kwargs}
        parts = PLACEHOLDER.split(self._text(call))
        return [
            values[part] if n % 2 else nodes.TemplateData(part.replace("%%", "%"))
            for n, part in enumerate(parts)
        ]

    def _text(self, call: nodes.Call) -> str:
        match call.args:
            case [nodes.Const(value=str(text))]:
                return self._language.text(text)
            case _:
                raise TemplateAssertionError("only a fixed text has a translation", call.lineno)


def _calls(node: nodes.Node, name: str) -> TypeGuard[nodes.Call]:
    match node:
        case nodes.Call(node=nodes.Name(name=called)):
            return bool(called == name)
        case _:
            return False


class _CodeGenerator(CodeGenerator):
    """Compiles a template after its texts are translated."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        translator = _Translator(cast("Language", self.environment.globals["language"]))
        super().visit_Template(translator.visit(node), frame)


class _Environment(Environment):
    """Templates that have the environment's globals and none of their own."""

    code_generator_class = _CodeGenerator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's own dict.

        Each import compares the keys of two templates' globals: C does that for a dict, Python
        for the `ChainMap` of jinja, and there it was a tenth of a page's time.
        """
        if d:
            raise ValueError("a template has no globals of its own")
        return self.globals
