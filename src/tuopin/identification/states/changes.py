"""The kinds of change of members: who comes, who leaves, and which are natural (自然变更)."""

ARRIVING = frozenset({"birth", "married_in", "moved_in"})
LEAVING = frozenset({"death", "married_out", "moved_out"})
NATURAL = frozenset({"birth", "death", "married_in", "married_out", "moved_in", "moved_out"})
OWN_LIVING = 16  # years: who lives by their own work is of full capacity from then on (民法典 第十八条), and can keep a household
