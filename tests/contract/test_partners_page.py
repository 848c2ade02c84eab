"""The receiver in docs/partners.md accepts what h5kit sends, and nothing else."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from h5kit.delivery.envelope import Encryption, seal
from h5kit.delivery.signing import sign

PAGE = (Path(__file__).parents[2] / "docs" / "partners.md").read_text("utf-8")
SECRET = "a-secret-of-a-partner-0123456789"
BODY = '{"status":0,"msg":"success","data":{"uid":"用户"}}'.encode()
MOST_LINES = 35


def _code() -> str:
    (code,) = [
        c for c in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "def open_push" in c
    ]
    return str(code)


@pytest.fixture
def open_push() -> Any:
    """The function that the page shows."""
    scope: dict[str, Any] = {}
    exec(_code(), scope)  # noqa: S102 - the documented code is what is tested
    return scope["open_push"]


@pytest.mark.parametrize("kind", Encryption)
def test_it_verifies_and_decrypts_a_push(open_push: Any, kind: Encryption) -> None:
    sent = seal(SECRET, kind, BODY)
    headers = sign(SECRET, "evt_1", time.time(), sent)
    assert open_push(SECRET, sent, headers) == json.loads(BODY)


@pytest.mark.parametrize("kind", Encryption)
def test_it_refuses_a_push_made_with_another_secret(open_push: Any, kind: Encryption) -> None:
    sent = seal("another-secret-0123456789", kind, BODY)
    with pytest.raises(Exception, match=r".*"):
        open_push(SECRET, sent, sign("another-secret-0123456789", "evt_1", time.time(), sent))
    # The right signature, but encrypted with another secret.
    if kind is not Encryption.NONE:
        with pytest.raises(Exception, match=r".*"):
            open_push(SECRET, sent, sign(SECRET, "evt_1", time.time(), sent))


def test_the_receiver_is_short() -> None:
    lines = [line for line in _code().splitlines() if line.strip()]
    assert len(lines) <= MOST_LINES
