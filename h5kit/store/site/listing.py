"""The report list: authorizations with the state of their reports, newest first, with a filter.

Numbers are encrypted, so a search by the last four digits uses an indexed column with a keyed hash
of them. Decrypting row after row would take time in proportion to the number of rows.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, or_, select, tuple_

from h5kit.store import schema as t
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.store.runner import Runner, Transaction
from h5kit.store.statements import authorizations


@dataclass(frozen=True, slots=True)
class GrantFilter:
    """The filter of the list; empty fields don't restrict it.

    A row matches if `word` is its sid or uid, or `last_four` the hash of its number's last four
    digits. `since` and `until` bound the time of the grant (seconds since the epoch, `until`
    excluded). `older` is the (granted_at, sid) of the last row of the previous page.
    """

    partner: str = ""
    word: str = ""
    last_four: str = ""
    since: float = 0.0
    until: float = 0.0
    older: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class ListedGrant:
    """A row of the list; `readiness` is that of the report, None if the sid has no report."""

    sid: str
    partner: str
    uid: str
    tel: str = field(repr=False)
    granted_at: float
    readiness: Readiness | None


class GrantList:
    """Finds authorizations for the report list."""

    def __init__(self, runner: Runner) -> None:
        """Use the runner's database."""
        self._runner = runner

    async def page(self, grant_filter: GrantFilter, limit: int) -> tuple[ListedGrant, ...]:
        """Return the newest matching authorizations, at most `limit`."""
        found: tuple[ListedGrant, ...] = await self._runner.read(
            lambda c: _page(c, grant_filter, limit)
        )
        return found


def _page(c: Transaction, grant_filter: GrantFilter, limit: int) -> tuple[ListedGrant, ...]:
    rows = c.execute(_query(grant_filter).limit(limit)).all()
    return tuple(grant for row in rows if (grant := _listed(c, row)) is not None)


def _listed(c: Transaction, row: Any) -> ListedGrant | None:
    grant = authorizations.find(c, row.sid)
    if grant is None:  # erased meanwhile
        return None
    readiness = Readiness(row.readiness) if row.readiness else None
    return ListedGrant(row.sid, row.partner, row.uid, grant.tel, row.granted_at, readiness)


def _query(grant_filter: GrantFilter) -> Select[Any]:
    a, d = t.authorizations.c, t.documents.c
    of_report = (d.sid == a.sid) & (d.kind == DocumentKind.REPORT.value)
    query = (
        select(a.sid, a.partner, a.uid, a.granted_at, d.readiness)
        .join_from(t.authorizations, t.documents, of_report, isouter=True)
        .order_by(a.granted_at.desc(), a.sid.desc())
    )
    if grant_filter.partner:
        query = query.where(a.partner == grant_filter.partner)
    if grant_filter.word:
        matches = [a.sid == grant_filter.word, a.uid == grant_filter.word]
        matches += [a.last_four == grant_filter.last_four] if grant_filter.last_four else []
        query = query.where(or_(*matches))
    if grant_filter.since:
        query = query.where(a.granted_at >= grant_filter.since)
    if grant_filter.until:
        query = query.where(a.granted_at < grant_filter.until)
    if grant_filter.older:
        query = query.where(tuple_(a.granted_at, a.sid) < tuple_(*grant_filter.older))
    return query
