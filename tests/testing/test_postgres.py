"""Tests get a PostgreSQL of their own, or one line that says how to install it."""

from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.postgres import Cluster, NoPostgresError


def test_a_named_folder_without_postgresql_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("H5KIT_POSTGRES", str(tmp_path))
    with pytest.raises(NoPostgresError, match="H5KIT_POSTGRES"):
        postgres.ensure()


def test_without_postgresql_the_error_has_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("H5KIT_POSTGRES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "DEBIAN", str(tmp_path))
    assert postgres.main() == 1
    assert capsys.readouterr().err == postgres.REMEDY + "\n"


def test_committed_data_survives_a_crash(cluster: Cluster) -> None:
    with Cluster() as own:
        url = own.url(own.create())
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        own.kill()
        own.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    assert own.port != cluster.port
