"""Hatchling's build hook: compile the translations before h5kit is packed or linked."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]  # of any build's settings
    """Compiles the translations, which a fresh checkout has only as text."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write each language's `.mo` file beside its `.po` file."""
        # Load it by its path, because an environment may have another package named tools.
        path = Path(self.root) / "tools" / "translations.py"
        spec = importlib.util.spec_from_file_location("h5kit_translations", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        translations = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(translations)
        translations.compile_changed()
