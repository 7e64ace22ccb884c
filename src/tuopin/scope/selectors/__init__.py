"""Reading below all rooms: what nearly every page asks in the fewest words, and whether the guards stand as they were released."""

from tuopin.scope.selectors.guards import faults_of_role, faults_of_tables
from tuopin.scope.selectors.laid_down import guards_altered, guards_standing
from tuopin.scope.selectors.rows import rows_of, trust_a_silent_line

__all__ = ["faults_of_role", "faults_of_tables", "guards_altered", "guards_standing", "rows_of", "trust_a_silent_line"]
