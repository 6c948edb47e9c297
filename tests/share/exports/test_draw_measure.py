"""How wide words are, and where their lines break: known without a browser, and never too narrow."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.share.exports.drawing.measure import Piece, Style, covered, fit, flow, long, rightward, width, wrap

PLAIN, BOLD = Style("t-plain", 12), Style("t-say", 13, bold=True)
WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)


def spelled(lines):
    return "".join(p.text for line in lines for p in line)


@pytest.mark.parametrize(
    ("text", "style"),
    [("Handing the rota over", PLAIN), ("Übergröße — 35 % to 88 %", BOLD), ("Ελλάδα и Москва", PLAIN)],
)
def test_a_measured_line_ends_where_the_drawn_one_does(text, style):
    import vl_convert as vlc
    from pypdf import PdfReader

    weight = 700 if style.bold else 400
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="40"><text x="0" y="20" font-family="Liberation Sans" '
        f'font-weight="{weight}" font-size="{style.size}" style="font-kerning:none">{text}|</text></svg>'
    )
    ends = []

    def look(words, _cm, place, *_):
        if "|" in words:
            ends.append(place[4])

    PdfReader(BytesIO(vlc.svg_to_pdf(svg))).pages[0].extract_text(visitor_text=look)
    assert ends[-1] == pytest.approx(width(text, style), abs=0.5)


@given(text=WORDS, room=st.floats(40, 400))
def test_no_line_is_wider_than_its_room(text, room):
    for line in wrap(text, PLAIN, room):
        if covered(spelled([line])):
            assert long(line) <= room + 0.01


@given(text=WORDS, room=st.floats(40, 400))
def test_wrapping_loses_nothing_but_spaces(text, room):
    assert spelled(wrap(text, PLAIN, room)).replace(" ", "") == fit(text).replace(" ", "")


def test_a_word_that_is_too_long_is_broken_and_lines_beyond_the_last_end_in_an_ellipsis():
    lines = wrap("Donaudampfschifffahrtsgesellschaft" * 4, PLAIN, 100)
    assert len(lines) > 3
    cut = wrap("one two three four five six seven", PLAIN, 40, 2)
    assert len(cut) == 2
    assert spelled(cut).endswith("\u2026")
    assert all(long(line) <= 40 for line in cut)


def test_letters_keep_their_marks_and_families_stay_together():
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    lines = wrap(f"{family}{family}{family}e\u0301e\u0301", PLAIN, 30)
    assert all(not spelled([line]).startswith(("\u200d", "\u0301")) for line in lines)
    assert width("e\u0301", PLAIN) == width("e", PLAIN)


def test_writing_without_spaces_breaks_anywhere_but_before_a_full_stop():
    lines = wrap("面接の記録を読みました。次の質問です。", PLAIN, 60)
    assert len(lines) > 2
    assert not any(spelled([line]).startswith("\u3002") for line in lines)


def test_the_first_letter_with_a_direction_says_where_a_line_begins():
    assert not rightward("12 نص من اليمين")
    assert rightward("12 then نص")
    assert rightward("12 %")


def test_pieces_of_two_styles_share_a_line():
    line = flow([Piece("10 of 29", BOLD), Piece(" people", PLAIN)], 200)
    assert [[p.style for p in one] for one in line] == [[BOLD, PLAIN]]
