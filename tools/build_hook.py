"""What hatchling does before it packs or links h5kit: compile the translations."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]  # of any build's settings
    """Compiles what a fresh checkout has only as text."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make each language's `.mo` beside its `.po`."""
        # By its path: an environment may have another package that is called tools.
        path = Path(self.root) / "tools" / "translations.py"
        spec = importlib.util.spec_from_file_location("h5kit_translations", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        translations = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(translations)
        translations.compile_changed()
