"""The list of authorizations with how far their reports are, newest first, found by this or that.

Numbers are sealed, so what is looked for by its last four digits is found by a keyed hash of them
that stands beside the sealed row: an index finds it among any number of rows, while opening rows
one after another would either stop early and miss, or take as long as there are rows.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, or_, select, tuple_

from h5kit.store import schema as t
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.store.runner import Runner, Transaction
from h5kit.store.statements import authorizations


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is left empty bounds nothing.

    `word` is a sid or a uid, `last_four` the hash of a number's last four digits: either fits.
    `since` and `until` bound when it was granted (epoch seconds, `until` excluded). `older` is the
    (granted_at, sid) after which the page begins.
    """

    partner: str = ""
    word: str = ""
    last_four: str = ""
    since: float = 0.0
    until: float = 0.0
    older: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class ListedGrant:
    """A row of the list; `readiness` is the report's, None where none is being made."""

    sid: str
    partner: str
    uid: str
    tel: str = field(repr=False)
    granted_at: float
    readiness: Readiness | None


class GrantList:
    """Finds authorizations."""

    def __init__(self, runner: Runner) -> None:
        """Take what runs the transactions."""
        self._runner = runner

    async def page(self, wanted: Wanted, limit: int) -> tuple[ListedGrant, ...]:
        """Return the newest that fit, `limit` at most."""
        found: tuple[ListedGrant, ...] = await self._runner.look(lambda c: _page(c, wanted, limit))
        return found


def _page(c: Transaction, wanted: Wanted, limit: int) -> tuple[ListedGrant, ...]:
    rows = c.execute(_query(wanted).limit(limit)).all()
    return tuple(made for row in rows if (made := _granted(c, row)) is not None)


def _granted(c: Transaction, row: Any) -> ListedGrant | None:
    opened = authorizations.find(c, row.sid)
    if opened is None:  # erased meanwhile
        return None
    readiness = Readiness(row.readiness) if row.readiness else None
    return ListedGrant(row.sid, row.partner, row.uid, opened.tel, row.granted_at, readiness)


def _query(wanted: Wanted) -> Select[Any]:
    a, d = t.authorizations.c, t.documents.c
    of_report = (d.sid == a.sid) & (d.kind == DocumentKind.REPORT.value)
    query = (
        select(a.sid, a.partner, a.uid, a.granted_at, d.readiness)
        .join_from(t.authorizations, t.documents, of_report, isouter=True)
        .order_by(a.granted_at.desc(), a.sid.desc())
    )
    if wanted.partner:
        query = query.where(a.partner == wanted.partner)
    if wanted.word:
        fits = [a.sid == wanted.word, a.uid == wanted.word]
        fits += [a.last_four == wanted.last_four] if wanted.last_four else []
        query = query.where(or_(*fits))
    if wanted.since:
        query = query.where(a.granted_at >= wanted.since)
    if wanted.until:
        query = query.where(a.granted_at < wanted.until)
    if wanted.older:
        query = query.where(tuple_(a.granted_at, a.sid) < tuple_(*wanted.older))
    return query
