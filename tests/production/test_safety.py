"""Unsafe settings are refused, each in one clear line."""

from pathlib import Path
from typing import Any

import pytest

from h5kit.configuration.file import SECRETS
from h5kit.configuration.reading import ConfigurationError, variable
from h5kit.demo import demo_partner
from h5kit.production import UnsafeError, check
from tests.production.written import written


def _faults(file: Path) -> list[str]:
    with pytest.raises(UnsafeError) as unsafe:
        check(file, {})
    return list(unsafe.value.faults)


def test_safe_settings_are_accepted(tmp_path: Path) -> None:
    checked = check(written(tmp_path), {})
    assert checked.summary()["gateway"] == "gateway.example"
    assert checked.database == tmp_path / "h5kit.db"


def test_an_unsafe_setting_is_one_line(tmp_path: Path, subtests: pytest.Subtests) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"server.base_url": ""}, "server.base_url is missing"),
        ({"server.base_url": "http://h5.example"}, "server.base_url must be https"),
        ({"server.base_url": "https://h5.example/x"}, "server.base_url must end after the host"),
        ({"server.base_url": "https://h5.example/"}, "server.base_url must end after the host"),
        (
            {"server.base_url": "https://h5 .example"},
            "server.base_url is missing or not an address",
        ),
        (
            {"server.base_url": " https://h5.example"},
            "server.base_url is missing or not an address",
        ),
        ({"server.trusted_proxies": ["*"]}, "server.trusted_proxies: '*'"),
        ({"server.trusted_proxies": ["0.0.0.0/0"]}, "server.trusted_proxies: '0.0.0.0/0'"),
        ({"server.works": False}, "server.works = false needs postgresql"),
        ({"keys": []}, "keys are missing"),
        ({"keys": ["k" * 31]}, "keys: one is shorter than 32"),
        ({"keys": ["k" * 40]}, "keys: one isn't random"),
        ({"keys": ["0123456789abcdefghijklmnopqrstuvwxyz"] * 2}, "keys: one is given twice"),
        ({"database.url": ""}, "database.url is missing"),
        ({"database.url": "mysql://db/h5kit"}, "must be sqlite:///path or postgresql://"),
        ({"database.url": "mysql://db/h5kit"}, "database.url must be sqlite:///path"),
        ({"database.url": "sqlite:///h5kit.db?synchronous=NORMAL"}, "synchronous=FULL"),
        ({"database.url": "sqlite:///none/h5kit.db"}, "is not a folder"),
        ({"database.url": "sqlite:////proc/h5kit.db"}, "/proc can't be written to"),
        ({"database.url": "sqlite:///"}, "is not a file; write sqlite:///path"),
        ({"database.url": "sqlite:///partners.toml"}, "partners.toml is not an SQLite database"),
        ({"database.url": "postgresql://h5:word@db:many/h5"}, "database.url is not an address"),
        ({"database.url": "postgresql://h5@db/h5 "}, "database.url is not an address"),
        ({"gateway.url": ""}, "gateway.url is missing"),
        ({"gateway.url": "https://user:word@gateway.example"}, "gateway.url is missing or not"),
        ({"gateway.url": "https://gateway.example/a b"}, "gateway.url is missing or not"),
        ({"gateway.url": "http://gateway.example"}, "gateway.url must be https"),
        ({"gateway.url": "http://127.0.0.1:9"}, "gateway.url must be https"),
        ({"gateway.url": "http://10.0.0.9", "gateway.allow_plain_gateway": True}, "must be https"),
        ({"gateway.appid": ""}, "gateway.appid is missing"),
        ({"gateway.secret": ""}, "gateway.secret is missing"),
        ({"gateway.secret": demo_partner().secret}, "gateway.secret is the demo's"),
        (
            {"flow.call_seconds": 55},
            "flow.call_seconds must be longer than the gateway's",
        ),
        ({"gateway.verify_seconds": 90}, "flow.call_seconds must be longer"),
        ({"flow.keep_seconds": 10}, "flow.keep_seconds must not be shorter than idle_seconds"),
        ({"flow.keep_seconds": 1199}, "and flow_seconds (1200 s)"),
        ({"flow.idle_seconds": 1900}, "(1900 s), or active flows are deleted"),
        ({"push.lease_seconds": 30}, "push.lease_seconds must be longer"),
        ({"partners": ""}, "partners is missing"),
        ({"directory.url": "numbers.example"}, "directory.url is not an address"),
        ({"directory.url": "https://me:word@numbers.example"}, "directory.url is not an address"),
        ({"directory.url": "http://numbers.example/itag"}, "directory.url must be https"),
        ({"directory.url": "https://numbers.example/a b"}, "directory.url is not an address"),
        ({"directory.token": "x"}, "directory.url is missing"),
        (
            {"directory.url": "https://numbers.example", "directory.token": "x" * 15},
            "directory.token is shorter than 16 characters",
        ),
        ({"metrics.token": "a"}, "metrics.token is shorter than 16 characters"),
    ]
    for changes, words in cases:
        with subtests.test(changes=changes):
            (fault,) = _faults(written(tmp_path, **changes))
            assert words in fault
            assert "\n" not in fault


def test_a_gateway_on_loopback_may_be_plain_if_the_setting_allows_it(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for host in ["127.0.0.1", "localhost", "[::1]"]:
        with subtests.test(host=host):
            changes = {"gateway.url": f"http://{host}:8001", "gateway.allow_plain_gateway": True}
            assert check(written(tmp_path, **changes), {})


INSIDE = [
    "localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001",
    "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "[fd00::1]", "[::ffff:127.0.0.1]",
    "0.0.0.0",  # noqa: S104 - the setting is refused, nothing binds
]  # fmt: skip


def test_a_partners_internal_address_is_refused(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for host in INSIDE:
        for name in ["auth_receiver", "report_receiver", "records_receiver", "redirect_url"]:
            with subtests.test(host=host, name=name):
                (fault,) = _faults(written(tmp_path, {name: f"https://{host}:8443/x"}))
                assert fault.startswith(f"partner shop: {name}: ")
                assert fault.endswith("is not a public host")


def test_a_partners_internal_host_is_refused(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for host in [*INSIDE, "::1", "127.0.0.1:9000", "[::1]:9000", ""]:
        for name in ["callback_hosts", "redirect_hosts"]:
            with subtests.test(host=host, name=name):
                (fault,) = _faults(written(tmp_path, {name: ["ok.example", host]}))
                assert fault.startswith(f"partner shop: {name}: ")


def test_an_internal_embedding_page_is_refused(tmp_path: Path) -> None:
    (fault,) = _faults(written(tmp_path, {"embed_origins": ["https://localhost:3000"]}))
    assert "embed_origins: localhost is not a public host" in fault


def test_a_plain_receiver_is_refused(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for name in ["auth_receiver", "report_receiver", "records_receiver"]:
        with subtests.test(name=name):
            (fault,) = _faults(written(tmp_path, {name: "http://shop.example/x"}))
            assert fault == f"partner shop: {name} must be https"


@pytest.mark.parametrize("name", ["auth_receiver", "redirect_url"])
@pytest.mark.parametrize("address", ["https://shop .example/x", "https://shop.example/a\u3000b"])
def test_white_space_in_an_address_is_refused(tmp_path: Path, name: str, address: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} is not an http"):
        check(written(tmp_path, {name: address}), {})


@pytest.mark.parametrize("name", ["token", "secret"])
def test_the_demos_credentials_are_refused(tmp_path: Path, name: str) -> None:
    (fault,) = _faults(written(tmp_path, {name: getattr(demo_partner(), name)}))
    assert fault == "partner shop: its token or secret is the demo's"


@pytest.mark.parametrize("name", ["h5kit.toml", "partners.toml"])
def test_a_settings_file_with_secrets_that_everybody_can_read_is_refused(
    tmp_path: Path, name: str
) -> None:
    file = written(tmp_path)
    (tmp_path / name).chmod(0o644)
    (fault,) = _faults(file)
    assert fault.endswith(f"{name} contains secrets and everybody can read it: chmod o-rwx")


@pytest.mark.parametrize("is_variable", [False, True])
@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_file_that_everybody_can_read_is_refused(
    tmp_path: Path, name: str, *, is_variable: bool
) -> None:
    values = {
        "keys": "0123456789abcdefghijklmnopqrstuvwxyz",
        "database.url": "sqlite:///h5kit.db",
        "directory.token": "directory-token-1",
    }
    secret = tmp_path / "secret"
    secret.write_text(values.get(name, "some-other-secret"))
    changes: dict[str, Any] = {name: None, "directory.url": "https://numbers.example"}
    changes |= {} if is_variable else {f"{name}_file": "secret"}
    environ = {f"{variable(name)}_FILE": str(secret)} if is_variable else {}
    file = written(tmp_path, **changes)
    secret.chmod(0o640)
    assert check(file, environ)
    secret.chmod(0o644)
    with pytest.raises(UnsafeError) as unsafe:
        check(file, environ)
    (fault,) = unsafe.value.faults
    assert fault == f"{secret} contains secrets and everybody can read it: chmod o-rwx"


def test_a_settings_file_without_secrets_may_be_readable_for_everybody(tmp_path: Path) -> None:
    file = written(tmp_path, **{"keys": None, "gateway.secret": None})
    file.chmod(0o644)
    environ = {
        "H5KIT_KEYS": "0123456789abcdefghijklmnopqrstuvwxyz",
        "H5KIT_GATEWAY_SECRET": "gateway-secret-1",
    }
    assert check(file, environ)


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    file = written(
        tmp_path, **{"keys": [], "gateway.url": "", "server.base_url": "http://h5.example"}
    )
    assert len(_faults(file)) == 3


def test_a_bad_partners_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"partner 1: token is shorter"):
        check(written(tmp_path, {"token": "short"}), {})


def test_no_fault_holds_a_secret(tmp_path: Path) -> None:
    weak = "weak-signing-key"
    file = written(tmp_path, {"auth_receiver": "http://shop.example/"}, keys=[weak])
    assert all(weak not in fault and "shop-secret" not in fault for fault in _faults(file))


def test_faults_of_reading_and_of_safety_are_reported_together(tmp_path: Path) -> None:
    changes = {"gatway.url": "x", "server.prot": 1, "server.port": "many", "keys": ["short"],
               "gateway.url": "http://gateway.example", "results.numbers": "none.csv"}  # fmt: skip
    file = written(tmp_path, {"token": "short"}, **changes)
    with pytest.raises(UnsafeError) as unsafe:
        check(file, {"H5KIT_SITE_IDLE_SECONDS": "soon", "H5KIT_GATEWAY_SECRT": "x"})
    for words in ("[gatway] is not a table", "server.prot is not a setting",
                  "server.port: expected",
                  "H5KIT_SITE_IDLE_SECONDS: expected", "H5KIT_GATEWAY_SECRT is not a setting",
                  "token is shorter", "none.csv", "keys: one is shorter",
                  "gateway.url must be https"):  # fmt: skip
        assert sum(words in line for line in unsafe.value.faults) == 1, words
    assert len(unsafe.value.faults) == 9


def test_an_unreadable_setting_is_not_also_reported_as_missing(tmp_path: Path) -> None:
    assert len(_faults(written(tmp_path, **{"gateway.url": 1}))) == 1
    assert len(_faults(written(tmp_path, keys=1))) == 1
    assert len(_faults(written(tmp_path, gateway="x"))) == 1
