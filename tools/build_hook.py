"""Hatchling's build hook: compile the translations before h5kit is packed or linked."""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]  # of any build's settings
    """Compiles the translations, which a fresh checkout has only as text."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write each language's `.mo` file beside its `.po` file."""
        sys.path.insert(0, self.root)
        from tools.translations import compile_changed  # noqa: PLC0415 - needs the path set above

        compile_changed()
