"""Date expressions of a sentence, and the day of an event: our own rules, since a sentence must cost microseconds."""

from __future__ import annotations

from coders.dates.event import event_date
from coders.dates.expressions import dateline_date, find_dates

__all__ = ["dateline_date", "event_date", "find_dates"]
