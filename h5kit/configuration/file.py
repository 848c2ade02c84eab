"""The settings file as a type, and its settings by dotted name (`gateway.secret`)."""

from functools import cache
from typing import Annotated

from h5kit.declarations import Declared, declared, describe
from h5kit.limit_settings import LimitSettings, TableSettings
from h5kit.settings import (
    DatabaseSettings,
    DirectorySettings,
    FlowSettings,
    GatewaySettings,
    LogSettings,
    MetricsSettings,
    PushSettings,
    ResetSettings,
    ResultSettings,
    ServerSettings,
    SiteSettings,
)


class Configuration(TableSettings, frozen=True, kw_only=True):
    """The whole settings file."""

    keys: Annotated[
        tuple[str, ...],
        describe(
            "Keys of 32 random characters or more, a line each in their file; the last one signs,"
            " all verify.",
            needed="secrets/keys",
            is_secret=True,
            in_file=True,
        ),
    ] = ()
    partners: Annotated[
        str,
        describe(
            "The partners' file; a relative path starts at the folder of this file.",
            needed="partners.toml",
            is_path=True,
        ),
    ] = ""
    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    gateway: GatewaySettings = GatewaySettings()
    flow: FlowSettings = FlowSettings()
    limits: LimitSettings = LimitSettings()
    push: PushSettings = PushSettings()
    results: ResultSettings = ResultSettings()
    directory: DirectorySettings = DirectorySettings()
    site: SiteSettings = SiteSettings()
    logs: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    reset: ResetSettings = ResetSettings()


@cache
def tables() -> dict[str, type[TableSettings]]:
    """Return the tables of the file by name, in the file's order."""
    kinds = {name: field.kind for name, field in declared(Configuration).items()}
    return {
        name: kind
        for name, kind in kinds.items()
        if isinstance(kind, type) and issubclass(kind, TableSettings)
    }


@cache
def every_setting() -> dict[str, Declared]:
    """Return every setting by its dotted name, without the `…_file` variants."""
    outside = {n: field for n, field in declared(Configuration).items() if n not in tables()}
    inside = {
        f"{table}.{name}": field
        for table, kind in tables().items()
        for name, field in declared(kind).items()
    }
    return outside | inside


SECRETS = frozenset(n for n, field in every_setting().items() if "is_secret" in field.marks)
"""Secret settings; they can also be given as `…_file`. Others must not read files with them."""

PATHS = frozenset(n for n, field in every_setting().items() if "is_path" in field.marks)
"""Settings that are paths; relative ones start at the settings file's folder."""
