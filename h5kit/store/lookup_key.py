"""The key of the hashes by which the store finds people and numbers: created once, stored sealed.

It stays the same when the server's keys rotate (`reseal` only encrypts it with the newest key),
because existing hashes can't be recomputed without the numbers.
"""

import secrets

from sqlalchemy import Connection, Engine, select, text

from h5kit.store import schema as t
from h5kit.store.sealing import Sealer

NAME = "lookup"
_FIND = select(t.own_keys.c.box).where(t.own_keys.c.name == NAME)
_GRANTED = select(t.authorizations.c.sid).limit(1)
_INSERT = text(
    "INSERT INTO own_keys (name, box) VALUES (:name, :box) ON CONFLICT (name) DO NOTHING"
)


def lookup_key(engine: Engine, sealer: Sealer, first: str) -> str:
    """Return the database's lookup key, creating it if needed, also with several processes at once.

    A database with authorizations from before this key existed gets the server's key `first`, with
    which their hashes were made. Raises SealError if no key decrypts it.
    """
    place = f"{t.own_keys.name}/{NAME}"
    with engine.connect() as c:
        box = c.execute(_FIND).scalar()
        if box is None:
            sealed = sealer.seal(_new_key(c, first).encode(), place)
            c.execute(_INSERT, {"name": NAME, "box": sealed})
            c.commit()
            box = c.execute(_FIND).scalar_one()
    return sealer.unseal(bytes(box), place).decode()


def _new_key(c: Connection, first: str) -> str:
    return first if c.execute(_GRANTED).first() else secrets.token_urlsafe(32)
