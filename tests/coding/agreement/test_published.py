"""Coefficients against values that were published, or that another program computes: each says where it is from.

dkpro-statistics is https://github.com/dkpro/dkpro-statistics (Apache-2.0): its tests hold the data of many papers. Where a
value comes from irrCAC or krippendorff, those packages were run on the same data.
"""

from __future__ import annotations

from itertools import combinations

import pytest

from workbench.coding.agreement import alpha, coefficients, nominal, rated, weighted_kappa
from workbench.coding.agreement.distances import masi


def table(*rows, labels="abcdef"):
    """Return the pairs that a square table of counts holds."""
    return [(labels[i], labels[j]) for i, row in enumerate(rows) for j, n in enumerate(row) for _ in range(n)]


def units(text):
    """Return one tuple a unit from one line a coder: . is missing."""
    lines = [[None if c == "." else c for c in line.split()] for line in text.strip().splitlines()]
    return list(zip(*lines, strict=True))


def numbers(text):
    return [tuple(None if v is None else int(v) for v in unit) for unit in units(text)]


def times(*rows):
    return [row for n, *values in rows for row in [tuple(values)] * n]


# Alpha -----------------------------------------------------------------------------------------------------------------

CANONICAL = numbers("""
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
""")
WIKIPEDIA = numbers("""
    . . . . . 3 4 1 2 1 1 3 3 . 3
    1 . 2 1 3 3 4 3 . . . . . . .
    . . 2 1 3 4 4 . 2 1 1 3 3 . 4
""")
HAYES = [
    "112.2", "1101.", "2333.", ".00.0", "000.0", "000.0", "102.1", "1.20.", "222.2", "2111.", ".100.", "0000.", "1222.", "33223",
    "111.1", "111.1", "212.2", "1233.", "1101.", "000.0", "0011.", "00.00", "2333.", "0000.", "12.22", "0111.", "00010", "1212.",
    "1122.", "112.2", "110.0", "2121.", "22.22", "3222.", "222.2", "223.2", "222.2", "22.12", "2222.", "111.1",
]  # fmt: skip
KRIPPENDORFF_1980 = [(1, 1, 1), (1, 2, 2), (2, 2, 2), (4, 4, 4), (1, 4, 4), (2, 2, 2), (1, 2, 3), (3, 3, 3), (2, 2, 2)]


@pytest.mark.parametrize(("level", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)])
def test_four_coders_twelve_units_with_missing_values(level, expected):
    """Krippendorff 2011, section C; also the README of the package krippendorff."""
    assert alpha(CANONICAL, level) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(("level", "expected"), [("nominal", 0.691), ("interval", 0.811)])
def test_three_coders_fifteen_units(level, expected):
    """Wikipedia, "Krippendorff's alpha", a computational example."""
    assert alpha(WIKIPEDIA, level) == pytest.approx(expected, abs=5e-4)


def test_five_coders_forty_units_ordinal():
    """Hayes and Krippendorff 2007, p. 84, as in dkpro's HayesKrippendorff2007Test: .7598. Checked here, it is."""
    rows = [tuple(None if c == "." else int(c) for c in line) for line in HAYES]
    assert len(rows) == 40
    assert alpha(rows, "ordinal") == pytest.approx(0.7598, abs=5e-5)


@pytest.mark.parametrize(("level", "expected"), [("nominal", 0.642), ("interval", 0.547), ("ratio", 0.483)])
def test_three_coders_nine_units(level, expected):
    """Krippendorff 1980, p. 139, as in dkpro's Krippendorff1980Test."""
    assert alpha(KRIPPENDORFF_1980, level) == pytest.approx(expected, abs=1e-3)
    assert rated(KRIPPENDORFF_1980).percent == pytest.approx(0.740, abs=1e-3)


@pytest.mark.parametrize(("label", "expected"), [(1, 0.381), (2, 0.711), (3, 0.717), (4, 0.764)])
def test_each_label_against_all_others(label, expected):
    """Krippendorff 1980, p. 139, one category against the rest, as in dkpro's Krippendorff1980Test."""
    assert alpha([tuple(value == label for value in unit) for unit in KRIPPENDORFF_1980]) == pytest.approx(expected, abs=1e-3)


def test_dichotomies():
    """Krippendorff 1980, p. 133 and 2004, p. 224 (dkpro); 2011, section A: Meg and Owen: 60 %, alpha .095."""
    for one, other in [("0100000010", "0110010100"), ("1100000000", "0110010100"), ("0100000000", "1110010010")]:
        assert alpha(zip(one, other, strict=True)) == pytest.approx(0.095, abs=5e-4)
    assert rated(zip("0100000010", "0110010100", strict=True)).percent == pytest.approx(0.6)


def test_two_coders_five_labels():
    """Krippendorff 2011, section B: Ben and Gerry, 12 units: alpha .692. 2004, p. 227 (dkpro): 83.3 %, .734."""
    assert nominal(zip("aabbdcccedda", "babbbccceddd", strict=True)).alpha == pytest.approx(0.692, abs=5e-4)
    value = nominal(zip("aabbbbbccccc", "abbbbbcccccc", strict=True))
    assert (value.percent, value.alpha) == (pytest.approx(0.8333, abs=5e-5), pytest.approx(0.734, abs=1e-3))


def test_the_variance_that_is_missing():
    """dkpro's WeightedAgreementTest, testMissingVariance: 11 agreements on one value, two lone others: alpha -.020, kappa 0."""
    pairs = [(1, 1)] * 11 + [(1, 2), (1, 3)]
    assert alpha(pairs) == pytest.approx(-0.020, abs=1e-3)
    assert weighted_kappa(pairs, "nominal") == pytest.approx(0, abs=1e-12)
    assert weighted_kappa(pairs, "interval") == pytest.approx(0, abs=1e-12)


# Sets -------------------------------------------------------------------------------------------------------------------

SETS = [tuple(map(frozenset, pair)) for pair in [
    ("", ""), ("A", ""), ("A", "A"), ("A", "B"), ("AB", "A"), ("AB", "AC"), ("ABC", "ABC"), ("C", "AC"), ("C", "AC"),
]]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "expected"), [((0, 1 / 3, 2 / 3, 1), 0.186), ((0, 1, 2, 3), 0.186)], ids=["thirds", "whole: the scale is no matter"]
)
def test_sets_by_steps(steps, expected):
    """Passonneau 2004, 0 same, 1/3 one holds the other, 2/3 crossing, 1 disjoint: dkpro's SetAnnotationsTest."""

    def distance(a, b):
        return steps[0 if a == b else 1 if a <= b or b <= a else 2 if a & b else 3]

    assert alpha(SETS, distance) == pytest.approx(expected, abs=1e-3)


def test_sets_by_a_product_of_distances():
    """dkpro's MASISetAnnotationDistanceFunction: Jaccard distance times 0, 1/3, 2/3 or 1: .252. Not Passonneau's MASI."""

    def distance(a, b):
        if a == b:
            return 0.0
        if not (a and b):  # in dkpro, as here, the empty set is held by every other
            return 1 / 3
        apart = 1 - len(a & b) / len(a | b)
        return apart * (1 / 3 if a <= b or b <= a else 2 / 3 if a & b else 1)

    assert alpha(SETS, distance) == pytest.approx(0.252, abs=1e-3)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("AB", "AB", 0), ("AB", "ABCD", 1 - 1 / 2 * 2 / 3), ("AB", "BC", 1 - 1 / 3 * 1 / 3), ("A", "B", 1), ("", "A", 1), ("", "", 0)],
)
def test_masi(one, other, expected):
    """Passonneau 2006: 1 - Jaccard x monotonicity; NLTK gives .665 for two of four, with 2/3 written as .67."""
    assert masi(frozenset(one), frozenset(other)) == pytest.approx(expected)


def test_sets_by_masi_and_jaccard():
    """Computed with the package krippendorff 0.9.0 from the same distances, passed as its level of measurement."""
    assert alpha(SETS, "masi") == pytest.approx(0.2730806608, abs=1e-9)
    assert alpha(SETS, "jaccard") == pytest.approx(0.3156199678, abs=1e-9)


# Two coders, several labels ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "categories", "expected"),
    [
        pytest.param(table((88, 14, 18), (10, 40, 10), (2, 6, 12)), None,
                     {"percent": 0.70, "kappa": 0.492, "ac1": 0.576, "s": 0.55, "fleiss": 0.4872}, id="Cohen 1960 p. 45"),
        pytest.param(table((25, 12, 3), (13, 2, 15), (12, 16, 2)), None,
                     {"percent": 0.29, "ac1": -0.04797}, id="Cohen 1960 p. 37, AC1 by irrCAC in dkpro"),
        pytest.param(table((80, 7), (8, 5)), None, {"percent": 0.85, "ac1": 0.808}, id="irrCAC paradox 2x2 in dkpro"),
        pytest.param(table((20, 5, 1, 0), (4, 15, 6, 1), (0, 5, 18, 4), (0, 1, 3, 12)), None,
                     {"percent": 0.684211, "ac1": 0.58046}, id="irrCAC 4x4 in dkpro"),
        pytest.param(table((15, 4, 1, 0, 0), (3, 12, 4, 1, 0), (1, 3, 14, 3, 1), (0, 1, 3, 10, 2), (0, 0, 1, 2, 8)), None,
                     {"percent": 0.662921, "ac1": 0.57997}, id="irrCAC 5x5 in dkpro"),
        pytest.param(table((50, 0, 0), (10, 10, 10), (20, 0, 0)), None,
                     {"percent": 0.60, "kappa": 0.2727, "s": 0.40}, id="Brennan and Prediger 1981 p. 689"),
        pytest.param(table((50, 0, 10), (0, 10, 10), (10, 10, 0)), None,
                     {"percent": 0.60, "kappa": 0.2857, "s": 0.40}, id="Brennan and Prediger 1981 p. 691"),
        pytest.param(table((20, 10), (20, 50)), None,
                     {"percent": 0.70, "s": 0.40, "fleiss": 0.341, "kappa": 0.348}, id="Artstein and Poesio 2008 p. 558"),
        pytest.param(table((46, 0, 0), (6, 32, 6), (0, 0, 10)), None,
                     {"percent": 0.88, "s": 0.82, "fleiss": 0.7995, "kappa": 0.8013, "alpha": 0.800},
                     id="Artstein and Poesio 2008 p. 568"),
        pytest.param(table((20, 0, 0, 5), (0, 10, 15, 0), (0, 15, 10, 0), (5, 0, 0, 20)), None,
                     {"percent": 0.60, "s": 0.467, "fleiss": 0.467, "kappa": 0.467}, id="Zwick 1988 p. 376, equal margins"),
        pytest.param(table((20, 10, 10, 0), (10, 10, 0, 0), (10, 0, 10, 0), (0, 0, 0, 20)), None,
                     {"percent": 0.60, "s": 0.467, "fleiss": 0.444, "kappa": 0.444}, id="Zwick 1988 p. 376, same margins"),
        pytest.param(table((20, 5, 5, 10), (0, 10, 5, 5), (0, 5, 10, 5), (0, 0, 0, 20)), None,
                     {"percent": 0.60, "s": 0.467, "fleiss": 0.460, "kappa": 0.474}, id="Zwick 1988 p. 376, other margins"),
        pytest.param(table((12, 9, 9), (9, 14, 9), (9, 9, 20)), None,
                     {"percent": 0.46, "s": 0.19, "fleiss": 0.186, "kappa": 0.186}, id="Krippendorff 2004 p. 246, same margins"),
        pytest.param(table((12, 18, 18), (0, 14, 18), (0, 0, 20)), None,
                     {"percent": 0.46, "s": 0.19, "fleiss": 0.186, "kappa": 0.258}, id="Krippendorff 2004 p. 246, other margins"),
        pytest.param(table((22, 2, 2, 0), (5, 7, 14, 0), (0, 2, 36, 0), (0, 1, 17, 10)), None,
                     {"kappa": 0.493}, id="Landis and Koch 1977, in Agresti 1992 p. 202"),
        pytest.param(table((8, 1), (0, 1)), None, {"ac1": 0.8658, "fleiss": 0.6078, "kappa": 0.6154}, id="dkpro Gwet2008Test"),
    ],
)  # fmt: skip
def test_two_coders(pairs, categories, expected):
    value = nominal(pairs, categories)
    assert {name: getattr(value, name) for name in expected} == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param((8, 1, 0, 1), {"ac1": 0.8658, "fleiss": 0.6078, "kappa": 0.6154}, id="dkpro Gwet2008Test"),
        pytest.param((1, 1, 3, 5), {"percent": 0.60, "alpha": 0.095, "kappa": 0.0909}, id="ATLAS.ti manual, ICA, two by ten"),
        pytest.param((50, 75, 75, 800), {"percent": 0.85, "kappa": 0.3143}, id="NVivo help, 1000 characters, 75 and 75"),
        pytest.param((50, 150, 0, 800), {"percent": 0.85, "kappa": 0.3478}, id="NVivo help, 1000 characters, 150 and 0"),
        pytest.param((6, 8, 0, 10), {"kappa": 0.385, "fleiss": 0.314, "alpha": 0.329}, id="Krippendorff 1995 A, digitised"),
        pytest.param((10, 8, 0, 6), {"kappa": 0.385, "fleiss": 0.314}, id="Krippendorff 1995 B, digitised (dkpro)"),
        pytest.param((10, 4, 4, 6), {"kappa": 0.314, "fleiss": 0.314}, id="Krippendorff 1995 C, digitised (dkpro)"),
    ],
)
def test_two_coders_one_code(cells, expected):
    value = coefficients(cells)
    assert {name: getattr(value, name) for name in expected} == pytest.approx(expected, abs=1e-3)


def test_weighted_kappa_and_weighted_alpha():
    """Artstein and Poesio 2008, p. 568 with a check worth half, as in dkpro's ArtsteinPoesio2008Test: .8163 and .8156."""

    def distance(a, b):
        return 0.0 if a == b else 0.5 if "c" in {a, b} else 1.0

    pairs = table((46, 0, 0), (6, 32, 6), (0, 0, 10))
    assert weighted_kappa(pairs, distance) == pytest.approx(0.8163, abs=1e-3)
    assert weighted_kappa(pairs, "nominal") == pytest.approx(0.8013, abs=1e-3)
    assert alpha(pairs, distance) == pytest.approx(0.8156, abs=1e-3)


# More coders ------------------------------------------------------------------------------------------------------------

FLEISS = [
    "444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444", "555555",
    "144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112", "224444", "133555",
    "555555", "244444", "224555", "114444", "144445", "222224", "111155", "224444", "133333", "555555",
]  # fmt: skip
OMALLEY = times(
    (14, *"NNNNNNNN"), (1, *"NNNANNNN"), (1, *"NNNNNNNA"), (10, *"AAAAAAAA"), (2, *"AANAAAAN"), (1, *"AANANAAN"), (1, *"AANANANN")
)


def test_six_psychiatrists():
    """Fleiss 1971, p. 379, as in dkpro's Fleiss1971Test: kappa .430."""
    value = rated(FLEISS)
    assert value.percent == pytest.approx(0.5556, abs=1e-3)
    assert value.fleiss == pytest.approx(0.430, abs=1e-3)


@pytest.mark.parametrize(("label", "expected"), [("1", 0.248), ("2", 0.248), ("3", 0.517), ("4", 0.470), ("5", 0.565)])
def test_six_psychiatrists_label_by_label(label, expected):
    """Fleiss 1971, p. 381: one category against the rest. dkpro allows .005, and so does this."""
    value = rated([tuple(c == label for c in unit) for unit in FLEISS])
    assert value.fleiss == pytest.approx(expected, abs=5e-3)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(times((1, 1, 1, 1), (1, 1, 1, 0), (1, 0, 0, 1), (1, 0, 0, 0)), {"fleiss": 1 / 3, "s": 1 / 3}, id="example 1"),
        pytest.param(times((2, 1, 1, 1), (2, 1, 1, 0)), {"fleiss": -0.2, "s": 1 / 3}, id="example 2"),
    ],
)
def test_free_margins(rows, expected):
    """Randolph 2005, p. 17, as in dkpro's Randolph2005Test."""
    value = rated(rows)
    assert {name: getattr(value, name) for name in expected} == pytest.approx(expected, abs=1e-9)


def test_eight_pathologists():
    """Warrens 2010, p. 284, from O'Malley 2006: S .8358, Fleiss .8324, Hubert and Conger .8326, Light .8325 (dkpro)."""
    value = rated(OMALLEY)
    assert (value.s, value.fleiss, value.kappa) == pytest.approx((0.8358, 0.8324, 0.8326), abs=1e-4)
    pairs = [nominal([(unit[a], unit[b]) for unit in OMALLEY]).kappa for a, b in combinations(range(8), 2)]
    assert sum(pairs) / len(pairs) == pytest.approx(0.8325, abs=1e-4)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(times((10, 1, 1, 1, 1), (2, 1, 0, 1, 0), (2, 1, 0, 0, 0), (1, 0, 0, 0, 1), (15, 0, 0, 0, 0)), 0.802479,
                     id="p. 3"),
        pytest.param(times((6, 1, 1, 1, 1), (5, 1, 0, 0, 0), (4, 0, 0, 0, 0)), 0.675,
                     id="p. 9, first; the paper prints .645, which is with 6 and 4 exchanged"),
        pytest.param(times((6, 1, 1, 1, 1), (5, 1, 0, 1, 0), (4, 0, 0, 0, 0)), 0.564, id="p. 9, second"),
    ],
)  # fmt: skip
def test_four_coders_two_labels(rows, expected):
    """Warrens 2012, as in dkpro's Warrens2012Test: Hubert's kappa for two coders at a time, which is Conger's."""
    assert rated(rows).kappa == pytest.approx(expected, abs=1e-3)


def test_missing_values_with_every_coefficient():
    """irrCAC 0.4.4 on Krippendorff's four coders and twelve units."""
    value = rated(CANONICAL)
    assert value.percent == pytest.approx(0.81818, abs=5e-6)
    assert value.ac1 == pytest.approx(0.77544, abs=5e-6)
    assert value.fleiss == pytest.approx(0.76117, abs=5e-6)
    assert value.kappa == pytest.approx(0.76207, abs=5e-6)
    assert value.s == pytest.approx(0.77273, abs=5e-6)
    assert value.alpha == pytest.approx(0.74342, abs=5e-6)


def test_units_only_one_coder_judged_change_no_agreement_seen():
    """dkpro's Gwet2008Test, testAC2ReducesToAC1WithMissingValues: observed agreement stays .9."""
    pairs = [("y", "y")] * 8 + [("n", "n"), ("y", "n")]
    assert rated([*pairs, ("y", None), ("y", None), ("n", None)]).percent == pytest.approx(0.9)


# Degenerate ----------------------------------------------------------------------------------------------------------


def test_without_variation_what_is_corrected_for_chance_is_undefined_never_one():
    """dkpro refuses it, too (Gwet2008Test, testSingleCategoryThrows); irrCAC says 1."""
    for cells in [(0, 0, 0, 9), (9, 0, 0, 0)]:
        value = coefficients(cells)
        assert (value.kappa, value.alpha, value.fleiss, value.ac1, value.s) == (None, None, None, None, None)
        assert value.percent == 1.0
    assert coefficients((0, 0, 0, 9)).jaccard is None
    for rows in ([("a", "a")] * 5, [("a", "a", "a")] * 5, [("a", None, "a")]):
        value = rated(rows)
        assert (value.kappa, value.alpha, value.fleiss, value.ac1, value.s) == (None, None, None, None, None)
    assert alpha([(1, 1), (1, 1)], "ordinal") is None
    assert alpha([(frozenset(), frozenset())], "masi") is None
    assert weighted_kappa([(1, 1)] * 3) is None


@pytest.mark.parametrize("rows", [[], [("a", None)], [(None, None)], [("a", None), (None, "b")]])
def test_nothing_to_compare_is_undefined_throughout(rows):
    value = rated(rows)
    assert (value.percent, value.kappa, value.alpha, value.fleiss) == (None, None, None, None)
    assert alpha(rows) is None
    assert coefficients((0, 0, 0, 0)).percent is None


def test_one_unit_that_one_coder_coded_is_zero():
    assert coefficients((0, 1, 0, 0)).alpha == pytest.approx(0.0)
    assert alpha([(1, 0, 0)]) == pytest.approx(0.0)


def test_a_level_there_is_not_is_said():
    with pytest.raises(ValueError, match="no level is called 'metric'; there are nominal, ordinal"):
        alpha([(1, 2)], "metric")
