import receiver.conventions
import rulegen.conventions


def _constants(module: object) -> dict[str, object]:
    return {name: value for name, value in vars(module).items() if name.isupper()}


def test_names_that_both_packages_know_are_the_same() -> None:
    ours, theirs = _constants(receiver.conventions), _constants(rulegen.conventions)
    shared = ours.keys() & theirs.keys()
    assert {"POLICY_VERSION", "LABEL_FORECAST", "SERIES_UTILIZATION"} <= shared
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}
