"""Every check, in the order in which an author should fix what it finds: what misfires, what misleads, style."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rulegen.checks.churning_label import churning_label
from rulegen.checks.double_scaling import double_scaling
from rulegen.checks.few_samples import few_samples
from rulegen.checks.hasty_lease import hasty_lease
from rulegen.checks.horizon_window import horizon_window
from rulegen.checks.idle_promotion import idle_promotion
from rulegen.checks.long_pending import long_pending
from rulegen.checks.low_floor import low_floor
from rulegen.checks.mute_labels import mute_labels
from rulegen.checks.no_example import no_example
from rulegen.checks.no_reason import no_reason
from rulegen.checks.nobody_told import nobody_told
from rulegen.checks.owner_labels import owner_labels
from rulegen.checks.sawtooth_window import sawtooth_window
from rulegen.checks.season_slots import season_slots
from rulegen.checks.similar_windows import similar_windows
from rulegen.checks.template_in_summary import template_in_summary
from rulegen.checks.trusting_auto import trusting_auto
from rulegen.checks.unguarded_limit import unguarded_limit
from rulegen.checks.working_set import working_set
from rulegen.model.finding import Finding, Level, Objection
from rulegen.model.forecast import Forecast

Ask = Callable[[Forecast], Iterable[Objection]]


@dataclass(frozen=True, slots=True)
class Check:
    """One question.

    Attributes:
        id: stable, also the name of its page in docs/checks.
        acceptable: a computed guard, which `accept_risk` may overrule.
    """

    id: str
    level: Level
    ask: Ask
    acceptable: bool = False


CHECKS = (
    # computed guards: known to misfire
    Check("horizon-window", Level.ERROR, horizon_window, acceptable=True),
    Check("sawtooth-window", Level.ERROR, sawtooth_window, acceptable=True),
    Check("few-samples", Level.ERROR, few_samples, acceptable=True),
    Check("season-slots", Level.ERROR, season_slots, acceptable=True),
    # cannot work
    Check("no-example", Level.ERROR, no_example),
    Check("owner-labels", Level.ERROR, owner_labels),
    Check("template-in-summary", Level.ERROR, template_in_summary),
    # misleads
    Check("unguarded-limit", Level.WARNING, unguarded_limit),
    Check("similar-windows", Level.WARNING, similar_windows),
    Check("churning-label", Level.WARNING, churning_label),
    Check("working-set", Level.WARNING, working_set),
    Check("low-floor", Level.WARNING, low_floor),
    Check("long-pending", Level.WARNING, long_pending),
    Check("hasty-lease", Level.WARNING, hasty_lease),
    Check("trusting-auto", Level.WARNING, trusting_auto),
    Check("double-scaling", Level.WARNING, double_scaling),
    Check("mute-labels", Level.WARNING, mute_labels),
    Check("idle-promotion", Level.WARNING, idle_promotion),
    # could be better
    Check("nobody-told", Level.INFO, nobody_told),
    Check("no-reason", Level.INFO, no_reason),
)


def examine(forecast: Forecast) -> list[Finding]:
    """Ask every check about one forecast."""
    return [_finding(check, forecast, objection) for check in CHECKS for objection in check.ask(forecast)]


def refused(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that forbid generating: errors whose risk nobody has accepted."""
    return [finding for finding in findings if finding.level is Level.ERROR and finding.accepted is None]


def _finding(check: Check, forecast: Forecast, objection: Objection) -> Finding:
    accepted = _accepted(forecast, objection) if check.acceptable else None
    return Finding(check.id, check.level, forecast.name, objection.field, objection.message, accepted)


def _accepted(forecast: Forecast, objection: Objection) -> str | None:
    match objection.field:
        case ("alerts", int(number), *_):
            return forecast.alerts[number].accept_risk
        case _:
            return None
