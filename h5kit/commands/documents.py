"""The documents that `h5kit sandbox` computes from a session's records, by path."""

from collections.abc import Awaitable, Callable

import msgspec

from h5kit.clock import Clock
from h5kit.model import Applicant
from h5kit.records import Records
from h5kit.report import Study, build_study, report_of, score_of, tags_of
from h5kit.report.directory import EmbeddedDirectory

Computation = Callable[[Records, Applicant | None], Awaitable[bytes]]


def documents(clock: Clock) -> dict[str, Computation]:
    """Return the report, the dunning score and the number tags (source, sections 五, 七, 八)."""
    directory = EmbeddedDirectory()

    def by(document: Callable[[Study], object]) -> Computation:
        async def compute(records: Records, applicant: Applicant | None) -> bytes:
            study = await build_study(records, applicant, directory, at=clock.now())
            return msgspec.json.encode(document(study))

        return compute

    return {"/calls/report": by(report_of), "/cuishou": by(score_of), "/itag": by(tags_of)}
