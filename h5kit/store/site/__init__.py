"""What the report site keeps: users, sessions, the audit log, counts; one form on all databases."""

from h5kit.store.site.accounts import Account, Accounts, Role
from h5kit.store.site.counts import Counted, HourlyCounts
from h5kit.store.site.listing import GrantList, ListedGrant, Wanted
from h5kit.store.site.store import SiteStore
from h5kit.store.site.trail import AuditEntry, AuditFault, Signer, Trail, Verdict

__all__ = [
    "Account",
    "Accounts",
    "AuditEntry",
    "AuditFault",
    "Counted",
    "GrantList",
    "HourlyCounts",
    "ListedGrant",
    "Role",
    "Signer",
    "SiteStore",
    "Trail",
    "Verdict",
    "Wanted",
]
