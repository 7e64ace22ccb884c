"""`tuopin team`, `tuopin pair`, `tuopin assign`: teams, pairings and assignments from the command line."""

from tuopin.assistance.commands.assigning import assign
from tuopin.assistance.commands.pairing import pair
from tuopin.assistance.commands.teaming import team

__all__ = ["assign", "pair", "team"]
