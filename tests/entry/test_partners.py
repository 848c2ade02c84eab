"""The partners' file is read, or refused with the place of the fault."""

from datetime import date
from pathlib import Path

import pytest

from h5kit.entry import query
from h5kit.entry.handles import Handles
from h5kit.entry.partners import PartnerFileError, Partners, read
from h5kit.model import Partner

GOOD = """
[[partner]]
appid = "shop"
name = "商店"
token = "token-of-the-shop"
secret = "secret-of-the-shop"
basic_info = true
virtual_operators = true
auth_receiver = "https://shop.example/push"
callback_hosts = ["shop.example"]
redirect_url = "https://shop.example/done"
embed_origins = ["https://shop.example"]
"""


def _read(tmp_path: Path, text: str) -> Partners:
    file = tmp_path / "partners.toml"
    file.write_text(text, "utf-8")
    return read(file)


def test_a_partner_is_found_by_token_secret_and_appid(tmp_path: Path) -> None:
    partners = _read(tmp_path, GOOD)
    shop = partners.by_token("token-of-the-shop")
    assert shop is not None
    assert shop is partners.by_secret("secret-of-the-shop") is partners.by_appid("shop")
    assert (shop.basic_info, shop.callback_hosts) == (True, ("shop.example",))
    assert partners.by_token("secret-of-the-shop") is None
    assert partners.by_secret("") is None


def test_a_fault_is_refused_with_its_place(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for before, after, says in [
        ('appid = "shop"', "", "appid is missing"),
        ('token = "token-of-the-shop"', 'token = "short"', "token is shorter"),
        ("basic_info = true", 'basic_info = "yes"', "basic_info must be true or false"),
        (
            "basic_info = true",
            "basic_inof = true",
            "'basic_inof', did you mean basic_info",
        ),
        ("basic_info = true", "keep_days = 0", "keep_days must be a number from 1 to 366"),
        ("basic_info = true", "keep_days = 7.0", "keep_days must be a number from 1 to 366"),
        ("basic_info = true", "pulls_a_day = true", "pulls_a_day must be a number from 0 to 9999"),
        (
            "basic_info = true",
            'records_encryption = "AES"',
            "one of AES-256-CBC, AES-256-GCM",
        ),
        ('["shop.example"]', "[1]", "callback_hosts must be a list of texts"),
        ('appid = "shop"', 'appid = ""', "appid is missing"),
        ('["shop.example"]', '"shop.example"', "callback_hosts must be a list"),
        ("https://shop.example/push", "javascript:alert(1)", "auth_receiver is not"),
        ("shop.example/push", "h:99999", "auth_receiver is not"),
        ("shop.example/push", "商店.example/", "auth_receiver must be ASCII"),
        ("shop.example/push", "shop.example/r?x=中", "auth_receiver must be ASCII"),
        ("https://shop.example/done", "https://me@shop.example/", "redirect_url is not"),
        ("[[partner]]", "[[partners]]", "unknown table"),
        ("[[partner]]", "[partner]", r"write \[\[partner\]\]"),
        ("[[partner]]", GOOD + "[[partner]]", "share an appid"),
        ('name = "商店"', "name = 1", "name must be text"),
        ("secret-of-the-shop", "token-of-the-shop", "share a credential"),
        ("basic_info = true", 'accent = "#ffcc00"', r"1\.32 on #fdecea.*#856a00 would do"),
        ("basic_info = true", 'accent = "red}"', "accent must be #rrggbb"),
        ("basic_info = true", 'theme.accent_dark = "#1a56d6"', "accent_dark #1a56d6 has contrast"),
        ("basic_info = true", "theme.radius = 99", "radius must be pixels, 0 to 24"),
        ("basic_info = true", 'theme.size = "huge"', "size must be one of normal, large"),
        ("basic_info = true", 'theme.colour = "red"', "colour is an unknown name"),
        (
            "basic_info = true",
            'theme.acent = "#000000"',
            "unknown name, did you mean accent",
        ),
        ("basic_info = true", "theme.radius = true", "radius must be pixels, 0 to 24"),
        ("basic_info = true", "theme.logo = 1", "logo must be text"),
        ("basic_info = true", 'theme.logo = "none.svg"', "logo none.svg: No such file"),
        ("basic_info = true", 'theme = "red"', "theme: must be a table"),
        ("basic_info = true", 'app_scheme = "javascript"', "app_scheme must be"),
        ("basic_info = true", 'app_scheme = "Shop App"', "app_scheme must be"),
        ('["https://shop.example"]', '["https://shop.example/"]', "is not an origin"),
        ('["https://shop.example"]', '["https://shop.example:443"]', "is not an origin"),
        ('["https://shop.example"]', '["http://shop.example:80"]', "is not an origin"),
        ('["https://shop.example"]', '["https://*.shop.example"]', "is not an origin"),
        ('["https://shop.example"]', '["https://a.example; img-src *"]', "is not an origin"),
    ]:
        with subtests.test(after=after), pytest.raises(PartnerFileError, match=says):
            _read(tmp_path, GOOD.replace(before, after))


def test_two_partners_of_one_appid_are_refused(tmp_path: Path) -> None:
    other = GOOD.replace("of-the-shop", "of-the-twin")
    with pytest.raises(PartnerFileError, match="share an appid"):
        _read(tmp_path, GOOD + other)


def test_a_callback_is_https_at_a_listed_port(subtests: pytest.Subtests) -> None:
    for url, is_taken in [
        ("https://shop.example/cb", True),
        ("https://SHOP.example:443/cb", True),
        ("https://two.example:8443/cb", True),
        ("https://three.example/cb", True),
        ("http://127.0.0.1:9/cb", True),
        ("http://shop.example/cb", False),
        ("http://shop.example:443/cb", False),
        ("https://shop.example:8443/cb", False),
        ("https://two.example/cb", False),
        ("https://other.example/cb", False),
        ("https://shop.example/cb?x=中", False),
        ("https://shop.example:99999/cb", False),
    ]:
        with subtests.test(url=url, is_taken=is_taken):
            hosts = ("shop.example", "two.example:8443", "three.example:443", "127.0.0.1")
            partner = Partner(
                appid="a", name="n", token="t" * 16, secret="s" * 16, callback_hosts=hosts
            )
            entry = query.read({"callback": url}, partner, date(2026, 11, 25))
            assert entry.callback == (url if is_taken else "")


def test_a_missing_or_malformed_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PartnerFileError):
        read(tmp_path / "nowhere.toml")
    with pytest.raises(PartnerFileError):
        _read(tmp_path, "[[[")


def test_the_repr_of_a_partner_has_no_credentials() -> None:
    partner = Partner(appid="a", name="n", token="t0ken" * 4, secret="s3cret" * 4)
    assert "t0ken" not in repr(partner)
    assert "s3cret" not in repr(partner)


def test_a_new_key_signs_and_the_old_one_still_verifies() -> None:
    old, new = "o" * 40, "n" * 40
    before, after = Handles([old]), Handles([old, new])
    assert after.flow_id(before.handle("flow")) == "flow"
    assert Handles([new]).flow_id(after.handle("flow")) == "flow"
    assert Handles([new]).flow_id(before.handle("flow")) is None
    assert after.revision("flow", before.step_token("flow", 3)) == 3


def test_a_handle_is_not_a_step_token_and_belongs_to_one_flow() -> None:
    handles = Handles(["k" * 40])
    assert handles.revision("flow", handles.handle("flow")) is None
    assert handles.revision("other", handles.step_token("flow", 1)) is None
    assert handles.revision("flow", handles.step_token("flow", 1).replace("1.", "2.", 1)) is None


@pytest.mark.parametrize("text", ["partner = 1", "partner = [1]", "partner = [[]]"])
def test_partners_that_are_not_tables_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PartnerFileError, match=r"write \[\[partner\]\]"):
        _read(tmp_path, text)


def test_an_origin_includes_its_port(tmp_path: Path) -> None:
    (shop,) = _read(tmp_path, GOOD.replace('example"]', 'example:8443"]'))
    assert shop.embed_origins == ("https://shop.example:8443",)
