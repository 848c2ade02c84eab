"""Call records and bills as values, and the documented JSON format."""

from h5kit.records.model import BadCall, Bill, Call, Direction, Records, TelInfo
from h5kit.records.reading import RecordsError, decode, read_answer
from h5kit.records.wire import Style, encode, envelope

__all__ = [
    "BadCall",
    "Bill",
    "Call",
    "Direction",
    "Records",
    "RecordsError",
    "Style",
    "TelInfo",
    "decode",
    "encode",
    "envelope",
    "read_answer",
]
