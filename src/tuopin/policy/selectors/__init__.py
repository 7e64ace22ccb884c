"""Reading what judging came to: lists, key figures, doubts and how current they are; every door takes the asker."""
