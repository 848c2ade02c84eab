"""docs/troubleshooting.md names log lines and reasons of failed pushes that the code writes."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
CODE = "".join(path.read_text("utf-8") for path in sorted((ROOT / "h5kit").rglob("*.py")))


def _first_cells(heading: str) -> list[str]:
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| (.+?) \|", section, re.MULTILINE)[2:]


def test_each_log_line_of_the_page_is_in_the_code() -> None:
    lines = [name for cell in _first_cells("Log lines about faults") for name in _names(cell)]
    assert len(lines) > 15
    assert [name for name in lines if f'"{name}"' not in CODE] == []


def test_each_reason_of_a_failed_push_is_in_the_code() -> None:
    cells = [cell for cell in _first_cells("Pushes and pulls") if cell.startswith("a try failed")]
    reasons = [name for cell in cells for name in _names(cell)]
    assert reasons == ["address", "dns", "connect", "tls", "timeout", "refused"]
    assert [reason for reason in reasons if f'"{reason}"' not in CODE] == []


def _names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)
