"""Names: what people type becomes a safe file name, and two coders never become one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import coder_names

from workbench.study.errors import UserError
from workbench.study.names import coder_name, log_stem, slug, unique


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Quiet Hours", "quiet-hours"), ("../../etc/passwd", "etc-passwd"), ("C:\\evil", "c-evil"), ("CON", "con-x"),
        ("nul.txt", "nul-txt"), ("..", "item"), ("", "item"), ("-rf", "rf"), ("e\u0301", "é"), ("ﬁne", "fine"),
        ("名前 2", "名前-2"), ("a\u202eb\u200bc", "a-b-c"), ("x" * 300, "x" * 80), ("a\x00b", "a-b"), ("Straße", "strasse"),
    ],
)  # fmt: skip
def test_slugs(name, expected):
    assert slug(name) == expected


@given(st.text(max_size=200))
def test_a_slug_is_safe_and_its_own_slug(name):
    made = slug(name)
    assert 0 < len(made) <= 82
    assert not set(made) & set('/\\:*?"<>|. \x00\n')
    assert made[0] not in "-_"
    assert slug(made) == made


@given(st.lists(st.text(min_size=1, max_size=5), max_size=8))
def test_unique_names_stay_unique_without_regard_to_case(names):
    taken: set[str] = set()
    for name in names:
        taken.add(unique(name, taken))
    assert len({t.casefold() for t in taken}) == len(names)


def test_the_first_free_number():
    assert unique("Ana", set()) == "Ana"
    assert unique("Ana", {"ana", "ANA-2"}) == "Ana-3"


@given(coder_names, coder_names, st.sampled_from(["x", "1"]), st.sampled_from(["x", "1"]))
def test_two_coders_or_two_devices_never_share_a_log(one, other, device, second):
    one, other = coder_name(one), coder_name(other)
    same = log_stem(one, device).casefold() == log_stem(other, second).casefold()
    assert same == (one == other and device == second)


def test_a_simple_name_is_its_own_file():
    assert log_stem("ana", "laptop") == "ana-laptop"
    assert log_stem("ana-maria", "x") == "ana-maria-x"
    other = log_stem("Ana", "x").removesuffix("-x")
    assert other.startswith("ana-")
    assert log_stem(other, "x") != f"{other}-x"  # nobody can choose the file that another one got


@pytest.mark.parametrize("name", ["  Ana   Maria ", "Ana Maria"])
def test_spaces_around_a_name_are_not_part_of_it(name):
    assert coder_name(name) == "Ana Maria"


def test_a_letter_and_its_accent_are_one_name_however_typed():
    assert coder_name("Zoe\u0308") == coder_name("Zo\u00eb")


@pytest.mark.parametrize("name", ["", " ", "a\u200b", "a\u202e", "\x07", "\ud800"])
def test_a_name_that_cannot_be_seen_is_refused(name):
    with pytest.raises(UserError, match="name"):
        coder_name(name)
