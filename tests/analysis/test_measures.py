"""What every measure must obey whatever the numbers: definitions in plain arithmetic, invariances, groups, refusals."""

import json
from fractions import Fraction

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tuopin.analysis.measures import NAMES, Sample, measure
from tuopin.analysis.measures.moments import Moments
from tuopin.analysis.measures.multidimensional import alkire_foster
from tuopin.analysis.measures.official import (
    Bridge,
    Counts,
    composite_incidence,
    incidence,
    omissions,
    recognition,
    wrong_exits,
)
from tuopin.cli.measure import measure as command
from tuopin.kernel.refusals import Refusal

INCOMES = st.lists(st.integers(1, 10_000), min_size=4, max_size=40).filter(lambda ys: len(set(ys)) > 3)
SIMPLE = [n for n in NAMES if n not in ("arpt", "arpr", "rmpg")]


def value(name, incomes, line=3000.0, weight=None):
    return measure([name], Sample.of(incomes, weight), line=line)[0].measures[name].estimate


@given(INCOMES, st.integers(100, 9000))
@settings(deadline=None)
def test_poverty_is_what_its_definition_says(incomes, line):
    n, poor = len(incomes), sorted(y for y in incomes if y < line)
    gaps = [Fraction(line - y, line) for y in poor]
    assert value("fgt0", incomes, line) == pytest.approx(len(poor) / n)
    assert value("fgt1", incomes, line) == pytest.approx(float(sum(gaps) / n))
    assert value("fgt2", incomes, line) == pytest.approx(float(sum(g * g for g in gaps) / n))
    assert value("watts", incomes, line) == pytest.approx(sum(np.log(line / y) for y in poor) / n)
    everybody = sorted([*gaps, *[Fraction(0)] * (n - len(poor))], reverse=True)
    assert value("sst", incomes, line) == pytest.approx(float(sum((2 * (n - i) - 1) * g for i, g in enumerate(everybody)) / (n * n)))
    if poor:
        spread = sum(abs(a - b) for a in poor for b in poor) / (2 * len(poor) * sum(poor))
        h, gap = len(poor) / n, float(sum(gaps) / len(poor))
        assert value("sen", incomes, line) == pytest.approx(h * (gap + (1 - gap) * spread))


@given(INCOMES)
@settings(deadline=None)
def test_gini_is_half_the_mean_difference_over_the_mean(incomes):
    n = len(incomes)
    expected = sum(abs(a - b) for a in incomes for b in incomes) / (2 * n * sum(incomes))
    assert value("gini", incomes) == pytest.approx(expected, abs=1e-12)


@given(INCOMES, st.integers(2, 4))
@settings(deadline=None)
def test_a_weight_is_so_many_rows(incomes, times):
    for name in SIMPLE:
        weighed, doubled = value(name, incomes, weight=[times] * len(incomes)), value(name, incomes * times)
        assert weighed == pytest.approx(doubled, abs=1e-9) or name in ("qsr", "bottom20", "bottom40", "top10", "top20")
        assert weighed == pytest.approx(value(name, incomes), abs=1e-9)


@given(INCOMES)
@settings(deadline=None)
def test_the_unit_of_money_is_no_matter(incomes):
    for name in ("gini", "qsr", "rmpg", "arpr", "fgt2", "sen"):
        assert value(name, [y * 100 for y in incomes], 300_000.0) == pytest.approx(value(name, incomes), rel=1e-9, abs=1e-12, nan_ok=True)


def test_at_the_line_one_is_not_poor():
    assert value("fgt0", [2999.99, 3000, 3000.01, 5000]) == 0.25


def test_nobody_poor_is_nought_and_not_a_fault():
    assert [value(name, [5000, 6000, 7000, 9000]) for name in ("fgt0", "fgt1", "sen", "sst", "watts")] == [0, 0, 0, 0, 0]


def test_no_median_of_the_poor_where_nobody_is_poor():
    """A gap that does not exist is no gap of nought, and the command says null, which every reader of JSON knows."""
    found = measure(["rmpg"], Sample.of([5000, 6000, 7000, 9000]))[0].measures["rmpg"]
    assert np.isnan(found.estimate) and np.isnan(found.se)


def test_a_standard_error_is_what_the_resampled_figures_spread():
    """The influence of each row on each figure, against what deleting it does."""
    rng = np.random.default_rng(7)
    incomes, weight = rng.lognormal(8, 0.6, 400), rng.uniform(1, 3, 400)
    for name in ("fgt1", "sen", "sst", "gini", "watts"):
        se = measure([name], Sample.of(incomes, weight), line=2500.0)[0].measures[name].se
        again = np.array([value(name, np.delete(incomes, n), 2500.0, np.delete(weight, n)) for n in range(400)])
        assert se == pytest.approx(np.sqrt(399 / 400 * ((again - again.mean()) ** 2).sum()), rel=0.02), name


def test_groups_are_domains_of_the_whole_design():
    rng = np.random.default_rng(3)
    incomes, unit = rng.lognormal(8, 0.5, 300), np.repeat(np.arange(30), 10)
    group = np.where(np.arange(300) % 3 == 0, "瑶族", "汉族")
    whole = Sample.of(incomes, cluster=unit, by=group)
    found = {g.label: g for g in measure(["fgt0"], whole, line=2500.0)}
    assert found["瑶族"].n == 100 and found["汉族"].n == 200
    inside = group == "瑶族"
    poor = (incomes < 2500) & inside
    rate = poor.sum() / inside.sum()
    totals = np.array([(poor[unit == u] - rate * inside[unit == u]).sum() for u in range(30)]) / inside.sum()
    assert found["瑶族"].measures["fgt0"].se == pytest.approx(np.sqrt(30 / 29 * (totals**2).sum()))


def test_a_unit_of_one_name_in_two_strata_is_two_units():
    incomes = np.arange(1.0, 9.0)
    two = Sample.of(incomes, strata=[0, 0, 0, 0, 1, 1, 1, 1], cluster=[1, 1, 2, 2, 1, 1, 2, 2])
    assert int(two.cluster.max()) == 3


@pytest.mark.parametrize("make, code", [
    (lambda: Sample.of([], []), "no-weight"), (lambda: Sample.of([1, 2], [1, -1]), "no-weight"), (lambda: Sample.of([1, 2], [0, 0]), "no-weight"),
    (lambda: Sample.of([1, float("nan")]), "number-missing"), (lambda: Sample.of([1, 2], [1]), "lengths-differ"),
    (lambda: Sample.of(["一", "二"]), "not-numbers"), (lambda: Sample.of([1, 2], by=["a"]), "lengths-differ"),
    (lambda: measure(["gini"], Sample.of([1, 2, 3], strata=[1, 1, 2])), "lonely-unit"),
    (lambda: measure(["gini"], Sample.of([1, 2, 3], population=[2, 2, 2])), "population-too-small"),
    (lambda: measure(["fgt0"], Sample.of([1, 2, 3])), "line-missing"), (lambda: measure(["fgt0"], Sample.of([1, 2, 3]), line=0), "line-missing"),
    (lambda: measure(["fgt9"], Sample.of([1, 2, 3]), line=1), "no-such-measure"),
    (lambda: alkire_foster(Sample.of([1, 2]), {"a": [0, 2]}, {"a": 1}, 1), "not-yes-or-no"),
    (lambda: alkire_foster(Sample.of([1, 2]), {"a": [0, 1]}, {"a": 1}, 2), "cutoff-out-of-range"),
    (lambda: alkire_foster(Sample.of([1, 2]), {"a": [0, 1]}, {"b": 1}, 1), "weights-do-not-fit"),
    (lambda: alkire_foster(Sample.of([1, 2]), {"a": [0]}, {"a": 1}, 1), "lengths-differ"),
])
def test_what_cannot_be_measured_is_refused(make, code):
    with pytest.raises(Refusal) as refused:
        make()
    assert refused.value.code == code


def test_a_score_of_exactly_the_cutoff_is_poor():
    found = alkire_foster(Sample.of(np.zeros(4)), {"a": [1, 1, 0, 0], "b": [0, 1, 1, 0]}, {"a": 2, "b": 1}, 2)[0]
    assert found.h.estimate == 0.5 and found.m0.estimate == pytest.approx((2 / 3 + 1) / 4)
    assert sum(e.estimate for e in found.contribution.values()) == pytest.approx(1)


def test_figures_of_groups_add_up_to_the_whole():
    rng = np.random.default_rng(11)
    deprived = {name: rng.random(200) < 0.3 for name in "abc"}
    weights, region = {"a": 3, "b": 2, "c": 1}, rng.integers(0, 4, 200)
    whole = alkire_foster(Sample.of(np.zeros(200)), deprived, weights, 3)[0]
    parts = alkire_foster(Sample.of(np.zeros(200), by=region), deprived, weights, 3)
    assert sum(p.m0.estimate * p.weight for p in parts) / 200 == pytest.approx(whole.m0.estimate)


def test_the_official_rates_keep_their_own_denominators():
    counts = Counts(poor=100, rural=10_000, exited_surveyed=400, exited_wrongly=2, outside_surveyed=800, missed=3,
                    households_asked=50, households_recognising=46)
    assert incidence(counts) == Fraction(1, 100) and composite_incidence(counts) == Fraction(105, 10_000)
    assert (wrong_exits(counts), omissions(counts), recognition(counts)) == (Fraction(2, 400), Fraction(3, 800), Fraction(46, 50))
    with pytest.raises(Refusal):
        wrong_exits(Counts(poor=1, rural=1))


def test_the_bridge_leads_from_one_year_to_the_next_or_says_by_how_much_it_does_not():
    bridge = Bridge(before=1000, exits=300, returns=12, newly_found=30, natural_gain=25, natural_loss=20, removed=4)
    assert bridge.after == 743 and bridge.net_reduction == 257
    bridge.check(743)
    with pytest.raises(Refusal) as refused:
        bridge.check(740)
    assert refused.value.params["difference"] == -3


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("income,w,region,schooling,health\n1000,2,东,1,0\n2000,1,东,1,1\n4000,3,西,0,0\n9000,1,西,0,1\n", encoding="utf-8")
    return path


def asked(*words):
    run = CliRunner(mix_stderr=False) if "mix_stderr" in CliRunner.__init__.__code__.co_varnames else CliRunner()
    return run.invoke(command, list(words), catch_exceptions=False)


def test_the_command_prints_json_by_group_and_nothing_else(table):
    out = asked("fgt0", "gini", "--table", str(table), "--welfare", "income", "--weight", "w", "--line", "3000", "--by", "region", "--json")
    said = json.loads(out.stdout)
    assert [(g["group"], g["n"], g["weight"]) for g in said["groups"]] == [("东", 2, 3.0), ("西", 2, 4.0)]
    assert said["groups"][0]["measures"]["fgt0"]["estimate"] == 1 and set(said["groups"][0]["measures"]["gini"]) == {"estimate", "se", "low", "high"}
    whole = json.loads(asked("fgt0", "--table", str(table), "--welfare", "income", "--line", "3000", "--json").stdout)
    assert [(g["group"], g["measures"]["fgt0"]["estimate"]) for g in whole["groups"]] == [(None, 0.5)]


def test_the_command_measures_many_dimensions_and_prints_tables(table):
    words = ("mpi", "--table", str(table), "--weight", "w", "--indicator", "schooling=1", "--indicator", "health=1", "--cutoff", "1")
    found = json.loads(asked(*words, "--json").stdout)["groups"][0]["measures"]
    assert found["mpi_h"]["estimate"] == pytest.approx(4 / 7) and found["mpi"]["estimate"] == pytest.approx((2 * 0.5 + 1 + 0.5) / 7)
    assert asked(*words, "--csv").stdout.splitlines()[0] == "group,n,weight,measure,estimate,se,low,high"
    assert "censored.health" in asked(*words).stdout


def test_the_command_takes_replicate_weights_and_says_null_for_what_does_not_exist(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("income,w,r1,r2,r3,r4\n1000,1,0,1.33,1.33,1.33\n2000,1,1.33,0,1.33,1.33\n4000,1,1.33,1.33,0,1.33\n9000,1,1.33,1.33,1.33,0\n")
    words = ("--table", str(path), "--welfare", "income", "--weight", "w")
    found = json.loads(asked("fgt0", *words, "--line", "3000", "--replicates", "r", "--json").stdout)["groups"][0]["measures"]["fgt0"]
    assert found["estimate"] == 0.5 and found["se"] == pytest.approx(np.sqrt(0.75 * 4 * (1 / 6) ** 2))
    with pytest.raises(Refusal):
        asked("fgt0", *words, "--line", "3000", "--replicates", "r", "--replicate-method", "guess")
    rich = tmp_path / "n.csv"
    rich.write_text("income\n5000\n6000\n7000\n9000\n")
    said = asked("rmpg", "--table", str(rich), "--welfare", "income", "--json").stdout
    assert json.loads(said)["groups"][0]["measures"]["rmpg"] == {"estimate": None, "se": None, "low": None, "high": None}


NAMES = ("fgt0", "fgt1", "fgt2", "watts", "sen", "sst", "gini", "arpr", "arpt", "rmpg", "qsr", "bottom20", "top10")


@pytest.mark.parametrize("rows, without_figure, without_error", [
    ("0,1\n0,2\n0,1", {"watts", "rmpg", "qsr", "bottom20", "top10"}, {"arpr", "arpt"}),  # nobody has anything
    ("100.1,1\n100.1,2\n100.1,1", {"rmpg"}, {"arpr", "arpt", "qsr", "bottom20", "top10"}),  # all have the same: no density, no error
    ("-500,1\n100,1", {"gini", "sen"}, set()),  # debts outweigh what all have
])
@pytest.mark.filterwarnings("error")
def test_a_figure_that_does_not_exist_is_null_without_a_warning(tmp_path, rows, without_figure, without_error):
    path = tmp_path / "edge.csv"
    path.write_text(f"y,w\n{rows}\n")
    said = asked(*NAMES, "--table", str(path), "--welfare", "y", "--weight", "w", "--line", "3000", "--json")
    found = json.loads(said.stdout)["groups"][0]["measures"]
    assert {name for name, told in found.items() if told["estimate"] is None} == without_figure
    assert {name for name, told in found.items() if told["se"] is None} == without_figure | without_error and not said.stderr


def test_a_gap_in_the_grouping_is_a_group_of_its_own_called_null(tmp_path):
    path = tmp_path / "gap.csv"
    path.write_text("y,g\n1000,1\n4000,\n500,2\n")
    said = asked("fgt0", "--table", str(path), "--welfare", "y", "--line", "3000", "--by", "g", "--json").stdout
    groups = json.loads(said, parse_constant=pytest.fail)["groups"]  # NaN is no JSON
    assert [(group["group"], group["measures"]["fgt0"]["estimate"]) for group in groups] == [(1, 1), (2, 1), (None, 0)]


def test_a_gap_among_words_is_called_null_too(tmp_path):
    path = tmp_path / "gap.csv"
    path.write_text("y,g\n1000,甲\n4000,\n500,乙\n", encoding="utf-8")
    groups = json.loads(asked("fgt0", "--table", str(path), "--welfare", "y", "--line", "3000", "--by", "g", "--json").stdout)["groups"]
    assert {group["group"]: group["n"] for group in groups} == {None: 1, "甲": 1, "乙": 1}


@pytest.mark.parametrize("cells, labels", [
    (["001", "01", "1", "1"], {"001", "01", "1"}), (["1.50", "1.5", "2", ""], {"1.50", "1.5", "2", None}), (["-1", "7", "NA", ""], {-1, 7, None}),
    (["1.5", "2.25", "2.25", "1.5"], {1.5, 2.25}),
])
@pytest.mark.parametrize("kind", ["csv", "replicate"])
def test_codes_that_only_look_like_numbers_stay_apart(tmp_path, cells, labels, kind):
    path = tmp_path / "codes.csv"
    path.write_text("y,g,r1,r2\n" + "".join(f"1000,{cell},1,2\n" for cell in cells), encoding="utf-8")
    words = ["--replicates", "r"] if kind == "replicate" else []
    said = asked("fgt0", "--table", str(path), "--welfare", "y", "--line", "3000", "--by", "g", *words, "--json").stdout
    assert {group["group"] for group in json.loads(said)["groups"]} == labels


def test_strata_whose_codes_differ_by_a_leading_nought_are_two(tmp_path):
    rows = "".join(f"{income},{stratum},{n}\n" for stratum, incomes in (("01", (1000, 5000)), ("1", (1000, 1000))) for n, income in enumerate(incomes))
    path = tmp_path / "strata.csv"
    path.write_text("y,s,c\n" + rows)
    words = ("--table", str(path), "--welfare", "y", "--line", "3000", "--strata", "s", "--cluster", "c", "--json")
    told = json.loads(asked("fgt0", *words).stdout)["groups"][0]["measures"]["fgt0"]
    # only the first stratum spreads: n/(n-1) Σ (u - ū)² over its two units, u = (1 - 3/4)/4 and (0 - 3/4)/4
    assert told["estimate"] == 0.75 and told["se"] == pytest.approx((2 * 2 * (1 / 8) ** 2) ** 0.5)


def test_a_table_as_chinese_spreadsheets_save_it_is_read(tmp_path):
    for n, encoding in enumerate(("utf-8", "utf-8-sig", "gb18030")):
        (tmp_path / f"{n}.csv").write_text("收入,组\n1000,甲\n4000,𠮷\n", encoding=encoding)
    words = ("fgt0", "--welfare", "收入", "--line", "3000", "--by", "组", "--json", "--table")
    first, second, third = (asked(*words, str(tmp_path / f"{n}.csv")).stdout for n in range(3))
    assert first == second == third and {g["group"] for g in json.loads(first)["groups"]} == {"甲", "𠮷"}


@pytest.mark.parametrize("data, code", [
    ("收入\n1000\n".encode("gb18030")[:-6] + b"\xff\xff\n", "table-unreadable"), (b"y,y\n1,2\n", "column-twice"), (b"", "table-unreadable"),
])
def test_a_table_that_cannot_be_read_for_certain_is_refused(tmp_path, data, code):
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(Refusal) as refused:
        asked("fgt0", "--table", str(path), "--welfare", "y", "--line", "1")
    assert refused.value.code == code


@pytest.mark.parametrize("text, code, column", [
    ("收入,层\n1000,1\n甲,2\n", "not-numbers", "收入"), ("收入,层\n1000,1\n,2\n", "number-missing", "收入"), ("收入,层\n1000,1\n2000,\n", "design-missing", "层"),
])
def test_a_fault_in_a_column_is_told_by_its_heading(tmp_path, text, code, column):
    path = tmp_path / "fault.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        asked("fgt0", "--table", str(path), "--welfare", "收入", "--line", "3000", "--strata", "层")
    assert refused.value.code == code and refused.value.params["column"] == column


@pytest.mark.parametrize("words, code", [
    (["fgt0", "--line", "1"], "welfare-missing"), (["fgt0", "--welfare", "money", "--line", "1"], "column-missing"),
    (["mpi", "--indicator", "health=1"], "cutoff-missing"), (["mpi", "--indicator", "health", "--cutoff", "1"], "bad-indicator"),
])
def test_the_command_says_what_is_missing(table, words, code):
    with pytest.raises(Refusal) as refused:
        asked(*words, "--table", str(table))
    assert refused.value.code == code


def test_a_missing_number_is_refused_and_left_out_only_when_asked(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("income,w\n1000,1\n,1\n4000,1\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        asked("fgt0", "--table", str(path), "--welfare", "income", "--line", "3000")
    assert refused.value.code == "number-missing" and refused.value.params["row"] == 2
    out = asked("fgt0", "--table", str(path), "--welfare", "income", "--line", "3000", "--drop-missing", "--json")
    assert json.loads(out.stdout)["groups"][0]["n"] == 2


def test_parquet_gives_what_csv_gives(table, tmp_path):
    from pyarrow import csv, parquet

    parquet.write_table(csv.read_csv(table), tmp_path / "t.parquet")
    words = ("gini", "--welfare", "income", "--weight", "w", "--by", "region", "--json", "--table")
    assert asked(*words, str(table)).stdout == asked(*words, str(tmp_path / "t.parquet")).stdout


def test_a_broken_file_is_refused_by_name(tmp_path):
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"not parquet")
    with pytest.raises(Refusal) as refused:
        asked("gini", "--table", str(path), "--welfare", "income")
    assert refused.value.code == "table-unreadable"


@pytest.mark.parametrize("seed", range(4))
def test_dimensions_added_up_stratum_by_stratum_are_those_of_all_rows_at_once(seed):
    random = np.random.default_rng(seed)
    names, count = ("a", "b", "c"), 400
    strata, weight = np.sort(random.integers(0, 9, count)), random.integers(1, 9, count).astype(float)
    strata[-1] = 9  # a stratum of one unit
    groups = random.choice(["", "x", "y"], count) if seed else None
    deprived = {name: random.random(count) < 0.1 * seed for name in names}
    weights, alone = {"a": 3, "b": 2, "c": 1}, strata == 9
    whole = alkire_foster(Sample.of(np.zeros(count), weight, strata=strata, by=groups, population=np.where(alone, 1.0, 1e18)), deprived, weights, 3)
    moments = Moments(weights, 3)
    for stratum in range(10):
        here = strata == stratum
        moments.add({name: column[here] for name, column in deprived.items()}, weight[here], None if groups is None else groups[here])
    for one, other in zip(moments.measured(), whole, strict=True):
        assert (one.label, one.n, one.weight) == (other.label, other.n, other.weight)
        for name in ("h", "a", "m0"):
            assert vars(getattr(one, name)) == pytest.approx(vars(getattr(other, name)), rel=1e-11, abs=1e-14, nan_ok=True)
        for kind in ("uncensored", "censored", "contribution"):
            for name in names:
                assert vars(getattr(one, kind)[name]) == pytest.approx(vars(getattr(other, kind)[name]), rel=1e-11, abs=1e-14, nan_ok=True)


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_whatever_lies_between_its_cells(tmp_path, between, encoding):
    lines = [("收入", "权", "组"), *((str(n % 7), str(n % 3), "甲" if n % 2 else "乙") for n in range(60))]
    (tmp_path / "t.csv").write_bytes("\n".join(map(between.join, lines)).encode(encoding))
    run = CliRunner().invoke(command, ["fgt0", "--table", str(tmp_path / "t.csv"), "--welfare", "收入", "--weight", "权", "--line", "3", "--by", "组", "--json"], catch_exceptions=False)
    for group in json.loads(run.stdout)["groups"]:
        rows = [(int(y), int(w)) for y, w, label in lines[1:] if label == group["group"]]
        assert group["measures"]["fgt0"]["estimate"] == pytest.approx(sum(w for y, w in rows if y < 3) / sum(w for _, w in rows), rel=1e-14)


@pytest.mark.parametrize("weight", [0.1, 0.7, 1 / 3, 1e-9, 3e11])
def test_a_share_that_weights_meet_exactly_is_met_though_they_are_rounded(weight):
    welfare = np.arange(1.0, 1001.0)
    (group,) = measure(["qsr", "bottom20", "bottom40", "arpt"], Sample.of(welfare, np.full(1000, weight)))
    expected = {"qsr": Fraction(sum(range(801, 1001)), sum(range(1, 201))), "bottom20": Fraction(sum(range(1, 201)), 500500),
                "bottom40": Fraction(sum(range(1, 401)), 500500), "arpt": Fraction(300)}
    for name, value in expected.items():
        assert group.measures[name].estimate == pytest.approx(float(value), rel=1e-12)
