"""`budgets` and `maintenance` as authors write them, and what becomes of them."""

from typing import Self

from pydantic import Field, model_validator

from rulegen.catalog.strict import Strict
from rulegen.catalog.times import Days, Location, Months, Time, Weekdays, Years
from rulegen.catalog.types import Name, Text
from rulegen.model import safety

_SAFE = safety.Budgets()


class Budgets(Strict):
    """What all forecasts together may do."""

    per_hour: int = Field(default=_SAFE.per_hour, ge=0, description="actions in the cluster within an hour")
    per_namespace_per_hour: int = Field(
        default=_SAFE.per_namespace_per_hour, ge=0, description="actions in one namespace within an hour"
    )
    added_replicas: int = Field(default=_SAFE.added_replicas, ge=0, description="replicas on loan at the same time")

    def compiled(self) -> safety.Budgets:
        """The same as a value."""
        return safety.Budgets(self.per_hour, self.per_namespace_per_hour, self.added_replicas)


class TimeRange(Strict):
    """A stretch of the day."""

    start_time: Time = Field(description="included")
    end_time: Time = Field(description="not included; 24:00 is the end of the day")

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.start_time >= self.end_time:
            raise ValueError("end_time must be after start_time; write a night as two, up to 24:00 and from 00:00")
        return self


class TimeInterval(Strict):
    """Recurring stretches of time, in the words of Alertmanager's `time_intervals`."""

    times: list[TimeRange] = Field(default=[], description="of the day")
    weekdays: list[Weekdays] = Field(default=[], description="sunday to saturday, or ranges like monday:friday")
    days_of_month: list[Days] = Field(default=[], description="1 to 31, -1 is the last, or ranges like -3:-1")
    months: list[Months] = Field(default=[], description="names or numbers, or ranges like 5:june")
    years: list[Years] = Field(default=[], description="years, or ranges like 2030:2032")
    location: Location = Field(default="UTC", description="IANA name of the time zone")

    def compiled(self) -> safety.Interval:
        """The same in numbers."""
        return safety.Interval(
            times_min=tuple((time.start_time, time.end_time) for time in self.times),
            weekdays=tuple(self.weekdays),
            days_of_month=tuple(self.days_of_month),
            months=tuple(self.months),
            years=tuple(self.years),
            location=self.location,
        )


class MaintenanceWindow(Strict):
    """When nothing acts; people are told as always."""

    name: Name
    time_intervals: list[TimeInterval] = Field(min_length=1, description="inside when one of them is")
    forecasts: list[Name] = Field(default=[], description="names; default: all")
    namespaces: list[Text] = Field(default=[], description="names; default: all")

    def compiled(self) -> safety.MaintenanceWindow:
        """The same as a value."""
        intervals = tuple(interval.compiled() for interval in self.time_intervals)
        return safety.MaintenanceWindow(self.name, intervals, tuple(self.forecasts), tuple(self.namespaces))
