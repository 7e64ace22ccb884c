"""The import pages: hand a roster in, see what was found, settle what waits, let it into the register."""
