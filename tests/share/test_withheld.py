"""The gate knows the words of those who may not be quoted, whatever page they are on, and on which day."""

from __future__ import annotations

import json

import pytest

from workbench.share.gate import require_clean, scan
from workbench.share.withheld import withheld
from workbench.study.canon import sha256_text
from workbench.study.errors import CheckFailed
from workbench.study.folder import Folder
from workbench.study.records import Participant, Transcript, Turn
from workbench.study.settings import Settings

SAID = {
    "P01": "The forms took an hour of my only free day.",
    "P02": "Nobody warned me about the fee at the end of it.",
    "P03": "Nobody warned me about the price at the end of the year.",
}


@pytest.fixture
def study(tmp_path):
    folder = Folder.create(tmp_path / "study", Settings())
    for who, words in SAID.items():
        text = f"{who}: {words}"
        turns = (Turn(0, who, who, 5, len(text)),)
        folder.add_transcript(Transcript(who.lower(), "interview", "r1", who, None, text, sha256_text(text), turns))
    folder.save_participants(
        [Participant("P01", consent_quote=False), Participant("P02", consent_until="2026-06-30"), Participant("P03")]
    )
    return folder


@pytest.mark.parametrize(("day", "found"), [("2026-06-29", {"P01"}), ("2026-06-30", {"P01", "P02"})])
@pytest.mark.parametrize("form", ["<p>{}</p>", "<p>so <b>{}</b></p>", '<script>x = {{q: "{}"}}</script>', "book"])
def test_words_without_consent_are_found_in_any_place_from_their_day_on(study, day, found, form):
    runs = withheld(study, day)
    for who, words in SAID.items():
        page = json.dumps({"cells": [{"source": [words]}]}) if form == "book" else form.format(words)
        kinds = {leak.kind for leak in scan(page, withheld=runs)}
        assert (kinds == {"withheld words"}) == (who in found), (who, kinds)


def test_half_a_sentence_is_found_and_what_somebody_else_says_too_is_not(study):
    runs = withheld(study, "2026-12-31")
    assert scan("<p>… took an hour of my only free …</p>", withheld=runs)
    assert not scan("<p>Nobody warned me about the</p>", withheld=runs)
    assert not scan("<p>The forms took an hour</p>", withheld=runs), "five words anybody may say"


def test_the_report_of_a_leak_is_none(study):
    with pytest.raises(CheckFailed, match="withheld words") as caught:
        require_clean(f"<p>{SAID['P01']}</p>", withheld=withheld(study, "2026-01-01"))
    assert "forms" not in str(caught.value)


def test_where_everybody_consents_nothing_is_looked_for(tmp_path):
    assert withheld(Folder.create(tmp_path / "study", Settings()), "2026-01-01") == frozenset()
