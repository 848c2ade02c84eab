"""The audit log: an append-only hash chain that any number of servers write to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import Row, insert, select, text

from h5kit.store import schema as t
from h5kit.store.runner import Runner, Transaction
from h5kit.store.site.chain import FIRST, AuditEntry, Signer, hash_of

__all__ = ["AuditCheck", "AuditEntry", "AuditFault", "AuditLog", "Signer"]

ENTRY, HEAD = "entry", "head"
BATCH: Final = 500
_HEAD = text(
    "INSERT INTO audit_head (id, number, hash, key, mac) VALUES (1, :number, :hash, :key, :mac) "
    "ON CONFLICT (id) DO UPDATE SET number = excluded.number, hash = excluded.hash, "
    "key = excluded.key, mac = excluded.mac"
)

log = structlog.get_logger("h5kit.audit")


@dataclass(frozen=True, slots=True)
class AuditFault:
    """What is wrong with the log, and the number of the first entry concerned."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """The result of checking the whole log: number of entries, hash of the last one, first fault.

    An auditor who stores number and hash elsewhere can pass them to a later check.
    """

    entries: int
    hash: str
    fault: AuditFault | None = None


class AuditLog:
    """The log; entries can't be changed or deleted."""

    def __init__(self, runner: Runner, signer: Signer) -> None:
        """Use the runner's database; `signer` signs the entries."""
        self._runner = runner
        self._signer = signer

    async def record(self, who: str, what: str, sid: str, at: float) -> None:
        """Add an entry; it is on the disk when this returns."""
        added: AuditEntry = await self._runner.run(lambda c: self._append(c, who, what, sid, at))
        # Also in the server's log, so that a truncated table can be noticed.
        log.info("audit", number=added.number, hash=added.hash, sid=sid, what=what)

    def _append(self, c: Transaction, who: str, what: str, sid: str, at: float) -> AuditEntry:
        c.lock("audit")
        at, last = float(at), _last(c)
        number, before = (last.number + 1, last.hash) if last else (1, FIRST)
        entry_hash = hash_of(before, number, at, who, what, sid)
        key, mac = self._signer.signed(ENTRY, entry_hash)
        entry = AuditEntry(number, at, who, what, sid, entry_hash, key, mac)
        c.execute(insert(t.audit).values({n: getattr(entry, n) for n in AuditEntry.__slots__}))
        _, head_mac = self._signer.signed(HEAD, f"{number} {entry_hash}")
        c.execute(_HEAD, {"number": number, "hash": entry_hash, "key": key, "mac": head_mac})
        return entry

    async def entries(self, limit: int, before: int = 0, sid: str = "") -> tuple[AuditEntry, ...]:
        """Return entries, newest first; only those with a number below `before` if it is given."""
        query = select(t.audit).order_by(t.audit.c.number.desc()).limit(limit)
        if before:
            query = query.where(t.audit.c.number < before)
        if sid:
            query = query.where(t.audit.c.sid == sid)
        rows = await self._runner.read(lambda c: c.execute(query).all())
        return tuple(_entry(row) for row in rows)

    async def verify(self, known: tuple[int, str] | None = None) -> AuditCheck:
        """Check every entry and report the first that was changed, deleted or moved.

        `known` is the (number, hash) of an entry that was noted elsewhere and must still exist.
        """
        check: AuditCheck = await self._runner.read(lambda c: self._verified(c, known))
        return check

    def _verified(self, c: Transaction, known: tuple[int, str] | None) -> AuditCheck:
        # Read the head before the entries: entries added meanwhile must not count as missing.
        head = c.execute(select(t.audit_head)).first()
        hashes = {0: FIRST, **dict.fromkeys((n for n, _ in _noted(head, known)), "")}
        before, number, first_unverified = FIRST, 0, 0
        for entry in _all(c):
            if wrong := self._wrong(entry, number + 1, before):
                return AuditCheck(number, before, AuditFault(number + 1, wrong))
            number, before = entry.number, entry.hash
            is_verified = self._signer.knows(entry.key)
            first_unverified = 0 if is_verified else first_unverified or number
            if number in hashes:
                hashes[number] = entry.hash
        fault = _missing(hashes, number, _noted(head, known)) or self._end_fault(
            head, number, first_unverified
        )
        return AuditCheck(number, before, fault)

    def _wrong(self, entry: AuditEntry, expected: int, before: str) -> str:
        """Return what is wrong with an entry, "" if nothing is."""
        if entry.number != expected:
            return "was dropped"
        entry_hash = hash_of(before, entry.number, entry.at, entry.who, entry.what, entry.sid)
        if entry_hash != entry.hash:
            return "was changed, or stands in another's place"
        is_ours = self._signer.is_signed(ENTRY, entry.hash, entry.key, entry.mac)
        if self._signer.knows(entry.key) and not is_ours:
            return "was not signed by a server"
        return ""

    def _end_fault(
        self, head: "Row[Any] | None", number: int, first_unverified: int
    ) -> AuditFault | None:
        """Return what is wrong at the log's end: unknown signing keys, or an invalid head."""
        if first_unverified:
            what = "and all later entries are signed with keys that aren't in the settings"
            return AuditFault(first_unverified, what)
        if head is None:
            lost = AuditFault(number + 1, "may have been dropped: the log's head is missing")
            return lost if number else None
        signed = f"{head.number} {head.hash}"
        if not self._signer.is_signed(HEAD, signed, head.key, head.mac):
            return AuditFault(number + 1, "may have been dropped: the log's head is not ours")
        return None


def _noted(head: "Row[Any] | None", known: tuple[int, str] | None) -> list[tuple[int, str]]:
    """Return the entries that must exist: the head's, and the one noted elsewhere."""
    return [*([(head.number, head.hash)] if head else []), *([known] if known else [])]


def _missing(
    hashes: Mapping[int, str], number: int, noted: Iterable[tuple[int, str]]
) -> AuditFault | None:
    """Return the first noted entry that is no longer in the log."""
    for noted_number, noted_hash in noted:
        if noted_number > number:
            return AuditFault(number + 1, "was dropped, with all later entries")
        if hashes[noted_number] != noted_hash:
            return AuditFault(noted_number, "differs from the noted one")
    return None


def _last(c: Transaction) -> "Row[Any, Any] | None":
    a = t.audit.c
    return c.execute(select(a.number, a.hash).order_by(a.number.desc()).limit(1)).first()


def _entry(row: "Row[Any]") -> AuditEntry:
    return AuditEntry(**row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name


def _all(c: Transaction) -> Iterator[AuditEntry]:
    """Yield all entries by number, reading a batch at a time."""
    query = select(t.audit).order_by(t.audit.c.number).limit(BATCH)
    rows = c.execute(query).all()
    while rows:
        yield from map(_entry, rows)
        rows = c.execute(query.where(t.audit.c.number > rows[-1].number)).all()
