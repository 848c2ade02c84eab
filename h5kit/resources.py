"""The folders of static files, templates and translations: in the wheel or in a checkout."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
BUILT = "built"


class NotBuiltError(RuntimeError):
    """Built files (scripts, stylesheets, translations) are missing; the text says how to build."""


def _folder(name: str) -> Path:
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


def static_dir() -> Path:
    """Return the folder of the static files."""
    return _folder("static")


def templates_dir() -> Path:
    """Return the folder of the templates."""
    return _folder("templates")


def locale_dir() -> Path:
    """Return the folder of the translations, one folder for each language."""
    return _folder("locale")


def built(name: str) -> str:
    """Return the text of a built script or stylesheet; raises NotBuiltError."""
    try:
        return (static_dir() / BUILT / name).read_text("utf-8")
    except FileNotFoundError:
        raise _not_built(name) from None


def check_built() -> None:
    """Raise NotBuiltError if nothing is built; call it before opening a database."""
    if not (static_dir() / BUILT).is_dir():
        raise _not_built("")


def _not_built(name: str) -> NotBuiltError:
    return NotBuiltError(f"{static_dir() / BUILT / name} is missing: run make generated")
