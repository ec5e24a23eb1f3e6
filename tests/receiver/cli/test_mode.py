import json
from pathlib import Path

import yaml

from tests.support import builders
from tests.support.commandline import run


def _promoting(environment: dict[str, str]) -> None:
    rule = {"min_evidence": 20, "precision": 0.8, "lead_s": 300.0}
    memory = builders.entry_document(remediation=builders.remediation_document(mode="approve", promotion=rule))
    quiet = builders.entry_document(remediation=builders.remediation_document(action="none"))
    document = builders.policy_document(memory=memory, disk=builders.entry_document(), quiet=quiet)
    Path(environment["RECEIVER_POLICY_FILE"]).write_text(yaml.safe_dump(document), encoding="utf-8")


def test_it_lists_what_is_in_force_and_why(environment: dict[str, str]) -> None:
    _promoting(environment)
    assert run(environment, "mode").output.splitlines() == [
        "disk: auto (the catalog says so)",
        "memory: dry-run (catalog: approve; no more is earned yet)",
        "quiet: nothing can be done about it",
    ]


def test_a_mode_is_set_by_hand_never_beyond_the_catalogs_and_unset_again(environment: dict[str, str]) -> None:
    _promoting(environment)
    shown = run(environment, "mode", "memory", "auto", "--by", "alice", "--reason", "we know it").output.splitlines()
    assert shown[0] == "memory: approve (catalog: approve; set by alice: we know it)"
    assert shown[1].endswith("auto by alice: we know it")
    shown = run(environment, "mode", "memory", "unset", "--by", "bob").output.splitlines()
    assert shown[0] == "memory: dry-run (catalog: approve; no more is earned yet)"
    assert shown[2].endswith("left to catalog and scorecard by bob")


def test_the_changes_are_a_document_and_stand_in_the_history(environment: dict[str, str]) -> None:
    run(environment, "mode", "memory", "dry-run", "--by", "alice", "--reason", "release day")
    [change] = json.loads(run(environment, "mode", "--json").output)
    assert (change["forecast"], change["mode"], change["by"]) == ("memory", "dry-run", "alice")
    assert "mode of memory" in run(environment, "history").output
    assert "dry-run by alice: release day" in run(environment, "history", "--forecast", "memory").output


def test_without_a_name_nobody_is_guessed_who_may_have_none_in_a_container(environment: dict[str, str]) -> None:
    _promoting(environment)
    shown = run(environment, "mode", "memory", "dry-run").output
    assert "dry-run by the command line" in shown


def test_a_forecast_that_the_policy_does_not_know_is_refused(environment: dict[str, str]) -> None:
    result = run(environment, "mode", "memroy", "auto")
    assert (result.exit_code, "no forecast 'memroy'; it knows memory" in result.stderr) == (2, True)


def _with_the_store_only(environment: dict[str, str]) -> dict[str, str | None]:
    """What somebody has at hand who looks from another machine."""
    return {name: text if name == "RECEIVER_DATABASE_URL" else None for name, text in environment.items()}


def test_the_store_is_all_it_needs_for_what_is_on_record(environment: dict[str, str]) -> None:
    run(environment, "mode", "memory", "approve", "--by", "alice", "--reason", "we know it")
    alone = _with_the_store_only(environment)
    shown = run(alone, "mode", "memory", "dry-run", "--by", "bob", "--reason", "release day")
    assert (shown.exit_code, shown.stdout.splitlines()[0]) == (0, "memory: at most dry-run (set by bob: release day)")
    assert "RECEIVER_POLICY_FILE is not set" in shown.stderr
    assert run(alone, "mode", "memory", "unset").stdout.splitlines()[0] == "memory: nothing is set by hand"
    assert run(environment, "mode").output == "memory: auto (the catalog says so)\n"


def test_without_the_policy_a_name_that_nobody_knows_is_refused(environment: dict[str, str]) -> None:
    result = run(_with_the_store_only(environment), "mode", "memroy", "dry-run")
    assert result.exit_code == 2
    assert "no forecast 'memroy' is on record (there is none); set RECEIVER_POLICY_FILE" in result.stderr


def test_a_policy_that_cannot_be_read_is_said_and_not_passed_over(environment: dict[str, str]) -> None:
    result = run({**environment, "RECEIVER_POLICY_FILE": "/nowhere/policy.yaml"}, "mode", "memory", "dry-run")
    assert (result.exit_code, "/nowhere/policy.yaml" in result.stderr) == (2, True)


def test_without_the_store_it_says_which_setting_is_missing(environment: dict[str, str]) -> None:
    result = run({**_with_the_store_only(environment), "RECEIVER_DATABASE_URL": None}, "mode")
    assert (result.exit_code, "RECEIVER_DATABASE_URL is not set" in result.stderr) == (2, True)
    assert "RECEIVER_PROMETHEUS_URL" not in result.stderr
