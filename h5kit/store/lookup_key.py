"""The key of the hashes by which persons and numbers are found: made once, kept sealed.

It does not change when the server's keys rotate (`reseal` seals it with the newest one): a hash
cannot be made again without the number.
"""

import secrets

from sqlalchemy import Connection, Engine, select, text

from h5kit.store import schema as t
from h5kit.store.sealing import Sealer

NAME = "lookup"
_FIND = select(t.own_keys.c.box).where(t.own_keys.c.name == NAME)
_GRANTED = select(t.authorizations.c.sid).limit(1)
_KEEP = text("INSERT INTO own_keys (name, box) VALUES (:name, :box) ON CONFLICT (name) DO NOTHING")


def lookup_key(engine: Engine, sealer: Sealer, first: str) -> str:
    """Return the database's own key; of several processes that start at once, one makes it.

    Where persons were granted something before there was this key, it is the server's `first`
    one, with which their hashes were made. Raises SealError where it can't be opened.
    """
    place = f"{t.own_keys.name}/{NAME}"
    with engine.connect() as c:
        box = c.execute(_FIND).scalar()
        if box is None:
            made = sealer.seal(_begun(c, first).encode(), place)
            c.execute(_KEEP, {"name": NAME, "box": made})
            c.commit()
            box = c.execute(_FIND).scalar_one()
    return sealer.unseal(bytes(box), place).decode()


def _begun(c: Connection, first: str) -> str:
    return first if c.execute(_GRANTED).first() else secrets.token_urlsafe(32)
