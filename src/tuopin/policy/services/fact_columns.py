"""How the records laid out in the database become the columns that the doubt rules read: one expression a column."""

from __future__ import annotations

from tuopin.engine.tables import Field
from tuopin.registry.extract import INCOME_OF, as_stored, income_in_fen

INCOMES = (
    "wage", "business_income", "business_expense", "transfer_subsistence", "transfer_pension", "transfer_family_planning",
    "transfer_ecology",
)
HOUSEHOLDS = """
record_now r JOIN status_now s USING (household_id)
LEFT JOIN registry_householdform f ON f.id = r.form_id
LEFT JOIN policy_standing b ON b.household_id = r.household_id AND b.year = {before}
LEFT JOIN """ + INCOME_OF.format(household="r.household_id", year="r.record_year")
MEMBERS = "member_now m JOIN registry_memberform f ON f.id = m.form_id JOIN status_now s ON s.household_id = m.household_id"
OF_HOUSEHOLD = {
    "household_id": "r.household_id", "exited": "s.status = 'exited'", "guarantee_unmet": "r.failed & {guarantees} <> 0",
    "below_line": "r.failed & {income} <> 0", "net_fen": "r.net_fen", "net_before_fen": "b.net_income_yuan * 100",
    "green_area": "f.grain_to_green_mu * 100", "forest_area": "f.forest_mu * 100", "pasture_area": "f.pasture_mu * 100",
    "road_metres": "f.road_km * 1000", "house_grade": "r.house_grade", "water_safe": "r.water_safe",
}
OF_MEMBER = {
    "household_id": "m.household_id", "person_id": "m.person_id", "born_on": "m.born_on", "sex": "m.sex", "relation": "m.relation",
    "student": "f.student", "dropout_reason": "f.dropout_reason", "education": "f.education", "health": "f.health",
    "labour": "f.labour", "has_work_place": "f.work_place <> ''", "work_tenths": "f.work_months * 10",
    "resident_medical": "f.resident_medical", "employee_medical": "f.employee_medical", "critical_illness": "f.critical_illness",
    "active_soldier": "f.active_soldier", "exited": "s.status = 'exited'",
}


def households_query(fields: tuple[Field, ...], *, year: int, guarantees: int, income: int) -> str:
    """The query of the household columns, from record_now and status_now; the year before comes from its standings."""
    columns = OF_HOUSEHOLD | {line: income_in_fen(line) for line in INCOMES}
    chosen = ", ".join(as_stored(f, f"({columns[f.name].format(guarantees=guarantees, income=income)})") for f in fields)
    return f"SELECT {chosen} FROM {HOUSEHOLDS.format(before=year - 1)}"


def members_query(fields: tuple[Field, ...]) -> str:
    """The query of the member columns, from member_now."""
    chosen = ", ".join(as_stored(f, f"({OF_MEMBER[f.name]})") for f in fields)
    return f"SELECT {chosen} FROM {MEMBERS}"
