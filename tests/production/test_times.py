"""The deadlines of the settings fit together."""

from pathlib import Path

from h5kit.configuration.reading import read
from h5kit.production import settings_of
from tests.production.written import written


def test_collecting_waits_longer_than_the_gateways_deadline(tmp_path: Path) -> None:
    changes = {"gateway.record_seconds": 300, "gateway.captcha_seconds": 20}
    settings = settings_of(read(written(tmp_path, **changes), {}).configuration)
    assert 300 < settings.record_seconds < settings.collect_lease_seconds
    assert settings.captcha_seconds > 20
