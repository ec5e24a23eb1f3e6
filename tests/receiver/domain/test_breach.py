from receiver.domain.breach import series_id


def test_a_series_is_the_same_in_whatever_order_its_labels_come() -> None:
    assert series_id("memory", {"a": "1", "b": "2"}) == series_id("memory", {"b": "2", "a": "1"})


def test_another_forecast_or_another_value_is_another_series() -> None:
    ids = {series_id("memory", {"a": "1"}), series_id("disk", {"a": "1"}), series_id("memory", {"a": "2"})}
    assert len(ids) == 3
