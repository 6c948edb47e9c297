"""The coder without a kernel: what a saved notebook shows."""

from __future__ import annotations

import re

import pytest
from sample import study, transcript

from workbench.study.records import Participant
from workbench.widgets.coder import Coder

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def coded(tmp_path):
    turns = [("Interviewer", None, "Well?"), (HOSTILE, "P01", f"It {HOSTILE} hurts. A lot of other words.")]
    folder = study(tmp_path / "study", transcript(turns))
    turn = folder.transcripts()[0].turns[1]
    version = folder.transcripts()[0].version
    anchor = {"source": "p01-first", "item": "", "version": version, "start": turn.start, "end": turn.start + 31}
    folder.act(
        "maria",
        ("code.define", {"code": "pain:x", "label": HOSTILE}),
        ("coding.add", {"code": "pain:x", "anchor": anchor, "valence": -2, "stance": "against"}),
        ("coding.add", {"code": "stage:onboarding", "anchor": anchor}),
    )
    return folder


def test_codes_stand_there_as_words_and_nothing_is_markup(coded):
    html = Coder(coded, "P01", "maria").twin()
    assert "[Onboarding]" in html
    assert "against]" in html
    assert "<img" not in html
    assert set(re.findall(r"<(\w+)", html)) <= {"div", "span", "strong", "em", "ul", "li"}
    assert "1 of 1 turns, 2 codings" in html


def test_the_transcript_itself_is_not_in_it(coded):
    assert "A lot of other words" not in Coder(coded, "P01", "maria").twin()


def test_who_did_not_agree_is_counted_but_not_quoted(coded):
    coded.save_participants([Participant("P01", consent_quote=False)])
    html = Coder(coded, "P01", "maria").twin()
    assert "hurts" not in html
    assert "no consent" in html
    assert "2 codings" in html


def test_an_empty_one_says_so_and_plain_text_counts(tmp_path):
    coder = Coder(study(tmp_path / "s"), "P01", "maria")
    assert "Nothing is coded yet" in coder.twin()
    assert coder.plain() == "Transcript p01-first, coded by maria: 0 of 3 turns, 0 codings"


def test_it_is_shown_behind_the_widget_and_renewed(coded, monkeypatch):
    shown, renewed = [], []

    class Handle:
        def update(self, data, **_):
            renewed.append(data["text/html"])

    def no_loop():
        raise RuntimeError("as in a script: the twin is renewed at once")

    def display(data, **kwargs):
        shown.append((data, kwargs))
        return Handle()

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr("asyncio.get_running_loop", no_loop)
    coder = Coder(coded, "P01", "maria")
    coder._ipython_display_()
    widget, twin = shown
    assert "application/vnd.jupyter.widget-view+json" in widget[0]
    assert 'class="wb-twin"' in twin[0]["text/html"]
    assert twin[0]["text/plain"] == coder.plain()
    coder.send = lambda *_: None
    coder._receive(coder, {"op": "undo", "id": "1"}, [])
    assert not renewed
    coder._receive(coder, {"op": "memo", "id": "2", "text": "x"}, [])
    assert len(renewed) == 1
