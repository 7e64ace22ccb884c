"""漏评和应保未保: the rule, its numbers and its examples."""
