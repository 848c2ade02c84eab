"""Write the members of `Message` into h5kit/messages.py from the catalogue (make generated)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULE = ROOT / "h5kit" / "messages.py"
CATALOGUE = ROOT / "h5kit" / "data" / "messages.tsv"
BLOCK = re.compile(r"(    # Members: .*\n)(?:    [A-Z_]+ = \d+\n)*")


def generated(source: str, catalogue: str) -> str:
    """Return the module's source with one member for each row of the catalogue."""
    rows = (line.split("\t") for line in catalogue.splitlines()[1:])
    members = "".join(f"    {name} = {code}\n" for code, name, *_ in rows)
    return BLOCK.sub(lambda found: found[1] + members, source, count=1)


def main() -> None:
    """Write the module."""
    made = generated(MODULE.read_text("utf-8"), CATALOGUE.read_text("utf-8"))
    MODULE.write_text(made, "utf-8")


if __name__ == "__main__":
    main()
