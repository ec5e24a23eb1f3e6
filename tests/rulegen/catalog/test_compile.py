"""What an entry is given on its way to a forecast."""

from rulegen.catalog.compile import dashboard_uid


def test_a_dashboard_is_named_after_its_forecast() -> None:
    assert dashboard_uid("disk-full") == "forecast-disk-full"


def test_long_names_that_begin_alike_have_dashboards_of_their_own() -> None:
    first, second = (dashboard_uid("a-very-long-name-of-a-resource-" + end) for end in ("one", "two"))
    assert first != second
    assert (len(first), len(second)) == (40, 40)
