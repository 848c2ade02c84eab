"""A server or worker refuses to start with an incomplete gateway and names what is missing."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from examples.gateway.carrier_lookup import CarrierLookupGateway
from h5kit.app import create_app
from h5kit.carrier.completeness import METHODS, IncompleteGatewayError, require_complete
from h5kit.carrier.gateway import Gateway
from h5kit.carrier.http import HttpGateway
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock, SystemClock
from h5kit.entry.partners import Partners
from h5kit.production import background_work, check, make_production
from h5kit.settings import Settings
from tests.production.written import written
from tests.store.made import KEYS

NOBODY: Any = None
"""A store that is never used."""


class WithoutCollect(CarrierLookupGateway):
    """An adapter that lacks one method."""

    collect = None  # type: ignore[assignment]  # as if it weren't there


class Crooked(CarrierLookupGateway):
    """An adapter whose methods are each wrong in another way."""

    begin = "begin"  # type: ignore[assignment]

    def submit(self, *given: object) -> Any:
        """Not async."""
        return given

    async def refresh_captcha(self) -> Any:  # type: ignore[override]
        """A parameter is missing."""

    async def collect(self, sid: str, partner: str) -> Any:  # type: ignore[override]
        """A parameter too many."""

    async def begin_reset(self, subject: Any, *, tel: str) -> Any:  # type: ignore[override]
        """A keyword-only parameter."""

    async def submit_reset(self, *given: object) -> Any:
        """A generator."""
        yield given


def _wrapped() -> Callable[..., Any]:
    async def inner(self: object, *given: object) -> object:
        return (self, given)

    @functools.wraps(inner)
    def outer(self: object, *given: object) -> object:
        return inner(self, *given)

    return outer


def _given(kind: type) -> Any:
    return kind(SandboxGateway(MovableClock()), {})


def test_the_port_has_six_methods() -> None:
    assert METHODS == (
        "begin",
        "submit",
        "refresh_captcha",
        "collect",
        "begin_reset",
        "submit_reset",
    )
    assert all(inspect.iscoroutinefunction(getattr(Gateway, name)) for name in METHODS)


def test_a_complete_gateway_is_accepted() -> None:
    clock = SystemClock()
    require_complete(SandboxGateway(clock))
    require_complete(HttpGateway(base_url="http://localhost", appid="a", secret="s", clock=clock))
    require_complete(_given(CarrierLookupGateway))
    require_complete(type("Wrapped", (), dict.fromkeys(METHODS, _wrapped()))())


def test_one_line_names_everything_that_a_gateway_lacks() -> None:
    with pytest.raises(IncompleteGatewayError) as nothing:
        require_complete(object())
    assert str(nothing.value) == "object is not a complete gateway: " + "; ".join(
        f"{name} is missing" for name in METHODS
    )
    with pytest.raises(IncompleteGatewayError) as crooked:
        require_complete(_given(Crooked))
    assert str(crooked.value) == (
        "Crooked is not a complete gateway: begin is not a method; submit is not async; "
        "refresh_captcha takes (), not (session); collect takes (sid, partner), not (sid); "
        "begin_reset takes (subject, tel), not (subject); submit_reset is not async"
    )


def test_an_application_refuses_an_incomplete_gateway() -> None:
    with pytest.raises(IncompleteGatewayError, match=r"WithoutCollect .+ collect is missing"):
        create_app(
            Settings(keys=KEYS, sandbox=False),
            gateway=_given(WithoutCollect),
            store=NOBODY,
            clock=SystemClock(),
            partners=Partners([]),
        )


def test_production_and_workers_refuse_an_incomplete_gateway(
    tmp_path: Path,
) -> None:
    checked = check(written(tmp_path), {})
    with pytest.raises(IncompleteGatewayError, match="collect is missing"):
        make_production(checked, _given(WithoutCollect))
    with pytest.raises(IncompleteGatewayError, match="collect is missing"):
        background_work(checked, NOBODY, _given(WithoutCollect), SystemClock())
    assert [path.name for path in tmp_path.glob("*.db*")] == []
