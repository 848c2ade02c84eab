"""The proxy samples of docs/deploy.md run, forward what they must, and block the rest."""

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest

from h5kit.messages import Message
from h5kit.testing.people import number
from native.proxies import HOST, PROXIES, Proxy
from tests.eventually import eventually
from tests.production.processes import Served
from tests.production.written import PARTNER, written

STEP = re.compile(r'data-h5-step="(\w+)"')
TOKEN = re.compile(r'name="_step" value="([^"]+)"')
FORM = re.compile(r'name="token" value="([^"]+)"')
STATIC = re.compile(r'"(/static/[^"]+)"')
TEL = number("0000")
MOST_BODY = 65_536
WRONG_LOGINS = 30
"""The most failed logins from one address within a quarter of an hour (docs/console.md)."""


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    """Each proxy, in front of a production server."""
    folder = tmp_path_factory.mktemp(request.param)
    config = written(folder / "kit", **{
        "server.trusted_proxies": ["127.0.0.1"], "metrics.token": "metrics-token-0123",
    })  # fmt: skip
    with (
        Served(config) as kit,
        PROXIES[request.param](folder, kit.client.base_url.port or 0) as running,
    ):
        yield running


@pytest.fixture
def client(proxy: Proxy) -> Iterator[httpx2.Client]:
    """A client that reaches the pages' host through the proxy."""
    with httpx2.Client(
        base_url=f"https://127.0.0.1:{proxy.port}",
        headers={"host": HOST, "accept-encoding": "br"},
        verify=False,  # the certificate is the test's own
        timeout=30,
        trust_env=False,
    ) as made:
        # The proxy chooses its certificate by the name of the host.
        made.event_hooks["request"] = [lambda r: r.extensions.update(sni_hostname=HOST)]
        eventually(lambda: _reached(made), bool, "a proxy with its certificate")
        yield made


def _reached(client: httpx2.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx2.TransportError:
        time.sleep(0.05)  # Caddy opens its port before it has made the certificate
        return False


def _path(client: httpx2.Client) -> str:
    answer = client.post(
        "/v1/sessions",
        json={"token": PARTNER["token"], "tel": TEL},
        headers={"authorization": f"Bearer {PARTNER['secret']}"},
    )
    assert answer.status_code == 201, answer.text
    url = urlsplit(str(answer.json()["url"]))
    assert (url.scheme, url.netloc) == ("https", HOST)
    return url.path


def _submit(client: httpx2.Client, path: str, origin: str) -> httpx2.Response:
    token = TOKEN.search(client.get(path).text)
    form = {"_step": token[1] if token else "", "service_password": "246813", "agree": "yes"}
    return client.post(path, data={**form, "go": "submit"}, headers={"origin": origin})


def test_a_flow_succeeds_and_a_submit_of_another_site_is_refused(client: httpx2.Client) -> None:
    path = _path(client)
    assert _submit(client, path, "https://evil.example").status_code == 403
    answer = _submit(client, path, f"https://{HOST}")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    step = eventually(
        lambda: STEP.findall(client.get(path).text), lambda s: s != ["waiting"], "over"
    )
    assert step == ["success"]


def test_the_entry_redirects_to_an_address_of_the_same_host(client: httpx2.Client) -> None:
    answer = client.get("/", params={"token": PARTNER["token"], "tel": TEL})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/f/")


def test_headers_and_compressed_files_pass_unchanged(client: httpx2.Client) -> None:
    page = client.get(_path(client))
    assert page.headers["content-encoding"] == "br"
    assert "content-security-policy" in page.headers
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    (script, *_) = STATIC.findall(page.text)
    static = client.get(script)
    assert static.headers["content-encoding"] == "br"
    assert "immutable" in static.headers["cache-control"]


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_private_addresses_are_not_forwarded(client: httpx2.Client, path: str) -> None:
    answer = client.get(path, headers={"authorization": "Bearer metrics-token-0123"})
    assert (answer.status_code, "h5kit" in answer.text) == (404, False)


def test_the_page_refuses_a_large_body_and_the_proxy_a_huge_one(
    client: httpx2.Client,
) -> None:
    path = _path(client)
    large = client.post(path, data={"name": "x" * MOST_BODY})
    assert (large.status_code, f'data-h5-message="{Message.SUBMIT_FAILED}"' in large.text) == (
        413,
        True,
    )
    huge = client.post(path, data={"name": "x" * 200_000})
    # Caddy of Debian 12 reports the cut body as a fault of h5kit.
    assert huge.status_code in {413, 502}
    assert "data-h5-message" not in huge.text


def test_a_forged_client_address_does_not_escape_the_login_limit(client: httpx2.Client) -> None:
    answers: list[int] = []
    # Failed logins count by quarters of an hour, and one may end meanwhile.
    while 429 not in answers and len(answers) <= 2 * WRONG_LOGINS:
        token = FORM.search(client.get("/site/login").text)
        name = f"u{len(answers)}"
        form = {"token": token[1] if token else "", "user": name, "password": "wrong-password"}
        forged = f"198.51.100.{len(answers)}"
        headers = {"x-forwarded-for": forged, "origin": f"https://{HOST}"}
        answers.append(client.post("/site/login", data=form, headers=headers).status_code)
    assert answers[:WRONG_LOGINS] == [422] * WRONG_LOGINS
    assert answers[-1] == 429


def test_the_log_has_every_request_and_no_personal_data(
    proxy: Proxy, client: httpx2.Client
) -> None:
    path = _path(client)
    referer = f"https://{HOST}{path}"
    client.get("/", params={"token": PARTNER["token"], "tel": TEL}, headers={"referer": referer})
    client.get(path, headers={"referer": referer})
    client.get(f"{path}/agreement", headers={"referer": referer})
    log = eventually(proxy.log, lambda text: text.count(proxy.masked) > 1, "logged")
    for secret in (path.removeprefix("/f/"), PARTNER["token"], PARTNER["secret"], TEL):
        assert secret not in log
