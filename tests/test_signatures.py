"""A signed value has one spelling, whatever it is for."""

import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.requests import Request

from h5kit.clock import MovableClock
from h5kit.demo import keys_of
from h5kit.entry.handles import FLOW_ID_LENGTH, HANDLE_LENGTH, Handles, new_flow_id
from h5kit.settings import Settings
from h5kit.signatures import SIGNATURE_LENGTH
from h5kit.store.databases import open_file
from h5kit.web.report.links import ReportLinks
from h5kit.web.site.sessions import Sessions

KEYS = ("k" * 40, "n" * 40)
NOW = 1_794_000_000.0
ABOUT = ("SID1", "demo")
LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"

Taken = Callable[[str], bool]


def _signed(folder: Path) -> Iterator[tuple[str, str, Taken]]:
    """Yield everything that the project signs: its name, a value, and whether one is accepted."""
    handles, links = Handles(KEYS), ReportLinks(KEYS)
    flow_id = new_flow_id("demo")
    yield "handle", handles.handle(flow_id), lambda word: handles.flow_id(word) == flow_id
    yield (
        "step token",
        handles.step_token(flow_id, 12),
        lambda word: handles.revision(flow_id, word) == 12,
    )
    link = links.link(*ABOUT, now=NOW)
    yield "link", link.word, lambda word: links.opened(word, *ABOUT, now=NOW) == link.id
    about = (*ABOUT, "anna")
    yield (
        "unmasking",
        links.grant(*about, now=NOW),
        lambda word: links.is_granted(word, *about, now=NOW),
    )
    yield (
        "report's form",
        links.form_token(*about, now=NOW),
        lambda word: links.is_form_token(word, *about, now=NOW),
    )
    sessions = Sessions(
        open_file(folder / "site.db", keys_of(folder)).site.accounts,
        Settings(keys=KEYS), MovableClock(),
    )  # fmt: skip
    cookie = {"type": "http", "headers": [(b"cookie", f"{sessions.cookie_name}=c".encode())]}
    yield (
        "site's form",
        sessions.form_token("c"),
        lambda word: sessions.is_ours(Request(cookie), word),
    )


def _respelt(word: str) -> Iterator[str]:
    """Yield other spellings, of which the library accepts most."""
    value, _, signature = word.rpartition(".")
    yield from (
        word + tail for tail in ("=", "==", "=anything", "=AAAA", "!", ".", " ", "\n", "。")
    )
    yield from (word[:-1] + letter for letter in LETTERS if letter != word[-1])
    yield from (f"{value}.{mark}{signature}" for mark in (" ", "!", "=", "\n", "*", "~", "."))
    yield f"{value}.{signature[:20]}!{signature[20:]}"
    yield f"{value}.{signature[:20]}\x00{signature[20:]}"
    yield word.replace("-", "+").replace("_", "/") + "="
    yield from (lead + word for lead in ("0", "00", "+", " ", "=", "."))
    yield f"{value}=.{signature}"
    yield f"{value} .{signature}"


def test_a_signed_value_has_one_spelling(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for name, word, is_taken in _signed(tmp_path):
        with subtests.test(name=name):
            assert len(word.rpartition(".")[2]) == SIGNATURE_LENGTH
            assert is_taken(word)
            assert [other for other in _respelt(word) if is_taken(other)] == []


def test_every_handle_is_equally_long() -> None:
    handles = Handles(KEYS)
    for appid in ("a", "demo", "shop-of-somebody" * 4):
        flow_id = new_flow_id(appid)
        assert len(flow_id) == FLOW_ID_LENGTH
        assert len(handles.handle(flow_id)) == HANDLE_LENGTH
