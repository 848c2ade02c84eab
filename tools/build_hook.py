"""What hatchling does before it packs or links h5kit: compile the translations."""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]  # of any build's settings
    """Compiles what a fresh checkout has only as text."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make each language's `.mo` beside its `.po`."""
        sys.path.insert(0, self.root)
        from tools.translations import compile_changed  # noqa: PLC0415 - the path is set just now

        compile_changed()
