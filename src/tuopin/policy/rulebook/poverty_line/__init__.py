"""贫困线: the rule, its numbers and its examples."""
