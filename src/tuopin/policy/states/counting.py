"""What the key figures count, each as a function over columns: households, persons, money of households, then villages."""

from __future__ import annotations

from tuopin.engine.columns import Quantity
from tuopin.engine.roll_up import Counted
from tuopin.engine.tables import Table
from tuopin.engine.truth import Truth

NOT_EXITED = ("poor", "pre_exit", "returned")


def households(standings: Table) -> Quantity:
    """Every household, one each."""
    return standings.persons * 0 + 1


def persons(standings: Table) -> Quantity:
    return standings.persons


def poor(standings: Table) -> Truth:
    """Households not yet exited."""
    return standings.status.isin(*NOT_EXITED)


def poor_persons(standings: Table) -> Quantity:
    return standings.persons.if_yes(poor(standings))


def exited(standings: Table) -> Truth:
    return standings.status.isin("exited")


def returned(standings: Table) -> Truth:
    return standings.status.isin("returned")


def ever_exited(standings: Table) -> Truth:
    """Exited households and those that returned to poverty afterwards."""
    return standings.status.isin("exited", "returned")


def net_income(standings: Table) -> Quantity:
    return standings.net_fen


def persons_with_income(standings: Table) -> Quantity:
    return standings.persons.if_yes(standings.net_fen.is_known)


def short_of_line(standings: Table) -> Quantity:
    """What all households below the line lack to reach it."""
    return standings.short_fen


def persons_below_line(standings: Table) -> Quantity:
    return standings.persons.if_yes(standings.short_fen > 0)


def near_line(standings: Table) -> Truth:
    return standings.near_line


def may_exit(standings: Table) -> Truth:
    return standings.may_exit


def not_yet(standings: Table) -> Truth:
    return ~standings.may_exit


def not_known(standings: Table) -> Truth:
    return ~standings.may_exit.is_known


def fails(condition: str) -> Counted:
    return lambda standings: standings.failed.has_any(condition)


def unknown(condition: str) -> Counted:
    return lambda standings: standings.unknown.has_any(condition)


def meets(condition: str) -> Counted:
    """Households for which the condition certainly holds."""
    def counted(standings: Table) -> Truth:
        said = standings.failed.has_any(condition) | standings.unknown.has_any(condition)
        return Truth.certain(~said.yes)

    return counted


def main_cause(word: str) -> Counted:
    return lambda standings: standings.main_cause.isin(word)


def helped(standings: Table) -> Truth:
    return standings.helped


def not_helped(standings: Table) -> Truth:
    return ~standings.helped


def school_out(standings: Table) -> Quantity:
    return standings.school_out


def school_age(standings: Table) -> Quantity:
    return standings.school_age


def in_school(standings: Table) -> Quantity:
    """Children of school age of whom it is not found that they are out of school."""
    return (standings.school_age - standings.school_out).at_least(0)


def uninsured(standings: Table) -> Quantity:
    return standings.uninsured


def insured(standings: Table) -> Quantity:
    return (standings.persons - standings.uninsured).at_least(0)


def dangerous_house(standings: Table) -> Truth:
    return standings.house_grade.isin("C", "D")


def unsafe_water(standings: Table) -> Truth:
    return ~standings.water_safe


def doubts(standings: Table) -> Quantity:
    return standings.doubts


def with_doubts(standings: Table) -> Truth:
    return standings.doubts > 0


def without_doubts(standings: Table) -> Truth:
    return ~(standings.doubts > 0)


def villages(table: Table) -> Quantity:
    """Every village, one each."""
    return Quantity.of([1] * len(table))


def states_population(table: Table) -> Truth:
    return table.persons.is_known


def poor_village(table: Table) -> Truth:
    return table.poor_village


def has_team(table: Table) -> Truth:
    return table.team > 0


def first_secretaries(table: Table) -> Quantity:
    return table.first_secretaries


def population(table: Table) -> Quantity:
    """All persons of the villages that state them."""
    return table.persons.if_yes(table.persons > 0)


def poor_where_stated(table: Table) -> Quantity:
    """Persons not exited, of the villages that state their population: the others count on neither side."""
    return table.total_poor_persons.if_yes(table.persons > 0)


def registered_where_stated(table: Table) -> Quantity:
    return table.total_persons.if_yes(table.persons > 0)


def all_households(table: Table) -> Quantity:
    """All households of the villages that state them."""
    return table.households.if_yes(table.households > 0)


def registered_households_where_stated(table: Table) -> Quantity:
    return table.total_households.if_yes(table.households > 0)
