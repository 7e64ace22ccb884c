"""Reading the tree: a place on a day, what lies above and below it, what became of it, and how to draw it."""

from tuopin.divisions.selectors.edition import edition_in_force
from tuopin.divisions.selectors.ground import metres_outside
from tuopin.divisions.selectors.mergers import merged_away, merged_here, merged_within
from tuopin.divisions.selectors.old_maps import Placement, VillagesOn, old_to_today, villages_on
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
from tuopin.divisions.selectors.search import Hit, search
from tuopin.divisions.selectors.shapes import Drawing, Shape, Tile, border_lines, outline_of, shapes_of, tile_grid
from tuopin.divisions.selectors.successions import Descent, descents, predecessors_of, successions_on, successors_of

__all__ = [
    "Descent", "Drawing", "Hit", "Placement", "Shape", "Tile", "VillagesOn", "ancestors_of", "border_lines", "children_of",
    "descents", "division_on", "divisions_on", "edition_in_force", "merged_away", "merged_here", "merged_within", "metres_outside", "names_of", "old_to_today", "outline_of", "paths_of", "predecessors_of", "search",
    "shapes_of", "spans_of", "subtree_of", "successions_on", "successors_of", "tile_grid", "villages_on",
]
