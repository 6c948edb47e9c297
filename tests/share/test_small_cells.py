"""A count of few is not shown, and cannot be told from what is."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import share_models
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.share.redact import Redactor
from workbench.share.side_by_side import several
from workbench.share.small_cells import HIDDEN, hidden, note, of_groups, of_personas

ROWS, COLUMNS = ("waiting", "fees", "typing"), ("owner", "manager", "staff")


def table(*rows):
    return {(r, c): n for r, row in zip(ROWS, rows, strict=False) for c, n in zip(COLUMNS, row, strict=False)}


def determined(gone, rows, columns, *, columns_add):
    """By elimination over fractions: which unknowns have one value only, given the sums of all rows (and columns)."""
    unknown = sorted(gone)
    lines = [[Fraction(r == row) for r, _ in unknown] for row in rows]
    lines += [[Fraction(c == column) for _, c in unknown] for column in columns] if columns_add else []
    at = 0
    for pivot in range(len(unknown)):
        found = next((n for n in range(at, len(lines)) if lines[n][pivot]), None)
        if found is None:
            continue
        lines[at], lines[found] = lines[found], lines[at]
        lines[at] = [x / lines[at][pivot] for x in lines[at]]
        for n, line in enumerate(lines):
            if n != at and line[pivot]:
                lines[n] = [a - line[pivot] * b for a, b in zip(line, lines[at], strict=True)]
        at += 1
    return {unknown[line.index(1)] for line in lines if sum(map(bool, line)) == 1}


def test_a_small_cell_goes_with_the_smallest_that_hides_it():
    assert hidden(table((8, 2, 6), (7, 9, 5), (0, 0, 0)), ROWS, COLUMNS, 5) == {("waiting", "manager"), ("waiting", "staff")}
    assert hidden(table((8, 2, 3)), ROWS, COLUMNS, 5) == {("waiting", "manager"), ("waiting", "staff")}
    assert hidden(table((8, 2, 0)), ROWS, COLUMNS, 5) == {("waiting", "manager"), ("waiting", "owner")}
    assert hidden(table((0, 2, 0)), ROWS, COLUMNS, 5) == {("waiting", "manager"), ("waiting", "owner")}


def test_nothing_is_hidden_where_nothing_is_small_or_everything_may_be_shown():
    assert hidden(table((8, 5, 0), (0, 0, 0)), ROWS, COLUMNS, 5) == frozenset()
    assert hidden(table((1, 2, 3)), ROWS, COLUMNS, 1) == hidden(table((1, 2, 3)), ROWS, COLUMNS, 0) == frozenset()


def test_with_sums_of_columns_a_ring_is_hidden():
    gone = hidden(table((8, 2, 6), (7, 9, 5), (6, 7, 8)), ROWS, COLUMNS, 5, columns_add=True)
    assert ("waiting", "manager") in gone
    assert len(gone) == 4
    assert not determined(gone, ROWS, COLUMNS, columns_add=True)


def test_one_column_is_told_by_its_sum_whatever_is_hidden():
    assert hidden({("waiting", "owner"): 2}, ROWS, ("owner",), 5) == {("waiting", "owner")}


@given(
    st.integers(1, 4).flatmap(
        lambda wide: st.lists(st.lists(st.integers(0, 9), min_size=wide + 1, max_size=wide + 1), min_size=2, max_size=5)
    ),
    st.booleans(),
    st.integers(2, 6),
)
@example([[1, 9], [9, 9]], True, 5)  # noqa: FBT003 (hypothesis wants all or none by name)
def test_no_hidden_cell_is_told_by_the_sums(numbers, columns_add, least):
    rows, columns = [f"r{n}" for n in range(len(numbers))], [f"c{n}" for n in range(len(numbers[0]))]
    counts = {(r, c): n for r, row in zip(rows, numbers, strict=True) for c, n in zip(columns, row, strict=True)}
    gone = hidden(counts, rows, columns, least, columns_add=columns_add)
    assert {cell for cell, n in counts.items() if 0 < n < least} <= gone
    assert determined(gone, rows, columns, columns_add=columns_add) == set()
    assert hidden(dict(reversed(counts.items())), rows, columns, least, columns_add=columns_add) == gone


@pytest.mark.parametrize("columns_add", [False, True])
def test_hiding_the_small_ones_alone_would_tell_them(columns_add):
    """The check itself can fail: without others beside them, small cells are told."""
    numbers = [n for n in product((2, 7, 8), repeat=3) if n.count(2) == 1]
    assert all(
        determined({c for c, n in table(row).items() if n < 5}, ROWS[:1], COLUMNS, columns_add=columns_add) for row in numbers
    )


def split(name, k, n, others_k, others_n):
    return {"group": name, "k": k, "n": n, "others_k": others_k, "others_n": others_n}


def test_groups_that_are_too_small_are_not_compared_nor_told_by_the_others():
    three = [split("owner", 6, 8, 7, 12), split("manager", 2, 6, 11, 14), split("staff", 5, 6, 8, 14)]
    assert [s["group"] for s in of_groups(three, 5)] == ["owner"]
    assert of_groups([split("owner", 6, 8, 2, 12)], 5) == []
    assert of_groups([split("owner", 0, 3, 9, 12)], 5) == []
    assert of_groups(three, 0) == three


def test_concerns_about_a_persona_lose_small_numbers(rich):
    key, claim = next(iter(rich["claims"].items()))
    claim["concerns"] = [{"why": "'Owner' says so more often than others (4 of 6 against 1 of 9)"}]
    shown = Redactor((), least=5).model(rich)["claims"][key]["concerns"]
    assert shown == [{"why": "'Owner' says so more often than others (too few people to say how many)"}]
    assert Redactor(()).model(rich)["claims"][key]["concerns"] == claim["concerns"]


def test_whom_to_ask_next_does_not_say_how_few_of_a_persona_spoke(rich):
    said = [
        {"kind": "persona", "what": f"Ask {16 - here} more of 'Owners' about Start", "claim": "",
         "why": f"{here} of the {of} {'person' if of == 1 else 'people'} of this persona spoke about it: what 10% would say"}
        for here, of in ((1, 1), (3, 9), (6, 9), (0, 8))
    ]  # fmt: skip
    rich["stages"][0]["ask_next"] = said
    one, three, six, none = Redactor((), least=5).model(rich)["stages"][0]["ask_next"]
    assert {one["what"], three["what"]} == {"Ask more of 'Owners' about Start"}
    assert {one["why"], three["why"]} == {"fewer than 5 people of this persona spoke about it"}
    assert [six, none] == said[2:]


def persona(name, n, k):
    model = share_models.rich()
    model["persona"] = None if name is None else {"name": name, "rule": {}, "n": n, "of": 40}
    model["people"]["N"] = n
    for claim in model["claims"].values():
        claim["k"] = min(claim["k"], k) if name else claim["k"]
    return model


def test_personas_beside_each_other_show_no_claims_of_few():
    everybody, many, few = of_personas([persona(None, 40, 99), persona("Owners", 30, 9), persona("Managers", 3, 1)], 5)
    assert everybody == persona(None, 40, 99)
    assert few["claims"] == {}
    assert all(c["k"] >= 5 or not c["k"] for c in many["claims"].values())
    assert all(s["emotion"]["n"] >= 5 or not s["emotion"]["n"] for s in many["stages"])
    page = several([persona(None, 40, 99), persona("Managers", 3, 1)], redactor=Redactor((), least=5))
    assert "not shown here" in page


def test_what_is_not_shown_is_said():
    assert note(5).startswith(HIDDEN)
    assert "fewer than 5 people" in note(5)
