"""`tuopin apply`, `meeting`, `change`, `exit` and `comparison`: how a household comes in, changes and goes out, from the command line."""

from tuopin.identification.commands.comparisons import comparison
from tuopin.identification.commands.procedures import apply, change, leave, meeting

__all__ = ["apply", "change", "comparison", "leave", "meeting"]
