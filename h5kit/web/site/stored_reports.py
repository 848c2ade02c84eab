"""The report page's `Reports` and `Audit` on the store."""

import asyncio
from functools import partial
from typing import Final

import msgspec

from h5kit.records import Records, RecordsError, read_answer
from h5kit.report import Report
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.store import Store
from h5kit.threads import by_size
from h5kit.web.report.access import ReportView, Seen


class _StoredAnswer(msgspec.Struct):
    """What is kept of a report: the answer to its pull."""

    data: Report


_decode: Final = msgspec.json.Decoder(_StoredAnswer).decode


class StoredReports:
    """Reports as they were made, with their records where these are still to be had."""

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    async def find(self, sid: str) -> ReportView | None:
        """Return the report of a sid, None where there is none (yet)."""
        grant = await self._store.authorization(sid) if sid else None
        made = await self._ready(sid, DocumentKind.REPORT) if grant else None
        if grant is None or made is None:
            return None
        kept = await self._ready(sid, DocumentKind.RECORDS)
        # Some milliseconds for each thousand calls: off the loop.
        records = await asyncio.to_thread(_records, kept) if kept else None
        report = (await by_size(len(made.body), partial(_decode, made.body))).data
        return ReportView(report, grant.partner, records, len(made.body))

    async def _ready(self, sid: str, kind: DocumentKind) -> Document | None:
        found = await self._store.find_document(sid, kind)
        return found if found and found.readiness is Readiness.READY else None


def _records(document: Document) -> Records | None:
    """Return the records; what can't be read any more costs the page its heat map, no more."""
    try:
        return read_answer(document.body, now=document.made_at)[1]
    except RecordsError:
        return None


class StoredAudit:
    """The audit log that lasts."""

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    async def record(self, who: str, what: Seen, sid: str, at: float) -> None:
        """Keep an entry before anything is shown; a fault here shows nothing."""
        await self._store.site.audit_log.record(who, what.value, sid, at)
