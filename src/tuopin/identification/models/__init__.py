"""The tables of identification: meetings and their votes, comparisons, changes of members, visits, designations of places."""

from tuopin.identification.models.change import Arrival, Change, Relation
from tuopin.identification.models.comparison import Comparison
from tuopin.identification.models.designation import Designation
from tuopin.identification.models.meeting import Ballot, Meeting
from tuopin.identification.models.projections import CHANGE, DESIGNATION, MEETING
from tuopin.identification.models.visit import Visit

__all__ = ["CHANGE", "DESIGNATION", "MEETING", "Arrival", "Ballot", "Change", "Comparison", "Designation", "Meeting", "Relation", "Visit"]
