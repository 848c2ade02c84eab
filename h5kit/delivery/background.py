"""Background work: the handlers of all kinds of jobs, and the chores that run every minute."""

from h5kit.carrier.gateway import Gateway
from h5kit.clock import Clock
from h5kit.delivery.collecting import CollectHandler
from h5kit.delivery.jobs import COLLECT, PUSHED
from h5kit.delivery.outbound import Outbound
from h5kit.delivery.pushes import OnTry, PushHandler
from h5kit.entry.partners import Partners
from h5kit.model import USUAL_KEEP_DAYS
from h5kit.report.directory import NumberDirectory
from h5kit.settings import Settings
from h5kit.store.jobs import Chores, Handlers
from h5kit.store.store import Store

DAY = 86_400
COUNTS_DAYS = 30
"""How long the site console's counts are stored."""


class BackgroundWork:
    """The background work of a server or of a separate worker."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        partners: Partners,
        directory: NumberDirectory,
        clock: Clock,
        settings: Settings,
        on_try: OnTry | None = None,
        outbound: Outbound | None = None,
    ) -> None:
        """Use these parts; `on_try` is called after each try of a push, `outbound` sends them."""
        self._outbound = outbound or Outbound(allow_loopback=settings.loopback_allowed)
        self._on_try = on_try
        self._store = store
        self._gateway = gateway
        self._partners = partners
        self._directory = directory
        self._clock = clock
        self._settings = settings

    def handlers(self) -> Handlers:
        """Return the handler of each kind of job."""
        pushes = PushHandler(
            self._outbound, self._store, self._partners, self._clock, self._settings, self._on_try
        )
        collecting = CollectHandler(
            self._gateway,
            self._store,
            self._partners,
            self._directory,
            self._clock,
            self._settings,
        )
        return {**dict.fromkeys(PUSHED, pushes), COLLECT: collecting}

    def chores(self) -> Chores:
        """Return the chores that run once a minute."""
        return {"sweep": self._sweep, "forget": self._forget}

    async def _sweep(self) -> None:
        """Delete flows, sessions and counts past their retention, and expired claims."""
        now = self._clock.now()
        while await self._store.sweep(now - self._settings.flow.keep_seconds, now):
            pass
        s, site = self._settings.site, self._store.site
        await site.accounts.sweep(now - s.session_seconds, now - s.idle_seconds)
        await site.counts.forget(now - COUNTS_DAYS * DAY)

    async def _forget(self) -> None:
        """Delete applicants' data and collected documents past their retention."""
        now = self._clock.now()
        await self._store.forget_applicants(now - self._settings.results.applicant_seconds)
        for appid in await self._store.partners_with_grants():
            partner = self._partners.by_appid(appid)
            days = partner.keep_days if partner else USUAL_KEEP_DAYS
            while await self._store.erase_granted_before(appid, now - days * DAY):
                pass
