"""风险消除: the rule, its numbers and its examples."""
