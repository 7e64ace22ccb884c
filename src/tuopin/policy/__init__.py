"""政策 policy: the rulebook, and what judging the register by it comes to."""
