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
"""Seconds within which a session that is used isn't written again."""
_ADD = text(
    "INSERT INTO users (name, hash, role, appid, created_at, disabled_at) "
    "VALUES (:name, :hash, :role, :appid, :created_at, :disabled_at) ON CONFLICT (name) DO NOTHING"
)
_COUNT_BACK = text("UPDATE quotas SET used = used - 1 WHERE key = :key AND used > 0")


class Role(StrEnum):
    """What a person may do with reports."""

    VIEWER = "viewer"
    AUDITOR = "auditor"
    OPERATOR = "operator"

    @property
    def may_unmask(self) -> bool:
        """Whether numbers, names, ID cards and addresses may be shown, one report at a time."""
        return self is not Role.VIEWER


@dataclass(frozen=True, slots=True)
class Account:
    """A user; `appid` is whose reports may be seen, "" for every partner's.

    `disabled_at` is None while the user may log in. Times are seconds since the epoch.
    """

    name: str
    hash: str = field(repr=False)
    role: Role
    appid: str
    created_at: float
    disabled_at: float | None = None


class Accounts:
    """Users by name, sessions by what the browser's cookie holds."""

    def __init__(self, runner: Runner) -> None:
        """Take what runs the transactions."""
        self._runner = runner

    async def add(self, account: Account) -> bool:
        """Keep a new user; False where the name is taken."""
        return bool(await self._runner.run(lambda c: _add(c, account)))

    async def find(self, name: str) -> Account | None:
        """Return a user, None where there is none of that name."""
        found: Account | None = await self._runner.look(lambda c: _find(c, name))
        return found

    async def everybody(self) -> tuple[Account, ...]:
        """Return all users by name."""
        everybody: tuple[Account, ...] = await self._runner.look(_everybody)
        return everybody

    async def change(self, name: str, *, ends_sessions: bool = False, **values: object) -> bool:
        """Give a user a new hash, role, appid or disabled_at; False where there is none.

        With `ends_sessions` whoever is logged in by that name no longer is.
        """

        def work(c: Transaction) -> bool:
            if ends_sessions:
                c.execute(delete(t.site_sessions).where(t.site_sessions.c.name == name))
            of_name = update(t.users).where(t.users.c.name == name)
            return c.execute(of_name.values(**values)).rowcount == 1

        return bool(await self._runner.run(work))

    async def begin(self, cookie: str, name: str, now: float) -> None:
        """Keep a session that a browser's cookie stands for."""
        row = {"id": _id(cookie), "name": name, "created_at": now, "touched_at": now}
        await self._runner.run(lambda c: c.execute(insert(t.site_sessions).values(**row)))

    async def end(self, cookie: str) -> None:
        """Forget a session."""
        gone = delete(t.site_sessions).where(t.site_sessions.c.id == _id(cookie))
        await self._runner.run(lambda c: c.execute(gone))

    async def of_session(
        self, cookie: str, now: float, *, idle: float, whole: float, touches: bool = True
    ) -> Account | None:
        """Return whose session a cookie stands for, and keep it from becoming idle.

        Without `touches` it's only looked at: what a browser does by itself keeps nobody in.
        None where there is none, where it was left alone for `idle` seconds or is `whole` seconds
        old, and where the user is disabled.
        """
        found = await self._runner.look(lambda c: _of_session(c, _id(cookie)))
        if found is None or found["disabled_at"] is not None:
            return None
        if now - found["touched_at"] > idle or now - found["session_at"] > whole:
            return None
        if touches and now - found["touched_at"] > min(TOUCHED_EVERY, idle / 2):
            of_id = update(t.site_sessions).where(t.site_sessions.c.id == _id(cookie))
            await self._runner.run_light(lambda c: c.execute(of_id.values(touched_at=now)))
        return _account(found)

    async def sweep(self, created_before: float, touched_before: float) -> None:
        """Forget sessions that are over."""
        s = t.site_sessions.c
        over = delete(t.site_sessions).where(
            (s.created_at < created_before) | (s.touched_at < touched_before)
        )
        await self._runner.run_light(lambda c: c.execute(over))

    async def count_back(self, *keys: str) -> None:
        """Take back one use of each key that `Store.count` counted."""
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


def _everybody(c: Transaction) -> tuple[Account, ...]:
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
