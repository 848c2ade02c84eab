"""Compiles the templates for each language, with the translations in place of marked texts."""

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
MARKED_CALL = "_"
"""The function with which a template marks a text: `_('…')`."""
BLOCK_CALL = "gettext"
"""The function call into which Jinja parses `{% trans %}`."""


def environment(folder: Path, language: Language) -> Environment:
    """Return a Jinja environment with the folder's templates in a language."""
    env = _Environment(
        loader=FileSystemLoader(folder),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # set by jinja2.ext.i18n
    env.globals.update(language=language, Message=Message)
    return env


class _Translator(NodeTransformer):
    """Replaces the marked texts of a template by their translations."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - jinja's name
        """Replace `{% trans %}` by its translation as HTML, split at its values.

        So a render needn't format the text.
        """
        children: list[nodes.Expr] = []
        for child in node.nodes:
            if _calls(child, BLOCK_CALL):
                children += self._split_at_values(child)
            else:
                children.append(self.visit(child))
        return nodes.Output(children, lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - jinja's name
        """Replace `_('…')` by its translation as text, which the template escapes."""
        if not _calls(node, MARKED_CALL):
            return self.generic_visit(node)
        return nodes.Const(self._text(node), lineno=node.lineno)

    def _split_at_values(self, call: nodes.Call) -> list[nodes.Expr]:
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
                raise TemplateAssertionError("only a constant text can be translated", call.lineno)


def _calls(node: nodes.Node, name: str) -> TypeGuard[nodes.Call]:
    match node:
        case nodes.Call(node=nodes.Name(name=called)):
            return bool(called == name)
        case _:
            return False


class _CodeGenerator(CodeGenerator):
    """Translates the texts of a template, then compiles it."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        translator = _Translator(cast("Language", self.environment.globals["language"]))
        super().visit_Template(translator.visit(node), frame)


class _Environment(Environment):
    """An environment whose templates share its globals and have none of their own."""

    code_generator_class = _CodeGenerator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's globals; a template may have none of its own.

        Jinja would return a new ChainMap. Each import compares the keys of two templates' globals,
        which is fast for a dict but took a tenth of a page's time for a ChainMap.
        """
        if d:
            raise ValueError("a template has no globals of its own")
        return self.globals
