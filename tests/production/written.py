"""Write a settings file that is safe to serve, with the changes of a test."""

import copy
from pathlib import Path
from typing import Any

PARTNER = {
    "appid": "shop",
    "name": "商店",
    "token": "shop-token-0123456789ab",
    "secret": "shop-secret-0123456789a",
    "auth_receiver": "https://shop.example/auth",
}
SOUND: dict[str, Any] = {
    "keys": ["0123456789abcdefghijklmnopqrstuvwxyz"],
    "partners": "partners.toml",
    "server": {"base_url": "https://h5.example", "port": 0},
    "database": {"url": "sqlite:///h5kit.db"},
    "gateway": {"url": "https://gateway.example", "appid": "kit", "secret": "gateway-secret-1"},
}


def toml(document: dict[str, Any]) -> str:
    """Return values and one level of tables as TOML."""
    plain = [f"{k} = {_value(v)}" for k, v in document.items() if not isinstance(v, dict)]
    tables = [
        "\n".join([f"[{name}]", *(f"{k} = {_value(v)}" for k, v in table.items())])
        for name, table in document.items()
        if isinstance(table, dict)
    ]
    return "\n".join([*plain, *tables]) + "\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    """Return safe settings with `changes` by dotted name; None removes a setting."""
    document = copy.deepcopy(SOUND)
    for name, value in changes.items():
        table, _, key = name.rpartition(".")
        where = document.setdefault(table, {}) if table else document
        where[key] = value
        if value is None:
            del where[key]
    return document


def written(folder: Path, partner: dict[str, Any] | None = None, /, **changes: Any) -> Path:
    """Write settings and partners' file, readable only by the owner; return the settings file.

    `changes` are by dotted name: `**{"server.port": 1}`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = {**PARTNER, **(partner or {})}
    lines = [f"{k} = {_value(v)}" for k, v in rows.items()]
    file, partners = folder / "h5kit.toml", folder / "partners.toml"
    for path, text in (
        (partners, "\n".join(["[[partner]]", *lines])),
        (file, toml(changed(changes))),
    ):
        path.touch(mode=0o600)
        path.write_text(text, "utf-8")
    return file
