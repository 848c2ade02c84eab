"""Short names for what a script of ours declares, chosen so that the script compresses well."""

import re
import string
from collections.abc import Iterator

_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|[\w$]+|.", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*")
_MORE = tuple(f"{a}{n}" for n in range(10) for a in string.ascii_letters)
_LOWER = string.ascii_lowercase
_INNER = (*string.ascii_letters, *_MORE)
# They begin at n: what functions declare is a, b, c then in each of them, which compresses.
_OUTER = (*_LOWER[13:], *_LOWER[:13], *string.ascii_uppercase, *_MORE)


class _Scope:
    """A function, or the whole script: what it declares, and every name that it must keep apart."""

    def __init__(self, parent: "_Scope | None" = None) -> None:
        self.parent = parent
        self.short: dict[str, str] = {}
        self.seen: dict[str, _Scope | None] = {}

    def chain(self) -> "Iterator[_Scope]":
        """Yield the scope and those around it."""
        scope: _Scope | None = self
        while scope:
            yield scope
            scope = scope.parent

    def see(self, name: str) -> None:
        """Note a use of a name, here and in each scope on the way to who declares it."""
        owner = next((scope for scope in self.chain() if name in scope.short), None)
        for scope in self.chain():
            scope.seen[name] = owner
            if scope is owner:
                break

    def choose(self) -> None:
        """Choose the short names; the scopes around have theirs."""
        others = {name: owner for name, owner in self.seen.items() if owner is not self}
        taken = {owner.short[name] if owner else name for name, owner in others.items()}
        is_outer = not self.parent or not self.parent.parent
        free = (name for name in (_OUTER if is_outer else _INNER) if name not in taken)
        self.short = dict(zip(self.short, free, strict=False))


def shortened(code: str) -> str:
    """Return the code with short names; a `var` declares one name, idle white space is gone."""
    words = _TOKEN.findall(code)
    scopes, uses = _read(words)
    for at, scope in uses.items():
        scope.see(words[at])
    for scope in scopes:
        scope.choose()
    for at, scope in uses.items():
        owner = scope.seen[words[at]]
        words[at] = owner.short[words[at]] if owner else words[at]
    return "".join(words)


def _read(words: list[str]) -> tuple[list[_Scope], dict[int, _Scope]]:
    """Return the scopes, outer ones first, and in which of them each name is used."""
    scope, begun, around = _Scope(), None, list[_Scope]()
    scopes, uses = [scope], dict[int, _Scope]()
    before = ["", ""]
    for at, word in enumerate(words):
        if word == "function":
            begun = _Scope(scope)
            scopes.append(begun)
        elif word == "{":
            around.append(scope)
            scope, begun = begun or scope, None
        elif word == "}":
            scope = around.pop()
        elif _NAME.fullmatch(word) and not _is_member(before[1], words[at + 1 : at + 2]):
            is_parameter = begun is not None and before[1] in {"(", ","}
            here = begun if begun and is_parameter else scope
            if is_parameter or before in (["var", " "], ["function", " "], ["catch", "("]):
                here.short[word] = ""
            uses[at] = here
        before = [before[1], word]
    return scopes, uses


def _is_member(before: str, after: list[str]) -> bool:
    return before == "." or (before in {"{", ","} and after == [":"])
