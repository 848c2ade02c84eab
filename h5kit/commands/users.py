"""`h5kit users`: manage the users of the report site."""

import getpass
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from h5kit.commands.stores import StoreGroup, StorePlace, partners_of, run_on_store

if TYPE_CHECKING:
    from h5kit.store.site import Account, Accounts
    from h5kit.store.store import Store

ROLES = ("viewer", "auditor", "operator")
NAME = re.compile(r"[A-Za-z0-9](?:[\w.@-]{0,62}[\w])?", re.ASCII)
EVERY_PARTNER = "all"

name_argument = click.argument("name")
password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group(cls=StoreGroup)
def users() -> None:
    """Add, list and change the report site's users; the server may be running.

    A viewer sees masked reports, an auditor may unmask them, an operator also has the console.
    """


@users.command()
@name_argument
@click.option("--role", type=click.Choice(ROLES), default="viewer", show_default=True)
@click.option(
    "--appid", default=EVERY_PARTNER, show_default=True, help="Whose reports may be seen."
)
@password_option
@click.pass_obj
def add(place: StorePlace, *, name: str, role: str, appid: str, password_stdin: bool) -> None:
    """Add a user; the password is asked for."""
    from h5kit.store.site import Account, Role
    from h5kit.web.site.passwords import Passwords

    if not NAME.fullmatch(name):
        raise click.ClickException("a name is 1 to 64 of the characters a-z A-Z 0-9 . _ @ -")
    stored_appid = _appid(place, appid)
    hashed = Passwords().hash(_password(name, is_piped=password_stdin))
    account = Account(name, hashed, Role(role), stored_appid, time.time())

    async def work(store: "Store") -> bool:
        if await store.site.accounts.find(name):
            return False
        await _record(store, "user_added", name)
        return await store.site.accounts.add(account)

    if not run_on_store(place, work):
        raise click.ClickException(f"{name}: there is already a user of that name")
    click.echo(f"{name}: {role} of {appid}")


@users.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: StorePlace, *, as_json: bool) -> None:
    """List the users."""

    async def work(store: "Store") -> list[dict[str, Any]]:
        accounts = await store.site.accounts.list_all()
        return [
            {"name": a.name, "role": a.role.value, "appid": a.appid or EVERY_PARTNER,
             "created": _time(a.created_at), "disabled": _time(a.disabled_at)}
            for a in accounts
        ]  # fmt: skip

    rows = run_on_store(place, work)
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        state = "disabled" if row["disabled"] else "active"
        click.echo(f"{row['name']}  {row['role']}  {row['appid']}  {state}")


@users.command("role")
@name_argument
@click.argument("new_role", metavar="ROLE", type=click.Choice(ROLES))
@click.option("--appid", help="Whose reports may be seen, or all; unchanged if not given.")
@click.pass_obj
def change_role(place: StorePlace, *, name: str, new_role: str, appid: str | None) -> None:
    """Give a user another role; without --appid they can see the same reports as before."""
    values: dict[str, Any] = {"role": new_role}
    if appid is not None:
        values["appid"] = _appid(place, appid)
    account = _changed(place, name, lambda accounts: accounts.change(name, **values))
    click.echo(f"{name}: {new_role} of {values.get('appid', account.appid) or EVERY_PARTNER}")


@users.command()
@name_argument
@click.option("--undo", is_flag=True, help="Let the user log in again.")
@click.pass_obj
def disable(place: StorePlace, *, name: str, undo: bool) -> None:
    """Block a user from logging in and end their sessions at once."""
    values: dict[str, Any] = {"disabled_at": None if undo else time.time()}
    _changed(place, name, lambda accounts: accounts.change(name, ends_sessions=True, **values))
    click.echo(f"{name}: {'active' if undo else 'disabled'}")


@users.command()
@name_argument
@password_option
@click.pass_obj
def password(place: StorePlace, *, name: str, password_stdin: bool) -> None:
    """Give a user another password and end their sessions."""
    from h5kit.web.site.passwords import Passwords

    hashed = Passwords().hash(_password(name, is_piped=password_stdin))
    _changed(place, name, lambda accounts: accounts.change(name, ends_sessions=True, hash=hashed))
    click.echo(f"{name}: password changed")


def _changed(
    place: StorePlace, name: str, change: "Callable[[Accounts], Awaitable[bool]]"
) -> "Account":
    """Write an audit entry, change the user, and return the user as before the change.

    Raises ClickException for an unknown name.
    """

    async def work(store: "Store") -> "Account | None":
        account = await store.site.accounts.find(name)
        if account is None:
            return None
        await _record(store, "user_changed", name)
        return account if await change(store.site.accounts) else None

    before = run_on_store(place, work)
    if before is None:
        raise click.ClickException(f"{name}: no such user")
    return before


async def _record(store: "Store", what: str, name: str) -> None:
    await store.site.audit_log.record(f"{actor()} user:{name}", what, "", time.time())


def actor() -> str:
    """Return the name under which the audit log records the user of this command."""
    try:
        return f"command:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return "command"


def _appid(place: StorePlace, appid: str) -> str:
    """Return an appid as stored; raises ClickException if no partner has it."""
    if appid == EVERY_PARTNER:
        return ""
    known = partners_of(place)
    if known is not None and known.by_appid(appid) is None:
        raise click.ClickException(f"{appid}: no partner with that appid")
    return appid


def _password(name: str, *, is_piped: bool) -> str:
    """Return an acceptable password, typed twice without echo or read from a pipe."""
    from h5kit.web.site.passwords import fault

    if is_piped:
        entered = sys.stdin.readline().rstrip("\r\n")
    else:
        entered = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if wrong := fault(entered, name):
        raise click.ClickException(f"this password is not acceptable: {wrong}")
    return str(entered)


def _time(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""
