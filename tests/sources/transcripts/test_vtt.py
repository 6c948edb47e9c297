from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.transcripts.draft import Utterance
from workbench.sources.transcripts.vtt import read_captions
from workbench.study.errors import Refused

TEAMS = """WEBVTT

NOTE duration 00:10

7f1c/12-0
00:00:01.000 --> 00:00:02.000
<v Dana Fox>How was it?</v>

7f1c/13-0
00:00:02.500 --> 00:00:04.000
<v Mia Lund>Good &amp; fast.</v>
<v Dana Fox>Why?</v>

00:00:04.000 --> 00:00:05.000 align:start
<v.loud Mia Lund>Well, <i>see</i> <b>this</b>.
"""
WHISPER = """1
00:00:01,000 --> 00:00:02,000
So I said: no way.

2
00:00:02,000 --> 00:00:03,000
And they left.
"""


def read(text, **options):
    return read_captions(text, name="a.vtt", **options)


def test_voice_tags_of_teams_name_the_speakers():
    said, notes = read(TEAMS)
    assert said == (
        Utterance("Dana Fox", "How was it?", 1.0, 2.0),
        Utterance("Mia Lund", "Good & fast.", 2.5, 4.0),
        Utterance("Dana Fox", "Why?", 2.5, 4.0),
        Utterance("Mia Lund", "Well, see this.", 4.0, 5.0),
    )
    assert notes == ()


def test_whisper_names_nobody_and_prose_is_no_label():
    said, _ = read(WHISPER, subrip=True)
    assert said == (Utterance("", "So I said: no way. And they left.", 1.0, 3.0),)


def test_times_may_lack_hours():
    assert read("WEBVTT\n\n00:01.000 --> 00:02.000\nhi")[0] == (Utterance("", "hi", 1.0, 2.0),)


def test_a_subrip_caption_may_hold_a_blank_line():
    text = "1\n00:00:01,000 --> 00:00:02,000\none\n\ntwo\n\n2\n00:00:02,000 --> 00:00:03,000\nthree\n"
    assert read(text, subrip=True)[0][0].text == "one two three"


def test_markup_that_captions_do_not_have_is_what_was_said():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<img src=x onerror=alert(1)> and <script>x</script> &lt;b&gt;"
    assert read(text)[0][0].text == "<img src=x onerror=alert(1)> and <script>x</script> <b>"


def test_marks_of_transcribers_become_words():
    assert read("00:01.000 --> 00:02.000\n<v P><UNSURE>Oh</UNSURE> <UNIN/> yes</v>")[0] == (
        Utterance("P", "Oh [unin] yes", 1.0, 2.0),
    )


def test_lines_between_cues_are_reported():
    _, notes = read("WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n\nlost words\nmore\n\n00:03.000 --> 00:04.000\nyes")
    assert notes == ("2 lines outside cues were left out (lines 6, 7)",) or "lines 6" in notes[0]


def test_a_time_that_cannot_be_read_is_refused_with_its_line():
    with pytest.raises(Refused) as error:
        read("WEBVTT\n\n00:01.000 --> 00:0x.000\nhi")
    assert error.value.place == "line 3"


def test_no_cue_is_refused():
    with pytest.raises(Refused, match="no cue"):
        read("WEBVTT\n\nhello")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_or_refused(text):
    try:
        said, _ = read("00:01.000 --> 00:02.000\n" + text)
    except Refused:
        return
    assert all(u.text == u.text.strip() and u.text for u in said)


def test_captions_that_roll_or_light_up_word_by_word_are_said_once():
    """Each line came twice or more often, so that one person seemed to say everything again and again."""
    rolling = "WEBVTT\n\n" + "".join(
        f"00:00:0{n}.000 --> 00:00:0{n}.900\n{before}\n{now}\n\n"
        for n, (before, now) in enumerate(pairwise(["", "it took", "three weeks", "to sign up", "for it", "in the end"]))
    )
    words = ["It", "took", "us", "three", "weeks"]
    lit = "WEBVTT\n\n" + "".join(
        f"00:00:0{n}.000 --> 00:00:0{n}.900\n{' '.join(f'<u>{w}</u>' if w == word else w for w in words)}\n\n"
        for n, word in enumerate(words)
    )
    assert [u.text for u in read_captions(rolling, name="a.vtt")[0]] == ["it took three weeks to sign up for it in the end"]
    ((only,), _) = read_captions(lit, name="a.vtt")
    assert (only.text, only.start_s, only.end_s) == ("It took us three weeks", 0.0, 4.9)


def test_what_is_said_twice_now_and_then_stays():
    cues = "".join(
        f"00:00:0{n}.000 --> 00:00:0{n}.900\n{x}\n\n" for n, x in enumerate(["Yes.", "Yes.", "No.", "Why?", "No.", "So."])
    )
    assert read_captions(f"WEBVTT\n\n{cues}", name="a.vtt")[0][0].text == "Yes. Yes. No. Why? No. So."


def test_a_voice_without_a_name_is_nobodys():
    said, _ = read_captions("WEBVTT\n\n00:01.000 --> 00:02.000\n<v ->Why?</v>\n", name="a.vtt")
    assert [(u.speaker, u.text) for u in said] == [("", "Why?")]
