"""The report site's part of the store."""

from h5kit.store.runner import Runner
from h5kit.store.site.accounts import Accounts
from h5kit.store.site.audit_log import AuditLog, Signer
from h5kit.store.site.counts import HourlyCounts
from h5kit.store.site.keys import KeyAges
from h5kit.store.site.listing import GrantList


class SiteStore:
    """Accounts and sessions, the audit log, the report list, counts, and the age of the keys."""

    def __init__(self, runner: Runner) -> None:
        """Use the runner's database; the runner's keys sign the audit log."""
        signer = Signer(runner.keys)
        self.accounts = Accounts(runner)
        self.audit_log = AuditLog(runner, signer)
        self.listing = GrantList(runner)
        self.counts = HourlyCounts(runner)
        self.keys = KeyAges(runner, signer.ids)
