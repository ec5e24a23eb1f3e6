"""The base of everything that is read from the policy file: an unknown key is an error, and nothing changes afterwards."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Refuses unknown keys, so that a newer policy is never half-understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)
