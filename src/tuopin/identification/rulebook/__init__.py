"""The dated numbers of identification and exit: from how many approvals a minute on exits are looked into as done in bulk."""
