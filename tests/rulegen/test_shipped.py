"""Every shipped entry passes its own emitted tests, on promtool of every supported major.

Needs a few minutes: all files of `rules/generated/tests`, two at a time.
"""

import pytest

from rulegen.generate.promtool import judge, untested
from tests.rulegen.conftest import MAJORS, ROOT, promtool_of

SHIPPED = ROOT / "rules/generated"


def test_no_shipped_alert_is_without_a_test() -> None:
    assert untested(SHIPPED) == []


@pytest.mark.engines
@pytest.mark.parametrize("major", MAJORS)
def test_every_shipped_entry_passes_its_own_tests(major: str) -> None:
    promtool = promtool_of(major)
    if not promtool.exists():
        pytest.skip(f"no promtool {major}.x: run python -m engines --generation both in demo-app")
    judgements = list(judge(str(promtool), SHIPPED, at_once=2))
    judged = {judgement.file for judgement in judgements}
    assert {*SHIPPED.glob("tests/*"), *SHIPPED.glob("prometheus/*")} == judged
    assert [f"{judgement.file.name}: {judgement.output}" for judgement in judgements if not judgement.passed] == []
