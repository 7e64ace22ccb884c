"""程序 procedure: what is decided about a household goes step by step, with evidence, by different persons, in public."""
