"""The number tags: the known facts about every number of the log, without empty keys."""

from h5kit.report import report_of, score_of, tags_of
from h5kit.report.directory import Facts, Mark
from tests.records.made import call, records
from tests.report.made import as_json, study


def test_a_tag_has_only_the_known_facts() -> None:
    facts = {
        "13400000001": Facts(
            "湖北", "襄阳", "电信", mark=Mark("疑似诈骗", 3), tags=("贷款", "理财")
        ),
        "13400000002": Facts("北京", "北京", "移动"),
        "13400000003": Facts(),
    }
    calls = [call(tel) for tel in facts] + [call("035110000"), call("110")]
    made = as_json(tags_of(study(records(*calls), facts)))
    assert made["sid"] == "SID1"
    assert made["tags"]["13400000001"] == {
        "status": "0",
        "telnum": "13400000001",
        "telloc": "湖北襄阳电信",
        "flag": {"type": "疑似诈骗", "num": 3, "fid": 5},
        "itag_ids": [7, 13],
    }
    assert made["tags"]["13400000002"]["telloc"] == "北京移动"
    assert made["tags"]["13400000003"] == {"status": "0", "telnum": "13400000003", "itag_ids": []}
    told = made["tags"]["035110000"]
    assert (told["telnum"], told["telloc"], told["name"]) == ("10000", "山西太原", "中国电信")
    assert told["catnames"] == ["运营商"]
    assert "telloc" not in made["tags"]["110"]


def test_no_repr_of_a_document_has_personal_data() -> None:
    made = study(records(call("13400000001")))
    told = [made, *made.by_times, report_of(made), score_of(made), tags_of(made)]
    assert "134000" not in repr(told)


def test_each_number_of_the_log_has_one_tag() -> None:
    made = tags_of(study(records(call("10086"), call("10086"), call("+8613400000001"))))
    assert list(made.tags) == ["10086", "13400000001"]
