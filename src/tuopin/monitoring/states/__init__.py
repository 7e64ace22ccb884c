"""What monitoring goes by: terms and who is told when they pass, risks and what answers them, classes, checks. No database, no web."""
