"""What the report site keeps: users, sessions, the audit log, counts; one form on all databases."""

from h5kit.store.site.accounts import Account, Accounts, Role
from h5kit.store.site.counts import Counted, Counts
from h5kit.store.site.listing import Granted, Listing, Wanted
from h5kit.store.site.store import SiteStore
from h5kit.store.site.trail import Entry, Fault, Signer, Trail, Verdict

__all__ = [
    "Account",
    "Accounts",
    "Counted",
    "Counts",
    "Entry",
    "Fault",
    "Granted",
    "Listing",
    "Role",
    "Signer",
    "SiteStore",
    "Trail",
    "Verdict",
    "Wanted",
]
