"""All that the report site keeps, on the database of a store."""

from h5kit.store.runner import Runner
from h5kit.store.site.accounts import Accounts
from h5kit.store.site.counts import HourlyCounts
from h5kit.store.site.keys import KeyAges
from h5kit.store.site.listing import GrantList
from h5kit.store.site.trail import Signer, Trail


class SiteStore:
    """Accounts and their sessions, the audit log, the report list, counts, and the keys' age."""

    def __init__(self, runner: Runner) -> None:
        """Take what runs the transactions; its keys sign the audit log."""
        signer = Signer(runner.keys)
        self.accounts = Accounts(runner)
        self.trail = Trail(runner, signer)
        self.listing = GrantList(runner)
        self.counts = HourlyCounts(runner)
        self.keys = KeyAges(runner, signer.ids)
