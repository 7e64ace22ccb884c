"""What can be said of assistance without asking the database: its dated numbers, the words of its kinds, weeks and indices."""
