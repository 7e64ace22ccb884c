"""The tables of monitoring."""

from tuopin.monitoring.models import projections as projections
from tuopin.monitoring.models.signal import DepartmentList, DepartmentRow, Signal
from tuopin.monitoring.models.sweep import HouseholdClass, Sweep, SweepLine
from tuopin.monitoring.models.watch import FollowUp, Watch, WatchMeasure, WatchRoster
from tuopin.monitoring.models.year import TargetDay, YearFreeze

__all__ = [
    "DepartmentList", "DepartmentRow", "FollowUp", "HouseholdClass", "Signal", "Sweep", "SweepLine", "TargetDay", "Watch", "WatchMeasure", "WatchRoster",
    "YearFreeze",
]
