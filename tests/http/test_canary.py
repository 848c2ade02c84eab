"""Unique secrets typed into every field appear in no log, page, address or file."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from h5kit.carrier.gateway import Answers, ResetAnswers, ResetSession, Subject
from h5kit.demo import make_demo
from h5kit.flow.outcomes import ResetStep
from h5kit.model import Applicant
from h5kit.testing.people import number, person
from tests.conftest import Visit, stands_in

# A dash cannot occur in the images, which are base64.
PASSWORD, SMS_CODE, CAPTCHA = "739154", "864209", "QZ-7K"


def _everything(folder: Path) -> str:
    found = (f.read_bytes() for f in folder.rglob("*") if f.is_file())
    return b"".join(found).decode("latin-1")


@pytest.mark.parametrize("last_four", ["0000", "1005", "2005", "9027", "5006"])
def test_secrets_are_in_no_page_log_address_or_file(
    tmp_path: Path, logs: list[Any], capfd: pytest.CaptureFixture[str], last_four: str
) -> None:
    who = person()
    tel = number(last_four)
    pages: list[str] = []
    addresses: list[str] = []
    with TestClient(make_demo(tmp_path).app) as client:
        visit = Visit(client).enter(tel=tel, uid="canary")
        codes = {"sms_code": SMS_CODE, "captcha": CAPTCHA, "name": who.name, "id_card": who.id_card}
        for more in ({"agree": ""}, {}, codes, codes | {"sms_code": "123456", "captcha": "h5ok"}):
            visit.post(**{"service_password": PASSWORD, "agree": "yes", **more})
            pages.append(visit.page)
            addresses.append(visit.address)
        stored_while_open = _everything(tmp_path)
    kept = stored_while_open + _everything(tmp_path)
    logged = repr(logs) + "".join(capfd.readouterr())
    for secret in (PASSWORD, SMS_CODE, CAPTCHA):
        assert not [text for text in (kept, logged, *pages) if stands_in(secret, text)]
    for personal in (tel, who.id_card, who.name):
        assert personal not in logged
        assert not [address for address in addresses if personal in address]
    assert "demo-token" not in logged
    assert "demo-secret" not in logged


@pytest.mark.parametrize("last_four", ["3003", "3006", "9232", "9237", "5006"])
def test_a_resets_secrets_are_in_no_page_log_address_or_file(
    tmp_path: Path, logs: list[Any], capfd: pytest.CaptureFixture[str], last_four: str
) -> None:
    who, old, new, code = person(), "739154", "407152", "864209"
    tel = number(last_four)
    pages: list[str] = []
    with TestClient(make_demo(tmp_path).app) as client:
        visit = Visit(client).enter(tel=tel, uid="canary").phone(password=old)
        visit.post(go="forgot").post(go="reset").post(name=who.name, id_card=who.id_card)
        answers = {"sms_code": code, "new_password": new}
        for more in ({}, {"sms_code": "123456"}, {"sms_code": "123456"}, {}):
            visit.post(**{**answers, **more})
            pages.append(visit.page)
        stored_while_open = _everything(tmp_path)
    kept = stored_while_open + _everything(tmp_path)
    logged = repr(logs) + "".join(capfd.readouterr())
    for secret in (old, new, code):
        assert not [text for text in (kept, logged, *pages) if stands_in(secret, text)]
    for personal in (tel, who.id_card, who.name):
        assert personal not in logged


def test_the_repr_of_a_flow_and_of_carrier_calls_has_no_value() -> None:
    who = person()
    answers = Answers(PASSWORD, who.name, who.id_card, SMS_CODE, CAPTCHA)
    reset = ResetAnswers(SMS_CODE, ("13400000000",), PASSWORD)
    session = ResetSession("TID1", "13400000000", ResetStep.SMS)
    applicant = Applicant(
        name=who.name, id_card=who.id_card, province="", city="", address="", phone="13400000000"
    )
    printed = repr((answers, reset, session, Subject(tel="13400000000", name=who.name), applicant))
    for secret in (PASSWORD, who.name, who.id_card, SMS_CODE, CAPTCHA, "13400000000"):
        assert secret not in printed


def test_a_password_is_dropped_from_memory_when_its_time_is_over() -> None:
    import asyncio  # noqa: PLC0415

    from h5kit.steps.password_vault import PasswordVault  # noqa: PLC0415

    async def main() -> None:
        vault = PasswordVault(0.01)
        vault.put("flow", "tel", PASSWORD)
        assert vault.get("flow", "tel") == PASSWORD
        assert vault.get("flow", "another") == ""
        assert PASSWORD not in repr(vault.__dict__)
        gone = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, gone.set)
        await gone.wait()
        assert vault.get("flow", "tel") == ""

    asyncio.run(main())
