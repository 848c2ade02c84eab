"""The report site's users and their sessions."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, text, update

from h5kit.store import schema as t
from h5kit.store.runner import Runner, Transaction

TOUCHED_EVERY = 60
"""The minimum number of seconds between two writes of a session's last use."""
_ADD = text(
    "INSERT INTO users (name, hash, role, appid, created_at, disabled_at) "
    "VALUES (:name, :hash, :role, :appid, :created_at, :disabled_at) ON CONFLICT (name) DO NOTHING"
)
_COUNT_BACK = text("UPDATE quotas SET used = used - 1 WHERE key = :key AND used > 0")


class Role(StrEnum):
    """A user's role on the report site."""

    VIEWER = "viewer"
    AUDITOR = "auditor"
    OPERATOR = "operator"

    @property
    def may_unmask(self) -> bool:
        """Whether the user may show numbers, names, ID cards and addresses, a report at a time."""
        return self is not Role.VIEWER


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the report site; `appid` restricts them to one partner's reports, "" to none.

    `hash` is the password's Argon2 hash. `disabled_at` is None while the user may log in. Times are
    seconds since the epoch.
    """

    name: str
    hash: str = field(repr=False)
    role: Role
    appid: str
    created_at: float
    disabled_at: float | None = None


class Accounts:
    """Stores users by name and sessions by the hash of the browser's cookie."""

    def __init__(self, runner: Runner) -> None:
        """Use the runner's database."""
        self._runner = runner

    async def add(self, account: Account) -> bool:
        """Add a user; return False if the name is taken."""
        return bool(await self._runner.run(lambda c: _add(c, account)))

    async def find(self, name: str) -> Account | None:
        """Return the user of that name, or None."""
        found: Account | None = await self._runner.read(lambda c: _find(c, name))
        return found

    async def list_all(self) -> tuple[Account, ...]:
        """Return all users, sorted by name."""
        accounts: tuple[Account, ...] = await self._runner.read(_list_all)
        return accounts

    async def change(self, name: str, *, ends_sessions: bool = False, **values: object) -> bool:
        """Change a user's hash, role, appid or disabled_at; return False if there is no such user.

        `ends_sessions` also deletes the user's sessions.
        """

        def work(c: Transaction) -> bool:
            if ends_sessions:
                c.execute(delete(t.site_sessions).where(t.site_sessions.c.name == name))
            of_name = update(t.users).where(t.users.c.name == name)
            return c.execute(of_name.values(**values)).rowcount == 1

        return bool(await self._runner.run(work))

    async def start_session(self, cookie: str, name: str, now: float) -> None:
        """Add a session for the value of a browser's cookie."""
        row = {"id": _id(cookie), "name": name, "created_at": now, "touched_at": now}
        await self._runner.run(lambda c: c.execute(insert(t.site_sessions).values(**row)))

    async def end_session(self, cookie: str) -> None:
        """Delete a session."""
        one = delete(t.site_sessions).where(t.site_sessions.c.id == _id(cookie))
        await self._runner.run(lambda c: c.execute(one))

    async def find_by_session(
        self, cookie: str, now: float, *, idle: float, lifetime: float, touches: bool = True
    ) -> Account | None:
        """Return the user of a cookie's session and record the session's use.

        Returns None if there is no such session, if it was not used for `idle` seconds, if it is
        older than `lifetime` seconds, or if the user is disabled. Pass `touches=False` for requests
        that a browser sends by itself: they must not extend the session.
        """
        found = await self._runner.read(lambda c: _of_session(c, _id(cookie)))
        if found is None or found["disabled_at"] is not None:
            return None
        if now - found["touched_at"] > idle or now - found["session_at"] > lifetime:
            return None
        if touches and now - found["touched_at"] > min(TOUCHED_EVERY, idle / 2):
            of_id = update(t.site_sessions).where(t.site_sessions.c.id == _id(cookie))
            await self._runner.run_light(lambda c: c.execute(of_id.values(touched_at=now)))
        return _account(found)

    async def sweep(self, created_before: float, touched_before: float) -> None:
        """Delete expired sessions."""
        s = t.site_sessions.c
        expired = delete(t.site_sessions).where(
            (s.created_at < created_before) | (s.touched_at < touched_before)
        )
        await self._runner.run_light(lambda c: c.execute(expired))

    async def uncount(self, *keys: str) -> None:
        """Subtract one use from each of the keys, which `Store.count` has counted."""
        rows = [{"key": key} for key in keys]
        await self._runner.run_light(lambda c: c.execute(_COUNT_BACK, rows))


def _id(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def _add(c: Transaction, account: Account) -> bool:
    row = {name: getattr(account, name) for name in t.users.c.keys()}  # noqa: SIM118 - column names
    return c.execute(_ADD, row | {"role": account.role.value}).rowcount == 1


def _account(row: Mapping[Any, Any]) -> Account:
    values = {name: row[name] for name in t.users.c.keys()}  # noqa: SIM118 - column names
    return Account(**values | {"role": Role(row["role"])})


def _find(c: Transaction, name: str) -> Account | None:
    row = c.execute(select(t.users).where(t.users.c.name == name)).mappings().first()
    return None if row is None else _account(row)


def _list_all(c: Transaction) -> tuple[Account, ...]:
    rows = c.execute(select(t.users).order_by(t.users.c.name)).mappings()
    return tuple(_account(row) for row in rows)


def _of_session(c: Transaction, session: str) -> Mapping[Any, Any] | None:
    s = t.site_sessions.c
    one = (
        select(t.users, s.created_at.label("session_at"), s.touched_at)
        .join(t.site_sessions, s.name == t.users.c.name)
        .where(s.id == session)
    )
    return c.execute(one).mappings().first()
