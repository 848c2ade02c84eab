"""Find a PostgreSQL for the tests and run a temporary cluster, or fail with one clear line.

`make test` runs `python -m tests.postgres`. It looks in the folder `H5KIT_POSTGRES`, on the path,
and in Debian's folders. Otherwise it installs Debian's package if it runs as root.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

from tools import debian

DEBIAN = "/usr/lib/postgresql"
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")
REMEDY = (
    "no PostgreSQL: set H5KIT_POSTGRES to the folder of its programs, or install it "
    "(on Debian: apt-get install postgresql)"
)
UNPRIVILEGED = ("postgres", "nobody")
START_SECONDS = 60
STARTS = 25
# A temporary cluster need not survive a power cut. It must survive a crash of its processes, so
# synchronous_commit stays on.
OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


class NoPostgresError(RuntimeError):
    """No PostgreSQL was found; the text says how to install it."""


def _has_programs(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("postgres", "initdb"))


def _newest() -> Path | None:
    """Return the folder of the newest version that Debian's packages installed."""
    versions = [p for p in Path(DEBIAN).glob("*/bin") if _has_programs(p)]
    return max(versions, key=lambda p: float(p.parent.name), default=None)


def find_programs() -> Path | None:
    """Return the folder with `postgres` and `initdb`, None if there is none.

    Raises NoPostgresError if `H5KIT_POSTGRES` names a folder without them.
    """
    named = os.environ.get("H5KIT_POSTGRES", "")
    if named:
        if not _has_programs(Path(named)):
            raise NoPostgresError(f"H5KIT_POSTGRES names {named}, which has no postgres")
        return Path(named)
    on_path = shutil.which("initdb")
    folder = Path(on_path).resolve().parent if on_path else None
    return folder if folder and _has_programs(folder) else _newest()


def _install() -> None:
    """Install Debian's package without the cluster that it would start."""
    if debian.install("postgresql-common"):
        told = NO_CLUSTER.read_text() if NO_CLUSTER.exists() else ""
        NO_CLUSTER.write_text(told + "\ncreate_main_cluster = false\n")
        debian.install("postgresql")


def ensure() -> Path:
    """Find or install PostgreSQL; return the folder of its programs. Raises NoPostgresError."""
    if find_programs() is None and debian.may_install():
        _install()
    found = find_programs()
    if found is None:
        raise NoPostgresError(REMEDY)
    return found


def _user() -> pwd.struct_passwd | None:
    """Return the user for the server if this is root, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cluster:
    """A PostgreSQL cluster on loopback while the `with` block runs."""

    def __init__(self) -> None:
        """Find the programs. Raises NoPostgresError."""
        self._programs = ensure()
        self._as = _user()
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._has_run = False

    def __enter__(self) -> "Cluster":
        """Create the cluster and start it; return when it answers."""
        self._home = Path(tempfile.mkdtemp(prefix="h5kit-pg-"))
        if self._as:
            os.chown(self._home, self._as.pw_uid, self._as.pw_gid)
        options = ("-U", "h5kit", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        made = self._start("initdb", "-D", str(self._home / "data"), *options).wait()
        if made != 0:
            raise NoPostgresError(f"initdb ended with {made}")
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it and remove its files."""
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def start(self) -> None:
        """Start the server; return when it answers.

        Another program may have taken the port: the first start then uses another port, a
        later one waits for it.
        """
        for _ in range(STARTS):
            if self._is_started():
                self._has_run = True
                return
            if not self._has_run:
                self.port = _free_port()
            time.sleep(0.2)
        raise NoPostgresError("postgres did not start")

    def _is_started(self) -> bool:
        """Return whether it answers; False if it exited. Raises NoPostgresError."""
        given = [f"-c{name}={value}" for name, value in OPTIONS.items()]
        # No Unix socket, because its path may be too long.
        where = ("-D", str(self._home / "data"), "-k", "", "-p", str(self.port))
        self._process = self._start("postgres", *where, "-h", "127.0.0.1", *given)
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None:
                return False
            if time.monotonic() > end:
                raise NoPostgresError("postgres did not start")
            time.sleep(0.02)
        return True

    def kill(self) -> None:
        """Stop the server at once, like a crash; committed data is there after `start`."""
        if self._process is not None:
            # SIGQUIT is PostgreSQL's immediate shutdown: SIGKILL would leave its children behind.
            self._process.send_signal(3)
            self._process.wait()
            self._process = None

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql://h5kit@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """Create a copy of `template`, which must have no connections; return its name."""
        self._made += 1
        name = f"h5kit_{os.getpid()}_{self._made}"
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, database: str) -> None:
        """Drop a database, even if clients are connected."""
        words = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(words)

    def _start(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603
            [str(self._programs / program), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._home,
            user=self._as.pw_uid if self._as else None,
            group=self._as.pw_gid if self._as else None,
            extra_groups=[] if self._as else None,
            start_new_session=True,
        )

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def main() -> int:
    """Ensure a PostgreSQL; return 1, after one clear line, if there is none."""
    try:
        sys.stdout.write(f"PostgreSQL: {ensure()}\n")
    except NoPostgresError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
