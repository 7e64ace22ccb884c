"""Everything that changes the tree: loading the editions, and setting right by hand what became of a place."""

from tuopin.divisions.services.load_editions import load_editions

__all__ = ["load_editions"]
