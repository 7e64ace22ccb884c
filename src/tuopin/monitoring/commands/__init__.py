"""Monitoring from the command line."""

from tuopin.monitoring.commands.monitor import monitor
from tuopin.monitoring.commands.rosters import bring as bring  # adds its commands to `monitor`
from tuopin.monitoring.commands.sweep import sweep
from tuopin.monitoring.commands.watches import show as show  # likewise

__all__ = ["monitor", "sweep"]
