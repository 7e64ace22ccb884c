"""区划 divisions: the dated tree from province to village, and what became of the places that are no more."""
