"""Builds what the page objects for TypeScript are made from: npm/testing/contract.json.

python npm/build_testing.py
"""

import json
from pathlib import Path

from h5kit.testing.contract import contract

CONTRACT = Path(__file__).parent / "testing" / "contract.json"


def main() -> None:
    """Write the file; `make partner-suite-js` compiles what is made from it."""
    CONTRACT.write_text(json.dumps(contract(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
