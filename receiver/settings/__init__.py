"""The only place that reads the environment. Every setting is `RECEIVER_<NAME>`; secrets are files, never variables."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from receiver.errors import ConfigError
from receiver.settings.model import PREFIX, UNNAMED, Settings, StoreSettings
from receiver.settings.words import words

__all__ = ["PREFIX", "UNNAMED", "Settings", "StoreSettings", "load", "load_store", "policy_file"]

T = TypeVar("T", bound=StoreSettings)


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        ConfigError: a setting is missing or wrong, or an unknown `RECEIVER_` variable is set; names all of them.
    """
    return _read(Settings, _ours(environment))


def load_store(environment: Mapping[str, str] = os.environ) -> StoreSettings:
    """Read the settings of the store; what else is set for the service may be there, right or wrong.

    Raises:
        ConfigError: as `load` does.
    """
    known_elsewhere = Settings.model_fields.keys() - StoreSettings.model_fields.keys()
    given = {name: text for name, text in _ours(environment).items() if name not in known_elsewhere}
    return _read(StoreSettings, given)


def policy_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the policy file where one is set, for a command that can do without it."""
    given = _ours(environment).get("policy_file")
    return Path(given) if given else None


def _ours(environment: Mapping[str, str]) -> dict[str, str]:
    return {name[len(PREFIX) :].lower(): text for name, text in environment.items() if name.startswith(PREFIX)}


def _read(model: type[T], given: Mapping[str, str]) -> T:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        problems = "\n".join(f"  {words(problem)}" for problem in error.errors(include_url=False))
        raise ConfigError(f"settings in the environment are not usable:\n{problems}") from error
