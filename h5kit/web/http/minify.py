"""Making our own stylesheet and scripts small, once at start; vendored files stay as they are."""

import re

from h5kit.web.http.shorten import shortened

_STRING = re.compile(r"('(?:[^'\\]|\\.)*')")
_IDLE = re.compile(r"\s*([^\w\s$'])\s*")
_APART = re.compile(r"(\bvar [^;{}]*);var ")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_TIGHT = re.compile(r"\s*([{};,>])\s*")


def minify_css(text: str) -> str:
    """Return the stylesheet without comments and idle white space (no strings with ; in it)."""
    return _TIGHT.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", text))).replace(";}", "}").strip()


def minify_js(text: str) -> str:
    """Return a script of ours without comment lines and idle white space, its own names short.

    It relies on how our scripts are written: comments stand on lines of their own, statements
    end in semicolons, strings are in single quotes, and there are no regular expressions.
    """
    lines = (line.strip() for line in text.splitlines())
    code = " ".join(line for line in lines if line and not line.startswith("//"))
    parts = [p if p.startswith("'") else _IDLE.sub(r"\1", p) for p in _STRING.split(code)]
    small = shortened("".join(parts))
    while (joined := _APART.sub(r"\1,", small)) != small:
        small = joined
    return small.replace(";}", "}")
