"""From what was asked to what was found: every forecast of the policy, one after the other."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from receiver.backtest import fetch, fromcsv, server
from receiver.backtest.beside import Assumed, Beside
from receiver.backtest.findings import Findings, ForecastFindings
from receiver.backtest.run import Told, Workers, backtest
from receiver.errors import ConfigError
from receiver.policy.model import ForecastPolicy, GeneratedRules, Policy
from receiver.ports import HistorySource

Progress = Callable[[str], Told]
"""Begins a step with this name, and returns what hears of its progress."""


@dataclass(frozen=True)
class Asked:
    """What a user asks for.

    Attributes:
        names: forecasts, in the order of the report.
        cache: folder to keep history in.
        assumed: where history does not tell.
    """

    policy: Policy
    names: Sequence[str]
    cache: Path
    assumed: Assumed


def chosen(policy: Policy, wanted: Sequence[str]) -> list[str]:
    """Names to run, all of the policy's when none is wanted.

    Raises:
        ConfigError: a name is not in the policy, or the policy does not tell what was generated for it.
    """
    unknown = [name for name in wanted if name not in policy.forecasts]
    if unknown:
        raise ConfigError(f"the policy has no forecast {', '.join(unknown)}; it has {', '.join(policy.forecasts)}")
    names = list(wanted) or list(policy.forecasts)
    for name in names:
        _rules(policy.forecasts[name], name)
    return names


def over_prometheus(
    source: HistorySource, url: str, asked: Asked, start_s: float, end_s: float, pool: Workers, progress: Progress
) -> Findings:
    """Run over what a Prometheus remembers.

    Raises:
        TemporaryError: it cannot answer now; what was fetched is in the cache.
        PermanentError: it refuses.
    """
    closed = server.closed_windows(source, end_s)
    found: list[ForecastFindings] = []
    for name in asked.names:
        entry = asked.policy.forecasts[name]
        span = (name, entry, _rules(entry, name), start_s, end_s)
        folder = asked.cache / hashlib.sha256(url.encode()).hexdigest()[:16]
        history = fetch.fetch(source, fetch.utilization(*span), folder, progress(f"{name}: fetch"))
        beside = Beside(
            *(
                fetch.fetch(source, wanted, folder, progress(f"{name}: fetch {what}")) if wanted else None
                for what, wanted in (("sizes", fetch.size(*span)), ("load", fetch.load(*span)))
            )
        )
        told = progress(f"{name}: replay")
        replayed = backtest(
            history,
            asked.policy,
            _rules(entry, name),
            closed=closed,
            assumed=asked.assumed,
            pool=pool,
            told=told,
            beside=beside,
        )
        found.append(replayed)
    return Findings(
        source=f"Prometheus at {url}",
        start_s=start_s,
        end_s=end_s,
        catalog_hash=asked.policy.catalog_hash,
        closed=closed,
        restarts=server.restarts(source, start_s, end_s),
        assumed=asked.assumed,
        forecasts=tuple(found),
    )


def over_csv(path: Path, asked: Asked, pool: Workers, progress: Progress) -> Findings:
    """Run one forecast over the series in a file.

    Raises:
        ConfigError: the file cannot be used, or it is not clear which forecast it is of.
    """
    if len(asked.names) != 1:
        raise ConfigError("a CSV file holds the utilisation of one forecast: say which with --forecast NAME")
    name = asked.names[0]
    entry = asked.policy.forecasts[name]
    history = fromcsv.history(path, name, entry, asked.cache)
    told = progress(f"{name}: replay")
    found = backtest(
        history, asked.policy, _rules(entry, name), closed=False, assumed=asked.assumed, pool=pool, told=told
    )
    return Findings(
        source=f"file {path.name}",
        start_s=history.start_s,
        end_s=history.end_s,
        catalog_hash=asked.policy.catalog_hash,
        closed=False,
        restarts=None,
        assumed=asked.assumed,
        forecasts=(found,),
    )


def _rules(entry: ForecastPolicy, name: str) -> GeneratedRules:
    if entry.rules is None:
        raise ConfigError(
            f"the policy does not say which rules were generated for {name}: generate it with the rulegen of this version"
        )
    return entry.rules
