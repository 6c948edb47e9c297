"""Agreement code by code in a study: what counts, what does not, and that closed forms equal the naive way."""

from __future__ import annotations

import random
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import spans

from workbench.coding.agreement import (
    agreement,
    coefficients,
    disagreements,
    family_agreement,
    left_out,
    nominal,
    overall,
)
from workbench.coding.agreement.texts import tally
from workbench.coding.frame import codings_frame
from workbench.coding.spans import joined

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


# Bootstrap, speed ------------------------------------------------------------------------------------------------------


def coded_at_random(code, seed):
    draw = random.Random(seed)  # noqa: S311 (test data)
    for n, words in enumerate(["Too dear", "Nothing"]):
        for coder in ("ana", "ben"):
            code(coder, draw.choice(["pain:fee", "pain:time"]), "nps", words, item=f"nps-{n}")
            code(coder, draw.choice(["pain:fee", "pain:time"]), "one", draw.choice(["Slow", "left", "dear"]))


def test_the_interval_depends_on_the_seed_alone_not_on_the_order_of_rows(folder, code):
    coded_at_random(code, 1)
    code("ana", "pain:fee", "two", "Fine")
    code("ben", "pain:fee", "two", "far")
    frame = codings_frame(folder)
    first = agreement(folder, frame, ["ana", "ben"], seed=7)
    again = agreement(folder, frame.sample(frac=1, random_state=3), ["ana", "ben"], seed=7)
    assert first == again
    assert overall(first) == overall(again)
    assert any(r.alpha_lo is not None for r in first)
    for result in first:
        if result.alpha_lo is not None:
            assert result.alpha_lo <= result.value.alpha <= result.alpha_hi


def test_one_document_has_no_interval(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "dear")
    (result,) = agreement(folder, codings_frame(folder), ["ana", "ben"])
    assert (result.alpha_lo, result.alpha_hi) == (None, None)


units = st.lists(spans(60), max_size=6).map(joined)


@given(units, st.lists(spans(70), max_size=6).map(joined), st.lists(spans(70), max_size=6).map(joined))
def test_interval_arithmetic_equals_counting_code_points(whole, one, other):
    points = [{i for s, e in spans_ for i in range(s, e)} for spans_ in (whole, one, other)]
    inside, first, second = points[0], points[1] & points[0], points[2] & points[0]
    expected = (len(first & second), len(first - second), len(second - first), len(inside - first - second))
    found = tally(whole, [one, other], "character")
    assert (found.get(3, 0), found.get(1, 0), found.get(2, 0), found.get(0, 0)) == expected


def test_forty_codes_over_a_hundred_thousand_characters_take_well_under_a_second(folder):
    from workbench.study.canon import sha256_text
    from workbench.study.records import Transcript, Turn

    text = "x" * 100_000
    folder.add_transcript(
        Transcript("long", "interview", "r", "", None, text, sha256_text(text), (Turn(0, "P03", "P03", 0, len(text)),))
    )
    rows = [
        ("long", "", f"pain:{n}", "for", coder, start, start + 900)
        for n in range(40) for coder, shift in (("ana", 0), ("ben", 300)) for start in range(n * 10 + shift, 99_000, 4000)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["source", "item", "code", "stance", "coder", "start", "end"])
    began = time.process_time()
    results = agreement(folder, frame, ["ana", "ben"], unit="character")
    assert time.process_time() - began < 1
    assert len(results) == 40
    assert all(sum(r.cells) == 100_000 for r in results)
