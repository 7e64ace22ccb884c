"""The dated numbers of the ledger: from how many days late on who is told, and when a task is due soon."""
