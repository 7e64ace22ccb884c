"""Judging, and writing down what it comes to."""
