"""The confidence check: is a forecast worth believing? numpy only, pure, no clock."""

from receiver.forecast.assess import assess, assess_many
from receiver.forecast.config import AssessConfig

__all__ = ["AssessConfig", "assess", "assess_many"]
