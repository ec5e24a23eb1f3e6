from receiver.domain.decision import Hold
from receiver.policy.guards import maintenance
from tests.support.builders import labelled, situation, window

HELD = Hold("maintenance", "nothing is changed during the maintenance window 'freeze'")


def test_outside_of_every_window_it_passes() -> None:
    over = window(intervals=[{"years": [[1999, 1999]]}])
    assert maintenance.check(situation(maintenance=(over,))) is None


def test_inside_of_a_window_it_holds_by_the_name_of_the_window() -> None:
    assert maintenance.check(situation(maintenance=(window(),))) == HELD


def test_the_alerts_namespace_and_forecast_are_what_a_window_selects_by() -> None:
    of_shop = (window(namespaces=["shop"], forecasts=["memory"]),)
    assert maintenance.check(situation(maintenance=of_shop)) == HELD
    assert maintenance.check(situation(maintenance=of_shop, alert=labelled(namespace="billing"))) is None
    assert maintenance.check(situation(maintenance=of_shop, alert=labelled(forecast="disk"))) is None


def test_an_alert_without_namespace_is_stopped_by_windows_for_all() -> None:
    nowhere = labelled(namespace="")
    assert maintenance.check(situation(maintenance=(window(),), alert=nowhere)) == HELD
    assert maintenance.check(situation(maintenance=(window(namespaces=["shop"]),), alert=nowhere)) is None
