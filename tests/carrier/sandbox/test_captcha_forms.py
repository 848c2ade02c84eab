"""A served sandbox with credentials and captchas of its own reads as the usual one."""

import hashlib
from typing import Any

import pytest
from starlette.testclient import TestClient

from h5kit.carrier.http.deviations import Deviations
from h5kit.carrier.http.pictures import picture
from h5kit.carrier.sandbox.served import APPID, SECRET, CaptchaForm, create_sandbox
from h5kit.clock import MovableClock
from h5kit.messages import Status
from h5kit.testing.people import number

APPID_OF_OURS, SECRET_OF_OURS = "lender", "lender-secret-0123456789"


def _token(client: TestClient, appid: str, secret: str) -> Any:
    sign = hashlib.md5(f"{appid}{secret}1700000000".encode(), usedforsecurity=False)
    query = {"appid": appid, "time": "1700000000", "sign": sign.hexdigest()}
    return client.get("/token", params=query).json()


def test_only_the_given_credentials_get_a_token(subtests: pytest.Subtests) -> None:
    app = create_sandbox(MovableClock(), appid=APPID_OF_OURS, secret=SECRET_OF_OURS)
    with TestClient(app) as client:
        for appid, secret, status in [
            (APPID_OF_OURS, SECRET_OF_OURS, Status.OK),
            (APPID_OF_OURS, SECRET, Status.BAD_SIGN),
            (APPID, SECRET, Status.BAD_APPID),
        ]:
            with subtests.test(appid=appid, secret=secret):
                assert _token(client, appid, secret)["status"] == status


def _pictures(form: CaptchaForm) -> list[str]:
    """Return each captcha of a login and a second verification, in the order of the calls."""
    with TestClient(create_sandbox(MovableClock(), captcha=form)) as client:
        token = _token(client, APPID, SECRET)["data"]["token"]

        def call(path: str, **given: str) -> Any:
            return client.post(path, params={"token": token}, json=given).json()["data"]

        tel = number("2005")
        begun = call("/calls/flow", tel=tel)
        login = {"sid": begun["sid"], "tel": tel, "pin_pwd": "246813", "sms_code": "123456"}
        return [
            begun["captcha_image"],
            call("/calls/verify/captcha", sid=begun["sid"])["captcha_image"],
            call("/calls/login", **login, captcha_code="wrong")["captcha_image"],
            call("/calls/login", **login, captcha_code="h5ok")["captcha_image"],
            call("/calls/flow", tel=number("1001"))["captcha_image"],
        ]


def test_every_captcha_is_written_in_the_chosen_form() -> None:
    *bare, none = _pictures(CaptchaForm.BASE64)
    assert not any(image.startswith("data:") for image in bare)
    *uris, none_either = _pictures(CaptchaForm.DATA_URI)
    assert all(image.startswith("data:image/png;base64,iVBORw") for image in uris)
    assert (none, none_either) == ("", "")
    strict = Deviations(strict=True)
    shown = [picture(image, "data.captcha_image", strict) for image in [*bare, *uris]]
    assert all(image.startswith(b"\x89PNG") for image in shown)
