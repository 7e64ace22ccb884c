"""The scope matrix: every address, asked by whoever stands in each of seven ways towards a place, on each of the five levels."""

from __future__ import annotations

import os

import pytest
from django.urls import URLPattern, get_resolver

from scope import matrix
from scope.addresses import NOBODYS, SECRET, addresses, lay_out_register
from tuopin.kernel.areas import within
from tuopin.web.checks import pages
from web import kit

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def register(tmp_path):
    return lay_out_register(tmp_path)


def test_the_whole_matrix_is_as_it_was_reviewed_and_nothing_leaks(register, request):
    askers, found, leaks, every = matrix.Askers(), [], [], "EVERY_REQUEST" in os.environ
    for asked, level, statuses, texts in matrix.rows(register, askers, every=every):
        found.append((asked, level, statuses))
        leaks += [f"{standing} of the {matrix.LEVELS[level]}: {asked.method} {asked.url}: {fault}"
                  for standing, status in statuses.items() if status != "-"
                  for fault in faults(register, asked, level, standing, status, texts[standing])]
    cases = sum(status != "-" for _asked, _level, statuses in found for status in statuses.values())
    print(f"{len({asked.name for asked, *_ in found})} addresses, {len({asked for asked, *_ in found})} requests, {cases} cases, {len(leaks)} leaks")
    assert not leaks, "\n".join(leaks[:40])
    assert {asked.name for asked, *_ in found} == _names(), "a new address: say in tests/scope/addresses.py how it is asked for"
    if every:  # the list that is kept has one request for each address and method
        return
    lines = matrix.in_lines(found)
    if request.config.getoption("--write-matrix"):
        matrix.BASELINE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    kept = matrix.BASELINE.read_text(encoding="utf-8").splitlines()
    assert lines == kept, "read what changed; `pytest tests/scope/test_matrix.py --write-matrix` keeps it"


def faults(found, asked, level, standing, status, text) -> list[str]:
    """What is wrong with an answer, judged by the codes of the places alone, without any code of the system."""
    if asked.name in NOBODYS:
        return []
    if standing in ("none", "expired"):
        return [] if status == "login" else [f"{status} without a post of today"]
    told = [word for word in (SECRET, "秘密名册", found.number, f"/imports/{found.batch}/") if word in text and word not in asked.url]
    if asked.of_nothing:
        return [] if status == "404" and not told else [f"{status} for what there is not, {told}"]
    if matrix.is_inside(asked, level, standing):
        return [f"{status} inside"] if status in ("403", "404", "400", "login") and asked.name not in matrix.ONES_OWN else []
    may_list = asked.name in matrix.LISTS or (asked.name == "changes" and "search=" in asked.url) or (asked.name in matrix.OWN_PART and within(matrix.stands_at(level, standing), asked.place))
    if may_list and status in ("200", "302", "422"):
        return [f"tells {told}"] if told else []
    return [f"{status} outside, {told}"] if status != "404" or told else []


def _names() -> set[str]:
    return {pattern.name for _where, pattern in pages(get_resolver().url_patterns) if isinstance(pattern, URLPattern)}


def test_no_other_method_is_answered_at_any_address(register):
    client = matrix.Askers().client(kit.COUNTY, False)
    asked = {request.name: request.url for request in matrix.requests_of(register, 5, every=False)}
    assert set(asked) == _names()
    for name, url in asked.items():
        for method in matrix.OTHER_METHODS:
            assert client.generic(method, url).status_code == 405, (method, name)


def test_the_head_of_a_page_is_told_to_those_who_may_read_it(register):
    outside, inside = (matrix.Askers().client(area, False) for area in (kit.OTHER_VILLAGE, kit.VILLAGE))
    for name in ("household", "village", "case", "household-evidence", "evidence", "evidence-file", "import-batch"):
        url = addresses(register)[name][0][1]
        assert outside.head(url).status_code == 404 and inside.head(url).status_code == 200, name


def test_the_matrix_knows_a_leak_when_it_sees_one(register):
    asked = matrix.Asked("household", "GET", "/households/x/", (), kit.VILLAGE)
    assert faults(register, asked, 5, "sibling", "200", "") and faults(register, asked, 5, "cousin", "403", "")
    assert faults(register, asked, 5, "sibling", "404", f"… {register.number} …") and faults(register, asked, 5, "own", "404", "")
    assert faults(register, asked, 5, "expired", "200", "") and not faults(register, asked, 5, "sibling", "404", "")
    nothing = matrix.Asked("helper-deed", "POST", "/helpers/1/decide/x/", (), kit.VILLAGE)
    assert faults(register, nothing, 5, "own", "302", "") and faults(register, nothing, 5, "sibling", "403", "") and not faults(register, nothing, 5, "own", "404", "")
    listed = matrix.Asked("households", "GET", "/households/", (), kit.VILLAGE)
    assert faults(register, listed, 5, "cousin", "200", SECRET) and not faults(register, listed, 5, "cousin", "200", "")
