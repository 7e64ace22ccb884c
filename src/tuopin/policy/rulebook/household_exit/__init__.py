"""贫困户退出: the rule, its numbers and its examples."""
