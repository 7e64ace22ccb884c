"""The register's door for columns: what rules judge, and what a yearly edition holds."""

from tuopin.registry.extract.chosen import COLUMNS, chosen_facts
from tuopin.registry.extract.edition import counties_of_edition, edition_columns
from tuopin.registry.extract.judged import (
    COUNTIES,
    GROUPS,
    INCOME_OF,
    as_stored,
    counties_registered,
    county_facts,
    facts_of_named,
    household_facts,
    income_in_fen,
    one_household_facts,
    one_moment,
    village_facts,
)

__all__ = [
    "COLUMNS", "COUNTIES", "GROUPS", "INCOME_OF", "as_stored", "chosen_facts", "counties_of_edition", "counties_registered", "county_facts", "edition_columns", "facts_of_named",
    "household_facts", "income_in_fen", "one_household_facts", "one_moment", "village_facts",
]
