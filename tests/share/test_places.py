"""Paths of a machine go, web addresses and words stay."""

from __future__ import annotations

import pytest

from workbench.share.places import names, placeless, placeless_in, seen_from


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/home/maria/x y", "~/x y"),
        ("study_path='/home/m'", "study_path='~'"),
        ("<td>/root</td> /rooted", "<td>~</td> /rooted"),
        ("file:///Users/bob/a.csv", "~/a.csv"),
        ("C:\\Users\\Bob\\x.csv", "~\\x.csv"),
        ("../../home/maria/study", "~/study"),
        ('File "/opt/lib/python3.11/site-packages/foo.py:12: UserWarning', 'File "foo.py:12: UserWarning'),
        ("<Axes at 0x7f3322aabb>", "<Axes>"),
        ("/data/our-study/maps and /data/our-study-2", "our-study/maps and /data/our-study-2"),
        ("https://example.org/home/maria/x.py", "https://example.org/home/maria/x.py"),
        ("base64,/9j/root/AAA/home/maria/x", "base64,/9j/root/AAA/home/maria/x"),
        ("and/or, 3/4, notebooks/x.py, ./a.py", "and/or, 3/4, notebooks/x.py, ./a.py"),
    ],
)
def test_what_stays_of_a_text(text, left):
    assert placeless(text, {"/data/our-study": "our-study"}) == left


def test_every_text_of_a_value_is_looked_at():
    assert placeless_in({"a": ["/home/x/y", 1, None]}) == {"a": ["~/y", 1, None]}


def test_the_way_to_a_folder_is_said_unless_it_names_somebody(tmp_path):
    assert seen_from(str(tmp_path / "study"), tmp_path / "study" / "out") == ".."
    assert seen_from("/home/maria/study", tmp_path) == "study"
    assert names(["/data/study"])["/data/study"] == "study"


def test_a_long_line_of_slashes_is_read_at_once():
    assert placeless(",/a" * 100_000).startswith(",/a")
