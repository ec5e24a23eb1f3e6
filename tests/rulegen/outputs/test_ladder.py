"""A forecast's actions in words, as `rulegen explain` and the runbooks say them."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from rulegen.generate.plan import Options, plan, read
from rulegen.outputs.alertmanager import Endpoint
from rulegen.outputs.ladder import rungs
from tests.rulegen import autoscaled
from tests.rulegen.conftest import ENTRY

OPTIONS = Options(1, None, Endpoint("http://receiver", "/token"), targets=("runbooks",))
Writer = Callable[..., Path]
POD = ENTRY.replace("by: [instance, device]", "by: [namespace, pod, container]")
LADDER = POD + (
    "    remediation:\n"
    "      action: scale\n"
    "      mode: auto\n"
    "      max_replicas: 4\n"
    "      then:\n"
    "        - { action: resize-memory, mode: approve, max_bytes: 2Gi }\n"
    "        - { action: restart, mode: auto }\n"
)


def _rungs(path: Path) -> list[str]:
    [catalog] = read([str(path)], OPTIONS)
    [forecast] = catalog.forecasts
    return rungs(forecast)


def test_each_action_is_a_line_with_its_own_mode_target_and_bounds(write_catalog: Writer) -> None:
    scale, resize, restart = _rungs(write_catalog(LADDER))
    assert scale == (
        "scale (auto) on the pod's owner for critical at a probability of 0.9; at most 1 at once and 4 in all,"
        " on loan for 1h; verified after 5m, then 15m of rest"
    )
    assert "resize-memory (approve) on the Pod in the label pod" in resize
    assert "restart (auto) on the pod's owner" in restart
    assert "it is not taken back" in restart


def test_without_an_action_there_is_no_line(write_catalog: Writer) -> None:
    assert _rungs(write_catalog()) == []


def test_a_webhook_says_whom_it_calls(write_catalog: Writer) -> None:
    text = POD + "    remediation: { action: webhook, mode: auto, url: 'https://ops.example.com/hook' }\n"
    assert _rungs(write_catalog(text))[0].startswith("webhook (auto) to https://ops.example.com/hook for critical")


@pytest.mark.parametrize("size", ["2Gi", "1536Mi", "1Ti", "1000 bytes"])
def test_a_size_is_written_as_an_author_would(write_catalog: Writer, size: str) -> None:
    text = POD + f"    remediation: {{ action: resize-memory, mode: auto, max_bytes: {size.removesuffix(' bytes')} }}\n"
    assert f"at most 2 times the size at once and {size} in all" in _rungs(write_catalog(text))[0]


def test_who_scales_without_the_receiver_is_told_where_nothing_else_is_done(write_catalog: Writer) -> None:
    [page] = plan(read([str(write_catalog(autoscaled.ENTRY))], OPTIONS), OPTIONS).files.values()
    assert "The receiver changes nothing; people are told." in page
    assert (
        "StatefulSet shop/cart is scaled by its own autoscaler (keda), without the receiver: from 3 to 9 replicas,"
        " so that the predicted utilisation is 0.75."
    ) in page


def test_the_runbook_tells_every_action_in_order(write_catalog: Writer) -> None:
    path = write_catalog(LADDER)
    page = plan(read([str(path)], OPTIONS), OPTIONS).files[PurePosixPath("runbooks/disk-full.md")]
    lines = [line for line in page.splitlines() if line.startswith("- ")]
    assert [line.removeprefix("- ") for line in lines if "probability" in line] == _rungs(path)
    assert "receiver mode disk-full dry-run" in page
