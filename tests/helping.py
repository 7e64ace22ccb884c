"""Builders of a county at the size of the reports: villages, households, helpers, all laid out in a few statements."""

from __future__ import annotations

from datetime import date

from django.db import connection

from register import COUNTY, an_actor
from tuopin.divisions.models import Division
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper, Household, VillageForm

ON, SINCE = date(2018, 12, 31), date(2016, 1, 1)
BASIS = "江办发〔2016〕3号"


def head(area: str = COUNTY, name: str = "县负责人") -> Actor:
    """A head with every act in the area."""
    return an_actor(area, name=name)


def villages_of_county(many: int) -> list[str]:
    """The codes of the first villages of the county, those that are villages and no residents' committees."""
    found = Division.objects.filter(code__startswith="431129", level=5, ends_on=None).order_by("code").values_list("code", flat=True)
    return [code for code in found if code[9:] >= "200"][:many]


def lay_out_villages(codes: list[str], *, poor: int | None = None, year: int = 2018, **facts: object) -> None:
    """A form for each village; the first `poor` are poor villages."""
    VillageForm.objects.bulk_create(
        VillageForm(village_code=code, year=year, poor_village=poor is None or n < poor, source="import:1", **facts) for n, code in enumerate(codes)
    )


def lay_out_helpers(many: int, *, unit_class: str = "party") -> list[int]:
    """So many helpers of the county, by number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_helper (number, area_code, name, sex, unit_name, unit_class, duty)"
            " SELECT 'B' || lpad(n::text, 5, '0'), %s, '帮扶' || n, '', '单位' || (n %% 130), %s, '' FROM generate_series(0, %s) n",
            [COUNTY, unit_class, many - 1])
    return list(Helper.objects.filter(number__startswith="B").order_by("number").values_list("pk", flat=True))


def lay_out_households(many: int, codes: list[str]) -> list[int]:
    """So many registered households spread over the villages, by number; as if what led there had happened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_household (number, village_code) SELECT 'D' || lpad(n::text, 7, '0'), (%s::text[])[1 + n %% %s] FROM generate_series(0, %s) n",
            [codes, len(codes), many - 1])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_statusevent DISABLE TRIGGER status_by_procedure")
        cursor.execute(
            'INSERT INTO registry_statusevent (household_id, kind, "on", precision, basis, actor)'
            " SELECT id, 'identified', '2014-01-01', 'day', '测试', 'test' FROM registry_household WHERE number LIKE 'D%'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_statusevent ENABLE TRIGGER status_by_procedure")
    return list(Household.objects.filter(number__startswith="D").order_by("number").values_list("pk", flat=True))


def pair_all(households: list[int], helpers: list[int], *, since: date = SINCE) -> None:
    """Each household with a helper, helpers in turn, as a roster would have brought it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_pairing (household_id, helper_id, starts_on) SELECT h, (%s::bigint[])[1 + (n - 1) %% %s], %s"
            " FROM unnest(%s::bigint[]) WITH ORDINALITY a (h, n)", [helpers, len(helpers), since, households])
        # What the database does of itself within a minute, but not within a test: it would plan a county by the rows of the test before.
        cursor.execute("ANALYZE registry_household, registry_statusevent, registry_helper, registry_pairing")
