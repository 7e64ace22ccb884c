"""贫困县摘帽: the rule, its numbers and its examples."""
