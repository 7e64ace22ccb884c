"""The household exit standard as two peers would have it written: in OpenFisca-core, and in pandas. Run by `peers.py`, in a Python of their own.

    PYTHON bench/peer_rules.py openfisca|pandas FOLDER

FOLDER holds household.parquet and person.parquet (plain columns, a person knows the row of its household), rule.json (line in yuan,
days between which a child is of school age, which codes mean what) and takes result.npz (a column for each condition: 0 no, 1 not
known, 2 yes). Printed are the seconds to load and to calculate.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

NAMES = ("income_above_line", "food", "clothing", "compulsory_education", "basic_medical_care", "safe_housing", "safe_water")
INCOMES = ("wage", "business_income", "business_expense", "others")
HOUSEHOLD = (*INCOMES, "enough_lines", "food_enough", "clothing_enough", "house_grade", "water_safe")
PERSON = ("born_on", "student", "dropout_reason", "education", "health", "resident_medical", "employee_medical")
NO, UNKNOWN, YES = 0, 1, 2


def three(column):
    """Stored answers (1, 0, -1) as 2, 0, 1: then the least of several is their "and", the greatest their "or"."""
    return np.where(column < 0, UNKNOWN, column * 2).astype(np.int8)


def of_school(column, rule):
    """Whether a child is in school, as told by its codes: (student, education, dropout reason)."""
    student, education, reason = column
    table = np.array(rule["school"], np.int8) * 2
    none = (student < 0) & ((education >= 0) | (reason >= 0))
    return np.where(student >= 0, table[student], np.where(none, NO, UNKNOWN))


def excused(reason, health, rule):
    """Whether a child is excused from school by a reason or an illness on record."""
    stated = np.where(reason >= 0, np.array([*rule["excusing_reasons"], False])[reason] * 2, NO)
    ill = np.where(health == 0, UNKNOWN, np.where(health & rule["excusing_health"], YES, NO))
    return np.maximum(stated, ill)


def looked_after(person, rule):
    """For each member: of no school age, in school, or excused."""
    born = person["born_on"]
    of_age = (born <= rule["born_until"]) & (born > rule["born_after"])
    school = of_school((person["student"], person["education"], person["dropout_reason"]), rule)
    return np.where(of_age, np.maximum(school, excused(person["dropout_reason"], person["health"], rule)), YES)


def insured(person):
    """For each member: resident or employee insurance."""
    return np.maximum(three(person["resident_medical"]), np.where(person["employee_medical"] == 1, YES, NO))


def by_pandas(folder: Path, rule: dict) -> tuple[dict, float]:
    import pandas

    household = pandas.read_parquet(folder / "household.parquet", columns=list(HOUSEHOLD))
    person = pandas.read_parquet(folder / "person.parquet", columns=["household", *PERSON])
    loaded = time.perf_counter()
    person["looked_after"] = looked_after({name: person[name].to_numpy() for name in PERSON}, rule)
    person["insured"] = insured({name: person[name].to_numpy() for name in PERSON})
    of = person.groupby("household", sort=False).agg(size=("insured", "size"), taught=("looked_after", "min"), insured=("insured", "min"))
    joined = household.join(of)
    net = joined["wage"] + joined["business_income"] - joined["business_expense"] + joined["others"]
    above = np.where(net.isna() | ~joined["enough_lines"], UNKNOWN, np.where(net >= joined["size"] * rule["line_yuan"], YES, NO))
    grade = joined["house_grade"].to_numpy()
    return {
        "income_above_line": above, "food": three(joined["food_enough"].to_numpy()), "clothing": three(joined["clothing_enough"].to_numpy()),
        "compulsory_education": joined["taught"].to_numpy(), "basic_medical_care": joined["insured"].to_numpy(),
        "safe_housing": np.where(grade < 0, UNKNOWN, np.where(grade <= 1, YES, NO)), "safe_water": three(joined["water_safe"].to_numpy()),
    }, loaded


def by_openfisca(folder: Path, rule: dict) -> tuple[dict, float]:
    import pyarrow.parquet
    from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables

    person = entities.Entity("person", "persons", "", "")
    household = entities.GroupEntity("household", "households", "", "", roles=[{"key": "member", "plural": "members", "label": ""}])
    system = taxbenefitsystems.TaxBenefitSystem([person, household])

    def variable(name, entity, kind, formula=None):
        body = {"value_type": kind, "entity": entity, "definition_period": periods.DateUnit.YEAR, "label": name}
        system.add_variable(type(name, (variables.Variable,), body | ({"formula": formula} if formula else {})))

    for name in HOUSEHOLD:
        variable(name, household, float if name in INCOMES else bool if name == "enough_lines" else int)
    for name in PERSON:
        variable(name, person, int)
    variable("member_taught", person, int, lambda p, y: looked_after({n: p(n, y) for n in PERSON}, rule))
    variable("member_insured", person, int, lambda p, y: insured({n: p(n, y) for n in PERSON}))

    def income(h, y):
        net = h("wage", y) + h("business_income", y) - h("business_expense", y) + h("others", y)
        return np.where(np.isnan(net) | ~h("enough_lines", y), UNKNOWN, np.where(net >= h.nb_persons() * rule["line_yuan"], YES, NO))

    def housing(h, y):
        grade = h("house_grade", y)
        return np.where(grade < 0, UNKNOWN, np.where(grade <= 1, YES, NO))

    for name, formula in {
        "income_above_line": income, "food": lambda h, y: three(h("food_enough", y)), "clothing": lambda h, y: three(h("clothing_enough", y)),
        "compulsory_education": lambda h, y: h.min(h.members("member_taught", y)), "basic_medical_care": lambda h, y: h.min(h.members("member_insured", y)),
        "safe_housing": housing, "safe_water": lambda h, y: three(h("water_safe", y)),
    }.items():
        variable(name, household, int, formula)
    read = {name: pyarrow.parquet.read_table(folder / f"{name}.parquet") for name in ("household", "person")}
    builder = simulations.SimulationBuilder()
    builder.create_entities(system)
    owner = read["person"]["household"].to_numpy()
    builder.declare_person_entity("person", np.arange(len(owner)))
    group = builder.declare_entity("household", np.arange(read["household"].num_rows))
    builder.join_with_persons(group, owner, roles=np.repeat("member", len(owner)))
    simulation = builder.build(system)
    for table, names in (("household", HOUSEHOLD), ("person", PERSON)):
        for name in names:
            simulation.set_input(name, rule["year"], read[table][name].to_numpy())
    loaded = time.perf_counter()
    return {name: simulation.calculate(name, rule["year"]) for name in NAMES}, loaded


def main() -> None:
    which, folder = sys.argv[1], Path(sys.argv[2])
    rule = json.loads((folder / "rule.json").read_text())
    by = {"openfisca": by_openfisca, "pandas": by_pandas}[which]
    best = (9e9, 9e9)
    for _ in range(3):  # the first run also imports; the best counts
        start = time.perf_counter()
        found, loaded = by(folder, rule)
        best = min(best, (loaded - start, time.perf_counter() - loaded), key=sum)
    np.savez(folder / f"{which}.npz", **{name: np.asarray(column, np.int8) for name, column in found.items()})
    print(f"{best[0]:.3f} {best[1]:.3f}")


if __name__ == "__main__":
    main()
