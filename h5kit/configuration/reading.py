"""Reads the settings: the file, then the `H5KIT_…` variables that override it.

A variable is `H5KIT_` + table + `_` + key in capitals (`H5KIT_GATEWAY_SECRET`); keys outside of
tables have none (`H5KIT_KEYS`); commas separate lists. A secret can be a file's path instead: key
and variable then end in `_file`, `_FILE` (`H5KIT_KEYS_FILE`).
"""

import dataclasses
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from h5kit.configuration.file import PATHS, SECRETS, Configuration, every_setting, tables
from h5kit.declarations import Declared, nearest

PREFIX = "H5KIT_"
FILE = "_file"
OTHERS = frozenset({"H5KIT_CHROMIUM", "H5KIT_POSTGRES", "H5KIT_BENCH_ROUNDS"})
"""Variables of the test tools, which a developer may have set."""

Values = dict[str, Any]
"""Values by dotted name: `gateway.secret`."""


class ConfigurationError(ValueError):
    """The settings are wrong; `faults` has one line for each fault, with its place."""

    def __init__(self, *faults: str) -> None:
        """Keep the lines."""
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, their file, and whether that file itself holds a secret.

    `secret_files` are the files that `…_file` settings name. `faults` are by setting; a setting
    with a fault has its default.
    """

    configuration: Configuration
    path: Path
    holds_secrets: bool
    secret_files: tuple[Path, ...] = ()
    faults: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def digest(self) -> str:
        """12 hex digits that depend on all settings but the secrets."""
        plain = msgspec.to_builtins(self.configuration)
        for name in SECRETS:
            table, _, key = name.rpartition(".")
            (plain.get(table, {}) if table else plain).pop(key, None)
        return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()[:12]


def variable(name: str) -> str:
    """Return the environment variable of a dotted name."""
    return PREFIX + name.replace(".", "_").upper()


def read(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Return the settings; raises ConfigurationError with every fault."""
    loaded = tolerated(path, environ)
    if loaded.faults:
        raise ConfigurationError(*loaded.faults.values())
    return loaded


def tolerated(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Return the settings with their faults; raises ConfigurationError where it's no TOML."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise ConfigurationError(f"{path}: {fault.strerror}") from None
    except ValueError as fault:
        raise ConfigurationError(f"{path}: {fault}") from None
    faults: dict[str, str] = {}
    from_file = _flat(document, str(path), faults)
    holds_secrets = any(name in SECRETS and _is_secret(name, from_file[name]) for name in from_file)
    folder = path.absolute().parent
    variables = _from_variables(environ, faults)
    said = _opened(variables, folder, faults)
    # Don't look for a secret's file that a variable overrides.
    kept = {n: v for n, v in from_file.items() if n.removesuffix(FILE) not in said}
    named = [v for given in (kept, variables) for n, v in given.items() if _names_file(n)]
    secret_files = tuple(folder / str(name) for name in named)
    values = _opened(kept, folder, faults) | said
    for name in PATHS & values.keys():
        if values[name] and isinstance(values[name], str):
            values[name] = str(folder / values[name])
    taken = _convertible(values, str(path), faults)
    configuration = msgspec.convert(taken, Configuration)
    return Loaded(configuration, path, holds_secrets, secret_files, faults)


def _is_secret(name: str, value: object) -> bool:
    """Say whether a value is secret; a database's address is when it holds a password."""
    return bool(value) and (name != "database.url" or "@" in str(value))


def _flat(document: Mapping[str, Any], where: str, faults: dict[str, str]) -> Values:
    known = _known()
    values: Values = {}
    for name, value in document.items():
        if name in tables():
            if isinstance(value, dict):
                values |= {f"{name}.{key}": inner for key, inner in value.items()}
            else:
                faults[name] = f"{where}: {name} is a table, write [{name}]"
        elif isinstance(value, dict):
            faults[name] = f"{where}: {_unknown(name, tables(), '[{}] is no table')}"
        else:
            values[name] = value
    for name in sorted(values.keys() - known):
        faults[name] = f"{where}: {_unknown(name, known, '{} is no setting')}"
        del values[name]
    return values


def _known() -> frozenset[str]:
    return frozenset(every_setting()) | {name + FILE for name in SECRETS}


def _unknown(name: str, known: Iterable[str], words: str) -> str:
    if name.lower().replace("h5kit_", "").startswith("sandbox"):
        return f"{name}: the sandbox never runs beside a live gateway; see h5kit demo"
    return words.format(name) + nearest(name, known)


def _from_variables(environ: Mapping[str, str], faults: dict[str, str]) -> Values:
    by_variable = {variable(name): name for name in _known()}
    values: Values = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in OTHERS:
            continue
        if name not in by_variable:
            faults[name] = _unknown(name, by_variable, "{} is no setting")
            continue
        dotted = by_variable[name]
        try:
            text = environ[name]
            values[dotted] = (
                text if dotted.endswith(FILE) else _typed(text, every_setting()[dotted])
            )
        except msgspec.ValidationError as fault:
            faults[dotted] = f"{name}: {_lower(str(fault))}"
    return values


def _typed(text: str, setting: Declared) -> Any:
    """Return a variable's text as its setting's type; raises ValidationError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    value = msgspec.convert(parts if setting.is_list else text, setting.kind, strict=False)
    return msgspec.to_builtins(value)


def _opened(values: Values, folder: Path, faults: dict[str, str]) -> Values:
    """Return the values with every `…_file` replaced by that file's content."""
    opened = {name: value for name, value in values.items() if not _names_file(name)}
    for name in filter(_names_file, values):
        plain = name.removesuffix(FILE)
        if plain in opened:
            faults[plain] = f"{plain} and {name} are both given"
            continue
        try:
            text = (folder / str(values[name])).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            faults[plain] = f"{name}: the file can't be read"
            continue
        opened[plain] = text.split() if plain == "keys" else text
    return opened


def _names_file(name: str) -> bool:
    return name.endswith(FILE) and name.removesuffix(FILE) in SECRETS


def _convertible(values: Values, where: str, faults: dict[str, str]) -> Values:
    """Return a document of the values that their settings' types take."""
    document: Values = {}
    for name, value in values.items():
        table, _, key = name.rpartition(".")
        alone = {table: {key: value}} if table else {key: value}
        try:
            msgspec.convert(alone, Configuration)
        except msgspec.ValidationError as fault:
            what, _, place = str(fault).rpartition(" - at ")
            faults[name] = f"{where}: {place.strip('`').removeprefix('$.')}: {_lower(what)}"
            continue
        (document.setdefault(table, {}) if table else document)[key] = value
    return document


def _lower(text: str) -> str:
    return (text[:1].lower() + text[1:]).replace("`", "")
