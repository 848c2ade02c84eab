"""The operator report, the dunning score and the number tags, computed from call records."""

from h5kit.report.build import build_study
from h5kit.report.operator_report import Report, report_of
from h5kit.report.rules import Rules
from h5kit.report.score import Score, score_of
from h5kit.report.study import Study
from h5kit.report.tag_document import Tags
from h5kit.report.tags import tags_of

__all__ = [
    "Report",
    "Rules",
    "Score",
    "Study",
    "Tags",
    "build_study",
    "report_of",
    "score_of",
    "tags_of",
]
