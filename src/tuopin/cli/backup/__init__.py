"""Backups: sealed to a key that is kept apart, restored and verified before they replace anything, tried by a drill."""

from tuopin.cli.backup.command import backup, restore

__all__ = ["backup", "restore"]
