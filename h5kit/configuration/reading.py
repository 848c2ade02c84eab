"""Read the settings: the file, then the `H5KIT_…` variables that override it.

A variable's name is `H5KIT_` + table + `_` + key in capitals (`H5KIT_GATEWAY_SECRET`), without the
table for keys outside tables (`H5KIT_KEYS`). Lists are separated by commas. A secret can be given
as the path of a file instead: the key then ends in `_file`, the variable in `_FILE`.
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
"""Variables of test tools, which a developer may have set."""

Values = dict[str, Any]
"""Values by dotted name: `gateway.secret`."""


class ConfigurationError(ValueError):
    """The settings are invalid; `faults` has one line for each fault, with its place."""

    def __init__(self, *faults: str) -> None:
        """Create the error with its lines."""
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, the path of their file, and whether that file itself contains a secret.

    `secret_files` are the files named by `…_file` settings. `faults` are by setting; an invalid
    setting has its default value.
    """

    configuration: Configuration
    path: Path
    holds_secrets: bool
    secret_files: tuple[Path, ...] = ()
    faults: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A hash of all settings except secrets, 12 hex digits."""
        plain = msgspec.to_builtins(self.configuration)
        for name in SECRETS:
            table, _, key = name.rpartition(".")
            (plain.get(table, {}) if table else plain).pop(key, None)
        return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()[:12]


def variable(name: str) -> str:
    """Return the environment variable of a setting's dotted name."""
    return PREFIX + name.replace(".", "_").upper()


def read(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Return the settings; raises ConfigurationError with every fault."""
    loaded = read_with_faults(path, environ)
    if loaded.faults:
        raise ConfigurationError(*loaded.faults.values())
    return loaded


def read_with_faults(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Return the settings with their faults; raises ConfigurationError if the file isn't TOML."""
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
    overrides = _with_files(variables, folder, faults)
    # Don't read a secret's file if a variable overrides the secret.
    effective = {n: v for n, v in from_file.items() if n.removesuffix(FILE) not in overrides}
    paths = [v for source in (effective, variables) for n, v in source.items() if _names_file(n)]
    secret_files = tuple(folder / str(name) for name in paths)
    values = _with_files(effective, folder, faults) | overrides
    for name in PATHS & values.keys():
        if values[name] and isinstance(values[name], str):
            values[name] = str(folder / values[name])
    valid = _convertible(values, str(path), faults)
    configuration = msgspec.convert(valid, Configuration)
    return Loaded(configuration, path, holds_secrets, secret_files, faults)


def _is_secret(name: str, value: object) -> bool:
    """Return whether a value is secret; a database address is if it contains credentials."""
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
            faults[name] = f"{where}: {_unknown(name, tables(), '[{}] is not a table')}"
        else:
            values[name] = value
    for name in sorted(values.keys() - known):
        faults[name] = f"{where}: {_unknown(name, known, '{} is not a setting')}"
        del values[name]
    return values


def _known() -> frozenset[str]:
    return frozenset(every_setting()) | {name + FILE for name in SECRETS}


def _unknown(name: str, known: Iterable[str], text: str) -> str:
    if name.lower().replace("h5kit_", "").startswith("sandbox"):
        return f"{name}: the sandbox never runs beside a live gateway; see h5kit demo"
    return text.format(name) + nearest(name, known)


def _from_variables(environ: Mapping[str, str], faults: dict[str, str]) -> Values:
    by_variable = {variable(name): name for name in _known()}
    values: Values = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in OTHERS:
            continue
        if name not in by_variable:
            faults[name] = _unknown(name, by_variable, "{} is not a setting")
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
    """Return a variable's text converted to its setting's type; raises ValidationError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    value = msgspec.convert(parts if setting.is_list else text, setting.kind, strict=False)
    return msgspec.to_builtins(value)


def _with_files(values: Values, folder: Path, faults: dict[str, str]) -> Values:
    """Return the values with every `…_file` replaced by the content of that file."""
    replaced = {name: value for name, value in values.items() if not _names_file(name)}
    for name in filter(_names_file, values):
        plain = name.removesuffix(FILE)
        if plain in replaced:
            faults[plain] = f"{plain} and {name} are both given"
            continue
        try:
            text = (folder / str(values[name])).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            faults[plain] = f"{name}: the file can't be read"
            continue
        replaced[plain] = text.split() if plain == "keys" else text
    return replaced


def _names_file(name: str) -> bool:
    return name.endswith(FILE) and name.removesuffix(FILE) in SECRETS


def _convertible(values: Values, where: str, faults: dict[str, str]) -> Values:
    """Return a document of the values that are valid for their settings; add faults for others."""
    document: Values = {}
    for name, value in values.items():
        table, _, key = name.rpartition(".")
        single = {table: {key: value}} if table else {key: value}
        try:
            msgspec.convert(single, Configuration)
        except msgspec.ValidationError as fault:
            what, _, place = str(fault).rpartition(" - at ")
            faults[name] = f"{where}: {place.strip('`').removeprefix('$.')}: {_lower(what)}"
            continue
        (document.setdefault(table, {}) if table else document)[key] = value
    return document


def _lower(text: str) -> str:
    return (text[:1].lower() + text[1:]).replace("`", "")
