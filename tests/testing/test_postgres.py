"""Tests get a PostgreSQL of their own, or are told in one line how to get one."""

from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.postgres import Cluster, NoPostgresError


def test_a_folder_that_is_named_and_has_none_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("H5KIT_POSTGRES", str(tmp_path))
    with pytest.raises(NoPostgresError, match="H5KIT_POSTGRES"):
        postgres.ensure()


def test_where_there_is_none_and_none_can_be_had_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("H5KIT_POSTGRES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "DEBIAN", str(tmp_path))
    assert postgres.main() == 1
    assert capsys.readouterr().err == postgres.REMEDY + "\n"


def test_what_was_committed_is_there_after_a_crash(cluster: Cluster) -> None:
    with Cluster() as own:
        url = own.url(own.create())
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        own.kill()
        own.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    assert own.port != cluster.port
