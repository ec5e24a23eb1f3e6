"""Which files with which bytes; nothing is written here."""

from dataclasses import dataclass, replace
from pathlib import Path

from rulegen.catalog.load import find, survey
from rulegen.catalog.loaded import refuse
from rulegen.checks.few_samples import few_samples
from rulegen.checks.registry import examine, refused
from rulegen.errors import CatalogError, OutputError
from rulegen.generate.clash import clashes
from rulegen.generate.fingerprint import catalog_hash
from rulegen.generate.progress import Told, unheard
from rulegen.generate.servers import too_new
from rulegen.generate.targets import TARGETS, Files, Job
from rulegen.model.compress import compress
from rulegen.model.finding import Located
from rulegen.model.forecast import Catalog
from rulegen.outputs import matrix
from rulegen.outputs.alertmanager import Endpoint
from rulegen.outputs.alertmanagerconfig import out_of_reach
from rulegen.outputs.mimir import MOST_GROUPS
from rulegen.outputs.split import split_group
from rulegen.rules.groups import groups

PROMETHEUS_URL = "http://prometheus-operated.monitoring.svc:9090"
"""The Service that the Prometheus operator makes beside every Prometheus, in the usual namespace."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides.

    Attributes:
        compress: divisor of every duration.
        mode: overrides `remediation.mode` of every entry when given.
        endpoint: where Alertmanager finds the receiver.
        targets: names of the outputs wanted.
        prometheus: oldest server version that the rules must suit.
        mimir_max_groups: rule groups that a Mimir tenant may have.
        labels: metadata labels of every Kubernetes resource.
        prometheus_url: where what runs in the cluster reaches Prometheus.
    """

    compress: int
    mode: str | None
    endpoint: Endpoint
    targets: tuple[str, ...] = tuple(TARGETS)
    prometheus: matrix.Version = (2, 42)
    mimir_max_groups: int = MOST_GROUPS
    labels: tuple[tuple[str, str], ...] = ()
    prometheus_url: str = PROMETHEUS_URL


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written.

    Attributes:
        files: path relative to the output folder → content.
        notes: declared downgrades, for people.
    """

    files: Files
    notes: list[str]


def read(arguments: list[str], options: Options) -> list[Catalog]:
    """Catalogs that may be generated from, in the time that was asked for.

    Raises:
        CatalogProblemsError: the catalog has problems, or computed guards refuse it; all of it at once.
        OutputError: a window is compressed to too few samples.
    """
    loaded = survey(find(arguments), options.mode)
    guarded = [
        _refusal(origin.locate(found)) for origin in loaded.origins for found in refused(examine(origin.forecast))
    ]
    newer = [problem for origin in loaded.origins for problem in too_new(origin, options.prometheus)]
    refuse(loaded.problems + guarded + clashes(loaded) + newer)
    return [_compressed(catalog, options.compress) for catalog in loaded.catalogs]


def plan(catalogs: list[Catalog], options: Options, told: Told = unheard) -> Plan:
    """Every generated file.

    Args:
        told: hears of progress, target by target.

    Raises:
        OutputError: a target cannot take what is generated.
    """
    forecasts = [forecast for catalog in catalogs for forecast in catalog.forecasts]
    digest = catalog_hash(forecasts)
    notes: list[str] = []
    sized = {}
    for forecast in forecasts:
        fitted, lost = matrix.fit(groups(forecast, digest), options.prometheus)
        notes.extend(lost)
        sized[forecast.name] = [part for group in fitted for part in split_group(group)]
    job = Job(
        catalogs,
        sized,
        digest,
        options.endpoint,
        options.compress,
        options.mimir_max_groups,
        dict(options.labels),
        options.prometheus_url,
    )
    files: Files = {}
    for done, target in enumerate(options.targets, 1):
        files |= TARGETS[target](job)
        told("render", done, len(options.targets))
    hidden = out_of_reach(forecasts) if "alertmanager" in options.targets else []
    if hidden:
        notes.append(
            "alertmanagerconfig.yaml: without matcher strategy None the operator hides forecasts that have no namespace: "
            + ", ".join(hidden)
        )
    late = [f.name for f in forecasts if f.query_offset is not None] if "victoriametrics" in options.targets else []
    if late:
        notes.append(
            "VMRule: query_offset is left out, vmalert delays every group by -rule.evalDelay (30s): " + ", ".join(late)
        )
    return Plan(files, notes)


def _refusal(found: Located) -> CatalogError:
    message = f"{found.message} [{found.check}]"
    return CatalogError(Path(found.path), found.line, found.column, found.field, message)


def _compressed(catalog: Catalog, by: int) -> Catalog:
    forecasts = tuple(compress(forecast, by) for forecast in catalog.forecasts)
    for forecast in forecasts:
        for objection in few_samples(forecast) if by > 1 else ():
            raise OutputError(f"--compress {by}: {forecast.name}: {objection.message}")
    return replace(catalog, forecasts=forecasts)
