"""两不愁三保障: the rule, its numbers and its examples."""
