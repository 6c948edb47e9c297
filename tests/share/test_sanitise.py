"""Foreign HTML keeps its words and tables, and nothing that acts or fetches."""

from __future__ import annotations

import pytest

from workbench.share.map_page import map_body, map_static
from workbench.share.sanitise import sanitise


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><path d='M0 0'/></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' jav&#x09;ascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<div style='background:url(https://evil.example/x)'>x</div>",
        "<div style='width:expression(alert(1))'>x</div>",
        "<style>@import 'https://evil.example'</style>",
        "<link rel=stylesheet href=https://evil.example>",
        "<img src=https://evil.example/x.png>",
        "<img src='data:text/html;base64,PHNjcmlwdD4='>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<form action=https://evil.example><input name=a></form>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<p onclick=alert(1) style=color:red>x</p>",
    ],
)
def test_nothing_that_acts_or_fetches_is_left(bad):
    from bs4 import BeautifulSoup

    tree = BeautifulSoup(sanitise(bad), "html.parser")
    assert not tree.find_all(["script", "style", "iframe", "form", "link", "meta", "noscript", "math", "object", "input"])
    for tag in tree.select("*"):
        for name, value in tag.attrs.items():
            assert not name.startswith("on")
            assert name not in {"srcdoc", "action", "xlink:href"}
            assert not any(word in str(value).lower() for word in ("javascript", "evil.example", "expression", "text/html"))


def test_words_tables_and_pictures_inside_the_page_stay():
    good = (
        '<table class="dataframe"><tbody><tr><td style="text-align: left;">Onboarding</td></tr></tbody></table>'
        '<img alt="chart" src="data:image/png;base64,iVBORw0KGgo="><a href="https://example.org/x">source</a>'
        '<details open=""><summary>more</summary>text</details>'
    )
    kept = sanitise(good)
    for part in (
        "<td",
        "text-align: left",
        "Onboarding",
        "data:image/png;base64,iVBORw0KGgo=",
        'href="https://example.org/x"',
        "<summary>",
    ):
        assert part in kept


def test_our_own_maps_come_through_whole(rich):
    kept = sanitise(map_body(rich))
    assert kept.count("<details") == map_body(rich).count("<details")
    assert kept.count(" popover") == map_body(rich).count(" popover")
    assert 'viewBox="0 0 1224 236"' in kept
    assert "--wb-columns" in kept
    assert "linear-gradient" in sanitise(map_static(rich))


def test_a_button_opens_only_what_is_ours():
    kept = sanitise('<button popovertarget="theirs" formaction="//x" type="submit" onclick="x()">A</button><b popover id="q">c</b>')
    assert kept == '<button>A</button><b popover="">c</b>'


def test_every_text_goes_through_the_redactor():
    kept = sanitise(
        "<p title='Ann'>Ann <b>Ann</b></p><img alt='Ann' src='data:image/png;base64,aaaa'>", lambda t: t.replace("Ann", "P01")
    )
    assert "Ann" not in kept
    assert kept.count("P01") == 4


def test_the_empty_corner_of_a_table_is_no_heading():
    kept = sanitise("<table><tr><th></th><th>people</th></tr><tr><th>pain</th><td>3</td></tr></table>")
    assert "<td></td><th>people</th>" in kept
    assert "<th>pain</th>" in kept


def test_the_boxes_that_unfold_a_map_stay_and_no_other_input():
    box = '<label><input type="checkbox" checked="" value="goals" onclick="x()" formaction="//x"> goals</label>'
    kept = sanitise(f'<div class="wb-tools">{box}<input type="text" value="typed"><input type="file"></div>{box}')
    assert kept.count("<input") == 1
    assert '<input checked type="checkbox" value="goals"> goals</label></div>' in kept
    assert not any(word in kept for word in ("onclick", "formaction", "typed", "file"))
