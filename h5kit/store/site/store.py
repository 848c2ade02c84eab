"""All that the report site keeps, on the database of a store."""

from collections.abc import Iterable

from h5kit.store.site.access import Access, Run
from h5kit.store.site.accounts import Accounts
from h5kit.store.site.counts import Counts
from h5kit.store.site.keys import KeyAges
from h5kit.store.site.listing import Listing
from h5kit.store.site.trail import Signer, Trail


class SiteStore:
    """Accounts and their sessions, the audit log, the report list, counts, and the keys' age."""

    def __init__(self, do: Run, do_light: Run, read: Run, keys: Iterable[str]) -> None:
        """Take a store's ways to run transactions, and the server's keys."""
        access = Access(do, do_light, read)
        signer = Signer(keys)
        self.accounts = Accounts(access)
        self.trail = Trail(access, signer)
        self.listing = Listing(access)
        self.counts = Counts(access)
        self.keys = KeyAges(access, signer.ids)
