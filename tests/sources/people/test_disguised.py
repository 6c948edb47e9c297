from __future__ import annotations

import pytest

from workbench.share.gate import scan
from workbench.sources.people.key import KeyEntry
from workbench.sources.people.known import find_known

ROSTER = tuple(
    KeyEntry(f"P{n:02d}", name)
    for n, name in enumerate(["Ottilie Brandsma-Cole", "陈晓梅", "Jürgen Weißenfels", "Will Ode", "Zofia Wyrzykowska"])
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is O-t-t-i-l-i-e, I said, o t t i l i e.", ["O-t-t-i-l-i-e", "o t t i l i e"]),
        ("B. R. A. N. D. S. M. A - C. O. L. E", ["B. R. A. N. D. S. M. A - C. O. L. E"]),
        ("spelled J ü r g e n, and J u\u0308 r g e n", ["J ü r g e n", "J u\u0308 r g e n"]),
        ("我 叫 陈 晓 梅 。", ["陈 晓 梅"]),
        ("they wrote 0tti1ie, Jürg3n and WEI5SENFELS", ["0tti1ie", "Jürg3n", "WEI5SENFELS"]),
        ("W i l l, with two l", ["W i l l"]),
        ("from vdBrandsma and Wyrzykowsce", ["Brandsma"]),
        ("plan A, B, C or D; e f g h; H2O, r0w4 and 4x4 in c0de5", []),
    ],
)
def test_names_letter_by_letter_and_with_digits_are_found_and_refused(text, found):
    assert [text[s:e] for s, e, *_ in find_known(text, ROSTER)][: len(found)] == found
    assert len(scan(text, ROSTER)) >= bool(found and "vd" not in text)
    assert found or not scan(text, ROSTER)


def test_a_label_in_english_with_a_polish_form_of_a_name():
    text = "Agnieszce a code that works, and the rest"
    assert [text[s:e] for s, e, *_ in find_known(text, [KeyEntry("P1", "Agnieszka Lis")])] == ["Agnieszce"]
