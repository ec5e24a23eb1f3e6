"""The rules of a trend warn of a leak in time, and of nothing else. Judged by promtool of every supported major."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.generate.plan import Options, plan, read
from rulegen.outputs.alertmanager import Endpoint
from tests.rulegen.conftest import promtools
from tests.rulegen.rules.promtool import Alerting, ask

pytestmark = pytest.mark.engines

SIZE = {'disk_size_bytes{instance="i",device="d",job="x"}': "1000x400"}


@pytest.fixture(params=promtools(), ids=lambda path: path.parts[-4])
def promtool(request: pytest.FixtureRequest) -> Path:
    """Each promtool at hand in turn."""
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def rules(write_catalog: Callable[..., Path], tmp_path: Path) -> Path:
    """The rule file of the smallest catalog."""
    options = Options(1, None, Endpoint("http://localhost", "token"))
    files = plan(read([str(write_catalog())], options), options).files
    path = tmp_path / "rules.yaml"
    path.write_text(next(text for name, text in files.items() if name.parts[0] == "prometheus"))
    return path


@pytest.mark.parametrize(
    ("values", "questions"),
    [
        pytest.param("400+2x300", [Alerting("50m", "critical", False), Alerting("130m", "critical", True)], id="leak"),
        pytest.param("800+0x300", [Alerting("130m", "critical", False)], id="flat"),
        pytest.param("400+10x59 1000x200", [Alerting("90m", "critical", True)], id="exhausted-stays"),
        pytest.param("400+2x150 _x10 700+2x8", [Alerting("84m", "critical", False)], id="gap"),
        pytest.param("900x150 100 600", [Alerting("76m", "critical", False)], id="restart-with-two-samples"),
        pytest.param("200+2x200 NaN 600+2x20", [Alerting("108m", "critical", False)], id="nan"),
        pytest.param("400+2x200 _x40", [Alerting("115m", "critical", False)], id="vanished"),
        pytest.param("100+2x180", [Alerting("90m", "critical", False)], id="below-the-floor"),
    ],
)
def test_alerts_exactly_when_it_should(promtool: Path, rules: Path, values: str, questions: list[Alerting]) -> None:
    series = {'disk_used_bytes{instance="i",device="d",job="y",id="z"}': values, **SIZE}
    assert ask(promtool, rules, "30s", series, questions) == ""


def test_the_identity_of_a_series_survives_into_the_alert(promtool: Path, rules: Path) -> None:
    used = {f'disk_used_bytes{{instance="i",device="{device}"}}': "400+2x300" for device in "ab"}
    size = {f'disk_size_bytes{{instance="i",device="{device}"}}': "1000x300" for device in "ab"}
    answer = ask(promtool, rules, "30s", used | size, [Alerting("130m", "critical", True)])
    assert "got: {} 2E+00" in answer
