from receiver.domain.decision import Hold
from receiver.policy.guards import severity
from tests.support.builders import entry, labelled, situation


def test_a_severity_that_may_act_passes() -> None:
    assert severity.check(situation(alert=labelled(severity="critical"))) is None


def test_a_slower_severity_holds_and_names_the_ones_that_may() -> None:
    fast = entry(remediation={"severities": ["critical", "page"]})
    expected = Hold("severity", "alerts of severity 'warning' do not act (those that may: critical, page)")
    assert expected == severity.check(situation(alert=labelled(severity="warning"), entry=fast))


def test_with_no_severity_listed_nothing_acts() -> None:
    expected = Hold("severity", "alerts of severity 'critical' do not act (those that may: none)")
    assert expected == severity.check(situation(entry=entry(remediation={"severities": []})))


def test_an_entry_without_a_remediation_is_another_guards_matter() -> None:
    assert severity.check(situation(entry=entry(remediation=None))) is None
