"""Signed tokens: what they open, for whom, and how long."""

import pytest

from h5kit.web.report.links import LONGEST_LINK, UNMASKED_FOR, ReportLinks

NOW = 1_794_000_000.0
OLD, NEW = "o" * 40, "n" * 40


def test_a_link_opens_its_report_until_it_ends() -> None:
    links = ReportLinks([NEW])
    made = links.link("SID1", "demo", now=NOW, seconds=60)
    assert links.opened(made.word, "SID1", "demo", now=NOW + 59) == made.id
    assert links.opened(made.word, "SID1", "demo", now=NOW + 60) is None


def test_a_link_opens_no_other_report(subtests: pytest.Subtests) -> None:
    for sid, appid in [("SID2", "demo"), ("SID1", "other"), ("", "")]:
        with subtests.test(sid=sid, appid=appid):
            links = ReportLinks([NEW])
            made = links.link("SID1", "demo", now=NOW)
            assert links.opened(made.word, sid, appid, now=NOW) is None


def test_no_link_is_valid_longer_than_seven_days(subtests: pytest.Subtests) -> None:
    for seconds in [0, -1, LONGEST_LINK + 1]:
        with subtests.test(seconds=seconds), pytest.raises(ValueError, match="seven days"):
            ReportLinks([NEW]).link("SID1", "demo", now=NOW, seconds=seconds)


def test_a_changed_token_opens_nothing() -> None:
    links = ReportLinks([NEW])
    word = links.link("SID1", "demo", now=NOW).word
    at = word.rindex(".") + 1
    signature = ("A" if word[at] != "A" else "B") + word[at + 1 :]
    spoilt = [word[:at] + signature, word[1:], word * 9, "", "ü", "a.b"]
    assert [links.opened(w, "SID1", "demo", now=NOW) for w in spoilt] == [None] * len(spoilt)


def test_an_old_key_still_verifies_but_no_longer_signs() -> None:
    before, after = ReportLinks([OLD]), ReportLinks([OLD, NEW])
    assert after.opened(before.link("S", "a", now=NOW).word, "S", "a", now=NOW)
    assert before.opened(after.link("S", "a", now=NOW).word, "S", "a", now=NOW) is None


def test_a_token_is_valid_for_one_purpose_only() -> None:
    links = ReportLinks([NEW])
    about = ("SID1", "demo")
    words = {
        "link": links.link(*about, now=NOW).word,
        "grant": links.grant(*about, "anna", now=NOW),
        "form": links.form_token(*about, "anna", now=NOW),
    }
    opens = {
        name: (
            links.opened(word, *about, now=NOW) is not None,
            links.is_granted(word, *about, "anna", now=NOW),
            links.is_form_token(word, *about, "anna", now=NOW),
        )
        for name, word in words.items()
    }
    assert opens == {
        "link": (True, False, False),
        "grant": (False, True, False),
        "form": (False, False, True),
    }


def test_an_unmasking_is_for_one_user_and_ten_minutes() -> None:
    links = ReportLinks([NEW])
    word = links.grant("SID1", "demo", "anna", now=NOW)
    assert not links.is_granted(word, "SID1", "demo", "bert", now=NOW)
    assert not links.is_granted(word, "SID1", "demo", "anna", now=NOW + UNMASKED_FOR)
