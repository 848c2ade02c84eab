"""The audit log on both databases: one chain, and every manipulation is detected."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from h5kit.store import schema as t
from h5kit.store.databases import open_file
from h5kit.store.runner import Transaction
from h5kit.store.site import AuditCheck, Signer
from h5kit.store.site.chain import FIRST, hash_of
from h5kit.store.store import Store
from tests.store.made import KEYS, Opened

Tamper = Callable[[Transaction], object]


async def _filled(store: Store, entries: int = 6) -> None:
    for n in range(1, entries + 1):
        await store.site.audit_log.record(f"user:u{n}", "viewed", f"S{n}", float(n))


async def _tampered(store: Store, tamper: Tamper) -> AuditCheck:
    await _filled(store)
    await store.site.audit_log._runner.run(tamper)
    return await store.site.audit_log.verify()


def _dropped(*numbers: int) -> Tamper:
    return lambda c: c.execute(delete(t.audit).where(t.audit.c.number.in_(numbers)))


def _changed(number: int, **values: object) -> Tamper:
    return lambda c: c.execute(update(t.audit).where(t.audit.c.number == number).values(**values))


def _swapped(c: Transaction) -> None:
    """Swap entries 3 and 4, including their numbers."""
    for old, new in ((3, 99), (4, 3), (99, 4)):
        c.execute(update(t.audit).where(t.audit.c.number == old).values(number=new))


def _renumbered(c: Transaction) -> None:
    """Remove entry 3 and close the gap."""
    c.execute(delete(t.audit).where(t.audit.c.number == 3))
    for number in (4, 5, 6):
        c.execute(update(t.audit).where(t.audit.c.number == number).values(number=number - 1))


def _rehashed(key: str, signer: Signer) -> Tamper:
    """Change entry 3 and recompute every later hash, as somebody without the key can."""

    def work(c: Transaction) -> None:
        rows = c.execute(select(t.audit).order_by(t.audit.c.number)).all()
        before = FIRST
        for row in rows:
            who = "user:nobody" if row.number == 3 else row.who
            made = hash_of(before, row.number, row.at, who, row.what, row.sid)
            if row.number >= 3:
                _, mac = signer.signed("entry", made)
                values = {"who": who, "hash": made, "key": key or row.key, "mac": mac}
                c.execute(update(t.audit).where(t.audit.c.number == row.number).values(**values))
            before = made
        c.execute(update(t.audit_head).values(hash=before))

    return work


def _appended(c: Transaction) -> None:
    last = c.execute(select(t.audit).order_by(t.audit.c.number.desc())).first()
    assert last is not None
    made = hash_of(last.hash, 7, 7.0, "user:forged", "viewed", "S7")
    row = {"number": 7, "at": 7.0, "who": "user:forged", "what": "viewed", "sid": "S7",
           "hash": made, "key": last.key, "mac": "0" * 64}  # fmt: skip
    c.execute(insert(t.audit).values(**row))


def _shortened(c: Transaction) -> None:
    """Remove the last entry and change the record of the end accordingly."""
    c.execute(delete(t.audit).where(t.audit.c.number == 6))
    fifth = c.execute(select(t.audit).where(t.audit.c.number == 5)).one()
    c.execute(update(t.audit_head).values(number=5, hash=fifth.hash))


STRANGER = Signer(("s" * 40,))
TAMPERS: dict[str, tuple[Tamper, int]] = {
    "who changed": (_changed(3, who="user:somebody"), 3),
    "what changed": (_changed(1, what="listed"), 1),
    "sid changed": (_changed(6, sid="S1"), 6),
    "time changed": (_changed(2, at=2.5), 2),
    "signature changed": (_changed(4, mac="0" * 64), 4),
    "first dropped": (_dropped(1), 1),
    "one dropped": (_dropped(3), 3),
    "two dropped": (_dropped(4, 5), 4),
    "last dropped": (_dropped(6), 6),
    "all dropped": (_dropped(1, 2, 3, 4, 5, 6), 1),
    "re-ordered": (_swapped, 3),
    "dropped and renumbered": (_renumbered, 3),
    "mended without a key": (_rehashed("", STRANGER), 3),
    "mended with a key of one's own": (_rehashed(STRANGER.ids[0], STRANGER), 3),
    "forged at the end": (_appended, 7),
    "end's note dropped": (lambda c: c.execute(delete(t.audit_head)), 7),
    "last dropped with the note": (_shortened, 6),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERS)
def test_a_manipulation_of_the_log_is_detected_with_its_place(opened: Opened, how: str) -> None:
    tamper, number = TAMPERS[how]

    async def work(store: Store) -> None:
        verdict = await _tampered(store, tamper)
        assert verdict.fault is not None
        assert verdict.fault.number == number, verdict.fault

    opened.run(work)


def test_an_untouched_log_is_sound(opened: Opened) -> None:
    async def work(store: Store) -> None:
        assert await store.site.audit_log.verify() == AuditCheck(0, FIRST)
        await _filled(store)
        verdict = await store.site.audit_log.verify()
        assert (verdict.entries, verdict.fault) == (6, None)
        newest, *_ = await store.site.audit_log.entries(2)
        assert (newest.number, newest.who, newest.hash) == (6, "user:u6", verdict.hash)
        assert [e.number for e in await store.site.audit_log.entries(9, before=3)] == [2, 1]
        assert [e.number for e in await store.site.audit_log.entries(9, sid="S4")] == [4]

    opened.run(work)


def test_a_restored_older_log_is_detected_by_a_known_hash(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await _filled(store, 3)
        noted = await store.site.audit_log.verify()
        runner, known = store.site.audit_log._runner, (noted.entries, noted.hash)
        await runner.run(lambda c: (c.execute(delete(t.audit)), c.execute(delete(t.audit_head))))
        assert (await store.site.audit_log.verify()).fault is None
        emptied = await store.site.audit_log.verify(known)
        assert emptied.fault is not None
        assert emptied.fault.number == 1
        await store.site.audit_log.record("user:other", "viewed", "S", 1.0)
        await _filled(store, 4)
        replaced = await store.site.audit_log.verify(known)
        assert replaced.fault is not None
        assert replaced.fault.number == 3

    opened.run(work)


def test_two_servers_and_a_command_write_one_chain(opened: Opened) -> None:
    async def work(one: Store) -> None:
        two = opened.open()
        try:
            async with asyncio.TaskGroup() as group:
                for n in range(40):
                    trail = (one, two)[n % 2].site.audit_log
                    group.create_task(trail.record("user:u", "viewed", f"S{n}", float(n)))
            verdict = await one.site.audit_log.verify()
        finally:
            await two.close()
        assert (verdict.entries, verdict.fault) == (40, None)
        entries = await one.site.audit_log.entries(50)
        assert sorted(e.sid for e in entries) == sorted(f"S{n}" for n in range(40))

    opened.run(work)


OLD, NEW = KEYS[0], "n" * 40


def _with_keys(file: Path, keys: Iterable[str], work: Callable[[Store], Any]) -> Any:
    async def main() -> Any:
        store = open_file(file, keys)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(main())


def test_entries_of_a_removed_key_are_confirmed_by_the_next_key(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    _with_keys(file, (OLD,), _filled)
    _with_keys(file, (OLD, NEW), lambda store: store.reseal())
    alone = _with_keys(file, (NEW,), lambda store: store.site.audit_log.verify())
    assert (alone.fault.number, "aren't in the settings" in alone.fault.what) == (1, True)
    _with_keys(file, (OLD, NEW), lambda store: store.site.audit_log.record("c", "keys", "", 9.0))
    assert _with_keys(file, (NEW,), lambda store: store.site.audit_log.verify()).fault is None

    async def changed(store: Store) -> AuditCheck:
        await store.site.audit_log._runner.run(_changed(2, who="user:x"))
        return await store.site.audit_log.verify()

    found = _with_keys(file, (NEW,), changed)
    assert found.fault.number == 2


def test_the_store_cannot_delete_an_entry(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await _filled(store, 2)
        await store.erase("S1")
        await store.sweep(1e12, 1e12)
        count = select(func.count()).select_from(t.audit)
        assert await store.site.audit_log._runner.read(lambda c: c.execute(count).scalar()) == 2

    opened.run(work)


def test_each_entry_is_also_a_log_line(opened: Opened, logs: list[Any]) -> None:
    async def work(store: Store) -> None:
        await _filled(store, 1)
        line = next(line for line in logs if line["event"] == "audit")
        verdict = await store.site.audit_log.verify((line["number"], line["hash"]))
        assert verdict.fault is None
        assert "user:u1" not in str(line)

    opened.run(work)


def test_a_failed_entry_raises(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.site.audit_log._runner.run(lambda c: c.execute(text("DROP TABLE audit_head")))
        with pytest.raises(Exception, match="audit_head"):
            await store.site.audit_log.record("user:u", "viewed", "S", 1.0)

    opened.run(work)
