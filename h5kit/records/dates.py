"""How documents write dates and times: one format for each kind, also in the JSON Schemas.

The formats are those of the source's samples. They are only in the schema, so that decoding a
stored document checks nothing.
"""

from typing import Annotated, Final

from msgspec import Meta

EPOCH: Final = "[0-9]{9,10}"
MONTH: Final = "[0-9]{4}(0[1-9]|1[0-2])"


def _text(pattern: str, description: str) -> Meta:
    schema = {"pattern": f"^({pattern})$", "description": description}
    return Meta(extra_json_schema=schema)


_SECONDS: Final = "seconds since the epoch (UTC), as text"
EpochText = Annotated[str, _text(EPOCH, _SECONDS)]
"""`1512611973`."""

_NUMBER: Final = Meta(extra_json_schema={"description": "seconds since the epoch (UTC)"})
EpochSeconds = Annotated[int, _NUMBER]
EpochFloat = Annotated[float, _NUMBER]

LastTime = Annotated[str, _text(f"{EPOCH}|", f"{_SECONDS}; empty if there was no call")]
"""`1512611973`, "" if there was no call."""

ScoreTime = Annotated[str, _text(f"{EPOCH}|无", f"{_SECONDS}; 无 if there was no call")]
"""`1512611973`, 无 if there was no call."""

OpenTime = Annotated[
    str,
    _text(f"{EPOCH}|运营商未透露", f"{_SECONDS}; 运营商未透露 if the carrier did not disclose it"),
]
"""`1512611973`, 运营商未透露 if the carrier did not disclose it."""

OpenDate = Annotated[
    str,
    _text(
        "[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]|",
        "yyyy-mm-dd in Shanghai; empty if the carrier did not disclose it",
    ),
]
"""`2012-06-18`, "" if the carrier did not disclose it."""

CallTime = Annotated[
    str,
    Meta(
        extra_json_schema={
            "description": f"{_SECONDS}, or mm-dd HH:MM:SS in Shanghai if the partner has "
            "sample_style; as the carrier wrote it if it can't be understood"
        }
    ),
]
"""`1512611973`, in the source's sample style `12-07 09:59:33`, else the carrier's text."""

IgnoredTime = Annotated[
    str,
    Meta(
        extra_json_schema={
            "description": f"{_SECONDS}; as the carrier wrote it if it can't be understood"
        }
    ),
]
"""`1512611973`, else the carrier's text."""

MonthText = Annotated[str, _text(MONTH, "yyyymm")]
"""`201712`."""

KnownMonth = Annotated[str, _text(f"{MONTH}|", "yyyymm; empty if it is not known")]
"""`201712`, "" if it is not known."""

SlashedMonth = Annotated[str, _text("[0-9]{4}/(0[1-9]|1[0-2])", "yyyy/mm")]
"""`2017/12`."""
