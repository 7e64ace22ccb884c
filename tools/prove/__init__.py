"""Proves what the project claims of itself: one file a goal, each with a figure, how it was got, its seed and the day."""
