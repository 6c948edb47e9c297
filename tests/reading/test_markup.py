from __future__ import annotations

import pytest

from workbench.reading.markup import unmarked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>Good&nbsp;app</p>", "Good app"),
        ('<div class="review">So <b>slow</b><br/>on my phone<!-- x --></div>', "So slow on my phone"),
        ("Tom &amp; I &#39;share&#x27; it", "Tom I share it"),
        ("it takes <5 minutes, and 3 < 4 > 2", "it takes <5 minutes, and 3 < 4 > 2"),
        ("Q&A; R&D and <3", "Q&A; R&D and <3"),
        ("I typed vector<int> in it", "I typed vector in it"),
    ],
)
def test_marks_of_a_page_are_no_words(text, said):
    found = unmarked(text)
    assert " ".join(found.split()) == said
    assert len(found) == len(text)
