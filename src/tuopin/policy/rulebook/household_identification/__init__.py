"""贫困户识别: the rule, its numbers and its examples."""
