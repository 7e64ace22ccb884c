"""The kinds of change of members: who comes, who leaves, and which are natural (自然变更)."""

ARRIVING = frozenset({"birth", "married_in", "moved_in"})
LEAVING = frozenset({"death", "married_out", "moved_out"})
NATURAL = frozenset({"birth", "death", "married_in", "married_out", "moved_in", "moved_out"})
