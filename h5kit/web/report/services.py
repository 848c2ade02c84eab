"""The services of the report page's handlers, joined once for a server."""

from dataclasses import dataclass

from h5kit.clock import Clock
from h5kit.entry.partners import Partners
from h5kit.report import Rules
from h5kit.report import rules as rule_file
from h5kit.settings import Settings
from h5kit.web.http.chosen_language import ChosenLanguage
from h5kit.web.report.access import Audit, Reports, Users
from h5kit.web.report.links import ReportLinks


@dataclass(frozen=True, slots=True)
class ReportServices:
    """Everything that the report page's handlers use."""

    settings: Settings
    clock: Clock
    partners: Partners
    users: Users
    reports: Reports
    audit: Audit
    links: ReportLinks
    rules: Rules

    @property
    def chosen_language(self) -> ChosenLanguage:
        """Reads and remembers the language that a reader chose."""
        return ChosenLanguage(self.settings)


def report_services(
    settings: Settings,
    clock: Clock,
    partners: Partners,
    users: Users,
    reports: Reports,
    audit: Audit,
) -> ReportServices:
    """Return the services: they sign with the server's keys and use the packaged rules."""
    links, rules = ReportLinks(settings.keys), rule_file.packaged()
    return ReportServices(settings, clock, partners, users, reports, audit, links, rules)
