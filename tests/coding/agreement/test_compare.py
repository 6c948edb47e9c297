"""Agreement code by code in a study: what counts, what does not, and that closed forms equal the naive way."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import spans

from workbench.coding.agreement import (
    BYS,
    UNITS,
    Interval,
    agreement,
    alpha,
    between,
    coefficients,
    disagreements,
    documents_of,
    family_agreement,
    left_out,
    nominal,
    opened,
    overall,
    rated,
)
from workbench.coding.agreement.bootstrap import grouped, interval, intervals, resampled
from workbench.coding.agreement.measures import Measures
from workbench.coding.agreement.records import NAMES
from workbench.coding.agreement.texts import tally, tokens
from workbench.coding.assign import assign, reveal
from workbench.coding.frame import codings_frame
from workbench.coding.spans import clipped, joined

# Laws of the closed form ---------------------------------------------------------------------------------------------


@given(st.tuples(*[st.integers(0, 30)] * 4).filter(any))
def test_one_code_is_the_nominal_case_with_two_categories(cells):
    both, first, second, neither = cells
    pairs = [("1", "1")] * both + [("1", "0")] * first + [("0", "1")] * second + [("0", "0")] * neither
    binary, many = coefficients(cells), nominal(pairs, "01")
    for name in ("percent", "kappa", "alpha", "ac1", "s"):
        one, other = getattr(binary, name), getattr(many, name)
        assert (one is None) == (other is None), name
        assert one is None or one == pytest.approx(other, abs=1e-9), name


@given(st.tuples(*[st.integers(0, 300)] * 4).filter(any))
def test_closed_form_of_alpha_and_kappa(cells):
    """CODING.md 4.1 as formulas: alpha from mismatching and matching pairs, kappa from the margins."""
    both, first, second, neither = cells
    total, n1, n2 = sum(cells), both + first, both + second
    value, n, c, d = coefficients(cells), 2 * total, n1 + n2, first + second
    if 0 < c < n:
        assert value.alpha == pytest.approx(1 - (2 * d / n) / (2 * c * (n - c) / (n * (n - 1))))
        assert -1 <= value.alpha <= 1
    po, pe = (both + neither) / total, (n1 * n2 + (total - n1) * (total - n2)) / total**2
    if pe < 1:
        assert value.kappa == pytest.approx((po - pe) / (1 - pe))


# Studies -------------------------------------------------------------------------------------------------------------


def test_turns_of_the_interviewer_do_not_count_and_a_touched_turn_does(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "Slow")
    code("ben", "stage:purchase", "one", "And then?")
    results = agreement(folder, codings_frame(folder), ["ana", "ben"])
    assert [(r.code, r.cells) for r in results] == [("pain:fee", (1, 0, 0, 1)), ("stage:purchase", (0, 0, 0, 2))]


def test_only_texts_both_opened_count_unless_they_are_named(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "dear")
    code("ana", "pain:fee", "two", "Fine")
    code("ana", "pain:fee", "nps", "dear", item="nps-0")
    frame = codings_frame(folder)
    assert agreement(folder, frame, ["ana", "ben"])[0].cells == (1, 0, 0, 1)
    assert left_out(frame, ["ana", "ben"]) == [("nps", "nps-0"), ("two", "")]
    assigned = [("one", ""), ("two", ""), ("nps", "nps-0"), ("nps", "nps-1"), ("nps", "nps-2")]
    named = agreement(folder, frame, ["ana", "ben"], documents=assigned)[0]
    assert named.cells == (1, 2, 0, 2)  # the empty answer nps-2 is no unit
    assert named.documents == 5


def test_a_code_left_out_inside_another_is_not_hidden_by_the_other(folder, code):
    """x: price on 0-100 with anger on 10-60, y: price only. Price agrees, anger does not; never one pooled 1.0."""
    for coder in ("ana", "ben"):
        code(coder, "pain:price", "one", "Slow 🐌 and")
    code("ana", "emotion:angry", "one", "🐌")
    by_code = {r.code: r.value for r in agreement(folder, codings_frame(folder), ["ana", "ben"], unit="character")}
    assert by_code["pain:price"].alpha == pytest.approx(1.0)
    assert by_code["emotion:angry"].alpha == pytest.approx(0.0)  # one of two coders alone


def test_a_passage_for_and_one_against_do_not_agree(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "dear", stance="against")
    frame = codings_frame(folder)
    assert {r.code: r.cells for r in agreement(folder, frame, ["ana", "ben"])} == {
        "pain:fee": (0, 1, 0, 1),
        "pain:fee (against)": (0, 0, 1, 1),
    }
    assert overall(agreement(folder, frame, ["ana", "ben"]))["pain"].cells == (0, 1, 1, 2)
    (row,) = disagreements(frame, ["ana", "ben"]).to_dict("records")
    assert (row["ana"], row["ben"]) == ("pain:fee", "pain:fee (against)")


def test_repeated_and_overlapping_codings_of_one_coder_count_once(folder, code):
    for words in ("Slow 🐌", "🐌 and", "Slow 🐌"):
        code("ana", "pain:fee", "one", words)
    code("ben", "pain:fee", "one", "Slow 🐌 and")
    (result,) = agreement(folder, codings_frame(folder), ["ana", "ben"], unit="character")
    assert result.cells[:3] == (10, 0, 0)


@pytest.mark.parametrize("coders", [[], ["ana"], ["ana", "ana"], ["ana", "ben", "ana"]])
def test_coders_are_two_or_more(folder, coders):
    with pytest.raises(ValueError, match="two coders or more, each once"):
        agreement(folder, codings_frame(folder), coders)


def test_which_label_of_a_family(folder, code):
    for coder, label, words in [
        ("ana", "stage:purchase", "Slow 🐌 and dear."), ("ben", "stage:purchase", "Slow 🐌"), ("ben", "stage:onboarding", "dear"),
        ("ana", "stage:retention", "I left."), ("ben", "stage:advocacy", "left"),
    ]:  # fmt: skip
        code(coder, label, "one", words)
    code("ana", "stage:onboarding", "two", "Fine")
    code("ben", "pain:x", "two", "Fine")
    found = family_agreement(folder, codings_frame(folder), ["ana", "ben"], "stage", documents=[("one", ""), ("two", "")])
    assert (found.units, found.only_first, found.only_second) == (2, 1, 0)
    assert found.confusion == {("stage:purchase", "stage:purchase"): 1, ("stage:retention", "stage:advocacy"): 1}
    assert found.value.percent == pytest.approx(0.5)


# Units, coders, people -------------------------------------------------------------------------------------------------


def test_a_word_is_what_stands_between_spaces_and_holds_a_letter_or_digit(folder, code):
    """Slow | and | dear. | I | left.: the snail is no word; a word is coded if any of it is."""
    assert tokens("Slow 🐌 and dear.", [(0, 17)]) == [(0, 4), (7, 10), (11, 16)]
    assert tokens("ca\u0301fe\u0301s – 3 'a' 🐌! c'est", [(0, 25)]) == [(0, 7), (10, 11), (12, 15), (19, 24)]
    code("ana", "pain:fee", "one", "low 🐌 an")
    code("ben", "pain:fee", "one", "🐌 and dear")
    (result,) = agreement(folder, codings_frame(folder), ["ana", "ben"], unit="token")
    assert result.cells == (1, 1, 1, 2)
    assert result.unit == "token"


@pytest.mark.parametrize("unit", UNITS)
def test_one_coding_trimmed_by_one_coder(folder, code, unit):
    """Why the unit must be seen: the same two codings agree fully by turns, less by words, less still by characters.

    By hand, of (both, first, second, neither): words (2, 1, 0, 2), characters (10, 6, 0, 7).
    """
    code("ana", "pain:fee", "one", "Slow 🐌 and dear.")
    code("ben", "pain:fee", "one", "Slow 🐌 and")
    (result,) = agreement(folder, codings_frame(folder), ["ana", "ben"], unit=unit)
    expected = {"segment": 1.0, "token": 0.64, "character": 0.4808, "unitised": 0.5635}
    assert result.value.alpha == pytest.approx(expected[unit], abs=5e-5)
    assert (result.documents, result.people) == (1, 1)


def test_three_coders_one_of_whom_did_not_open_a_text(folder, code):
    for coder in ("ana", "ben", "cem"):
        code(coder, "pain:fee", "one", "dear")
    code("ana", "pain:fee", "two", "Fine")
    code("ben", "pain:time", "two", "Fine")
    code("cem", "pain:fee", "nps", "dear", item="nps-0")
    frame = codings_frame(folder)
    coders = ["ana", "ben", "cem"]
    fee, time_ = agreement(folder, frame, coders)
    assert (fee.documents, fee.people, fee.coders) == (2, 2, ("ana", "ben", "cem"))
    said = [(1, 1, 1), (0, 0, 0), (1, 0, None)]  # two turns in "one", one in "two" that cem did not open
    assert fee.value.alpha == pytest.approx(alpha(said))
    assert fee.value.kappa == pytest.approx(rated(said).kappa)
    assert fee.cells == (3, 1, 0, 3)
    assert fee.prevalence == pytest.approx(7 / 14)
    assert time_.cells == (0, 0, 1, 6)
    assert left_out(frame, coders) == [("nps", "nps-0")]


def test_a_pair_taken_out_of_many_is_that_pair_compared(folder, many):
    frame = many("ana", "ben", "cem")
    for unit in ("segment", "token", "character"):
        results = agreement(folder, frame, ["ana", "ben", "cem"], unit=unit, intervals=False)
        alone = {r.code: r for r in agreement(folder, frame, ["cem", "ana"], unit=unit)}
        for result in results:
            pair = between(result, "cem", "ana")
            assert pair == alone[result.code]
            assert pair.intervals["kappa"].lo <= pair.value.kappa <= pair.intervals["kappa"].hi
    with pytest.raises(ValueError, match="compare the two by themselves"):
        between(agreement(folder, frame, ["ana", "ben"], unit="unitised")[0], "ana", "ben")


def test_the_order_of_coders_changes_only_who_is_first(folder, many):
    frame = many("ana", "ben", "cem")
    for unit in UNITS:
        for one, other in zip(
            agreement(folder, frame, ["ana", "ben"], unit=unit), agreement(folder, frame, ["ben", "ana"], unit=unit), strict=True
        ):
            assert one.cells == (other.cells[0], other.cells[2], other.cells[1], other.cells[3])
            assert as_numbers(one.value) == pytest.approx(as_numbers(other.value))
        whole = agreement(folder, frame, ["ana", "ben", "cem"], unit=unit, intervals=False)
        turned = agreement(folder, frame, ["cem", "ana", "ben"], unit=unit, intervals=False)
        assert [as_numbers(a.value) for a in whole] == [pytest.approx(as_numbers(a.value)) for a in turned]


def as_numbers(value):
    return {name: number for name in NAMES if (number := getattr(value, name)) is not None}


def test_texts_everybody_was_to_code_are_all_answers_that_say_something(folder):
    assert documents_of(folder, ["nps", "one"]) == [("nps", "nps-0"), ("nps", "nps-1"), ("one", "")]
    with pytest.raises(KeyError):
        documents_of(folder, ["nothing"])


def test_answers_left_empty_in_what_was_assigned_and_revealed_count(folder, code):
    """Both coded something in the survey they were given: once it is revealed, what both left empty is agreement."""
    made = assign(folder, ["nps", "one"], ["ana", "ben", "cem"], coder="ana")
    code("ana", "pain:fee", "nps", "dear", item="nps-0")
    code("ben", "pain:fee", "nps", "Too dear", item="nps-0")
    assert agreement(folder, codings_frame(folder), ["ana", "ben"])[0].cells == (1, 0, 0, 0)
    reveal(folder, made, coder="ana")
    frame = codings_frame(folder)
    (result,) = agreement(folder, frame, ["ana", "ben"])
    assert (result.cells, result.documents) == ((1, 0, 0, 1), 2)
    assert opened(frame, ["ana", "ben", "cem"], None, folder) == {("nps", "nps-0"): 3, ("nps", "nps-1"): 3}  # cem coded nothing
    code("ana", "pain:fee", "two", "Fine")
    assert left_out(codings_frame(folder), ["ana", "ben"], folder) == [("two", "")]


@pytest.mark.parametrize(("choice", "said"), [({"unit": "word"}, "no unit is called 'word'; there are segment, character, token"),
                                              ({"by": "turn"}, "by='turn': resample by document or by participant")])  # fmt: skip
def test_what_there_is_not_is_said(folder, choice, said):
    with pytest.raises(ValueError, match=said):
        agreement(folder, codings_frame(folder), ["ana", "ben"], **choice)


# Intervals ---------------------------------------------------------------------------------------------------------------


def test_the_interval_depends_on_the_seed_alone_not_on_the_order_of_rows(folder, many):
    frame = many("ana", "ben")
    first = agreement(folder, frame, ["ana", "ben"], seed=7)
    assert first == agreement(folder, frame.sample(frac=1, random_state=3), ["ana", "ben"], seed=7)
    assert overall(first) == overall(agreement(folder, frame.iloc[::-1], ["ana", "ben"], seed=7))
    assert first != agreement(folder, frame, ["ana", "ben"], seed=8)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("by", BYS)
def test_every_coefficient_that_is_shown_has_an_interval_around_it(folder, many, unit, by):
    frame = many("ana", "ben", "cem")
    for coders in (["ana", "ben"], ["ana", "ben", "cem"]):
        results = agreement(folder, frame, coders, unit=unit, by=by)
        for result in [*results, *overall(results).values()]:
            assert result.by == by
            assert set(as_numbers(result.value)) == set(result.intervals)
            for name, value in as_numbers(result.value).items():
                found = result.intervals[name]
                assert found.lo <= value <= found.hi
                assert found.lo < found.hi
            assert (result.alpha_lo, result.alpha_hi) == (result.intervals["alpha"].lo, result.intervals["alpha"].hi)


def test_people_with_several_answers_are_drawn_whole(folder, many):
    """Twenty answers of ten people: two answers of one are not independent, so there is less to go by."""
    frame = many("ana", "ben")
    results = [agreement(folder, frame, ["ana", "ben"], by=by)[0] for by in BYS]
    assert [len(grouped(r.parts.clusters, r.parts.table, r.by)) for r in results] == [20, 10]
    assert results[0].value == results[1].value
    assert results[0].intervals != results[1].intervals


def test_one_document_has_no_interval(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "dear")
    (result,) = agreement(folder, codings_frame(folder), ["ana", "ben"])
    assert (result.alpha_lo, result.alpha_hi) == (None, None)
    assert set(result.intervals.values()) == {Interval(None, None)}
    assert agreement(folder, codings_frame(folder), ["ana", "ben"], intervals=False)[0].intervals == {}


def test_resamples_in_which_a_coefficient_is_undefined_are_left_out_and_counted():
    """A code in one of five documents is missing from (4/5)^5 = 33 % of the resamples, one in one of two from 25 %."""
    table = np.array([[1, 1, 0, 2], [0, 0, 0, 4], [0, 0, 0, 4], [0, 0, 0, 4], [0, 0, 0, 4]])
    measures = Measures([(1, 1), (1, 0), (0, 1), (0, 0)], (0, 1))
    found = intervals(measures.all(resampled(table, 42), 1), NAMES)
    assert found["alpha"].undefined == pytest.approx(0.33, abs=0.04)
    assert found["alpha"].lo is not None
    assert found["percent"].undefined == 0
    assert found["jaccard"] == Interval(0.5, 0.5, found["alpha"].undefined)


def test_a_coefficient_undefined_in_most_resamples_has_no_interval():
    found = interval(np.array([np.nan, np.nan, np.nan, 0.5]))
    assert found == Interval(None, None, 0.75)


def test_drawing_kinds_of_rows_is_drawing_rows():
    """The mean and the spread of the sums are those of drawing rows one by one."""
    table = np.array([[1, 0], [1, 0], [0, 3], [0, 3], [0, 3], [2, 1]])
    sums = resampled(table, 1, resamples=20_000)
    assert sums.mean(axis=0) == pytest.approx(table.sum(axis=0), rel=0.02)
    assert sums.var(axis=0) == pytest.approx(len(table) * table.var(axis=0), rel=0.05)


# The closed form -------------------------------------------------------------------------------------------------------


units = st.lists(spans(60), max_size=6).map(joined)
marks = st.lists(spans(70), max_size=6).map(joined)


@given(units, st.lists(marks, min_size=2, max_size=3))
def test_interval_arithmetic_equals_counting_code_points(whole, coders):
    inside = {i for s, e in whole for i in range(s, e)}
    points = [{i for s, e in spans_ for i in range(s, e)} for spans_ in coders]
    expected = Counter(sum(1 << n for n, mine in enumerate(points) if i in mine) for i in inside)
    assert {k: n for k, n in tally(whole, coders, "character").items() if n} == expected


@given(units, st.lists(marks, min_size=2, max_size=3))
def test_a_unit_counts_as_coded_if_one_code_point_of_it_is(whole, coders):
    points = [{i for s, e in spans_ for i in range(s, e)} for spans_ in coders]
    expected = Counter(sum(1 << n for n, mine in enumerate(points) if mine & set(range(s, e))) for s, e in whole)
    assert {k: n for k, n in tally(whole, coders, "segment").items() if n} == expected


@given(st.lists(st.tuples(*[st.sampled_from("abc") | st.none()] * 3), min_size=1, max_size=25), st.randoms())
def test_neither_the_order_of_units_and_coders_nor_the_names_of_values_matter(rows, draw):
    value = rated(rows, "abc")
    shuffled = draw.sample(rows, len(rows))
    turned = [(c, a, b) for a, b, c in shuffled]
    renamed = [tuple({"a": "z", "b": "x", "c": "y"}.get(v) for v in row) for row in turned]
    for other in (rated(shuffled, "abc"), rated(turned, "abc"), rated(renamed, "xyz")):
        assert as_numbers(other) == pytest.approx(as_numbers(value))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=25), st.integers(2, 4), st.sampled_from(["nominal", "ordinal", "interval"]))
def test_coders_who_say_the_same_agree_fully_or_there_is_nothing_to_agree_about(values, coders, level):
    found = alpha([(value,) * coders for value in values], level)
    assert (found is None) == (len(set(values)) == 1)
    assert found is None or found == pytest.approx(1)


@given(st.lists(st.tuples(*[st.integers(-2, 2) | st.none()] * 3), max_size=25), st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_is_its_definition(rows, level):
    """Krippendorff 2011: disagreement of pairs within units over that of all pairs, value by value."""
    units_ = [[v for v in row if v is not None] for row in rows]
    units_ = [unit for unit in units_ if len(unit) > 1]
    every = [v for unit in units_ for v in unit]
    n = len(every)

    def apart(a, b):
        if level == "nominal":
            return float(a != b)
        if level == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        return (sum(low <= v <= high for v in every) - (every.count(a) + every.count(b)) / 2) ** 2 if a != b else 0

    within = sum(apart(a, b) / (len(unit) - 1) for unit in units_ for a in unit for b in unit)
    among = sum(apart(a, b) for a in every for b in every)
    found = alpha(rows, level)
    assert (found is None) == (among == 0)
    assert found is None or found == pytest.approx(1 - (n - 1) * within / among)


@given(st.tuples(*[st.integers(0, 30)] * 4).filter(lambda cells: cells[1] + cells[2]), st.integers(1, 50_000))
def test_text_that_nobody_coded_lifts_percent_and_leaves_jaccard(cells, more):
    """Why percent alone says little, and Jaccard stands beside it: 50,000 uncoded characters lift 68 % to 99 %."""
    both, first, second, neither = cells
    before, after = coefficients(cells), coefficients((both, first, second, neither + more))
    assert after.percent > before.percent
    assert after.jaccard == before.jaccard


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=25))
def test_no_coefficient_leaves_its_range(pairs):
    numbers = as_numbers(nominal(pairs, "abc"))
    assert all(-1 - 1e-9 <= value <= 1 + 1e-9 for value in numbers.values())
    assert 0 <= numbers["percent"] <= 1


def test_a_text_ten_times_as_long_takes_no_more_steps(monkeypatch):
    """Counting goes from end to end of what was marked, so how much lies between does not matter."""
    steps = []
    monkeypatch.setattr("workbench.coding.agreement.texts.clipped", lambda *given: steps.append(given) or clipped(*given))
    for length in (100_000, 1_000_000):
        found = tally([(0, length)], [[(0, 900), (5000, 6000)], [(500, 1500)]], "character")
        assert found == {0: length - 2500, 1: 1500, 2: 600, 3: 400}
    assert len(steps) == 4
