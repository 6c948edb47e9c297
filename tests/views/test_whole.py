"""Tables of sentences are shown whole, and are ordinary tables otherwise."""

from __future__ import annotations

from html import escape

import pandas as pd
import pytest

from workbench.views.whole import whole

LONG = "Nobody at reception or in the team knew that somebody was starting today, and nobody asked"


def test_a_sentence_is_not_cut_off_in_a_notebook():
    assert LONG in whole([(LONG, 1)], ["what", "n"])._repr_html_()
    assert pd.get_option("display.max_colwidth") == 50, "others' tables are shown as they like"


def test_what_is_made_of_it_is_an_ordinary_table():
    table = whole([(LONG, 1), ("b", 2)], ["what", "n"])
    assert type(table[table["n"] > 1]) is pd.DataFrame
    pd.testing.assert_frame_equal(table, pd.DataFrame({"what": [LONG, "b"], "n": [1, 2]}))


def test_words_begin_at_the_left_and_numbers_end_at_the_right():
    shown = whole([("a", 1), ("b", 2)], ["what", "n"])._repr_html_()
    assert shown.count('<td style="text-align: left">') == 2
    assert '<th style="text-align: left">what</th>\n      <th>n</th>' in shown
    assert "<td>1</td>" in shown


def test_of_a_list_that_is_to_be_looked_through_ten_rows_are_not_all():
    shown = whole([(f"name {n}", n) for n in range(300)], ["name", "n"])._repr_html_()
    assert shown.count("<td>") - shown.count("<td>...</td>") == 60
    assert "300 rows" in shown


def test_where_columns_are_left_out_nothing_is_moved():
    with pd.option_context("display.max_columns", 2):
        assert '<td style="text-align: left">' not in whole([(1, "a", "b", 2)], list("abcd"))._repr_html_()


def test_markup_in_a_sentence_stays_words():
    assert "<script>" not in whole([("<script>x</script>",)], ["what"])._repr_html_()


@pytest.mark.parametrize("shown", [lambda s: s.to_decide(), lambda s: s.to_read(3), lambda s: s.notes()])
def test_what_one_reads_to_decide_is_such_a_table(study, shown):
    study.capture(LONG)
    table = shown(study)
    longest = max((str(cell) for cell in table.to_numpy().ravel()), key=len)
    assert len(longest) > 50
    assert escape(longest[-20:], quote=False) in table._repr_html_()
