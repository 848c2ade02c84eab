"""Provinces and cities as partners write them."""

import pytest

from h5kit.entry import residence
from tests.zoo import rows


def test_a_residence_is_read_where_it_is_without_doubt(subtests: pytest.Subtests) -> None:
    for row in rows("regions"):
        with subtests.test(**row):
            found = residence.read(row["province"], row["city"], row.get("address", ""))
            assert f"{found.province} {found.city} {found.rest}".strip() == row["gives"]
