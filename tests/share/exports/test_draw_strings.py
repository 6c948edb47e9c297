"""Letters of a page put together to words: they stand where they stood, and are read as they were."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from workbench.share.exports.drawing.strings import joined, widths

TEXTS = ("Handing the rota over", "AVATAR (of \\ Tom)", "35\u00a0% to 88\u00a0%", "\u2212\u202f0.7 \u25b2 more", "naïve Ελλάδα")


@pytest.fixture(scope="module")
def drawn():
    import vl_convert as vlc

    lines = "".join(
        f'<text x="7" y="{20 + 20 * i}"{" textLength=" + chr(34) + "90" + chr(34) if i == 1 else ""}>{t}</text>'
        for i, t in enumerate(TEXTS)
    )
    look = 'width="400" height="140" font-family="Liberation Sans" font-size="12"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {look}>{lines}</svg>'
    page = PdfReader(BytesIO(vlc.svg_to_pdf(svg))).pages[0]
    return page.get_contents().get_data(), {name[1:]: widths(f.get_object()) for name, f in page["/Resources"]["/Font"].items()}


def ends(content, fonts):
    """Return where each letter stands: x, y and code, from letters one by one or in strings."""
    found = []
    for way, x, y, font, size, shown in re.findall(
        rb"BT\n(\S+) \S+ \S+ \S+ (\S+) (\S+) Tm\n/(\w+) (\S+) Tf\n\[(.*?)\] TJ", content, re.DOTALL
    ):
        at, scale = float(x), float(way) * float(size) / 1000
        for code, moved in re.findall(rb"<([0-9a-f]+)>|(-?[\d.]+)", shown):
            at -= float(moved or 0) * scale
            for i in range(0, len(code), 4):
                found.append((round(at, 1), float(y), code[i : i + 4]))
                at += fonts[font.decode()][int(code[i : i + 4], 16)] * scale
    return found


def test_each_letter_stands_where_it_stood(drawn):
    content, fonts = drawn
    before = [(round(float(x), 1), float(y)) for x, y in re.findall(rb"BT\n\S+ \S+ \S+ \S+ (\S+) (\S+) Tm", content)]
    after = ends(joined(content, fonts), fonts)
    assert len(after) == len(before)
    assert all(abs(a[0] - b[0]) <= 0.2 and a[1] == b[1] for a, b in zip(after, before, strict=True))


def test_a_line_is_a_string_and_what_is_no_letter_stays(drawn):
    content, fonts = drawn
    made = joined(content, fonts)
    assert len(made) < len(content) / 3
    assert made.count(b"TJ") <= len(TEXTS) + 2
    assert joined(b"0 0 m\n9 9 l\nS\n", fonts) == b"0 0 m\n9 9 l\nS\n"


def test_widths_are_read_in_both_ways_they_are_written():
    class Known(dict):
        def get_object(self):
            return self

    class Row(list):
        def get_object(self):
            return self

    class Number(int):
        def get_object(self):
            return self

    listed = Row([Number(1), Row([500, 600]), Number(3), Number(5), Number(700)])
    font = {"/DescendantFonts": Row([Known({"/W": listed})])}
    assert widths(font) == {1: 500, 2: 600, 3: 700, 4: 700, 5: 700}
