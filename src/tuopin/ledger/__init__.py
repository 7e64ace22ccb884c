"""台账 ledger: what is to be done, by whom, by when, on which evidence it counts as done."""
