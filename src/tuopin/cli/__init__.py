"""The command line: one table of contents, each command in the room it belongs to."""
