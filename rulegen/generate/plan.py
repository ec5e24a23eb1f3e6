"""Which files with which bytes; nothing is written here."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rulegen.catalog.load import find, load
from rulegen.checks.few_samples import few_samples
from rulegen.checks.registry import examine, refused
from rulegen.errors import CatalogError, CatalogProblemsError, OutputError
from rulegen.generate.fingerprint import catalog_hash
from rulegen.model.compress import compress
from rulegen.model.finding import Located
from rulegen.model.forecast import Catalog
from rulegen.outputs.alertmanager import Endpoint, route_snippet
from rulegen.outputs.policy import policy
from rulegen.outputs.prometheus import rule_file
from rulegen.outputs.prometheusrule import prometheus_rule
from rulegen.outputs.promtests.testfile import test_files
from rulegen.rules.groups import groups

Files = dict[PurePosixPath, str]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides.

    Attributes:
        compress: divisor of every duration.
        mode: overrides `remediation.mode` of every entry when given.
        endpoint: where Alertmanager finds the receiver.
    """

    compress: int
    mode: str | None
    endpoint: Endpoint


def read(arguments: list[str], options: Options) -> list[Catalog]:
    """Catalogs that may be generated from, in the time that was asked for.

    Raises:
        CatalogProblemsError: the catalog has problems, or a computed guard refuses it.
        OutputError: a window is compressed to too few samples.
    """
    loaded = load(find(arguments), options.mode)
    refusals = refused(finding for forecast in loaded.forecasts for finding in examine(forecast))
    if refusals:
        raise CatalogProblemsError([_refusal(loaded.locate(finding)) for finding in refusals])
    return [_compressed(catalog, options.compress) for catalog in loaded.catalogs]


def plan(catalogs: list[Catalog], options: Options) -> Files:
    """Every generated file, path relative to the output folder → content."""
    forecasts = [forecast for catalog in catalogs for forecast in catalog.forecasts]
    digest = catalog_hash(forecasts)
    files: Files = {}
    for catalog in catalogs:
        built = [group for forecast in catalog.forecasts for group in groups(forecast, digest)]
        stem = catalog.stem
        files[PurePosixPath(f"prometheus/{stem}.rules.yaml")] = rule_file(built, catalog.filename)
        files[PurePosixPath(f"kubernetes/{stem}.prometheusrule.yaml")] = prometheus_rule(built, stem, catalog.filename)
        if options.compress == 1:  # the shapes are drawn for windows as the author wrote them
            for forecast in catalog.forecasts:
                tests = test_files(forecast, f"../prometheus/{stem}.rules.yaml", catalog.filename)
                files |= {
                    PurePosixPath(f"tests/{forecast.name}.{step}.test.yaml"): text for step, text in tests.items()
                }
    files[PurePosixPath("receiver/policy.yaml")] = policy(forecasts, digest)
    files[PurePosixPath("alertmanager/route.yaml")] = route_snippet(forecasts, options.endpoint, options.compress)
    return files


def _refusal(found: Located) -> CatalogError:
    message = f"{found.message} [{found.check}]"
    return CatalogError(Path(found.path), found.line, found.column, found.field, message)


def _compressed(catalog: Catalog, by: int) -> Catalog:
    forecasts = tuple(compress(forecast, by) for forecast in catalog.forecasts)
    for forecast in forecasts:
        for objection in few_samples(forecast) if by > 1 else ():
            raise OutputError(f"--compress {by}: {forecast.name}: {objection.message}")
    return Catalog(catalog.stem, catalog.filename, forecasts)
