"""What the access log calls a request."""

import pytest

from h5kit.web.http.access_log import route_of


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/report/detail", "/report/detail"),
        ("/report/unmask", "/report/unmask"),
        ("/v1/reports/SID0123/link", "/v1/reports/…/link"),
        ("/v1/reports/SID0123/13400000001", "/v1/reports/…/"),
        ("/f/handle.signature/agreement", "/f/…/agreement"),
        ("/f/handle.signature", "/f/…"),
        ("/13400000001", "(other)"),
    ],
)
def test_a_route_is_named_without_what_identifies_anybody(path: str, route: str) -> None:
    assert route_of(path) == route
