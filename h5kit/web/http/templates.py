"""The templates, as they are written and in English."""

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from h5kit import english
from h5kit.messages import Message


def environment(folder: Path) -> Environment:
    """Return the templates of the folder in Chinese."""
    return _environment(FileSystemLoader(folder))


def english_environment(folder: Path) -> Environment:
    """Return the same templates in English: their own texts and what they are given to print."""
    env = _environment(_EnglishLoader(folder))
    env.globals["english"] = True
    env.finalize = _in_english
    return env


class _Environment(Environment):
    """Templates that have the environment's globals and none of their own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's own dict.

        Each import compares the keys of two templates' globals: C does that for a dict, Python
        for the `ChainMap` of jinja, and there it was a tenth of a page's time.
        """
        if d:
            raise ValueError("a template has no globals of its own")
        return self.globals


def _environment(loader: FileSystemLoader) -> Environment:
    env = _Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(english=False, Message=Message)
    # Markup is printed as it is, in both languages.
    env.filters["verbatim"] = escape
    return env


def _in_english(value: Any) -> Any:
    return english.of(value) if isinstance(value, str) and not isinstance(value, Markup) else value


class _EnglishLoader(FileSystemLoader):
    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, name, is_fresh = super().get_source(environment, template)
        return english.template(source), name, is_fresh
