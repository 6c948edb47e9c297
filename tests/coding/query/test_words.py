"""Words are found whatever their case, accents, apostrophes and invisible characters, and nothing is shown that is not there."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.coding.folded import searchable
from workbench.coding.query.words import _coarse, _visible, fold, holds, pattern, spans

#: Letters whose lower case is one letter in every version of Unicode, and what is dropped.
TEXTS = st.text(
    st.sampled_from("abC dé.,!’' \u00ad\u200d\u0301ﬁΩς\n🐌\ufe0f1*")
    | st.characters(max_codepoint=0x24FF, exclude_categories=["Cs", "Cn"]),
    max_size=24,
)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The Fee, the FEE", "fee", ["Fee", "FEE"]),
        ("coffee, fees", "fee", []),
        ("coffee, fees", "fee*", ["fees"]),
        ("expensive expense", "expens*", ["expensive", "expense"]),
        ("Café, cafe\u0301, CAFE", "cafe", ["Café", "cafe\u0301", "CAFE"]),
        ("Café", "CAFÉ", ["Café"]),
        ("pri\u00adce pr\u200dice \u200bprice", "price", ["pri\u00adce", "pr\u200dice", "price"]),
        ("it’s it's", "it's", ["it’s", "it's"]),
        ("too  expensive, too\nexpensive", "too expensive", ["too  expensive", "too\nexpensive"]),
        ("a ﬁne day", "fine", ["ﬁne"]),
        ("ΟΔΟΣ οδος οδός", "οδος", ["ΟΔΟΣ", "οδος", "οδός"]),
        ("这个价格太高了", "价格", ["价格"]),
        ("ราคาแพงมาก", "แพง", ["แพง"]),
        ("why?? why", "why?", ["why?"]),
        ("5* hotel, 50", "5*", ["5", "50"]),
        ("a * b", "*", []),
        ("re-schedule", "schedule", ["schedule"]),
        ("🐌🐌", "🐌", ["🐌", "🐌"]),
    ],
)
def test_words_stand_where_one_reads_them(text, words, found):
    assert [text[a:b] for a, b in spans(text, words)] == found
    assert holds(text, words) == bool(found)


@pytest.mark.parametrize("words", ["", " ", "*", "\u200b", "\u0301", "\u00ad\ufeff"])
def test_there_is_nothing_to_look_for_in_what_nobody_sees(words):
    assert pattern(words) is None
    assert list(spans("any text", words)) == []


@given(TEXTS)
def test_a_text_is_folded_one_by_one_as_in_bulk(text):
    assert fold(text)[0] == _visible(searchable([text])).to_pylist()[0]


@given(TEXTS, TEXTS)
@example("цены высокие", "цен* высокие")
def test_what_is_found_folds_to_what_was_looked_for_and_is_not_missed_in_bulk(text, words):
    found = pattern(words)
    if found is None:
        return
    bulk = _visible(searchable(pa.array([text])))
    for start, end in spans(text, words):
        assert "*" in words or fold(text[start:end])[0].split() == fold(words)[0].split()
    assert holds(text, words) == (found.search(bulk.to_pylist()[0]) is not None)
    assert not holds(text, words) or pc.match_substring_regex(bulk, _coarse(words)).to_pylist() == [True]
