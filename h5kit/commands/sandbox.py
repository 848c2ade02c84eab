"""`h5kit sandbox`: the sandbox carrier alone, as a server."""

import json
from typing import Any

import click

from h5kit.commands.banners import sandbox_banner
from h5kit.commands.ports import PORT, bound_to

FORMS = ("base64", "data-uri")


@click.command()
@click.option("--port", type=PORT, default=8001, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line once ready.")
@click.option("--appid", envvar="H5KIT_SANDBOX_APPID", help="The appid of its one client.")
@click.option(
    "--secret",
    envvar="H5KIT_SANDBOX_SECRET",
    help="The client's secret. Other users of this machine can see options; they can't see the"
    " variable H5KIT_SANDBOX_SECRET.",
)
@click.option(
    "--captcha",
    type=click.Choice(FORMS),
    default=FORMS[0],
    show_default=True,
    help="How captcha_image is written.",
)
def sandbox(
    *, port: int, host: str, as_json: bool, appid: str | None, secret: str | None, captcha: str
) -> None:
    """Run the sandbox carrier alone, over HTTP, in the gateway's dialect (docs/gateway.md).

    A number's last four digits select the scenario (h5kit scenarios). Sent SMS are at
    /sandbox/sms?tel=…; a POST of {"advance_seconds": n} to /sandbox/clock advances the clock.
    """
    from h5kit import logs
    from h5kit.carrier.sandbox.served import APPID, SECRET, CaptchaForm, create_sandbox
    from h5kit.clock import MovableClock
    from h5kit.commands.documents import documents
    from h5kit.serving import address_of, run

    appid, secret = _given("--appid", appid, APPID), _given("--secret", secret, SECRET)
    bound = bound_to(host, port)
    info: dict[str, Any] = {
        "base_url": address_of(bound),
        "partner": {"appid": appid, "secret": secret},
    }
    form = CaptchaForm(captcha)
    if form is not CaptchaForm.BASE64:
        info["captcha"] = form.value
    logs.configure(quiet=not as_json)
    clock = MovableClock()
    run(
        create_sandbox(clock, appid=appid, secret=secret, captcha=form, documents=documents(clock)),
        bound,
        lambda: click.echo(json.dumps(info) if as_json else sandbox_banner(info)),
        can_drop=True,
    )


def _given(option: str, value: str | None, usual: str) -> str:
    """Return an option's value, the usual one if it isn't given; raises UsageError for blanks."""
    if value is None:
        return usual
    if not value.strip():
        raise click.UsageError(f"{option} is empty", click.get_current_context())
    return value.strip()
