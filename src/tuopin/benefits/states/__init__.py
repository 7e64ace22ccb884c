"""The policies as they are declared, and how everybody stands to each, without any database."""
