"""Coders who cut the text themselves: published values, an oracle that counts every character, and laws."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.coding.agreement import agreement, alpha_u, family_of_alphas, unitised
from workbench.coding.agreement.unitised import Sums, partition
from workbench.coding.frame import codings_frame

# Published -------------------------------------------------------------------------------------------------------------


def lengths(label, *spans):
    return [(start, start + length, label) for start, length in spans]


def figure(stretch):
    """Krippendorff 1995, p. 57, as in dkpro-statistics Krippendorff1995Test; lengths times `stretch`."""
    first = [("A", (2, 8), (14, 6)), ("B", (0, 18)), ("C", (2, 6), (10, 2), (14, 4), (20, 2)),
             ("D", (0, 2), (2, 8), (10, 4), (14, 6), (20, 4))]  # fmt: skip
    second = [("A", (4, 4), (15, 2)), ("B", (0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1)),
              ("C", (0, 2), (4, 4), (10, 4), (16, 2), (20, 2)), ("D", (0, 4), (4, 4), (8, 7), (15, 2), (17, 7))]  # fmt: skip
    coders = ([unit for label, *spans in coder for unit in lengths(label, *spans)] for coder in (first, second))
    return [[(a * stretch, b * stretch, label) for a, b, label in units] for units in coders]


@pytest.mark.parametrize(
    ("label", "observed", "value"),
    [("A", 0.03125, 0.553), ("B", 2.26736, -0.926), ("C", 0.02777, 0.679), ("D", 0.38715, 0.066)],
)
def test_krippendorff_1995(label, observed, value):
    """p. 57, drawn out a thousand times. Within .02: the expected disagreement printed there has an error, see dkpro."""
    assert alpha_u(figure(1), 24)[label].observed == pytest.approx(observed, abs=1e-5)
    assert alpha_u(figure(1000), 24_000)[label].value == pytest.approx(value, abs=0.02)


@pytest.mark.parametrize(("stretch", "value"), [(5, 0.663), (50, 0.677), (500, 0.678), (5000, 0.679)])
def test_krippendorff_1995_c_at_every_length(stretch, value):
    """dkpro's testVaryingLengths: the finer the text is measured, the less it matters."""
    assert alpha_u(figure(stretch), 24 * stretch)["C"].value == pytest.approx(value, abs=0.02)


C, K = lengths("c", (225, 70), (370, 30)), lengths("k", (180, 60), (300, 50))
C2 = lengths("c", (220, 80), (355, 20), (400, 20))
KRIPPENDORFF_2004 = [[*C, *K], [*C2, *K]]


@pytest.mark.parametrize(
    ("label", "observed", "expected", "value"),
    [("c", 0.0144, 0.0532, 0.7286), ("k", 0.0, 0.0490, 1.0)],
)
def test_krippendorff_2004(label, observed, expected, value):
    """p. 254; text from 150 of length 300. As in dkpro's Krippendorff2004Test."""
    found = alpha_u(KRIPPENDORFF_2004, 450, 150)[label]
    assert (found.observed, found.expected, found.value) == pytest.approx((observed, expected, value), abs=1e-4)


def test_krippendorff_2004_all_labels():
    """p. 255: .8591; exactly it is .8587, the book divides rounded numbers."""
    value = alpha_u(KRIPPENDORFF_2004, 450, 150)[None].value
    assert value == pytest.approx(0.8591, abs=5e-4)
    assert value == pytest.approx(0.8587, abs=5e-5)


def test_a_long_unit_and_three_short_ones():
    """dkpro's UnitizingAgreementTest: observed .9100, expected .5351, αU -.7003."""
    found = alpha_u([[(1, 9, "A")], [(2, 3, "A"), (4, 5, "A"), (6, 7, "A")]], 10)["A"]
    assert (found.observed, found.expected, found.value) == pytest.approx((0.91, 0.5351, -0.7003), abs=1e-4)


def test_the_family_of_2016_on_the_data_of_2004():
    """Without the unit k at 180, which one coder overlaps with c: uα .6428, |uα .5551, cuα 1."""
    found = family_of_alphas([[(a - 150, b - 150, what) for a, b, what in units if a != 180] for units in KRIPPENDORFF_2004], 300)
    assert found["where_and_what"] == pytest.approx(0.6428, abs=5e-5)
    assert found["where"] == pytest.approx(0.5551, abs=5e-5)
    assert found["what"] == pytest.approx(1.0)
    assert (found["c"], found["k"]) == pytest.approx((1.0, 1.0))


def test_three_coders_by_another_program():
    """github.com/lindanna/unitized_alpha on its own example; on 283 random texts the two agree to 1e-15."""
    found = family_of_alphas(
        [[(2, 5, "1"), (9, 11, "1"), (12, 20, "2")], [(2, 5, "1"), (7, 15, "2")], [(2, 5, "1"), (10, 15, "2")]], 20
    )
    expected = {"where_and_what": 0.4739130435, "where": 0.4328125, "what": 0.7788819876, "coverage": 0.3833333333,
                "1": 0.7692517007, "1 coverage": 0.9545454545, "2": 0.7869714286, "2 coverage": 0.5952380952}  # fmt: skip
    assert found == pytest.approx(expected, abs=1e-9)


# Degenerate ----------------------------------------------------------------------------------------------------------


def test_one_unit_by_one_of_three_is_nothing_nobody_and_everybody_undefined():
    """dkpro's UnitizingAgreementTest; "everybody marks everything" leaves nothing to agree about, so it is not 1."""
    assert alpha_u([[(0, 1, "X")], [], []], 20)["X"].value == pytest.approx(0.0)
    assert family_of_alphas([[(0, 1, "X")], [], []], 20)["where_and_what"] == pytest.approx(0.0)
    assert alpha_u([[], [], []], 20)[None].value is None
    assert family_of_alphas([[], [], []], 20)["where_and_what"] is None
    everything = [[(0, 20, "X")]] * 2
    assert alpha_u(everything, 20)["X"].value is None
    assert alpha_u(everything, 20)[None].value is None
    found = family_of_alphas(everything, 20)
    assert [found[name] for name in ("where_and_what", "where", "what", "X")] == [None] * 4
    assert found["coverage"] == 1.0


@pytest.mark.parametrize("labels", ["AB", "AA"])
def test_units_without_length_say_nothing(labels):
    """dkpro's issue 35: two units of no length must not be full agreement. Here they are not there."""
    assert alpha_u([[(0, 0, labels[0])], [(0, 0, labels[1])]], 15)[labels[0]].value is None


# Laws ----------------------------------------------------------------------------------------------------------------


@st.composite
def cuts(draw, coders=2, length=40, labels="ab"):
    """Units of each coder: neighbours may touch, and none overlap."""
    out = []
    for _ in range(coders):
        edges = sorted(set(draw(st.lists(st.integers(0, length), max_size=8))))
        units = [(a, b, draw(st.sampled_from([*labels, None]))) for a, b in pairwise(edges)]
        out.append([unit for unit in units if unit[2]])
    return out


def by_hand(coders, length):
    """Krippendorff et al. 2016, over every pair of characters of two coders; gaps are 0."""
    line = [[0] * length for _ in coders]
    for marks, units in zip(line, coders, strict=True):
        for a, b, label in units:
            marks[a:b] = [label] * (b - a)
    m, labels = len(coders), sorted({label for units in coders for *_, label in units})
    values, total = [0, *labels], m * length
    seen = {(c, k): sum((line[i][x], line[j][x]) == (c, k) for i in range(m) for j in range(m) if i != j for x in range(length))
            / (m - 1) for c in values for k in values}  # fmt: skip
    margin = {c: sum(seen[c, k] for k in values) for c in values}
    own = {c: sum((b - a) ** 2 for units in coders for a, b, what in units if what == c) for c in labels} | {0: margin[0]}
    below = total**2 - sum(own.values())
    by_chance = {
        (c, k): total * (margin[c] * margin[k] - (c == k) * own[c]) / below if below else 0 for c in values for k in values
    }

    def coefficient(observed, expected):
        return 1 - observed / expected if expected > 1e-9 else None

    # Equations 10 to 13: only what two coders both marked, without the gaps.
    met = {c: sum(seen[c, k] for k in labels) for c in labels}
    within = dict.fromkeys(labels, 0.0)
    for i in range(m):
        for j in range(m):
            for a, b, what in coders[i] if i != j else ():
                within[what] += sum(line[j][x] != 0 for x in range(a, b)) ** 2 / (m - 1)
    both, below = sum(met.values()), sum(met.values()) ** 2 - sum(within.values())
    chance = {
        (c, k): both * (met[c] * met[k] - (c == k) * within[c]) / below if below > 1e-9 else 0 for c in labels for k in labels
    }

    def of_code(k):
        all_of_k = sum(chance[c, k] for c in labels)
        expected = met[k] * (all_of_k - chance[k, k])
        return 1 - all_of_k * (met[k] - seen[k, k]) / expected if expected > 1e-9 else None

    return {
        **{k: of_code(k) for k in labels},
        "what": coefficient(
            both - sum(seen[c, c] for c in labels), both - sum(chance[c, c] for c in labels) if below > 1e-9 else 0
        ),
        "where_and_what": coefficient(total - sum(seen[c, c] for c in values), total - sum(by_chance[c, c] for c in values)),
        "where": coefficient(margin[0] - seen[0, 0], sum(by_chance[0, c] for c in labels)),
    }


@given(st.integers(2, 3).flatmap(cuts))
def test_sums_of_lengths_equal_counting_characters(coders):
    found, expected = family_of_alphas(coders, 40), by_hand(coders, 40)
    for name, value in expected.items():
        assert (found[name] is None) == (value is None), name
        assert value is None or found[name] == pytest.approx(value, abs=1e-9)


@given(st.integers(2, 3).flatmap(cuts))
def test_the_order_of_coders_does_not_matter(coders):
    one, other = family_of_alphas(coders, 40), family_of_alphas(coders[::-1], 40)
    assert one == pytest.approx(other, nan_ok=True) if None not in one.values() else one.keys() == other.keys()
    for label, found in alpha_u(coders, 40).items():
        turned = alpha_u(coders[::-1], 40)[label]
        assert (found.observed, found.expected) == pytest.approx((turned.observed, turned.expected))


@given(cuts())
def test_other_names_of_codes_change_nothing(coders):
    renamed = [[(a, b, {"a": "z", "b": "y"}[label]) for a, b, label in units] for units in coders]
    one, other = family_of_alphas(coders, 40), family_of_alphas(renamed, 40)
    for name in ("where_and_what", "where", "what", "coverage"):
        assert one[name] == (None if other[name] is None else pytest.approx(other[name]))


@given(cuts(coders=1), st.integers(2, 4))
def test_who_cuts_alike_agrees_fully_or_there_is_nothing_to_agree_about(cut, coders):
    found = family_of_alphas(cut * coders, 40)
    for name in ("where_and_what", "where", "what"):
        assert found[name] is None or found[name] == pytest.approx(1.0), name
    for label, one in alpha_u(cut * coders, 40).items():
        assert one.value is None or one.value == pytest.approx(1.0), label


@given(cuts(), cuts())
def test_sums_of_two_texts_add_up(one, other):
    """What the bootstrap rests on: two texts one after the other have the sums of both."""
    sums = Sums(["a", "b"], 2)
    after = [[*x, *((a + 40, b + 40, label) for a, b, label in y)] for x, y in zip(one, other, strict=True)]
    assert sums.table([after], [80])[0] == pytest.approx(sums.table([one, other], [40, 40]).sum(axis=0))


@given(cuts())
def test_no_coefficient_is_above_one(coders):
    found = family_of_alphas(coders, 40)
    assert all(value is None or value <= 1 + 1e-9 for value in found.values())


def test_codes_of_one_coder_that_overlap_are_cut():
    codes = {"price": [(0, 10), (10, 12)], "anger": [(4, 6), (20, 22)]}
    assert partition(codes) == [
        (0, 4, "price"), (4, 6, "anger + price"), (6, 10, "price"), (10, 12, "price"), (20, 22, "anger"),
    ]  # fmt: skip
    assert partition({}) == []


# Studies -------------------------------------------------------------------------------------------------------------


def test_where_and_what_in_a_study(folder, code):
    for coder, words, label in [
        ("ana", "Slow 🐌", "emotion:angry"), ("ben", "Slow", "emotion:angry"), ("ana", "left", "emotion:sad"),
        ("ben", "I left", "emotion:angry"),
    ]:  # fmt: skip
        code(coder, label, "one", words)
    frame = codings_frame(folder)
    found = unitised(folder, frame, ["ana", "ben"], "emotion")
    assert (found.documents, found.people, found.length, found.overlaps) == (1, 1, 23, 0)
    expected = family_of_alphas(
        [[(0, 6, "angry"), (18, 22, "sad")], [(0, 4, "angry"), (16, 22, "angry")]], 23
    )  # the turns "Slow 🐌 and dear." and "I left." one after the other
    assert found.where_and_what == pytest.approx(expected["where_and_what"])
    assert found.where == pytest.approx(expected["where"])
    assert found.what == pytest.approx(expected["what"])
    assert found.coverage == pytest.approx(8 / 23)
    assert found.by_code["emotion:angry"][0] == pytest.approx(expected["angry"])
    assert found.intervals["where"].lo is None  # one document


def test_one_code_at_a_time_is_the_family_with_one_member(folder, code):
    """Codings that touch stay two units, so this differs from counting characters."""
    for coder, words in [("ana", "Slow "), ("ana", "🐌 and"), ("ben", "Slow 🐌 and"), ("ben", "left")]:
        code(coder, "pain:fee", "one", words)
    (found,) = agreement(folder, codings_frame(folder), ["ana", "ben"], unit="unitised")
    assert found.cells == (10, 0, 4, 9)
    expected = family_of_alphas([[(0, 5, "x"), (5, 10, "x")], [(0, 10, "x"), (18, 22, "x")]], 23)["where_and_what"]
    assert found.value.alpha == pytest.approx(expected)
    assert found.value.jaccard == pytest.approx(10 / 14)
    assert found.value.kappa is None
    assert set(found.intervals) == {"alpha", "jaccard"}
