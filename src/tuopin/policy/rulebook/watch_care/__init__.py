"""监测帮扶到位: the rule, its numbers and its examples."""
