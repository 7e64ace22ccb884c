"""How every list is shown, searched, filtered, sorted, paged and taken along, whichever room its rows come from."""

from tuopin.lists.files import SUFFIXES, as_file, as_workbook, as_written
from tuopin.lists.laying import ASKED, Laid, laid_out, place_asked
from tuopin.lists.listing import Column, Filter, Listing

__all__ = ["ASKED", "SUFFIXES", "Column", "Filter", "Laid", "Listing", "as_file", "as_workbook", "as_written", "laid_out", "place_asked"]
