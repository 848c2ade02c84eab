"""The carrier and region of a mobile number. The carrier is a guess: numbers can be ported."""

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
    """A mainland carrier; the value is its short name."""

    MOBILE = "移动"
    UNICOM = "联通"
    TELECOM = "电信"
    BROADNET = "广电"


@dataclass(frozen=True, slots=True)
class Block:
    """What a number's prefix tells; with `carrier` None only the gateway knows the carrier."""

    carrier: Carrier | None = None
    virtual: bool = False
    satellite: bool = False


class RegionFinder(Protocol):
    """Finds where a number was issued. Porting changes a number's carrier, never its region."""

    def region(self, tel: str) -> str | None:
        """Return the province's short form (广东), None if the number block is unknown."""
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
    """Return what the prefix of an 11-digit number tells; `UNKNOWN` for an unknown prefix."""
    blocks = _blocks()
    return blocks.get(tel[:4]) or blocks.get(tel[:3]) or UNKNOWN


def hotline(carrier: Carrier | None) -> str | None:
    """Return a carrier's public hotline."""
    return HOTLINES.get(carrier) if carrier else None


class PhoneData:
    """The number blocks of the package `phone` (4 MB of memory, loaded at first use)."""

    @staticmethod
    def region(tel: str) -> str | None:
        """Return the province's short form, None if the number block is unknown."""
        return _province(tel[:7])


@lru_cache(maxsize=4096)
def _province(block: str) -> str | None:
    # Cached because every transition needs it. 10,000 numbers share a block: no personal data.
    found = find_block(block)
    return found["province"] if found else None


def find_block(block: str) -> dict[str, str] | None:
    """Return the entry of a 7-digit block in the data of `phone`: province, city, area_code …."""
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


def carrier_named(word: str) -> Carrier | None:
    """Return the carrier with this short name (移动), None for any other word."""
    return Carrier(word) if word in _NAMES else None


_NAMES = frozenset(Carrier)


@lru_cache(maxsize=256)
def prefixes(carrier: Carrier | None, region: str | None) -> tuple[str, ...]:
    """Return the 7-digit blocks of a carrier and region, for test numbers.

    Raises LookupError if there are none.
    """
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
    """Return the blocks of each province, as arrays because there are half a million."""
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
    """Return an invented number of a carrier and region; each serial gives another number."""
    known = prefixes(carrier, region)
    return f"{known[serial % len(known)]}{last_four}"
