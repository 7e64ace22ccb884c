"""贫困村出列: the rule, its numbers and its examples."""
