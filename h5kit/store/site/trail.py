"""The audit log: entries are added at its end, one after another whoever adds them, and kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import Row, insert, select, text

from h5kit.store import schema as t
from h5kit.store.runner import Runner, Transaction
from h5kit.store.site.chain import FIRST, AuditEntry, Signer, hash_of

__all__ = ["AuditEntry", "AuditFault", "Signer", "Trail", "Verdict"]

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
    """What is wrong with the log, and from which entry on."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking at the whole log has shown: how many entries, the last one's hash, the fault.

    Whoever notes number and hash elsewhere can later say what the log must still hold.
    """

    entries: int
    hash: str
    fault: AuditFault | None = None


class Trail:
    """The log; it has no way to change or forget an entry."""

    def __init__(self, runner: Runner, signer: Signer) -> None:
        """Take what runs the transactions, and who signs."""
        self._runner = runner
        self._signer = signer

    async def record(self, who: str, what: str, sid: str, at: float) -> None:
        """Add an entry; it is on the disk when this returns."""
        added: AuditEntry = await self._runner.run(lambda c: self._append(c, who, what, sid, at))
        # The log file is elsewhere: what the table's end was is known even if both are cut short.
        log.info("audit", number=added.number, hash=added.hash, sid=sid, what=what)

    def _append(self, c: Transaction, who: str, what: str, sid: str, at: float) -> AuditEntry:
        c.lock("audit")
        at, last = float(at), _last(c)
        number, before = (last.number + 1, last.hash) if last else (1, FIRST)
        made = hash_of(before, number, at, who, what, sid)
        key, mac = self._signer.signed(ENTRY, made)
        entry = AuditEntry(number, at, who, what, sid, made, key, mac)
        c.execute(insert(t.audit).values({n: getattr(entry, n) for n in AuditEntry.__slots__}))
        _, head = self._signer.signed(HEAD, f"{number} {made}")
        c.execute(_HEAD, {"number": number, "hash": made, "key": key, "mac": head})
        return entry

    async def entries(self, limit: int, before: int = 0, sid: str = "") -> tuple[AuditEntry, ...]:
        """Return entries newest first, of numbers below `before` where it is given."""
        query = select(t.audit).order_by(t.audit.c.number.desc()).limit(limit)
        if before:
            query = query.where(t.audit.c.number < before)
        if sid:
            query = query.where(t.audit.c.sid == sid)
        rows = await self._runner.look(lambda c: c.execute(query).all())
        return tuple(_entry(row) for row in rows)

    async def verify(self, known: tuple[int, str] | None = None) -> Verdict:
        """Look at every entry; the verdict names the first that was changed, dropped or moved.

        `known` is (number, hash) that somebody noted elsewhere and that must still be there.
        """
        verdict: Verdict = await self._runner.look(lambda c: self._verified(c, known))
        return verdict

    def _verified(self, c: Transaction, known: tuple[int, str] | None) -> Verdict:
        # Before the entries: what is added meanwhile is checked as well, and must not be missed.
        head = c.execute(select(t.audit_head)).first()
        hashes = {0: FIRST, **dict.fromkeys((n for n, _ in _noted(head, known)), "")}
        before, number, unvouched = FIRST, 0, 0
        for entry in _all(c):
            if wrong := self._wrong(entry, number + 1, before):
                return Verdict(number, before, AuditFault(number + 1, wrong))
            number, before = entry.number, entry.hash
            unvouched = 0 if self._signer.knows(entry.key) else unvouched or number
            if number in hashes:
                hashes[number] = entry.hash
        fault = _missed(hashes, number, _noted(head, known)) or self._open_end(
            head, number, unvouched
        )
        return Verdict(number, before, fault)

    def _wrong(self, entry: AuditEntry, expected: int, before: str) -> str:
        """Say what is wrong with an entry, "" where nothing is."""
        if entry.number != expected:
            return "was dropped"
        made = hash_of(before, entry.number, entry.at, entry.who, entry.what, entry.sid)
        if made != entry.hash:
            return "was changed, or stands in another's place"
        is_ours = self._signer.is_signed(ENTRY, entry.hash, entry.key, entry.mac)
        if self._signer.knows(entry.key) and not is_ours:
            return "was not signed by a server"
        return ""

    def _open_end(self, head: "Row[Any] | None", number: int, unvouched: int) -> AuditFault | None:
        """Say what is wrong at the log's end: nobody vouches for it, or its note isn't ours."""
        if unvouched:
            what = "and what follows is signed with keys that aren't in the settings"
            return AuditFault(unvouched, what)
        if head is None:
            lost = AuditFault(number + 1, "may have been dropped: there is no note of the end")
            return lost if number else None
        said = f"{head.number} {head.hash}"
        if not self._signer.is_signed(HEAD, said, head.key, head.mac):
            return AuditFault(number + 1, "may have been dropped: the note of the end is not ours")
        return None


def _noted(head: "Row[Any] | None", known: tuple[int, str] | None) -> list[tuple[int, str]]:
    """Return which entries must be there: those of the end's note and of somebody else's."""
    return [*([(head.number, head.hash)] if head else []), *([known] if known else [])]


def _missed(
    hashes: Mapping[int, str], number: int, noted: Iterable[tuple[int, str]]
) -> AuditFault | None:
    """Return the first noted entry that isn't in the log any more."""
    for noted_number, noted_hash in noted:
        if noted_number > number:
            return AuditFault(number + 1, "was dropped, and all that followed")
        if hashes[noted_number] != noted_hash:
            return AuditFault(noted_number, "is not the one that was noted")
    return None


def _last(c: Transaction) -> "Row[Any, Any] | None":
    a = t.audit.c
    return c.execute(select(a.number, a.hash).order_by(a.number.desc()).limit(1)).first()


def _entry(row: "Row[Any]") -> AuditEntry:
    return AuditEntry(**row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name


def _all(c: Transaction) -> Iterator[AuditEntry]:
    """Go through the entries by their numbers, a batch at a time."""
    query = select(t.audit).order_by(t.audit.c.number).limit(BATCH)
    rows = c.execute(query).all()
    while rows:
        yield from map(_entry, rows)
        rows = c.execute(query.where(t.audit.c.number > rows[-1].number)).all()
