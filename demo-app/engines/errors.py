"""The one error of this package: something a person has to do before the engines can run."""


class EnginesError(RuntimeError):
    """Engines cannot be had or started; the message says why and what to do."""
