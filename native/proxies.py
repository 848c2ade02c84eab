"""Run the reverse proxies of docs/deploy.md with the samples on that page.

A test changes only what it cannot use: ports below 1024, system folders, certificates of an
authority, and h5kit's port.
"""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.eventually import eventually

ROOT = Path(__file__).parent.parent
FETCHED = ROOT / ".venv-native" / "proxies"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:{FETCHED}/usr/sbin:{FETCHED}/usr/bin"
PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
HOST = "h5.example"


def found(name: str) -> str | None:
    """Return the path of a proxy's command, None if it is not installed."""
    return shutil.which(name, path=PATH)


def fetch(name: str) -> None:
    """Unpack Debian's package beside the tests. Installing it would start the service."""
    FETCHED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        fetching = ["apt-get", "download", "-qq", name]
        subprocess.run(fetching, cwd=folder, check=False, stderr=subprocess.DEVNULL)
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg", "-x", str(package), str(FETCHED)], check=False)  # noqa: S607


def _sample(language: str) -> str:
    (sample,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(sample)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Proxy(ABC):
    """A proxy in front of h5kit while the `with` block runs."""

    masked: str
    """How its log shows the address of a flow, without the handle."""

    def __init__(self, folder: Path, kit_port: int) -> None:
        """`folder` is for its files; it forwards to h5kit at `kit_port`."""
        self.folder = folder
        self.kit = f"127.0.0.1:{kit_port}"
        self.port = _free_port()

    @abstractmethod
    def command(self) -> list[str]:
        """Write the configuration; return the command that runs the proxy in the foreground."""

    @abstractmethod
    def log(self) -> str:
        """Return the text of its logs."""

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"it did not start: {self.output}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def output(self) -> str:
        """Its standard output and standard error."""
        return (self.folder / "output").read_text("utf-8", "replace")

    def __enter__(self) -> Self:
        """Start it; returns once its port answers."""
        command = self.command()
        with (self.folder / "output").open("wb") as output:
            self.process = subprocess.Popen(
                command, stderr=output, stdout=output, env={**os.environ, "HOME": str(self.folder)}
            )
        eventually(self._answers, bool, "a proxy that answers")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait()


class Nginx(Proxy):
    """nginx with the sample of the page."""

    masked = " /f/* "

    def command(self) -> list[str]:
        """Put the sample into an http block, as Debian's nginx.conf does."""
        key, chain = self.folder / "key.pem", self.folder / "fullchain.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",  # noqa: S607
             "-subj", f"/CN={HOST}", "-keyout", str(key), "-out", str(chain)],
            check=True, capture_output=True,
        )  # fmt: skip
        sample = (
            _sample("nginx")
            .replace("listen 443", f"listen 127.0.0.1:{self.port}")
            .replace(f"/etc/ssl/{HOST}", str(self.folder))
            .replace("/var/log/nginx", str(self.folder))
            .replace("127.0.0.1:8000", self.kit)
        )
        kept = "\n".join(
            f"{what}_temp_path {self.folder}/{what};"
            for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {self.folder}/pid;\n"
            f"events {{}}\nhttp {{\n{kept}\n{sample}}}\n",
            "utf-8",
        )
        nginx = found("nginx") or "nginx"
        return [nginx, "-p", str(self.folder), "-e", "stderr",
                "-c", str(self.folder / "nginx.conf")]  # fmt: skip

    def log(self) -> str:
        """Return both logs and the output."""
        files = [self.folder / name for name in ("h5.log", "h5.error.log")]
        return "".join(f.read_text("utf-8") for f in files) + self.output


class Caddy(Proxy):
    """Caddy with the sample of the page and certificates that it makes itself."""

    masked = '"uri":"…'

    def command(self) -> list[str]:
        """Put the options that a test needs before the sample."""
        before = (
            f"{{\nlocal_certs\nskip_install_trust\nadmin off\nauto_https disable_redirects\n"
            f"default_bind 127.0.0.1\nhttps_port {self.port}\n"
            f"storage file_system {self.folder}/certificates\n}}\n"
        )
        file = self.folder / "Caddyfile"
        file.write_text(before + _sample("caddy").replace("127.0.0.1:8000", self.kit), "utf-8")
        return [found("caddy") or "caddy", "run", "--config", str(file), "--adapter", "caddyfile"]

    def log(self) -> str:
        """Return its log, which is part of its output."""
        return self.output


PROXIES: dict[str, type[Proxy]] = {"nginx": Nginx, "caddy": Caddy}
