"""JSON Schemas of all documents and push bodies, generated from the classes that write them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import msgspec

from h5kit.records.wire import RecordsEnvelope, WireRecords
from h5kit.report import Report, Score, Tags

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Data = TypeVar("Data")


class Answer(msgspec.Struct, Generic[Data], frozen=True):
    """The answer to a pull (source, sections 五.3.2, 七 and 八: report, score, tags)."""

    status: Literal[0]
    msg: str
    data: Data


class Refusal(msgspec.Struct, frozen=True):
    """The answer to a pull without a document; `status` is never 0."""

    status: int
    msg: str


class AuthorizationPush(msgspec.Struct, frozen=True):
    """The body of an authorization's push (source, section 二.2.4)."""

    status: Literal[0]
    tel: str
    uid: str
    sid: str


class ReportPush(msgspec.Struct, frozen=True):
    """The body of a report's push (source, section 六): status 0 is ready, 2 failed."""

    status: Literal[0, 2]
    sid: str
    tel: str
    uid: str


class EncryptedPush(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of a push with encrypted records, in base64. GCM has its tag in `data`, no `mac`."""

    enc: Literal["AES-256-CBC", "AES-256-GCM"]
    iv: str
    data: str
    mac: str = ""


_KINDS: Mapping[str, tuple[str, Any]] = {
    "records": ("Call records (四.2)", WireRecords),
    "report": ("Operator report (五.2)", Report),
    "score": ("Dunning score (七.4)", Score),
    "tags": ("Number tags (八.4)", Tags),
    "records-answer": ("Push and pull of call records (四.4)", RecordsEnvelope),
    "report-answer": ("Pull of the report", Answer[Report]),
    "score-answer": ("Pull of the score", Answer[Score]),
    "tags-answer": ("Pull of the tags", Answer[Tags]),
    "refusal": ("Pull without a document", Refusal),
    "authorization-push": ("Push of an authorization (二.2.4)", AuthorizationPush),
    "report-push": ("Push of the report's status (六)", ReportPush),
    "encrypted-push": ("Push of encrypted records", EncryptedPush),
}

NAMES = tuple(_KINDS)
SHIPPED = tuple(name for name in NAMES if not name.endswith("-answer"))
"""The schemas with a file in `data/schemas`; an answer only wraps one of their documents."""


def schema(name: str) -> dict[str, Any]:
    """Return the schema of one of NAMES; additional fields are forbidden."""
    title, kind = _KINDS[name]
    generated = _closed(msgspec.json.schema(kind))
    return {"$schema": DIALECT, "$id": f"urn:h5kit:{name}", "title": title, **generated}


def _closed(part: Any) -> Any:
    """Return a schema that forbids additional fields in every object with listed fields."""
    if isinstance(part, list):
        return [_closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(value) for key, value in part.items()}
    if "properties" in closed and isinstance(closed.get("type"), str):
        closed["additionalProperties"] = False
    return closed


def write(folder: Path, names: Iterable[str] = NAMES) -> list[Path]:
    """Write schemas to `<name>.json` in the folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names:
        file = folder / f"{name}.json"
        file.write_text(text(name), "utf-8")
        written.append(file)
    return written


def text(name: str) -> str:
    """Return the text of a schema's file."""
    return json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n"
