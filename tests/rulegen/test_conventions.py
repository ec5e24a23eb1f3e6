"""Names on the wire."""

from rulegen import conventions


def test_alert_names_are_camel_case() -> None:
    assert conventions.alert_name("container-memory-limit") == "ForecastContainerMemoryLimit"


def test_coarse_series_have_legacy_valid_names() -> None:
    assert conventions.coarse_series("5m") == "forecast:utilization:ratio_avg5m"
