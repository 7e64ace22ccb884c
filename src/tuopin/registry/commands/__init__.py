"""The commands of the registry: bring a roster in, write one out, correct what is recorded."""

from tuopin.registry.commands.correct import correct_command
from tuopin.registry.commands.roster import export, import_command

__all__ = ["correct_command", "export", "import_command"]
