"""What is counted by the clock's minutes, quarters and days, counted from the beginning of one."""

from starlette.testclient import TestClient

from h5kit.records.times import DAY, SHANGHAI


def begin_a_day(client: TestClient) -> None:
    """Move the sandbox's clock to the next midnight in Shanghai.

    A day, a quarter of an hour and a minute begin there, so that none of them ends while a test
    counts, at whatever time it is run.
    """
    now = client.get("/sandbox/clock").json()["now"]
    seconds = DAY - int(now + SHANGHAI) % DAY
    client.post("/sandbox/clock", json={"advance_seconds": seconds})
