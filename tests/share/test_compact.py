"""A style that stands in many places becomes a class; nothing that could be more than a style does."""

from __future__ import annotations

import re
from base64 import b64encode
from html import unescape
from urllib.parse import unquote

import pytest

from workbench.share.compact import compact


def test_a_frequent_style_is_said_once_and_classes_stay():
    (html,), rules = compact(
        ['<td style="padding:4px" class="wb-a">1</td><td style="padding:4px">2</td><td style="padding:4px">3</td>']
    )
    assert html == '<td class="wb-a wb-cs0">1</td><td class="wb-cs0">2</td><td class="wb-cs0">3</td>'
    assert rules == ".wb-cs0:is(*,#_#_#_),.wb-ct0 td:not([class]):is(*,#_#_#_){padding:4px}"


def test_a_table_says_the_style_of_most_of_its_cells_once():
    cells = '<td style="padding:4px">1</td>' * 3 + '<td>4</td><td style="color:red">5</td>'
    (html,), _ = compact([f"<table>{cells}</table>"])
    assert html == (
        '<table class="wb-ct0"><td>1</td><td>1</td><td>1</td><td class="">4</td><td class="" style="color:red">5</td></table>'
    )


def test_a_drawing_stands_as_text_and_draws_the_same():
    drawn = '<svg xmlns="http://www.w3.org/2000/svg"><text>50 % &amp; #</text></svg>'
    part = f'<img alt="" src="data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}">'
    (html,), _ = compact([part])
    source = re.search(r'src="data:image/svg\+xml,([^"]*)"', html)[1]
    assert unquote(unescape(source)) == drawn.replace('"', "'")
    assert len(html) < len(part)


def test_a_rare_style_stays_where_it_is():
    parts = ['<b style="color:red">x</b>', "<p>style=&quot;color:red&quot;</p>"]
    assert compact(parts) == (parts, "")


@pytest.mark.parametrize("style", ["a:url(x)", "a:&quot;}</style>&quot;", "a:b}c{d:e", "a:\\65", "@import x"])
def test_what_could_end_a_rule_or_reach_out_stays_an_attribute(style):
    part = f'<i style="{style}"></i>' * 5
    assert compact([part]) == ([part], "")


def test_words_are_never_taken_for_a_tag():
    text = '<p>a &lt;b style="c:d"&gt; said three times</p>' * 3
    (html,), rules = compact([text])
    assert (html, rules) == (text, "")


@pytest.mark.browser
def test_a_style_keeps_its_strength_over_the_rules_of_the_page(opened):
    body = '<div id="box"><b style="color: rgb(1, 2, 3)">x</b></div>' * 3
    (html,), rules = compact([body])
    assert not re.search(r"style=", html)
    sheet = f"<style>{rules} #box b.wb-cs0 {{ color: red }}</style>"
    page = opened(f"<!doctype html><title>t</title>{sheet}{html}").page
    assert page.evaluate("getComputedStyle(document.querySelector('b')).color") == "rgb(1, 2, 3)"
