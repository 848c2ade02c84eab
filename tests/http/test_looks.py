"""Pages have the look of the partners' file and of the session."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from h5kit.demo import make_demo
from h5kit.testing.people import number
from tests.conftest import Visit

PARTNERS = """
[[partner]]
appid = "shop"
name = "Shop"
token = "token-of-the-shop"
secret = "secret-of-the-shop"
basic_info = true
embed_origins = ["https://shop.example"]
app_scheme = "shopapp"
redirect_url = "https://shop.example/done"
redirect_hosts = ["shop.example"]
[partner.theme]
accent = "#0a6b45"
accent_dark = "#6fd3a4"
logo = "logo.svg"
radius = 3
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><script>1</script></svg>'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A demo with a partner that has a theme."""
    (tmp_path / "logo.svg").write_text(SVG)
    file = tmp_path / "partners.toml"
    file.write_text(PARTNERS, "utf-8")
    demo = make_demo(tmp_path / "data", partners_file=file)
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as running:
        yield running


def _open(client: TestClient, **fields: object) -> Visit:
    made = client.post(
        "/v1/sessions", json=fields, headers={"authorization": "Bearer secret-of-the-shop"}
    )
    assert made.status_code == 201, made.text
    return Visit(client).take(client.get(made.json()["url"]))


def test_a_theme_is_in_the_pages_own_stylesheet(client: TestClient) -> None:
    page = _open(client, tel=number("0000")).page
    assert "@media (prefers-color-scheme:light){:root{--brand:#0a6b45}}" in page
    assert "@media (prefers-color-scheme:dark){:root{--brand:#6fd3a4}}" in page
    assert ".c,.b,.n{border-radius:3px}" in page


def test_a_theme_without_dark_look_has_no_dark_rules(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG, "utf-8")
    file = tmp_path / "partners.toml"
    file.write_text(f'{PARTNERS}dark = "off"\n', "utf-8")
    with TestClient(make_demo(tmp_path / "data", partners_file=file).app) as client:
        page = _open(client, tel=number("0000")).page
    assert "<header>" in page
    assert "prefers-color-scheme:dark" not in page


def test_another_partner_does_not_get_the_theme(client: TestClient) -> None:
    page = Visit(client).enter(tel=number("0000")).page
    assert "#0a6b45" not in page
    assert "<header>" not in page


def test_a_logo_has_a_hashed_immutable_address_and_runs_no_script(client: TestClient) -> None:
    visit = _open(client, tel=number("0000"))
    shown = re.search(
        r'<header><img src="(/static/\w+/logo.svg)" alt="Shop" width="96"', visit.page
    )
    assert shown
    answer = client.get(shown[1])
    assert answer.text == SVG
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "immutable" in answer.headers["cache-control"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]
    policy = client.get(visit.address).headers["content-security-policy"]
    assert "img-src data: 'self';" in policy
    assert "frame-ancestors https://shop.example " in policy


def test_a_session_asks_for_large_text(client: TestClient) -> None:
    assert "html{font-size:112.5%}" in _open(client, tel=number("0000"), size="large").page
    assert "112.5%" not in _open(client, tel=number("0000")).page


@pytest.mark.parametrize("fields", [{"size": "huge"}, {"size": 3}])
def test_another_size_is_refused(client: TestClient, fields: dict[str, object]) -> None:
    headers = {"authorization": "Bearer secret-of-the-shop"}
    assert client.post("/v1/sessions", json=fields, headers=headers).status_code == 400


def test_close_opens_the_app_with_the_result(client: TestClient) -> None:
    done = _open(client, tel=number("0000"), uid="u 1&2").phone()
    sid = re.search(r'data-h5-sid="(SID\w{32})" data-h5-uid="u 1&amp;2"', done.page)
    assert sid
    link = f"shopapp://h5kit?v=1&amp;type=success&amp;sid={sid[1]}&amp;uid=u+1%262"
    assert f'<a class="b" role="button" href="{link}" target="_top">' in done.page
    refused = _open(client, tel=number("9052")).phone().page
    assert "shopapp://h5kit?v=1&amp;type=exit&amp;reason=user" in refused
    late = _open(client, tel=number("9025")).phone().page
    assert "shopapp://h5kit?v=1&amp;type=exit&amp;reason=timeout" in late


def test_a_sessions_own_address_wins_over_the_app(client: TestClient) -> None:
    home = "https://shop.example/order/7"
    assert f'href="{home}"' in _open(client, tel=number("0000"), redirect_url=home).phone().page


def test_sid_and_uid_are_only_on_the_last_page(client: TestClient) -> None:
    visit = _open(client, tel=number("1001"), uid="u-hidden").phone()
    assert "u-hidden" not in visit.page
    # A handle or a nonce may contain these three letters, too.
    assert re.search("SID[0-9a-f]{32}", visit.page) is None
