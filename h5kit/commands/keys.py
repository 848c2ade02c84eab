"""`h5kit keys`: create a key, and encrypt all stored data with the newest key."""

import asyncio
import secrets
import time
from pathlib import Path

import click


@click.group()
def keys() -> None:
    """Make and rotate keys. The last key of the settings signs and encrypts; all of them decrypt.

    To rotate: put the new key first on all servers, then last on all servers, run
    `h5kit keys rotate`, and remove the old key (docs/deploy.md, "New keys", says when).
    """


@keys.command()
def new() -> None:
    """Print a new random key."""
    click.echo(secrets.token_urlsafe(48))


@keys.command()
@click.option("--config", type=click.Path(path_type=Path), default="h5kit.toml", show_default=True)
def rotate(*, config: Path) -> None:
    """Re-encrypt everything stored with the newest key; servers may be running."""
    from h5kit import logs
    from h5kit.commands.serve import checked_settings
    from h5kit.commands.users import actor
    from h5kit.configuration.reading import ConfigurationError
    from h5kit.production import Checked, open_checked_store
    from h5kit.store.statements.resealing import Resealed
    from h5kit.web.report.access import Seen

    logs.for_command()

    async def main(checked: Checked) -> Resealed:
        store = open_checked_store(checked)
        try:
            resealed = await store.reseal()
            # Signed with the newest key, this entry protects all earlier ones.
            await store.site.audit_log.record(actor(), Seen.KEYS_ROTATED.value, "", time.time())
            return resealed
        finally:
            await store.close()

    try:
        resealed = asyncio.run(main(checked_settings(config)))
    except ConfigurationError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{resealed.changed} rows resealed")
    if resealed.unopened:
        raise click.ClickException(f"{resealed.unopened} rows remain: no key decrypts them")
