"""The pages of Party work: lists, scores, contracts, clues."""
