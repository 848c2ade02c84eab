"""Update the generated parts of the events' schema: messages, recoveries, steps, hotlines."""

import json
import re
from pathlib import Path

from h5kit.carrier.numbering import HOTLINES
from h5kit.flow.states import State
from h5kit.messages import Message, Recovery

SCHEMA = Path(__file__).parents[1] / "h5kit" / "data" / "events.schema.json"
PARTS = {
    '"name": {"enum": ': [str(state) for state in State],
    '"code": {"type": "integer", "minimum": 1, "maximum": ': max(Message).value,
    '"recovery": {"type": "array", "items": {"enum": ': [str(r) for r in Recovery],
    '"tel": {"enum": ': list(HOTLINES.values()),
}
"""The text before each generated part, and the part."""

WRITTEN = re.compile(r"\A(?:\[[^\]]*\]|\d+)")


def generated(schema: str) -> str:
    """Return the schema's text with new parts; ValueError if the place of one is missing."""
    for before, part in PARTS.items():
        head, found, rest = schema.partition(before)
        if not found:
            raise ValueError(f"{SCHEMA.name} has no {before!r}")
        schema = head + before + json.dumps(part) + WRITTEN.sub("", rest, count=1)
    return schema


def main() -> None:
    """Write the schema."""
    SCHEMA.write_text(generated(SCHEMA.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
