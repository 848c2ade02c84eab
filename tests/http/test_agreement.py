"""The agreement prints the retention times of the settings."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from h5kit.demo import demo_partner
from h5kit.languages import SOURCE
from h5kit.settings import FlowSettings, ResultSettings, Settings
from h5kit.testing.people import number
from h5kit.web.flow.agreement import duration_text
from tests.conftest import KEYS, Visit
from tests.http.made import made

TAG = re.compile(r"<[^>]+>")
TEXT_OF_VERSION = {
    "2026-11-25": "fbbeaf61f4388a0c",
}
"""Checksums of the texts by version: a changed text needs a new version."""


def _agreement(folder: Path, lang: str, **settings: Any) -> str:
    with TestClient(made(folder, **settings), base_url="http://127.0.0.1:8000") as client:
        secret = {"authorization": f"Bearer {demo_partner().secret}"}
        given = {"tel": number("0000"), "lang": lang}
        session = client.post("/v1/sessions", json=given, headers=secret).json()
        visit = Visit(client).take(client.get(session["url"]))
        return TAG.sub("", client.get(f"{visit.address}/agreement").text)


def test_a_version_of_the_agreement_has_one_text(tmp_path: Path) -> None:
    text = _agreement(tmp_path, "zh-CN").partition("版本")[2].encode()
    version = Settings(keys=KEYS).flow.agreement_version
    assert hashlib.sha256(text).hexdigest()[:16] == TEXT_OF_VERSION[version]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh-CN",
            (
                "服务密码、短信验证码和图形验证码：不保存",
                "您停止操作 30 分钟后删除；",
                "接入方给您的编号再保存 24 小时，",
                "在报告生成 24 小时后删除",
                "自授权起保存 7 天，之后删除",
            ),
        ),
        (
            "en",
            (
                "picture codes: not kept",
                "deleted 30 minutes after you stop; ",
                "reference for you is kept for 24 hours more",
                "deleted 24 hours after the report is made",
                "we keep them for 7 days from the authorization on, then they are deleted",
            ),
        ),
    ],
)
def test_it_says_how_long_each_kind_of_data_is_kept(
    tmp_path: Path, lang: str, words: tuple[str, ...]
) -> None:
    page = _agreement(tmp_path, lang)
    assert [each for each in words if each not in page] == []


def test_its_times_follow_the_settings(tmp_path: Path) -> None:
    page = _agreement(
        tmp_path,
        "zh-CN",
        flow=FlowSettings(keep_seconds=600),
        results=ResultSettings(applicant_seconds=7200),
    )
    assert "您停止操作 10 分钟后删除" in page
    assert "在报告生成 2 小时后删除" in page


def test_a_retention_time_is_never_understated(subtests: pytest.Subtests) -> None:
    for seconds, words in [
        (1, "1 秒"),
        (119, "119 秒"),
        (120, "2 分钟"),
        (1801, "31 分钟"),
        (3600, "60 分钟"),
        (86_400, "24 小时"),
        (172_800, "2 天"),
    ]:
        with subtests.test(seconds=seconds, words=words):
            assert duration_text(seconds, SOURCE) == words
