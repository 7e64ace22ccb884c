"""Everything that changes the tree: loading the editions, and setting right by hand what became of a place."""

from tuopin.divisions.services.add_division import add_division, add_divisions
from tuopin.divisions.services.load_editions import load_editions
from tuopin.divisions.services.record_merge import Former, record_merge
from tuopin.divisions.services.record_rename import record_rename
from tuopin.divisions.services.record_split import record_split
from tuopin.divisions.services.withdraw_succession import withdraw_succession

__all__ = [
    "Former", "add_division", "add_divisions", "load_editions", "record_merge", "record_rename", "record_split",
    "withdraw_succession",
]
