"""The settings file and the variables are read strictly; a fault names its place."""

from pathlib import Path
from typing import Any

import pytest

from h5kit.configuration.file import SECRETS, every_setting
from h5kit.configuration.reading import ConfigurationError, read, variable
from tests.production.written import SOUND, written

SECRET = "gateway-secret-1"


def _fault(file: Path, **environ: str) -> str:
    with pytest.raises(ConfigurationError) as fault:
        read(file, environ)
    assert "\n" not in str(fault.value)
    return str(fault.value).removeprefix(f"{file}: ")


def test_a_file_with_the_needed_settings_gets_defaults_for_the_rest(tmp_path: Path) -> None:
    c = read(written(tmp_path), {}).configuration
    assert (c.server.base_url, c.server.host, c.server.port) == (
        "https://h5.example", "127.0.0.1", 0,
    )  # fmt: skip
    assert (c.flow.idle_seconds, c.push.spacing_seconds, c.logs.format) == (300, (10, 60), "json")
    assert c.metrics.token == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"server.prt": 1}, "server.prt is not a setting, did you mean server.port?"),
        ({"gateway.secrt": "x"}, "gateway.secrt is not a setting, did you mean gateway.secret?"),
        ({"ky": []}, "ky is not a setting, did you mean keys?"),
        ({"sevrer.port": 1}, "[sevrer] is not a table, did you mean server?"),
        ({"server.port": "8000"}, "server.port: expected int, got str"),
        ({"server.port": 70_000}, "server.port: expected int <= 65535"),
        ({"flow.idle_seconds": 0}, "flow.idle_seconds: expected float > 0.0"),
        ({"flow.idle_seconds": float("inf")}, "flow.idle_seconds: expected float <= 86400.0"),
        ({"flow.idle_seconds": float("nan")}, "flow.idle_seconds: expected float > 0.0"),
        ({"push.spacing_seconds": [1, 2, 3]}, "push.spacing_seconds: expected array of length <= "),
        ({"logs.format": "xml"}, "logs.format: invalid enum value 'xml'"),
        ({"keys": "one"}, "keys: expected array, got str"),
        ({"server": 3}, "server is a table, write [server]"),
        ({"gateway.sandbox": True}, "gateway.sandbox is not a setting"),
        ({"sandbox.on": True}, "sandbox: the sandbox never runs beside a live gateway"),
        ({"gateway.secret_file": "x"}, "gateway.secret and gateway.secret_file are both given"),
        ({"gateway.secret": None, "gateway.secret_file": "no"}, "gateway.secret_file: the file "),
        ({"server.port_file": "x"}, "server.port_file is not a setting"),
    ],
)  # fmt: skip
def test_an_invalid_setting_is_one_line_with_its_place(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    assert _fault(written(tmp_path, **changes)).startswith(words)


def test_a_file_that_is_not_toml_is_one_line(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for text in ["keys = [", "\xff", "keys = 1\nkeys = 2"]:
        with subtests.test(text=text):
            file = tmp_path / "h5kit.toml"
            file.write_bytes(text.encode("latin-1"))
            assert _fault(file)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    assert _fault(tmp_path / "none.toml") == "No such file or directory"


def test_a_variable_overrides_the_file(tmp_path: Path) -> None:
    environ = {
        "H5KIT_GATEWAY_SECRET": "from-the-environment",
        "H5KIT_SERVER_PORT": "8443",
        "H5KIT_GATEWAY_ALLOW_PLAIN_GATEWAY": "true",
        "H5KIT_PUSH_SPACING_SECONDS": "1, 2.5",
        "H5KIT_KEYS": "old-key,new-key",
        "PATH": "elsewhere",
    }
    c = read(written(tmp_path), environ).configuration
    assert (c.gateway.secret, c.server.port) == ("from-the-environment", 8443)
    assert (c.gateway.allow_plain_gateway, c.push.spacing_seconds) == (True, (1.0, 2.5))
    assert c.keys == ("old-key", "new-key")


def test_a_secret_can_come_from_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("held-in-a-file\n")
    (tmp_path / "keys").write_text("first\nsecond\n")
    changes = {"gateway.secret": None, "gateway.secret_file": "secret"}
    environ = {"H5KIT_KEYS_FILE": str(tmp_path / "keys")}
    loaded = read(written(tmp_path, **changes), environ)
    assert loaded.configuration.gateway.secret == "held-in-a-file"
    assert loaded.configuration.keys == ("first", "second")


def test_a_variable_with_a_file_overrides_the_secret_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("held-in-a-file")
    environ = {"H5KIT_GATEWAY_SECRET_FILE": str(tmp_path / "secret")}
    c = read(written(tmp_path), environ).configuration
    assert c.gateway.secret == "held-in-a-file"


def test_a_secret_file_that_a_variable_overrides_is_not_read(tmp_path: Path) -> None:
    file = written(tmp_path, **{"gateway.secret": None, "gateway.secret_file": "nowhere"})
    c = read(file, {"H5KIT_GATEWAY_SECRET": "from-the-environment"}).configuration
    assert c.gateway.secret == "from-the-environment"


def test_a_bad_variable_is_named(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for environ, words in [
        ({"H5KIT_GATEWAY_SECRT": "x"}, "did you mean H5KIT_GATEWAY_SECRET"),
        ({"H5KIT_SERVER_PORT": "many"}, "H5KIT_SERVER_PORT: expected int, got str"),
        ({"H5KIT_SERVER_PORT": "-1"}, "H5KIT_SERVER_PORT: expected int >= 0"),
        ({"H5KIT_SANDBOX": "1"}, "the sandbox never runs beside a live gateway"),
        ({"H5KIT_KEYS": "a", "H5KIT_KEYS_FILE": "b"}, "keys and keys_file are both given"),
    ]:
        with subtests.test(environ=environ, words=words):
            assert words in _fault(written(tmp_path), **environ)


def test_variables_of_the_test_tools_are_not_settings(tmp_path: Path) -> None:
    assert read(written(tmp_path), {"H5KIT_CHROMIUM": "x"}).configuration.keys


def test_no_two_settings_share_a_variable() -> None:
    known = [*every_setting(), *(f"{name}_file" for name in SECRETS)]
    assert len({variable(name) for name in known}) == len(known)


def test_relative_paths_start_at_the_settings_files_folder(tmp_path: Path) -> None:
    c = read(written(tmp_path, **{"reset.rules": "rules.toml"}), {}).configuration
    assert (c.partners, c.reset.rules) == (
        str(tmp_path / "partners.toml"), str(tmp_path / "rules.toml"),
    )  # fmt: skip


def test_no_repr_has_a_secret(tmp_path: Path) -> None:
    loaded = read(written(tmp_path), {})
    assert SECRET not in repr(loaded)
    assert SECRET not in repr(loaded.configuration.gateway)
    assert SOUND["keys"][0] not in repr(loaded.configuration)


def test_the_digest_changes_with_settings_but_not_with_secrets(tmp_path: Path) -> None:
    first = read(written(tmp_path), {}).digest
    assert read(written(tmp_path, **{"gateway.secret": "another"}), {}).digest == first
    assert read(written(tmp_path, **{"server.port": 1}), {}).digest != first
    assert len(first) == 12
