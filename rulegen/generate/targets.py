"""Which outputs there are: one line per target. Adding one is a renderer, its test, its docs and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from rulegen.catalog.compile import dashboard_uid
from rulegen.errors import OutputError
from rulegen.model.forecast import Catalog, Forecast
from rulegen.model.rule import Group
from rulegen.outputs.alertmanager import Endpoint, route_snippet
from rulegen.outputs.alertmanagerconfig import alertmanager_config
from rulegen.outputs.autoscaling.adapter import adapter_values
from rulegen.outputs.autoscaling.hpa import hpa
from rulegen.outputs.autoscaling.metric import Scaled, scaled_workloads
from rulegen.outputs.autoscaling.scaledobject import scaled_object
from rulegen.outputs.grafana.provisioning import provisioning
from rulegen.outputs.mimir import check_tenant, namespace
from rulegen.outputs.policy import policy
from rulegen.outputs.prometheus import rule_file
from rulegen.outputs.prometheusrule import prometheus_rule
from rulegen.outputs.promtests.testfile import test_files
from rulegen.outputs.resource import resource_name
from rulegen.outputs.role import cluster_role, role
from rulegen.outputs.runbook import runbook
from rulegen.outputs.split import share, split_parts
from rulegen.outputs.vmrule import vm_rule
from rulegen.rules.utilization import size_query

Files = dict[PurePosixPath, str]


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that a renderer may need.

    Attributes:
        groups: forecast name → its groups, cut to size.
        compress: divisor of compressed time.
        mimir_max_groups: what a Mimir tenant may have.
        labels: metadata labels of every Kubernetes resource, beside our own.
        prometheus_url: where KEDA reaches Prometheus.
    """

    catalogs: list[Catalog]
    groups: dict[str, list[Group]]
    catalog_hash: str
    endpoint: Endpoint
    compress: int
    mimir_max_groups: int
    labels: Mapping[str, str]
    prometheus_url: str

    @property
    def forecasts(self) -> list[Forecast]:
        """Of every catalog."""
        return [forecast for catalog in self.catalogs for forecast in catalog.forecasts]

    def of(self, catalog: Catalog) -> list[Group]:
        """Groups of one catalog, in its order."""
        return self.part(catalog.stem, [forecast.name for forecast in catalog.forecasts])

    def order(self, catalog: Catalog) -> dict[str, list[str]]:
        """Forecast name → groups of the catalog's file that hold its rules, in the order in which they read each other."""
        home = {id(rule): group.name for group in self.of(catalog) for rule in group.rules}
        return {
            forecast.name: list(dict.fromkeys(home[id(group.rules[0])] for group in self.groups[forecast.name]))
            for forecast in catalog.forecasts
        }

    def part(self, stem: str, names: list[str]) -> list[Group]:
        """Groups of some forecasts, as they stand in one file named `stem`."""
        return share([group for name in names for group in self.groups[name]], stem)


def _prometheus(job: Job) -> Files:
    return {
        PurePosixPath(f"prometheus/{catalog.stem}.rules.yaml"): rule_file(job.of(catalog), catalog.filename)
        for catalog in job.catalogs
    }


def _tests(job: Job) -> Files:
    if job.compress > 1:  # the shapes are drawn for windows as the author wrote them
        return {}
    orders = {name: order for catalog in job.catalogs for name, order in job.order(catalog).items()}
    return {
        PurePosixPath(f"tests/{forecast.name}.{step}.test.yaml"): text
        for catalog in job.catalogs
        for forecast in catalog.forecasts
        for step, text in test_files(
            forecast, f"../prometheus/{catalog.stem}.rules.yaml", orders[forecast.name], catalog.filename
        ).items()
    }


def _resources(job: Job, folder: str, kind: str, render: Callable[[list[Group], str, str], str]) -> Files:
    """Custom resources, spread over several where one would be too large."""
    files: Files = {}
    for catalog in job.catalogs:
        sizes = {f.name: len(render(job.groups[f.name], f.name, catalog.filename)) for f in catalog.forecasts}
        for suffix, names in split_parts(sizes).items():
            stem = f"{catalog.stem}-{suffix}" if suffix else catalog.stem
            path = PurePosixPath(f"{folder}/{stem}.{kind}.yaml")
            if path in files:
                raise OutputError(
                    f"{path}: both a part of one catalog and a catalog are called {stem}; rename the latter"
                )
            files[path] = render(job.part(stem, names), resource_name(stem), catalog.filename)
    return files


def _kubernetes(job: Job) -> Files:
    return _resources(job, "kubernetes", "prometheusrule", partial(prometheus_rule, labels=job.labels))


def _victoriametrics(job: Job) -> Files:
    return _resources(job, "victoriametrics", "vmrule", partial(vm_rule, labels=job.labels))


def _mimir(job: Job) -> Files:
    check_tenant(sum(len(job.of(catalog)) for catalog in job.catalogs), job.mimir_max_groups)
    return {
        PurePosixPath(f"mimir/{catalog.stem}.yaml"): namespace(job.of(catalog), catalog.stem, catalog.filename)
        for catalog in job.catalogs
    }


def _grafana(job: Job) -> Files:
    # A tenth of the start-up, which only this target should pay.
    from rulegen.outputs.grafana.forecast import forecast_board
    from rulegen.outputs.grafana.overview import overview_board
    from rulegen.outputs.grafana.receiver import receiver_board
    from rulegen.outputs.grafana.scorecard import scorecard_board

    # No forecast is called like these: an underscore is not allowed in names.
    together = {"_overview": overview_board(), "_receiver": receiver_board(), "_scorecard": scorecard_board()}
    each = {f.name: forecast_board(f, dashboard_uid(f.name)) for f in job.forecasts}
    return {PurePosixPath(f"grafana/{name}.json"): text for name, text in (together | each).items()} | {
        PurePosixPath("grafana/provisioning.yaml"): provisioning()
    }


def _runbooks(job: Job) -> Files:
    return {
        PurePosixPath(f"runbooks/{forecast.name}.md"): runbook(forecast, catalog.filename)
        for catalog in job.catalogs
        for forecast in catalog.forecasts
    }


def _receiver(job: Job) -> Files:
    sizes = {forecast.name: size_query(forecast) for forecast in job.forecasts}
    return {
        PurePosixPath("receiver/policy.yaml"): policy(job.catalogs, job.groups, sizes, job.catalog_hash),
        PurePosixPath("receiver/role.yaml"): role(job.forecasts, job.labels),
        PurePosixPath("receiver/clusterrole.yaml"): cluster_role(job.forecasts, job.labels),
    }


def _alertmanager(job: Job) -> Files:
    resource = alertmanager_config(job.forecasts, job.endpoint, job.compress, job.labels)
    return {
        PurePosixPath("alertmanager/route.yaml"): route_snippet(job.forecasts, job.endpoint, job.compress),
        PurePosixPath("alertmanager/alertmanagerconfig.yaml"): resource,
    }


def _autoscaling(job: Job) -> Files:
    followers, asking = scaled_workloads(job.forecasts, "hpa"), scaled_workloads(job.forecasts, "keda")
    files = {_autoscaler(scaled, "hpa"): hpa(scaled, job.labels) for scaled in followers}
    if followers:
        files[PurePosixPath("autoscaling/prometheus-adapter.yaml")] = adapter_values(followers)
    return files | {
        _autoscaler(scaled, "scaledobject"): scaled_object(scaled, job.prometheus_url, job.labels) for scaled in asking
    }


def _autoscaler(scaled: Scaled, kind: str) -> PurePosixPath:
    workload = scaled.workload
    return PurePosixPath(f"autoscaling/{workload.namespace}.{workload.kind.lower()}.{workload.name}.{kind}.yaml")


TARGETS: dict[str, Callable[[Job], Files]] = {
    "prometheus": _prometheus,
    "tests": _tests,
    "kubernetes": _kubernetes,
    "mimir": _mimir,
    "victoriametrics": _victoriametrics,
    "alertmanager": _alertmanager,
    "receiver": _receiver,
    "grafana": _grafana,
    "runbooks": _runbooks,
    "autoscaling": _autoscaling,
}
