"""Reading the tree: a place on a day, what lies above and below it, and what became of it."""

from tuopin.divisions.selectors.places import (
    ancestors_of,
    children_of,
    division_on,
    divisions_on,
    names_of,
    paths_of,
    spans_of,
    subtree_of,
)

__all__ = [
    "ancestors_of", "children_of", "division_on", "divisions_on", "names_of", "paths_of", "spans_of", "subtree_of",
]
