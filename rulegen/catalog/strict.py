"""The base of everything that stands in a catalog file."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Unknown keys are errors; a string is not a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)  # most runs meet one kind
