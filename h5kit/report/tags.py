"""The number tags (source, section 八): the facts about every number in the log."""

from msgspec import UNSET

from h5kit.report import numbers
from h5kit.report.directory.port import Facts
from h5kit.report.rules import Rules
from h5kit.report.study import Study
from h5kit.report.tag_document import Flag, Tag, Tags


def tags_of(study: Study) -> Tags:
    """Return the result set of /itag, most calls first."""
    known = {t.digits: _tag(t.digits, study.facts[t.digits], study.rules) for t in study.by_times}
    return Tags(sid=study.survey.records.sid, tags=known)


def _tag(digits: str, facts: Facts, rules: Rules) -> Tag:
    mark = facts.mark
    fid = mark.fid or rules.marks.get(mark.name, 0) if mark else 0
    return Tag(
        name=facts.name or UNSET,
        teldesc=facts.description or UNSET,
        telnum=numbers.bare(digits),
        telloc=facts.place or UNSET,
        flag=Flag(mark.name, mark.count, fid) if mark else UNSET,
        catnames=list(facts.categories) or UNSET,
        itag_ids=[rules.financial_tags[tag] for tag in rules.financial(facts)],
    )
