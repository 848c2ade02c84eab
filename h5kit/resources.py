"""Where static files and templates are: beside the package in a wheel, at the top in a checkout."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


def static_dir() -> Path:
    """Return the folder of the static files."""
    return _folder("static")


def templates_dir() -> Path:
    """Return the folder of the templates."""
    return _folder("templates")
