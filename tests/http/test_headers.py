"""The headers of every answer, from the first day."""

import re

import pytest
from starlette.testclient import TestClient

from h5kit.model import Partner
from h5kit.testing.people import number
from h5kit.web.headers import page_headers
from tests.conftest import Visit


def test_a_page_has_a_strict_policy_with_a_fresh_nonce(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    seen = set()
    for _ in range(3):
        answer = client.get(visit.address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "strict-dynamic" not in policy
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce
        assert f'nonce="{nonce[1]}"' in answer.text
        seen.add(nonce[1])
    assert len(seen) == 3


@pytest.mark.parametrize("path", ["/", "/f/x", "/nowhere", "/healthz", "/v1/sessions"])
def test_every_answer_is_private(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


def test_static_files_are_immutable_and_compressed(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    for path in re.findall(r'"(/static/[^"]+)"', visit.page):
        answer = client.get(path, headers={"accept-encoding": "br"})
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "br"


def test_nobody_may_frame_a_page_unless_the_partner_says_so() -> None:
    plain = Partner(appid="a", name="n", token="t" * 16, secret="s" * 16)
    embedding = Partner(
        appid="a", name="n", token="t" * 16, secret="s" * 16, embed_origins=("https://s.example",)
    )
    none = dict(page_headers("n", plain, loopback=False))
    some = dict(page_headers("n", embedding, loopback=False))
    assert none[b"content-security-policy"].endswith(b"frame-ancestors 'none'")
    assert none[b"x-frame-options"] == b"DENY"
    assert some[b"content-security-policy"].endswith(b"frame-ancestors https://s.example")
    assert b"x-frame-options" not in some
