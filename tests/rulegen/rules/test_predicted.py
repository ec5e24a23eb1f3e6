"""What autoscalers are told: never less than is used, and only what all windows agree on. Judged by promtool."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
import yaml

from rulegen.generate.plan import Options, plan, read
from rulegen.outputs.alertmanager import Endpoint
from tests.rulegen.autoscaled import ENTRY
from tests.rulegen.conftest import promtools
from tests.rulegen.rules.promtool import value

pytestmark = pytest.mark.engines

OPTIONS = Options(1, None, Endpoint("http://receiver", "/token"), ("prometheus", "autoscaling"))
POD = 'namespace="shop",pod="api.v1-abc-11111",container="app"'


@pytest.fixture(params=promtools(), ids=lambda path: path.parts[-4])
def promtool(request: pytest.FixtureRequest) -> Path:
    """Each promtool at hand in turn."""
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def query(write_catalog: Callable[..., Path], tmp_path: Path) -> str:
    """What the adapter asks; the rules stand beside it."""
    files = plan(read([str(write_catalog(ENTRY))], OPTIONS), OPTIONS).files
    (tmp_path / "rules.yaml").write_text(files[PurePosixPath("prometheus/disks.rules.yaml")])
    values = yaml.safe_load(files[PurePosixPath("autoscaling/prometheus-adapter.yaml")])
    return str(values["rules"]["external"][0]["metricsQuery"])


def _series(*used: tuple[str, str]) -> dict[str, str]:
    sizes = {f"limit_bytes{{{labels}}}": "1000x400" for labels, _ in used}
    return {f"used_bytes{{{labels}}}": values for labels, values in used} | sizes


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        # 0.25 per hundred minutes, seen at minute 150: 0.625 now, and 0.1125 more after 45 minutes
        pytest.param("250+1.25x300", 0.7375, id="grows"),
        pytest.param("500x300", 0.5, id="flat"),
        pytest.param("900-1.25x300", 0.525, id="recedes-but-is-still-used"),
        pytest.param("_x280 400+10x20", 0.6, id="too-young-to-forecast"),
        pytest.param("250x280 300+50x20", 1.25, id="only-the-short-window-sees-it"),
    ],
)
def test_the_prediction_is_what_all_windows_agree_on_and_at_least_what_is_used(
    promtool: Path, query: str, tmp_path: Path, used: str, expected: float
) -> None:
    found = value(promtool, tmp_path / "rules.yaml", "30s", _series((POD, used)), query, "150m")
    assert found == pytest.approx(expected, rel=1e-6)


def test_sidecars_do_not_hide_what_is_full_and_other_workloads_do_not_count(
    promtool: Path, query: str, tmp_path: Path
) -> None:
    series = _series(
        (POD, "900x300"),
        (POD.replace("app", "sidecar"), "100x300"),
        (POD.replace("11111", "22222"), "500x300"),
        (POD.replace("api.v1-abc", "api.v1-slow-abc"), "100x300"),
        (POD.replace("shop", "other"), "100x300"),
    )
    assert value(promtool, tmp_path / "rules.yaml", "30s", series, query, "150m") == pytest.approx(0.7)


def test_without_a_series_there_is_no_number(promtool: Path, query: str, tmp_path: Path) -> None:
    series = _series((POD, "500x200 _x100"))
    assert value(promtool, tmp_path / "rules.yaml", "30s", series, query, "150m") is None
