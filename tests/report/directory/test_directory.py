"""The number directory: packaged numbers, an operator's list, and a service over HTTP."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from h5kit.carrier import places
from h5kit.report.directory import (
    DirectoryError,
    EmbeddedDirectory,
    Facts,
    ListingError,
    Mark,
    NumberDirectory,
    RemoteDirectory,
    packaged,
    read,
)
from h5kit.report.rules import packaged as rules

HEADER = "number,name,description,categories,tags,mark,marked"
EMBEDDED = EmbeddedDirectory()
NAMES = {id_: tag for tag, id_ in rules().financial_tags.items()}


def test_public_numbers_and_regions_are_known(subtests: pytest.Subtests) -> None:
    for digits, region, name in [
        ("10086", "全国", "中国移动"),
        ("10010", "全国", "中国联通"),
        ("10000", "全国", "中国电信"),
        ("10099", "全国", "中国广电"),
        ("035110000", "山西", "中国电信"),
        ("95588", "全国", "中国工商银行"),
        ("95338", "全国", "顺丰速运"),
        ("12329", "全国", "住房公积金热线"),
        ("01053000000", "北京", ""),
        ("075553000000", "广东", ""),
        ("13400000001", "江苏", ""),
        ("0085291234567", "香港", ""),
        ("0085366123456", "澳门", ""),
        ("00886912345678", "台湾", ""),
        ("53000000", "", ""),
        ("", "", ""),
    ]:
        with subtests.test(digits=digits, region=region, name=name):
            facts = EMBEDDED.facts(digits)
            assert (facts.region, facts.name) == (region, name)


def test_emergency_numbers_are_known(subtests: pytest.Subtests) -> None:
    for digits in ["110", "119", "120", "122"]:
        with subtests.test(digits=digits):
            assert EMBEDDED.facts(digits).name


def test_every_known_tag_and_mark_of_the_list_is_one_of_the_rules() -> None:
    for entry in packaged().values():
        assert set(entry.tags) <= set(rules().financial_tags)
        assert entry.mark is None or entry.mark.name in rules().marks


def test_tagged_numbers_are_invented() -> None:
    kinds = rules().abnormal
    for number, entry in packaged().items():
        is_shady = entry.mark or not set(kinds.tags).isdisjoint(entry.tags)
        assert not is_shady or number.startswith("05710")


def test_area_codes_give_a_region(subtests: pytest.Subtests) -> None:
    for code, place in [
        ("010", "北京"),
        ("021", "上海"),
        ("0755", "广东深圳"),
        ("029", "陕西西安"),
        ("0371", "河南郑州"),
    ]:
        with subtests.test(code=code, place=place):
            assert str(places.area_codes()[code]) == place
            assert len(places.area_codes()) > 300


def test_a_carriers_place_name_gives_a_province(subtests: pytest.Subtests) -> None:
    for word, province in [
        ("浙江宁波", "浙江"),
        ("浙江省宁波市", "浙江"),
        ("宁波", "浙江"),
        ("北京市", "北京"),
        ("巴州", "新疆"),
        ("海南州", "青海"),
        ("海南海口", "海南"),
        ("延边朝鲜族自治州", "吉林"),
        ("襄樊", "湖北"),
        ("湖北 · 恩施", "湖北"),
        ("火星", ""),
        ("", ""),
    ]:
        with subtests.test(word=word, province=province):
            assert places.province_of(word) == province


def _write(folder: Path, *lines: str) -> Path:
    file = folder / "own.csv"
    file.write_text("\n".join((HEADER, *lines)), "utf-8-sig")
    return file


def test_an_operators_list_wins(tmp_path: Path) -> None:
    own = read(
        _write(tmp_path, "95588,样例,前台,银行|样例,银行|贷款,推销,12", "0571-53000000,乙,,,,,")
    )
    directory = EmbeddedDirectory(own)
    facts = directory.facts("95588")
    assert (facts.name, facts.tags) == ("样例", ("银行", "贷款"))
    assert (facts.categories, facts.mark) == (("银行", "样例"), Mark("推销", 12))
    assert directory.facts("057153000000").name == "乙"
    assert directory.facts("10086").name == "中国移动"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("95588,样例",), "line 2: 7 columns"),
        (("95588,样例,,,,,,9",), "line 2: 7 columns"),
        (("abc,样例,,,,,",), "line 2: the number"),
        (("95588,样例,,,,推销,viele",), "line 2: marked"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(ListingError, match=told):
        read(_write(tmp_path, *lines))


def test_a_malformed_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListingError, match="can't be read"):
        read(tmp_path / "nowhere.csv")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\xff\xfe")
    with pytest.raises(ListingError, match="UTF-8"):
        read(bad)
    bad.write_text("tel,name\n1,2\n")
    with pytest.raises(ListingError, match="first line"):
        read(bad)


@contextlib.asynccontextmanager
async def service(answer: bytes, *, asked: list[str] | None = None) -> AsyncIterator[str]:
    """Run a directory service with one answer; if it is empty, the service never answers."""
    served: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        body = json.loads(await reader.readexactly(length))
        if asked is not None:
            asked.extend(body["tels"])
        writer.write(answer)
        await (writer.drain() if answer else reader.read())
        writer.close()
        await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.add(asyncio.ensure_future(serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1")
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/itag"
    finally:
        server.close()
        await asyncio.gather(*served, return_exceptions=True)


def http(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


def asking(
    answer: bytes, *numbers: str, seconds: float = 5, asked: list[str] | None = None
) -> dict[str, Facts]:
    async def ask() -> dict[str, Facts]:
        async with service(answer, asked=asked) as url:
            directory: NumberDirectory = RemoteDirectory(url, tag_names=NAMES, seconds=seconds)
            return dict(await directory.look_up(numbers))

    return asyncio.run(ask())


TAGS = {
    "13400000001": {
        "status": "0",
        "telloc": "山西太原电信",
        "telnum": "13400000001",
        "flag": {"type": "疑似催收", "num": 9, "fid": 6},
        "itag_ids": [1, 99],
    },
    "10086": {"status": "0", "telnum": "10086", "teldesc": "全国统一客服", "itag_ids": []},
    "13499999999": {"status": "0", "telnum": "13499999999", "itag_ids": []},
}


def test_the_answer_of_a_service_overrides_our_lists() -> None:
    asked: list[str] = []
    body = json.dumps({"status": 0, "msg": "OK", "data": {"tags": TAGS}}).encode()
    facts = asking(http(body), "13400000001", "10086", "95588", asked=asked)
    assert asked == ["13400000001", "10086", "95588"]
    told = facts["13400000001"]
    assert (told.region, told.city, told.tags) == ("山西", "太原", ("催收",))
    assert told.mark == Mark("疑似催收", 9, 6)
    assert (facts["10086"].name, facts["10086"].description) == ("中国移动", "全国统一客服")
    assert facts["95588"] == EMBEDDED.facts("95588")
    assert set(facts) == {"13400000001", "10086", "95588"}


def test_an_incomplete_tag_does_not_affect_other_numbers(
    subtests: pytest.Subtests,
) -> None:
    for tag, name in [
        ({"name": "某店"}, "某店"),
        ({"name": "某店", "itag_ids": None, "catnames": None, "flag": None}, "某店"),
        ({"name": "某店", "flag": {"type": "骚扰", "num": "3", "fid": 1}}, "某店"),
        ({"name": ["某店"]}, ""),
    ]:
        with subtests.test(tag=tag, name=name):
            tags = {**TAGS, "13400000002": tag}
            body = json.dumps({"status": 0, "data": {"tags": tags}}).encode()
            facts = asking(http(body), "13400000001", "13400000002")
            assert facts["13400000001"].tags == ("催收",)
            assert facts["13400000002"].name == name


def test_a_failing_service_raises_one_line(subtests: pytest.Subtests) -> None:
    for answer, told in [
        (http(b"", "503 Busy"), "answered 503"),
        (http(b"<html>"), "shape"),
        (http(b'{"status":4000,"msg":"bad token"}'), "status 4000"),
        (http(b'{"status":0,"data":{"tags":[]}}'), "shape"),
        (b"garbage\r\n\r\n", "reached"),
    ]:
        with subtests.test(answer=answer, told=told):
            with pytest.raises(DirectoryError, match=told) as fault:
                asking(answer, "13400000001")
            assert "134" not in str(fault.value)


def test_a_silent_service_ends_at_the_deadline() -> None:
    with pytest.raises(DirectoryError, match="in time"):
        asking(b"", "13400000001", seconds=0.05)


def test_an_unreachable_service_raises() -> None:
    directory = RemoteDirectory("http://127.0.0.1:1/itag", tag_names=NAMES)
    with pytest.raises(DirectoryError, match="reached"):
        asyncio.run(directory.look_up(["13400000001"]))
