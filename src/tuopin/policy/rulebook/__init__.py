"""The rulebook: each rule a folder with its question, its dated numbers and their sources, and examples on both sides."""
