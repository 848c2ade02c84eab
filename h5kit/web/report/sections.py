"""The sections of the report page, and which rules of the rule file each of them follows."""

from dataclasses import dataclass
from typing import Final

import msgspec

from h5kit.report import Rules
from h5kit.report.rules import Rule, packaged

SECTIONS: Final = tuple((s.id, s.title, s.parts) for s in packaged().section)
"""In the page's order: id (template and anchor too), label in the contents, document parts."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A section and the rules by which its values are computed."""

    id: str
    label: str
    rules: tuple[Rule, ...]


def explained(rules: Rules) -> tuple[Explained, ...]:
    """Return the rules by section; a rule about several sections is in each of them."""
    return tuple(
        Explained(section, label, tuple(_about(rules, parts))) for section, label, parts in SECTIONS
    )


def _about(rules: Rules, parts: tuple[str, ...]) -> list[Rule]:
    found = []
    for rule in rules.rule:
        fields = tuple(f for f in rule.fields if f.partition(".")[0].removesuffix("[]") in parts)
        if fields:
            found.append(msgspec.structs.replace(rule, fields=fields))
    return found
