"""Which rows the database itself shows to whom: the guard behind every query, so that a forgotten filter leaks nothing."""
