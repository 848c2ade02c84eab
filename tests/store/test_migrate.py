"""Migrations run at start, once for all processes, from every release."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from h5kit.store import migrate
from h5kit.store.databases import OpeningError, open_file, open_store
from h5kit.store.jobs import NewJob
from h5kit.store.plan import AlreadyGranted, Plan
from h5kit.store.postgresql.procrastinate_sql import upgrade
from h5kit.store.schema import METADATA
from tests.databases import KINDS, engine_at, new_address
from tests.postgres import Cluster
from tests.store.made import KEYS, flow, grant, replace

AT_ONCE = 8
OPEN = (
    "import sys; from h5kit.store.databases import OpeningError, open_store; "
    "print(open_store(sys.argv[1], ('k' * 40,)).lookup_key)"
)
FIRST_RELEASE = Path(__file__).parent / "first_release.sql"


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    return new_address(request, tmp_path, template="")


def _differences(url: str) -> list[object]:
    """Return the differences between the database and the declared tables."""

    def is_ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return kind != "table" or not str(name).startswith(("procrastinate_", "engine_"))

    engine = engine_at(url)
    with engine.connect() as c:
        options = {"include_object": is_ours, "compare_server_default": True}
        found: list[object] = compare_metadata(
            MigrationContext.configure(c, opts=options), METADATA
        )
    engine.dispose()
    return found


def _revision(url: str) -> str:
    engine = engine_at(url)
    with engine.connect() as c:
        found = migrate.revision(c)
    engine.dispose()
    return found


def _by_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Migrate an empty database through all steps, like an old one."""
    monkeypatch.setattr(migrate, "_create_all", lambda c: migrate._upgrade(c, ""))


def test_the_newest_migration_is_the_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.HEAD


@pytest.mark.parametrize("way", [lambda _: None, _by_steps], ids=["at once", "by steps"])
def test_new_and_migrated_databases_have_the_declared_tables(
    url: str, way: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    way(monkeypatch)
    asyncio.run(open_store(url, KEYS).close())
    assert _differences(url) == []
    assert _revision(url) == migrate.HEAD


def test_eight_processes_that_start_at_once_get_the_tables_and_one_lookup_key(url: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", OPEN, url]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(AT_ONCE)
    ]
    ended = [(*p.communicate(), p.returncode) for p in started]
    assert [end[1:] for end in ended] == [("", 0)] * AT_ONCE
    # All of them use the same lookup key, which is not a server's key.
    assert len({key for key, *_ in ended}) == 1
    assert ended[0][0].strip() not in {"", "k" * 40}
    assert _differences(url) == []


def _first_release(file: Path) -> None:
    """Create a file of the first release with a grant, a flow and a push."""
    with sqlite3.connect(file) as driver:
        driver.executescript(FIRST_RELEASE.read_text())
    driver.close()


def test_a_file_of_the_first_release_is_migrated_with_its_data(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    _first_release(file)

    async def work() -> None:
        store = open_file(file, KEYS)
        # The existing hashes were made with it.
        assert store.lookup_key == KEYS[0]
        assert await store.is_granted("p", "u")
        (push,) = await store.deliveries("S1")
        assert (push.id, push.state, [t.outcome for t in push.tries]) == ("j", "waiting", ["500"])
        before = flow()
        await store.create(before)
        again = await store.transition(before, replace(before, rev=2), Plan(grant=grant("S2")))
        assert again == AlreadyGranted()
        assert await store.redeliver("j", 1.0) is False
        await store.close()

    asyncio.run(work())
    assert _differences(f"sqlite:///{file}") == []


def test_a_database_of_a_newer_release_is_refused(url: str) -> None:
    asyncio.run(open_store(url, KEYS).close())
    engine = engine_at(url)
    with engine.begin() as c:
        c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(OpeningError, match="newer"):
        open_store(url, KEYS)


def test_tables_of_an_older_job_engine_are_migrated(cluster: Cluster, template: str) -> None:
    url = cluster.url(cluster.create(template))
    engine = engine_at(url)
    with engine.begin() as c:
        last = c.execute(text("SELECT max(name) FROM engine_steps")).scalar()
        c.execute(text("DELETE FROM engine_steps WHERE name = :name"), {"name": last})
        c.execute(text("DROP FUNCTION IF EXISTS procrastinate_retry_job_v1"))
        upgrade(c)
        assert c.execute(text("SELECT max(name) FROM engine_steps")).scalar() == last
    engine.dispose()


def test_the_job_engine_gets_no_payload(cluster: Cluster, template: str) -> None:
    url = cluster.url(cluster.create(template))

    async def work() -> None:
        store = open_store(url, KEYS)
        await store.add_jobs(NewJob("j", "auth", "SID-of-somebody", b"13499990000", 1.0))
        await store.close()

    asyncio.run(work())
    engine = engine_at(url)
    with engine.connect() as c:
        row = c.execute(text("SELECT jobs::text FROM procrastinate_jobs jobs")).scalar()
    engine.dispose()
    assert "SID-of" not in str(row)
    assert "1349999" not in str(row)
