"""返贫致贫风险: the rule, its numbers and its examples."""
