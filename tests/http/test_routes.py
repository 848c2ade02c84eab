"""Each route answers errors in its own format and has a log name without personal data."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from h5kit import media_types
from h5kit.demo import demo_partner, make_demo
from h5kit.messages import Status
from h5kit.production import check, make_production
from h5kit.web.http.routes import LoggedRoute
from tests.production.doubled import slow
from tests.production.written import PARTNER, written

JSON = {
    "/v1/sessions", "/v1/authorizations/{sid}", "/v1/deliveries", "/v1/deliveries/{id}/redeliver",
    "/v1/reports/{sid}/link", "/calls/record", "/calls/report", "/calls/sid", "/cuishou", "/itag",
    "/healthz", "/readyz", "/metrics", "/sandbox/live", "/sandbox/receiver", "/sandbox/scenarios",
    "/sandbox/sms", "/sandbox/flows/{handle}", "/sandbox/deliveries", "/sandbox/clock",
}  # fmt: skip
"""The addresses for programs; all others are for people."""

PLAIN = {"/metrics", "/sandbox/receiver"}
"""Those whose answers are plain text as long as they are no refusals."""

BELOW_JSON = (
    "/v1/nothing", "/v1/sessions/x", "/v1/reports/SID1/x", "/calls/nothing", "/cuishou/x",
    "/itag/x", "/healthz/x", "/readyz/x", "/sandbox/scenarios/x", "/sandbox/sms/x",
    "/sandbox/flows/a/b", "/sandbox/deliveries/x", "/sandbox/clock/x",
)  # fmt: skip
BELOW_PAGES = (
    "/nothing", "/f/a/nothing", "/site/nothing", "/report/nothing", "/sandbox/nothing",
    "/favicon.ico",
)  # fmt: skip
SECRETS = ("h4ndle.s1gnature", "SID0123456789", "j0b")


@pytest.fixture(params=["demo", "production"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Starlette:
    """A complete server of each kind, with every option."""
    if request.param == "demo":
        return make_demo(tmp_path / "data").app
    settings = written(tmp_path, {"auth_receiver": ""}, **{"metrics.token": "t" * 40})
    return make_production(check(settings, {}), slow())


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    """A client of the server."""
    with TestClient(app, base_url="https://h5.example", follow_redirects=False) as running:
        yield running


def _addresses(app: Starlette) -> list[LoggedRoute]:
    found = [route for route in app.routes if isinstance(route, LoggedRoute)]
    assert len(found) == len(app.routes)
    return found


def _asked(route: LoggedRoute) -> tuple[str, str]:
    """Return a method and a path that lead to a route."""
    handle, sid, job = SECRETS
    path = route.path.replace("{path:path}", "0123abcd/13400000001.js")
    return min(route.methods or {"POST"}), path.format(handle=handle, sid=sid, id=job)


def _is_json(answer: Any) -> bool:
    kind = answer.headers["content-type"]
    # Old clients read ISO-8859-1 if no charset is named.
    assert kind in {media_types.JSON, "text/html; charset=utf-8"}
    return bool(kind == media_types.JSON)


def test_a_failing_route_answers_in_its_format(app: Starlette, client: TestClient) -> None:
    async def broken(*_: object) -> NoReturn:
        raise RuntimeError

    wrong = []
    for route in _addresses(app):
        route.app = broken
        answer = client.request(*_asked(route))
        if answer.status_code != 500 or _is_json(answer) != (route.path in JSON):
            wrong.append((route.path, answer.status_code, answer.headers["content-type"]))
    assert wrong == []


def test_a_wrong_method_is_refused_in_the_routes_format(app: Starlette, client: TestClient) -> None:
    wrong = []
    for route in _addresses(app):
        answer = client.request("BREW", _asked(route)[1])
        expected = 405 if route.methods else 404
        if answer.status_code != expected or _is_json(answer) != (route.path in JSON):
            wrong.append((route.path, answer.status_code, answer.headers["content-type"]))
    assert wrong == []


def test_every_answer_to_a_program_is_json_with_its_charset(
    app: Starlette, client: TestClient
) -> None:
    found, wrong = set(), []
    credentials = ("", demo_partner().secret, PARTNER["secret"], "t" * 40)
    for route in _addresses(app):
        if route.path not in JSON:
            continue
        method, path = _asked(route)
        for credential in credentials:
            headers = {"authorization": f"Bearer {credential}"} if credential else {}
            for body in (b"", b"{}", b"x" * 70_000):
                answer = client.request(method, path, headers=headers, content=body)
                kind = answer.headers["content-type"]
                found.add(answer.status_code)
                is_plain = route.path in PLAIN and answer.status_code == 200
                if kind != media_types.JSON and not is_plain:
                    wrong.append((route.path, answer.status_code, kind))
    assert wrong == []
    assert found >= {200, 201, 400, 401, 413}


def test_an_unknown_address_beside_json_routes_answers_json(
    client: TestClient, subtests: pytest.Subtests
) -> None:
    for path in BELOW_JSON:
        with subtests.test(path=path):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["status"]) == (404, Status.BAD_PARAMETER)


def test_an_unknown_address_answers_people_with_a_page(
    client: TestClient, subtests: pytest.Subtests
) -> None:
    for path in BELOW_PAGES:
        with subtests.test(path=path):
            answer = client.get(path)
            assert answer.status_code == 404
            assert 'data-h5-message="22"' in answer.text


def _logged(client: TestClient, logs: list[Any], method: str, path: str) -> str:
    logs.clear()
    client.request(method, path)
    return next(str(line["path"]) for line in logs if line["event"] == "request")


def test_the_log_names_each_route_and_nothing_else(
    app: Starlette, client: TestClient, logs: list[Any]
) -> None:
    named = {}
    for route in _addresses(app):
        named[route.path] = _logged(client, logs, *_asked(route))
    expected = {path: re.sub(r"\{[^}]+\}", "…", path) for path in named}
    assert named == expected


@pytest.mark.parametrize("path", ["/f/h4ndle/nothing", "/v1/reports/SID1/13400000001", "/1340001"])
def test_the_log_does_not_name_an_unknown_address(
    client: TestClient, logs: list[Any], path: str
) -> None:
    assert _logged(client, logs, "GET", path) == "(other)"


def test_the_events_of_the_agreement_have_a_name_of_their_own(
    client: TestClient, logs: list[Any]
) -> None:
    path = "/f/h4ndle.s1gnature/agreement/events.js"
    assert _logged(client, logs, "GET", path) == "/f/…/agreement/events.js"


def test_a_request_for_an_icon_has_a_name_and_gets_404(client: TestClient, logs: list[Any]) -> None:
    assert _logged(client, logs, "GET", "/favicon.ico") == "/favicon.ico"


EVIL = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http"}


def _told(client: TestClient, logs: list[Any], method: str, path: str) -> tuple[object, ...]:
    """Return what is the same in all answers of one address, and its name in the log."""
    logs.clear()
    answer = client.request(method, path, headers=EVIL)
    named = [line["path"] for line in logs if line["event"] == "request"]
    kept = [answer.headers.get(name) for name in ("content-type", "allow", "location")]
    return (answer.status_code, *kept, *named)


def test_a_slash_behind_an_address_changes_nothing(
    app: Starlette, client: TestClient, logs: list[Any]
) -> None:
    wrong = []
    paths = {_asked(route)[1].rstrip("/") for route in _addresses(app)} - {""}
    for path in {*paths, "/nothing", "/v1", "/calls"}:
        for method in ("GET", "POST", "DELETE", "BREW"):
            plain = _told(client, logs, method, path)
            slashed = _told(client, logs, method, f"{path}/")
            if plain != slashed or "//" in str(plain[3]):
                wrong.append((method, path, plain, slashed))
    assert wrong == []


def test_several_slashes_are_not_one_and_lead_nowhere(app: Starlette, client: TestClient) -> None:
    paths = [_asked(route)[1].rstrip("/") for route in _addresses(app)]
    asked = ["//", "//evil.example/", "//evil.example//", "/%2F/evil.example/",
             "/%5Cevil.example/", *(f"{path}//" for path in paths),
             *(f"//evil.example{path}/" for path in paths)]  # fmt: skip
    answers = {path: client.get(f"https://h5.example{path}", headers=EVIL) for path in asked}
    assert {p: a.status_code for p, a in answers.items() if a.status_code != 404} == {}
    assert [path for path, answer in answers.items() if "location" in answer.headers] == []
