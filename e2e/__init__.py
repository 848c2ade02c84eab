"""The browser tests."""

from tools.translations import compile_changed

# The package reads them when it is imported; a fresh checkout has only their text.
compile_changed()
