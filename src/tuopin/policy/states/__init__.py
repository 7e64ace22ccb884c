"""What policy can say of a household and of a place, as words: the conditions, the key figures, the doubts."""
