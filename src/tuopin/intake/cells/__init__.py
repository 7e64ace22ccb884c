"""How one cell is read, by the kind of its field."""
