"""docs/deploy.md and the example file match the code: every key, default and metric."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec
import pytest

from h5kit.configuration.file import SECRETS, Configuration, every_setting
from h5kit.configuration.reading import read
from h5kit.declarations import refusal
from h5kit.model import Partner, Theme
from h5kit.production import UnsafeError, check
from h5kit.web.api.metrics import Metrics
from tests.production.written import written
from tools import settings_pages

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "h5kit.toml"
PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
NEEDED = {"keys", "partners", "server.base_url", "database.url", "gateway.url", "gateway.appid",
          "gateway.secret"}  # fmt: skip


def _flat(document: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat


def _example() -> dict[str, Any]:
    return _flat(tomllib.loads(EXAMPLE.read_text("utf-8")))


def test_the_example_is_made_from_the_declarations() -> None:
    assert EXAMPLE.read_text("utf-8") == settings_pages.example(), "run make generated"


def test_the_tables_are_made_from_the_declarations(subtests: pytest.Subtests) -> None:
    for name in settings_pages.PAGES:
        with subtests.test(name=name):
            text = (ROOT / "docs" / name).read_text("utf-8")
            assert settings_pages.page(name, text) == text, "run make generated"
            head, rule = "| default | bounds | what it is |\n", "| --- | --- | --- | --- |\n"
            before, _, after = text.partition(head + rule)
            assert (
                settings_pages.page(name, before + head + rule + after.partition("\n")[2]) == text
            )


def test_every_key_of_partners_and_themes_is_on_their_pages() -> None:
    for kind, name in ((Partner, "partners.md"), (Theme, "embedding.md")):
        text = (ROOT / "docs" / name).read_text("utf-8")
        keys = {field.name for field in fields(kind)} - {"theme"}
        assert {key for key in keys if f"| `{key}` |" in text} == keys


def test_the_example_has_every_setting_and_no_other() -> None:
    given = [name.removesuffix("_file") for name in _example()]
    assert given == list(every_setting())


def test_every_setting_says_what_it_is_in_one_sentence() -> None:
    for name, setting in every_setting().items():
        assert re.fullmatch(r"[A-Z/s][^\n|]{12,140}\.", setting.sentence), name


def test_needed_settings_are_marked_as_needed() -> None:
    text = EXAMPLE.read_text("utf-8")
    needed = re.findall(r"^(\w+) =.*# Needed", text, re.MULTILINE)
    short = [name.rpartition(".")[2] for name in NEEDED]
    assert sorted(n.removesuffix("_file") for n in needed) == sorted(short)


def test_nothing_is_served_without_a_needed_setting(tmp_path: Path) -> None:
    for name in NEEDED:
        with pytest.raises(UnsafeError, match=re.escape(name.partition(".")[0])):
            check(written(tmp_path, **{name: None}), {})


def test_the_example_shows_the_defaults_of_all_other_settings() -> None:
    plain = msgspec.json.decode(msgspec.json.encode(_whole(Configuration())))
    defaults = _flat(plain)
    shown = {n: v for n, v in _example().items() if n.removesuffix("_file") not in NEEDED | SECRETS}
    assert shown == {n: defaults[n] for n in shown}


def test_every_default_keeps_to_its_bounds() -> None:
    """Nothing else checks a default, because it is not read from a file."""
    for setting in every_setting().values():
        assert refusal(setting, msgspec.to_builtins(setting.default)) == ""


def _whole(struct: msgspec.Struct) -> dict[str, Any]:
    """Return a struct with its defaults, which encoding omits."""
    values = msgspec.structs.asdict(struct)
    return {k: _whole(v) if isinstance(v, msgspec.Struct) else v for k, v in values.items()}


def test_the_example_may_be_served(tmp_path: Path) -> None:
    """With its secrets, and a temporary folder for its data."""
    written(tmp_path)
    config = tmp_path / "example.toml"
    config.write_text(EXAMPLE.read_text("utf-8"))
    (tmp_path / "secrets").mkdir()
    for name in ("keys", "gateway", "metrics"):
        secret = tmp_path / "secrets" / name
        secret.touch(mode=0o600)
        secret.write_text("0123456789abcdefghijklmnopqrstuvwxyz\n")
    checked = check(config, {"H5KIT_DATABASE_URL": f"sqlite:///{tmp_path / 'h5kit.db'}"})
    assert checked.configuration.keys == ("0123456789abcdefghijklmnopqrstuvwxyz",)
    assert read(config, {}).configuration.database.url == "sqlite:////var/lib/h5kit/h5kit.db"


def _families() -> set[str]:
    found = Metrics(token=None)._registry.collect()
    return {family.name for family in found if family.name.startswith("h5kit")}


def test_every_metric_is_on_the_page() -> None:
    families = _families()
    assert len(families) == 8
    told = set(re.findall(r"^\| `(h5kit_\w+)`", PAGE, re.MULTILINE))
    assert {name.removesuffix("_total") for name in told} == families


def test_every_metric_of_an_alert_exists() -> None:
    alerts = set(re.findall(r"h5kit_\w+", PAGE.partition("| alert |")[2].partition("\n\n")[0]))
    bare = {re.sub("_(total|bucket|count)$", "", name) for name in alerts}
    assert len(bare) > 3
    assert bare <= _families()


def test_the_page_names_the_settings_that_can_be_in_a_file(subtests: pytest.Subtests) -> None:
    for name in sorted(SECRETS):
        with subtests.test(name=name):
            said = PAGE.partition("can be in a file of their own")[2].partition("(")[0]
            assert f"`{name}`" in said
