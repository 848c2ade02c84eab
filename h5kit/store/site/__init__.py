"""The report site's data: users, sessions, the audit log, the report list and counts."""

from h5kit.store.site.accounts import Account, Accounts, Role
from h5kit.store.site.audit_log import AuditCheck, AuditEntry, AuditFault, AuditLog, Signer
from h5kit.store.site.counts import CountSum, HourlyCounts
from h5kit.store.site.listing import GrantFilter, GrantList, ListedGrant
from h5kit.store.site.store import SiteStore

__all__ = [
    "Account",
    "Accounts",
    "AuditCheck",
    "AuditEntry",
    "AuditFault",
    "AuditLog",
    "CountSum",
    "GrantFilter",
    "GrantList",
    "HourlyCounts",
    "ListedGrant",
    "Role",
    "Signer",
    "SiteStore",
]
