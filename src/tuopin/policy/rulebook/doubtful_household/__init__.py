"""户疑点: the rule, its numbers and its examples."""
