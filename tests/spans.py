"""Start tests that count by minute, quarter of an hour or day at the beginning of one."""

from starlette.testclient import TestClient

from h5kit.records.times import DAY, SHANGHAI


def begin_a_day(client: TestClient) -> None:
    """Move the sandbox's clock to the next midnight in Shanghai.

    A day, a quarter of an hour and a minute all begin there, so none of them ends during the test.
    """
    now = client.get("/sandbox/clock").json()["now"]
    seconds = DAY - int(now + SHANGHAI) % DAY
    client.post("/sandbox/clock", json={"advance_seconds": seconds})
