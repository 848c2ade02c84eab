"""An incomplete gateway is refused where a server or a worker starts, and told what it lacks."""

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
from h5kit.production import check, make_production, work_of
from h5kit.settings import Settings
from tests.production.written import written
from tests.store.made import KEYS

NOBODY: Any = None
"""A store that nobody may come to use."""


class WithoutCollect(CarrierLookupGateway):
    """Written by a page that knew five methods."""

    collect = None  # type: ignore[assignment]  # as if it weren't there


class Crooked(CarrierLookupGateway):
    """Has something of each name, and each of it is wrong in another way."""

    begin = "begin"  # type: ignore[assignment]

    def submit(self, *given: object) -> Any:
        """Isn't async."""
        return given

    async def refresh_captcha(self) -> Any:  # type: ignore[override]
        """Takes too little."""

    async def collect(self, sid: str, partner: str) -> Any:  # type: ignore[override]
        """Takes too much."""

    async def begin_reset(self, subject: Any, *, tel: str) -> Any:  # type: ignore[override]
        """Takes something by name."""

    async def submit_reset(self, *given: object) -> Any:
        """Is a generator."""
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


def test_a_whole_gateway_is_taken_whoever_wrote_it() -> None:
    clock = SystemClock()
    require_complete(SandboxGateway(clock))
    require_complete(HttpGateway(base_url="http://localhost", appid="a", secret="s", clock=clock))
    require_complete(_given(CarrierLookupGateway))
    require_complete(type("Wrapped", (), dict.fromkeys(METHODS, _wrapped()))())


def test_all_that_a_gateway_lacks_is_told_in_one_line() -> None:
    with pytest.raises(IncompleteGatewayError) as nothing:
        require_complete(object())
    assert str(nothing.value) == "object is no complete gateway: " + "; ".join(
        f"{name} is missing" for name in METHODS
    )
    with pytest.raises(IncompleteGatewayError) as crooked:
        require_complete(_given(Crooked))
    assert str(crooked.value) == (
        "Crooked is no complete gateway: begin is no method; submit is not async; "
        "refresh_captcha takes (), not (session); collect takes (sid, partner), not (sid); "
        "begin_reset takes (subject, tel), not (subject); submit_reset is not async"
    )


def test_an_application_is_not_made_with_an_incomplete_gateway() -> None:
    with pytest.raises(IncompleteGatewayError, match=r"WithoutCollect .+ collect is missing"):
        create_app(
            Settings(keys=KEYS, sandbox=False),
            gateway=_given(WithoutCollect),
            store=NOBODY,
            clock=SystemClock(),
            partners=Partners([]),
        )


def test_neither_production_nor_a_worker_starts_with_an_incomplete_gateway(
    tmp_path: Path,
) -> None:
    checked = check(written(tmp_path), {})
    with pytest.raises(IncompleteGatewayError, match="collect is missing"):
        make_production(checked, _given(WithoutCollect))
    with pytest.raises(IncompleteGatewayError, match="collect is missing"):
        work_of(checked, NOBODY, _given(WithoutCollect), SystemClock())
    assert [path.name for path in tmp_path.glob("*.db*")] == []
