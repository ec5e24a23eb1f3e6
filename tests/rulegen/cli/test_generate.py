"""`rulegen generate` writes reproducible files, compares them, and says what is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from rulegen.cli.main import cli
from rulegen.errors import CatalogProblemsError, OutputError
from rulegen.generate.plan import Options, plan, read
from rulegen.generate.write import write
from rulegen.outputs.alertmanager import Endpoint
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]


def run(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(cli, ["generate", *map(str, arguments)])


def test_writes_every_output(write_catalog: Writer, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(write_catalog(), "--out", out).exit_code == 0
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()) == [
        "alertmanager/alertmanagerconfig.yaml",
        "alertmanager/route.yaml",
        "grafana/_overview.json",
        "grafana/_receiver.json",
        "grafana/_scorecard.json",
        "grafana/disk-full.json",
        "grafana/provisioning.yaml",
        "kubernetes/disks.prometheusrule.yaml",
        "mimir/disks.yaml",
        "prometheus/disks.rules.yaml",
        "receiver/clusterrole.yaml",
        "receiver/policy.yaml",
        "receiver/role.yaml",
        "runbooks/disk-full.md",
        "tests/disk-full.30s.test.yaml",
        "victoriametrics/disks.vmrule.yaml",
    ]


def test_a_second_run_changes_nothing_and_check_agrees(write_catalog: Writer, tmp_path: Path) -> None:
    catalog, out = write_catalog(), tmp_path / "out"
    run(catalog, "--out", out)
    assert run(catalog, "--out", out).stdout == ""
    assert run(catalog, "--out", out, "--check").exit_code == 0


def test_check_shows_an_edited_file_and_its_own_orphan_as_a_diff(write_catalog: Writer, tmp_path: Path) -> None:
    catalog, out = write_catalog(), tmp_path / "out"
    run(catalog, "--out", out)
    policy = out / "receiver/policy.yaml"
    policy.write_text(policy.read_text().replace("interval_s: 30", "interval_s: 31"))
    (out / "prometheus/old.rules.yaml").write_text(policy.read_text())
    (out / "kustomization.yaml").write_text("resources: []\n")
    result = run(catalog, "--out", out, "--check")
    assert result.exit_code == 1
    assert "-    interval_s: 31\n+    interval_s: 30\n" in result.output
    assert "--- a/prometheus/old.rules.yaml\n+++ /dev/null\n" in result.output
    assert (out / "prometheus/old.rules.yaml").exists()
    assert "kustomization.yaml" not in result.output


def test_generating_removes_its_own_orphans_only(write_catalog: Writer, tmp_path: Path) -> None:
    catalog, out = write_catalog(), tmp_path / "out"
    run(catalog, "--out", out)
    (out / "notes.txt").write_text("mine")
    renamed = catalog.rename(catalog.with_name("volumes.yaml"))
    run(renamed, "--out", out)
    assert not (out / "prometheus/disks.rules.yaml").exists()
    assert (out / "notes.txt").read_text() == "mine"


def test_generating_one_target_leaves_the_others_alone(write_catalog: Writer, tmp_path: Path) -> None:
    catalog, out = write_catalog(), tmp_path / "out"
    run(catalog, "--out", out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert run(catalog, "--out", out, "--target", "prometheus").stdout == ""
    assert run(catalog, "--out", out, "--target", "prometheus", "--check").exit_code == 0
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_checkout_with_other_line_ends_is_up_to_date(write_catalog: Writer, tmp_path: Path) -> None:
    catalog, out = write_catalog(), tmp_path / "out"
    run(catalog, "--out", out)
    for path in out.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    checked = run(catalog, "--out", out, "--check")
    assert (checked.exit_code, checked.stdout) == (0, "")


def test_compressed_time_divides_every_duration_and_follows_the_samples(write_catalog: Writer, tmp_path: Path) -> None:
    run(write_catalog(), "--out", tmp_path, "--compress", 60)
    policy = yaml.safe_load((tmp_path / "receiver/policy.yaml").read_text())["forecasts"]["disk-full"]
    (alert,) = policy["alerts"]
    assert (alert["windows_s"], alert["horizon_s"], alert["for_s"]) == ([15, 60], 45, 2)
    assert (policy["interval_s"], policy["history_s"], policy["remediation"]["lease_s"]) == (1, 2160, 60)
    rules = (tmp_path / "prometheus/disks.rules.yaml").read_text()
    assert 'count_over_time(forecast:utilization:ratio{forecast="disk-full"}[15s]) >= 14' in rules
    route = yaml.safe_load((tmp_path / "alertmanager/route.yaml").read_text())["routes"][0]
    assert (route["group_wait"], route["group_interval"], route["repeat_interval"]) == ("1s", "1s", "15s")


def test_too_much_compression_is_refused(write_catalog: Writer, tmp_path: Path) -> None:
    result = run(write_catalog(), "--out", tmp_path, "--compress", 600)
    assert isinstance(result.exception, OutputError)
    assert "the window 1500ms holds 1 samples at 1s; 10 are needed" in str(result.exception)


def test_mode_overrides_every_entry(write_catalog: Writer, tmp_path: Path) -> None:
    run(write_catalog(), "--out", tmp_path, "--mode", "auto")
    policy = yaml.safe_load((tmp_path / "receiver/policy.yaml").read_text())
    assert policy["forecasts"]["disk-full"]["remediation"]["mode"] == "auto"


def test_a_bad_catalog_writes_nothing(write_catalog: Writer, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(write_catalog("forecasts: []\n"), "--out", out)
    assert isinstance(result.exception, CatalogProblemsError)
    assert not out.exists()


def test_every_kubernetes_resource_carries_the_labels_that_its_operator_selects_by(
    write_catalog: Writer, tmp_path: Path
) -> None:
    run(write_catalog(), "--out", tmp_path, "--label", "release=monitoring", "--label", "example.com/team=")
    resources = ("kubernetes/disks.prometheusrule", "victoriametrics/disks.vmrule", "alertmanager/alertmanagerconfig")
    for resource in resources:
        labels = yaml.safe_load((tmp_path / f"{resource}.yaml").read_text())["metadata"]["labels"]
        assert (labels["release"], labels["example.com/team"]) == ("monitoring", "")


@pytest.mark.parametrize("label", ["release", "re lease=x", "release=a b", "app.kubernetes.io/managed-by=me"])
def test_what_is_no_label_or_is_ours_is_refused(write_catalog: Writer, tmp_path: Path, label: str) -> None:
    assert run(write_catalog(), "--out", tmp_path, "--label", label).exit_code == 2


def test_tests_name_the_order_in_which_groups_read_each_other(write_catalog: Writer, tmp_path: Path) -> None:
    slow = "      - { severity: warning, windows: [6h, 24h], horizon: 24h, floor: 0.6, for: 30m }\n"
    run(write_catalog(ENTRY + slow), "--out", tmp_path)
    for step in ("30s", "5m"):
        assert yaml.safe_load((tmp_path / f"tests/disk-full.{step}.test.yaml").read_text())["group_eval_order"] == [
            "forecast-disk-full",
            "forecast-disks-avg5m",
            "forecast-disks-avg20m",
            "forecast-disk-full-slow",
        ]


@pytest.mark.parametrize(
    ("argument", "value"), [("--receiver-url", "https://somewhere:8443/x"), ("--credentials-file", "/somewhere")]
)
def test_the_route_points_where_it_is_told(write_catalog: Writer, tmp_path: Path, argument: str, value: str) -> None:
    run(write_catalog(), "--out", tmp_path, argument, value)
    assert value in (tmp_path / "alertmanager/route.yaml").read_text()


def test_the_operators_resource_reads_the_secret_that_it_is_told(write_catalog: Writer, tmp_path: Path) -> None:
    run(write_catalog(), "--out", tmp_path, "--credentials-secret", "receiver/alertmanager-token")
    made = (tmp_path / "alertmanager/alertmanagerconfig.yaml").read_text()
    _, credentials = made.split("credentials:\n", 1)
    assert [line.strip() for line in credentials.splitlines()[:2]] == ["name: receiver", "key: alertmanager-token"]


@pytest.mark.parametrize("value", ["receiver", "receiver/", "/token", "Receiver/token", "a/b/c"])
def test_what_names_no_secret_is_refused(write_catalog: Writer, tmp_path: Path, value: str) -> None:
    refused = run(write_catalog(), "--out", tmp_path / "out", "--credentials-secret", value)
    assert (refused.exit_code, "like receiver/alertmanager-token" in refused.output) == (2, True)


@pytest.mark.parametrize("argument", ["--receiver-url", "--prometheus-url"])
@pytest.mark.parametrize("value", ["/somewhere", "somewhere:80", "ftp://x", "http://", "http://x y"])
def test_what_is_no_url_is_refused(write_catalog: Writer, tmp_path: Path, argument: str, value: str) -> None:
    refused = run(write_catalog(), "--out", tmp_path / "out", argument, value)
    assert (refused.exit_code, "is not a URL like" in refused.output) == (2, True)


@pytest.mark.parametrize("version", ["3", "2.x", "2.²", "2.30", "-1.5", "2.42.1"])
def test_what_is_no_version_is_refused(write_catalog: Writer, tmp_path: Path, version: str) -> None:
    assert run(write_catalog(), "--out", tmp_path / "out", "--prometheus-version", version).exit_code == 2


def test_progress_is_told_step_by_step_to_the_end(write_catalog: Writer, tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    options = Options(1, None, Endpoint("http://receiver", "token"))
    planned = plan(read([str(write_catalog())], options), options, lambda *told: heard.append(told))
    write(planned.files, tmp_path / "out", options.targets, lambda *told: heard.append(told))
    for step, whole in (("render", len(options.targets)), ("write", len(planned.files))):
        assert [told for told in heard if told[0] == step] == [(step, done, whole) for done in range(1, whole + 1)]


def test_nothing_of_it_is_written_where_nobody_watches(write_catalog: Writer, tmp_path: Path) -> None:
    shown = run(write_catalog(), "--out", tmp_path / "out", "--target", "prometheus")
    assert shown.stderr == ""


def test_what_the_oldest_server_does_not_know_is_refused_at_its_place(write_catalog: Writer, tmp_path: Path) -> None:
    catalog = write_catalog(ENTRY.replace("used: disk_used_bytes", "used: max_over_time(disk_used_bytes[300])"))
    refused = run(catalog, "--out", tmp_path / "out")
    assert "disks.yaml:8:11: forecasts[0].used: a length of time without a unit needs Prometheus 3.0" in str(
        refused.exception
    )
    assert "example" in str(run(catalog, "--out", tmp_path / "out", "--prometheus-version", "3.0").exception)
