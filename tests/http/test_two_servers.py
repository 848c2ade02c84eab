"""Two servers on one PostgreSQL: either can answer any request of a flow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from h5kit.demo import Demo, make_demo
from h5kit.messages import Message
from h5kit.store.postgresql.runner import PostgresRunner
from h5kit.store.store import Store
from h5kit.testing.people import number
from tests.conftest import KEYS, Visit
from tests.eventually import eventually
from tests.postgres import Cluster


@pytest.fixture
def url(cluster: Cluster) -> Iterator[str]:
    """The address of a database of its own."""
    name = cluster.create()
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def servers(url: str, tmp_path: Path) -> Iterator[tuple[TestClient, TestClient]]:
    """Two servers with the same keys and database, each with its own sandbox carrier."""

    def demo() -> Demo:
        return make_demo(tmp_path, store=Store(PostgresRunner(url, KEYS)), works=False)

    base = "http://127.0.0.1:8000"
    with TestClient(demo().app, base_url=base) as one, TestClient(demo().app, base_url=base) as two:
        yield one, two


def test_a_flow_continues_on_either_server(
    servers: tuple[TestClient, TestClient],
) -> None:
    one, two = servers
    at_one, at_two = Visit(one), Visit(two)
    at_one.enter(tel=number("0000"), uid="u")
    at_two.take(two.get(at_one.address))
    assert at_two.step == "phone"
    assert at_two.phone().step == "success"
    assert at_one.take(one.get(at_one.address)).step == "success"


def test_the_other_server_waits_for_a_running_carrier_call(
    servers: tuple[TestClient, TestClient],
) -> None:
    one, two = servers
    at_one, at_two = Visit(one), Visit(two)
    at_one.enter(tel=number("5002"), uid="u").phone()
    at_two.take(two.get(at_one.address))
    assert (at_one.step, at_two.step) == ("waiting", "waiting")
    assert two.get(at_one.address, headers={"h5-fragment": "1"}).status_code == 204
    one.post("/sandbox/clock", json={"advance_seconds": 31})
    eventually(
        lambda: at_two.take(two.get(at_one.address)).step, lambda step: step == "success", "granted"
    )


def test_the_same_number_is_busy_at_the_other_server(
    servers: tuple[TestClient, TestClient],
) -> None:
    one, two = servers
    tel = number("5002")
    assert Visit(one).enter(tel=tel, uid="a").phone().step == "waiting"
    assert Visit(two).enter(tel=tel, uid="b").phone().messages == [Message.NUMBER_BUSY]
    # End the call, so that stopping the server is fast.
    one.post("/sandbox/clock", json={"advance_seconds": 31})


def test_a_repeated_submit_on_the_other_server_makes_no_second_login(
    servers: tuple[TestClient, TestClient],
) -> None:
    one, two = servers
    at_one = Visit(one).enter(tel=number("0000"), uid="u")
    at_two = Visit(two, at_one.address, at_one.page)
    assert at_one.phone().step == "success"
    assert at_two.phone().step == "success"
    assert at_one.flow["carrier_logins"] == 1
    assert at_two.flow["carrier_logins"] == 0
