"""Ids that are codes are found whole; a name may be a part of all others."""

from __future__ import annotations

import random
import string
import uuid

import pytest

from workbench.sources.people.codes import codes
from workbench.sources.people.key import KeyEntry
from workbench.sources.people.known import find_known, forms_of

HEX = "0123456789abcdef"


def drawn(letters: str, size: int, before: str = "", many: int = 400) -> list[str]:
    lot = random.Random(7)  # noqa: S311 (test data)
    return [before + "".join(lot.choices(letters, k=size)) for _ in range(many)]


@pytest.mark.parametrize(
    ("names", "least"),
    [
        (drawn(string.ascii_letters + string.digits, 15, "R_"), 1.0),  # Qualtrics
        (drawn(HEX, 24), 1.0),  # Prolific
        (drawn(string.ascii_uppercase + string.digits, 13, "A"), 0.97),  # Mechanical Turk
        (drawn(string.ascii_lowercase + string.digits, 26), 0.97),  # Typeform
        ([str(uuid.UUID(n)) for n in drawn(HEX, 32)], 1.0),
        ([f"R{n:07}" for n in range(60)], 1.0),
        ([f"user{n}" for n in range(60)], 1.0),
        ([f"TN-{n}" for n in range(60)], 1.0),
    ],
)
def test_ids_that_a_program_gave_out_are_codes(names, least):
    assert len(codes(names)) >= least * len(names)


@pytest.mark.parametrize(
    "names",
    [
        ["maria82", "R_Nowak7", "jo1985", "anna.n7", "me2you", "2pac", "j.oak_12", "user4711", "Rose", "Łukasz9", "ann@b1.org", ""],
        [f"{name}{n}" for n in range(30) for name in ("anna", "ben", "carl")],
        [f"{name}.{other}" for name in ("anna", "mila", "carl", "lena") for other in string.ascii_lowercase],
        [name + other for name in drawn(string.ascii_lowercase, 4, many=80) for other in ("", "7")],
    ],
)
def test_what_may_hold_a_name_is_none(names):
    assert not codes(names)


def test_a_code_is_masked_whole_and_so_is_a_name_among_codes():
    ids = drawn(string.ascii_letters + string.digits, 15, "R_")
    roster = tuple(KeyEntry(f"R{n:03}", name, (), "respondent") for n, name in enumerate([*ids, "Maria Nowak"]))
    text = f"({ids[3].lower()}) wrote to maria, and to {ids[5]}x."
    assert [(text[a:b], who) for a, b, _, who in find_known(text, roster)] == [(ids[3].lower(), "R003"), ("maria", "R400")]
    assert not forms_of(roster).of(ids[5].partition("_")[2]), "no part of a code is looked for"


def test_somebody_else_than_a_respondent_may_be_called_like_a_code():
    roster = tuple(KeyEntry(f"R{n:03}", f"R{n:07}", (), "respondent") for n in range(60))
    found = list(find_known("R0000007 and R0000071", (*roster, KeyEntry("P01", "R0000007", (), "participant"))))
    assert [who for *_, who in found] == ["P01"]
