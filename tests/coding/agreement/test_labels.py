"""One value a unit: labels of a family, sets of codes, feelings; against the formulas on the values written out by hand."""

from __future__ import annotations

import pytest

from workbench.coding.agreement import alpha, family_agreement, feeling_agreement, nominal, rated, set_agreement
from workbench.coding.frame import codings_frame


def test_labels_of_three_coders_with_intervals(folder, many):
    coders = ["ana", "ben", "cem"]
    frame = many(*coders)
    found = family_agreement(folder, frame, coders, "pain")
    by_unit = frame[frame["family"] == "pain"].sort_values(["item", "coder", "start", "code"])
    longest = by_unit.assign(length=by_unit["end"] - by_unit["start"])
    longest = longest.sort_values(["item", "coder", "length", "code"], ascending=[True, True, False, True])
    labels = longest.groupby(["item", "coder"])["code"].first().unstack()
    rows = [tuple(v if isinstance(v, str) else None for v in row) for row in labels[coders].to_numpy()]
    rows = [row for row in rows if sum(v is not None for v in row) > 1]
    assert found.units == len(rows)
    assert found.value.alpha == pytest.approx(alpha(rows))
    assert found.value.kappa == pytest.approx(rated(rows).kappa)
    assert sum(found.confusion.values()) == sum(n * (n - 1) // 2 for n in (sum(v is not None for v in row) for row in rows))
    assert found.value.jaccard is None
    for name, bounds in found.intervals.items():
        assert bounds.lo <= getattr(found.value, name) <= bounds.hi, name
    assert found == family_agreement(folder, frame.sample(frac=1, random_state=2), coders, "pain")


def test_a_family_nobody_used_is_undefined(folder, many):
    found = family_agreement(folder, many("ana", "ben"), ["ana", "ben"], "stage")
    assert (found.units, found.value.alpha, found.confusion) == (0, None, {})
    assert found.intervals["alpha"].lo is None


def test_sets_of_codes_and_the_empty_set(folder, code):
    for coder, label, words in [
        ("ana", "pain:fee", "dear"), ("ana", "emotion:angry", "Slow"), ("ben", "pain:fee", "dear"), ("ben", "pain:time", "left"),
    ]:  # fmt: skip
        code(coder, label, "one", words)
    code("ana", "pain:fee", "two", "Fine")
    frame, pair = codings_frame(folder), ["ana", "ben"]
    fee, time_, angry = "pain:fee", "pain:time", "emotion:angry"
    first, second, nothing = {fee, angry}, {fee}, set()
    rows = [tuple(map(frozenset, row)) for row in [(first, second), (nothing, {time_})]]
    for distance in ("masi", "jaccard"):
        found = set_agreement(folder, frame, pair, distance=distance)
        assert (found.what, found.level, found.units, found.documents) == ("sets of all codes", distance, 2, 1)
        assert found.value == pytest.approx(alpha(rows, distance))
    rows = [tuple(map(frozenset, row)) for row in [({fee}, {fee}), (nothing, {time_}), ({fee}, nothing)]]
    both = [("one", ""), ("two", "")]
    assert set_agreement(folder, frame, pair, family="pain", documents=both).value == pytest.approx(alpha(rows, "masi"))
    left_empty = set_agreement(folder, frame, pair, family="goal", documents=both)
    assert (left_empty.value, left_empty.units) == (None, 3)


def test_sets_have_an_interval_over_people(folder, many):
    found = set_agreement(folder, many("ana", "ben", "cem"), ["ana", "ben", "cem"], by="participant")
    assert (found.documents, found.people, found.units) == (20, 10, 20)
    assert found.interval.lo < found.value < found.interval.hi


def test_feelings_have_an_order(folder, code):
    """One step apart is nearer than four. A unit only one of the two gave a feeling is left out."""
    for coder, words, valence in [
        ("ana", "Slow", -2), ("ana", "🐌 and dear", -1), ("ben", "dear", -2), ("ana", "left", 1), ("ben", "I left.", 2),
        ("ben", "I", -1),
    ]:  # fmt: skip
        code(coder, "emotion:x", "one", words, valence=valence)
    code("ana", "emotion:x", "two", "Fine", valence=2)
    code("ben", "emotion:x", "two", "Fine", valence=2)
    code("ana", "emotion:x", "nps", "dear", item="nps-0", valence=-1)
    code("ben", "emotion:x", "nps", "Too", item="nps-0")
    frame, pair = codings_frame(folder), ["ana", "ben"]
    found = feeling_agreement(folder, frame, pair)
    assert found.units == 3
    assert found.value == pytest.approx(alpha([(-1, -2), (1, 2), (2, 2)], "ordinal"))
    assert found.value > nominal([("-1", "-2"), ("1", "2"), ("2", "2")]).alpha
    strong = feeling_agreement(folder, frame, pair, of="intensity")
    assert (strong.what, strong.level) == ("intensity", "ordinal")
    assert strong.value == pytest.approx(alpha([(1, 2), (1, 2), (2, 2)], "ordinal"))


def test_without_any_feeling_there_is_nothing_to_compare(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "dear")
    found = feeling_agreement(folder, codings_frame(folder), ["ana", "ben"])
    assert (found.value, found.units, found.interval.lo) == (None, 0, None)
