"""The reverse proxies of docs/deploy.md: found or fetched, and run with the page's own samples.

What is changed of a sample is what a test can't have: ports below 1024, folders of the system,
certificates of an authority, the kit's port.
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
    """Return the path of a proxy's command, None where it is not there."""
    return shutil.which(name, path=PATH)


def fetch(name: str) -> None:
    """Unpack Debian's package beside the tests: installed, it would begin to serve at once."""
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
    """A proxy before a kit, for as long as the `with` block runs."""

    cut: str
    """How its log shows the address of a flow."""

    def __init__(self, folder: Path, kit_port: int) -> None:
        """Take a folder for its files, and the port of the kit that it stands before."""
        self.folder = folder
        self.kit = f"127.0.0.1:{kit_port}"
        self.port = _free_port()

    @abstractmethod
    def command(self) -> list[str]:
        """Write the configuration; return what starts the proxy in the foreground."""

    @abstractmethod
    def log(self) -> str:
        """Return what it has logged."""

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"it did not start: {self.said}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def said(self) -> str:
        """What it has said on its standard error."""
        return (self.folder / "said").read_text("utf-8", "replace")

    def __enter__(self) -> Self:
        """Start it; returns once its port answers."""
        command = self.command()
        with (self.folder / "said").open("wb") as said:
            self.process = subprocess.Popen(
                command, stderr=said, stdout=said, env={**os.environ, "HOME": str(self.folder)}
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
    """nginx as the page sets it up."""

    cut = " /f/* "

    def command(self) -> list[str]:
        """Put the sample where Debian's nginx.conf includes it."""
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
        """Return both its logs."""
        files = [self.folder / name for name in ("h5.log", "h5.error.log")]
        return "".join(f.read_text("utf-8") for f in files) + self.said


class Caddy(Proxy):
    """Caddy as the page sets it up, with certificates of its own making."""

    cut = '"uri":"…'

    def command(self) -> list[str]:
        """Put what a test needs before the sample."""
        before = (
            f"{{\nlocal_certs\nskip_install_trust\nadmin off\nauto_https disable_redirects\n"
            f"default_bind 127.0.0.1\nhttps_port {self.port}\n"
            f"storage file_system {self.folder}/certificates\n}}\n"
        )
        file = self.folder / "Caddyfile"
        file.write_text(before + _sample("caddy").replace("127.0.0.1:8000", self.kit), "utf-8")
        return [found("caddy") or "caddy", "run", "--config", str(file), "--adapter", "caddyfile"]

    def log(self) -> str:
        """Return its log, which it writes where it says everything else."""
        return self.said


PROXIES: dict[str, type[Proxy]] = {"nginx": Nginx, "caddy": Caddy}
