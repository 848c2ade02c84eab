"""h5kit with carriers over HTTP: python -m e2e.behind GATEWAY APPID SECRET FOLDER."""

import json
import sys
from pathlib import Path

from h5kit import logs
from h5kit.app import create_app
from h5kit.carrier.http import HttpGateway
from h5kit.clock import SystemClock
from h5kit.demo import demo_partner
from h5kit.entry.partners import Partners
from h5kit.serving import address_of, listen, run
from h5kit.settings import Settings
from h5kit.store.databases import open_file

KEYS = ("k" * 40,)


def main() -> None:
    """Serve until stopped; the first line printed is the address."""
    url, appid, secret, folder = sys.argv[1:]
    logs.configure()
    clock = SystemClock()
    gateway = HttpGateway(base_url=url, appid=appid, secret=secret, clock=clock)
    app = create_app(
        Settings(keys=KEYS, loopback_allowed=True),
        gateway=gateway,
        store=open_file(Path(folder) / "behind.db", KEYS),
        clock=clock,
        partners=Partners([demo_partner()]),
        at_end=gateway.close,
    )
    bound = listen("127.0.0.1", 0)
    told = {"base_url": address_of(bound), "token": demo_partner().token}
    run(app, bound, lambda: print(json.dumps(told), flush=True))  # noqa: T201


if __name__ == "__main__":
    main()
