"""Making our own stylesheet and scripts small, once at start; vendored files stay as they are."""

import re
import string

_STRING = re.compile(r"('(?:[^'\\]|\\.)*')")
_IDLE = re.compile(r"\s*([^\w\s$'])\s*")
_APART = re.compile(r"(\bvar [^;{}]*);var ")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_TIGHT = re.compile(r"\s*([{};,>])\s*")
_SHORT = (*string.ascii_letters, *(f"{a}{n}" for n in range(10) for a in string.ascii_letters))
_DECLARED = re.compile(r"\bvar (\w+)|\bfunction ?(\w*)\(([\w,]*)\)|\bcatch\((\w+)\)")
_WORD = re.compile(r"[\w$]+")
_NAME = re.compile(r"([{,]?)(?<![.\w$])([A-Za-z_]\w*)(?![\w$])(:?)")


def minify_css(text: str) -> str:
    """Return the stylesheet without comments and idle white space (no strings with ; in it)."""
    return _TIGHT.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", text))).replace(";}", "}").strip()


def minify_js(text: str) -> str:
    """Return a script of ours without comment lines and idle white space, its own names short.

    It relies on how our scripts are written: comments stand on lines of their own, statements
    end in semicolons, strings are in single quotes, there are no regular expressions, and what
    is the browser's is reached through a parameter or has no namesake.
    """
    lines = (line.strip() for line in text.splitlines())
    code = " ".join(line for line in lines if line and not line.startswith("//"))
    parts = [p if p.startswith("'") else _IDLE.sub(r"\1", p) for p in _STRING.split(code)]
    names = _short_names("'".join(p for p in parts if not p.startswith("'")))
    small = "".join(p if p.startswith("'") else _renamed(p, names) for p in parts)
    while (joined := _APART.sub(r"\1,", small)) != small:
        small = joined
    return small.replace(";}", "}")


def _short_names(code: str) -> dict[str, str]:
    """Return a short name for each declared one; it has one meaning in the whole script."""
    declared = {
        name
        for groups in _DECLARED.findall(code)
        for group in groups
        for name in group.split(",")
        if name
    }
    words = _WORD.findall(code)
    taken = set(words) - declared
    short = [name for name in _SHORT if name not in taken]
    often_first = sorted(declared, key=lambda name: (-words.count(name), name))
    return dict(zip(often_first, short, strict=False))


def _renamed(code: str, names: dict[str, str]) -> str:
    def one(found: re.Match[str]) -> str:
        before, name, colon = found.groups()
        is_key = before and colon
        return found[0] if is_key else before + names.get(name, name) + colon

    return _NAME.sub(one, code)
