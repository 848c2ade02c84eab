"""Builds what the page objects for TypeScript are made from: npm/testing/contract.json.

make sdk; then make partner-suite-js ARGS=--build compiles the page objects anew.
"""

import json
from pathlib import Path

from h5kit.testing.contract import contract

CONTRACT = Path(__file__).parent / "testing" / "contract.json"


def main() -> None:
    """Write the file."""
    CONTRACT.write_text(json.dumps(contract(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
