"""Reading the settings: the file, then what `H5KIT_…` variables say instead of it.

The rule for variables: `H5KIT_` + table + `_` + key in capitals (`H5KIT_GATEWAY_SECRET`), keys
outside of tables without one (`H5KIT_KEYS`); lists are separated by commas. A secret can be given
as the path of a file that holds it: key and variable get `_file`, `_FILE` (`H5KIT_KEYS_FILE`).
"""

import difflib
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from h5kit.configuration.tables import PATHS, SECRETS, Configuration, Table

PREFIX = "H5KIT_"
FILE = "_file"
OTHERS = frozenset({"H5KIT_CHROMIUM", "H5KIT_POSTGRES", "H5KIT_BENCH_ROUNDS"})
"""Variables of the test tools; a developer may have them set."""

Values = dict[str, Any]
"""Values by dotted name: `gateway.secret`."""


class ConfigurationError(ValueError):
    """The settings say something that can't be; the text is one line that names the place."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, where they came from, and whether that file itself holds a secret."""

    configuration: Configuration
    path: Path
    holds_secrets: bool

    @property
    def digest(self) -> str:
        """12 hex digits that are the same where all settings but the secrets are."""
        plain = msgspec.to_builtins(self.configuration)
        for name in SECRETS:
            table, _, key = name.rpartition(".")
            (plain.get(table, {}) if table else plain).pop(key, None)
        return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()[:12]


def names() -> dict[str, Any]:
    """Return every setting by its dotted name, with its type; `_file` forms are not among them."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Configuration):
        if isinstance(field.type, type) and issubclass(field.type, Table):
            inner = msgspec.structs.fields(field.type)
            found |= {f"{field.name}.{f.name}": f.type for f in inner}
        else:
            found[field.name] = field.type
    return found


def variable(name: str) -> str:
    """Return the environment variable of a dotted name."""
    return PREFIX + name.replace(".", "_").upper()


def read(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Return the settings; raises ConfigurationError with one line that says what is wrong."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise ConfigurationError(f"{path}: {fault.strerror}") from None
    except ValueError as fault:
        raise ConfigurationError(f"{path}: {fault}") from None
    from_file = _flat(document, str(path))
    holds_secrets = any(name in SECRETS and _is_secret(name, from_file[name]) for name in from_file)
    folder = path.absolute().parent
    said = _opened(_from_variables(environ), folder)
    # A secret's file that a variable has made needless isn't even looked for.
    kept = {n: v for n, v in from_file.items() if n.removesuffix(FILE) not in said}
    values = _opened(kept, folder) | said
    for name in PATHS & values.keys():
        if values[name] and isinstance(values[name], str):
            values[name] = str(folder / values[name])
    return Loaded(_converted(values, str(path)), path, holds_secrets)


def _is_secret(name: str, value: object) -> bool:
    """Say whether a value is one; a database's address is where it holds a password."""
    return bool(value) and (name != "database.url" or "@" in str(value))


def _flat(document: Mapping[str, Any], where: str) -> Values:
    known = _known()
    tables = {name.partition(".")[0] for name in known if "." in name}
    values: Values = {}
    for name, value in document.items():
        if name in tables:
            if not isinstance(value, dict):
                raise ConfigurationError(f"{where}: {name} is a table, write [{name}]")
            values |= {f"{name}.{key}": inner for key, inner in value.items()}
        elif isinstance(value, dict):
            raise ConfigurationError(f"{where}: {_unknown(name, tables, '[{}] is no table')}")
        else:
            values[name] = value
    for name in values.keys() - known:
        raise ConfigurationError(f"{where}: {_unknown(name, known, '{} is no setting')}")
    return values


def _known() -> frozenset[str]:
    return frozenset(names()) | {name + FILE for name in SECRETS}


def _unknown(name: str, known: Iterable[str], words: str) -> str:
    if name.lower().replace("h5kit_", "").startswith("sandbox"):
        return f"{name}: the sandbox never runs beside a live gateway; see h5kit demo"
    near = difflib.get_close_matches(name, sorted(known), 1)
    return words.format(name) + (f", did you mean {near[0]}?" if near else "")


def _from_variables(environ: Mapping[str, str]) -> Values:
    by_variable = {variable(name): name for name in _known()}
    values: Values = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in OTHERS:
            continue
        if name not in by_variable:
            raise ConfigurationError(_unknown(name, by_variable, "{} is no setting"))
        dotted = by_variable[name]
        values[dotted] = environ[name] if dotted.endswith(FILE) else _typed(name, dotted, environ)
    return values


def _typed(name: str, dotted: str, environ: Mapping[str, str]) -> Any:
    """Return a variable's text as its setting's type."""
    kind, text = names()[dotted], environ[name]
    given: object = [part.strip() for part in text.split(",") if part.strip()]
    try:
        plain = msgspec.convert(given, list[str])
        value = msgspec.convert(plain if _is_list(kind) else text, kind, strict=False)
    except msgspec.ValidationError as fault:
        raise ConfigurationError(f"{name}: {_lower(str(fault))}") from None
    return msgspec.to_builtins(value)


def _is_list(kind: Any) -> bool:
    return "tuple" in str(kind)


def _opened(values: Values, folder: Path) -> Values:
    """Return the values with every `…_file` replaced by what that file holds."""
    opened = {name: value for name, value in values.items() if not _names_file(name)}
    for name in filter(_names_file, values):
        plain = name.removesuffix(FILE)
        if plain in opened:
            raise ConfigurationError(f"{plain} and {name} are both given")
        try:
            text = (folder / str(values[name])).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ConfigurationError(f"{name}: the file can't be read") from None
        opened[plain] = text.split() if plain == "keys" else text
    return opened


def _names_file(name: str) -> bool:
    return name.endswith(FILE) and name.removesuffix(FILE) in SECRETS


def _converted(values: Values, where: str) -> Configuration:
    document: dict[str, Any] = {}
    for name, value in values.items():
        table, _, key = name.rpartition(".")
        (document.setdefault(table, {}) if table else document)[key] = value
    try:
        return msgspec.convert(document, Configuration)
    except msgspec.ValidationError as fault:
        what, _, place = str(fault).rpartition(" - at ")
        name = place.strip("`").removeprefix("$.")
        raise ConfigurationError(f"{where}: {name}: {_lower(what)}") from None


def _lower(text: str) -> str:
    return (text[:1].lower() + text[1:]).replace("`", "")
