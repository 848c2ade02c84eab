"""What a mobile number tells: its carrier (a guess, since numbers can be ported) and its region."""

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

from phone import Phone


class Carrier(StrEnum):
    """A mainland carrier by its short name."""

    MOBILE = "移动"
    UNICOM = "联通"
    TELECOM = "电信"
    BROADNET = "广电"


@dataclass(frozen=True, slots=True)
class Block:
    """What a number's prefix says; only the gateway knows a carrier of None."""

    carrier: Carrier | None = None
    virtual: bool = False
    satellite: bool = False


class RegionFinder(Protocol):
    """Where a number was issued; numbers move between carriers, never between cities."""

    def region(self, tel: str) -> str | None:
        """Return the province's short form (广东), None when the block isn't known."""
        ...


HOTLINES = {
    Carrier.MOBILE: "10086",
    Carrier.UNICOM: "10010",
    Carrier.TELECOM: "10000",
    Carrier.BROADNET: "10099",
}
UNKNOWN = Block()


@cache
def _blocks() -> dict[str, Block]:
    text = files("h5kit.data").joinpath("number_blocks.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")][1:]
    blocks = {}
    for line in lines:
        prefix, carrier, kind = line.split("\t")
        blocks[prefix] = Block(
            Carrier(carrier) if carrier else None, kind == "virtual", kind == "satellite"
        )
    return blocks


def guess(tel: str) -> Block:
    """Return what the prefix of an 11-digit number says; an unknown one says nothing."""
    blocks = _blocks()
    return blocks.get(tel[:4]) or blocks.get(tel[:3]) or UNKNOWN


def hotline(carrier: Carrier | None) -> str | None:
    """Return a carrier's public hotline."""
    return HOTLINES.get(carrier) if carrier else None


class PhoneData:
    """The number-block data of the package `phone` (4 MB in memory, read at first use)."""

    @staticmethod
    def region(tel: str) -> str | None:
        """Return the province's short form, None when the block isn't in the data."""
        return _province(tel[:7])


@lru_cache(maxsize=4096)
def _province(block: str) -> str | None:
    # Read at every transition of a flow. Ten thousand numbers share a block, so it names nobody.
    found = find_block(block)
    return found["province"] if found else None


def find_block(block: str) -> dict[str, str] | None:
    """Return what the data of `phone` says of a 7-digit block: province, city, area_code …."""
    found: dict[str, str] | None = _phone().find(block)  # type: ignore[no-untyped-call]  # the package has no types
    return found


def block_records() -> Iterator[tuple[str, str, str]]:
    """Yield (province, city, area code) of every place in the data of `phone`."""
    data = _phone()
    head = data.buf[data.head_fmt_length : data.first_phone_record_offset]
    for record in head.split(b"\0"):
        if record:
            province, city, _, area_code = record.decode().split("|")
            yield province, city, area_code


@cache
def _phone() -> Phone:
    return Phone()  # type: ignore[no-untyped-call]  # the package has no types


def named(word: str) -> Carrier | None:
    """Return the carrier of a short name (移动), None for any other word."""
    return Carrier(word) if word in _NAMES else None


_NAMES = frozenset(Carrier)


@lru_cache(maxsize=256)
def prefixes(carrier: Carrier | None, region: str | None) -> tuple[str, ...]:
    """Return 7-digit blocks of a carrier and region, for tests; raises LookupError for none."""
    by_region = _blocks_by_region()
    regions = list(by_region) if region is None else [region]
    blocks = (f"{block:07d}" for name in regions for block in by_region.get(name, ()))
    found = tuple(sorted(block for block in blocks if _is_plain(block, carrier)))
    if not found:
        msg = f"no number block of {carrier} in {region}"
        raise LookupError(msg)
    return found


def _is_plain(prefix: str, carrier: Carrier | None) -> bool:
    block = guess(prefix)
    if block.virtual or block.satellite or block.carrier is None:
        return False
    return carrier is None or block.carrier is carrier


@cache
def _blocks_by_region() -> "dict[str, array[int]]":
    """Return all blocks of each province, packed: there are half a million."""
    data = _phone()
    records = memoryview(data.buf)[data.first_phone_record_offset :]
    whole = len(records) - len(records) % data.phone_fmt_length
    by_place: dict[int, array[int]] = {}
    for block, where, _ in struct.iter_unpack(data.phone_fmt, records[:whole]):
        by_place.setdefault(where, array("i")).append(block)
    by_region: dict[str, array[int]] = {}
    for where, blocks in by_place.items():
        province = data.buf[where : data.buf.index(b"|", where)].decode()
        by_region.setdefault(province, array("i")).extend(blocks)
    return by_region


def sample_number(
    last_four: str, serial: int, carrier: Carrier | None = None, region: str | None = None
) -> str:
    """Return an invented number of a carrier and region, a different one for each serial."""
    known = prefixes(carrier, region)
    return f"{known[serial % len(known)]}{last_four}"
