from __future__ import annotations

import pytest
from sources.transcripts.shapes import ASKS, ENDS, STARTS, TURNS, WORDS, role

from workbench.sources.transcripts.read import parse
from workbench.study.errors import Refused


def textgrid(*, short=False, tiers=(("Interviewer", 0), ("P07", 1))):
    """A TextGrid as Praat saves it, in its long form with names of fields or its short one of values only."""

    def field(name, value):
        return f"{value}\n" if short else f"        {name} = {value} \n"

    out = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n' + field("xmin", 0) + field("xmax", 30)
    out += ("<exists>\n" if short else "tiers? <exists> \n") + field("size", len(tiers))
    for n, (name, side) in enumerate(tiers, 1):
        cells = [x for w, t, a, b in TURNS if int(w != ASKS) == side for x in ((a - 0.5, a, ""), (a, b, t.replace('"', '""')))]
        out += "" if short else f"    item [{n}]:\n"
        out += field("class", '"IntervalTier"') + field("name", f'"{name}"') + field("xmin", 0) + field("xmax", 30)
        out += field("intervals: size", len(cells))
        for k, (a, b, t) in enumerate(cells, 1):
            out += "" if short else f"        intervals [{k}]:\n"
            out += field("xmin", a) + field("xmax", b) + field("text", f'"{t}"')
    return out


def spoken(who, words, a, b):
    first, _, rest = words[:-1].partition(" ")
    times = f"\x15{int(a * 1000)}_{int(b * 1000)}\x15"
    return f"*{role(who, 'INT', 'PAR')}:\t{first}\n\t{rest} {words[-1]} {times}\n%com:\tnods\n"


def slots(number, begin, end):
    times = ((f"a{number}", begin), (f"b{number}", end))
    return "".join(f'<TIME_SLOT TIME_SLOT_ID="{slot}" TIME_VALUE="{int(t * 1000)}"/>' for slot, t in times)


CHAT = (
    "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tINT Dana Investigator, PAR Participant\n@Date:\t10-FEB-2026\n"
    + "".join(spoken(*turn) for turn in TURNS)
    + "@End\n"
)
ELAN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT DATE="2026-02-10T10:00:00+01:00" FORMAT="3.0"><TIME_ORDER>'
    + "".join(slots(n, a, b) for n, (_, _, a, b) in enumerate(TURNS))
    + "</TIME_ORDER>"
    + "".join(
        f'<TIER TIER_ID="{who}"><ANNOTATION>'
        + "".join(
            f'<ALIGNABLE_ANNOTATION TIME_SLOT_REF1="a{n}" TIME_SLOT_REF2="b{n}"><ANNOTATION_VALUE>{t}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION>"
            for n, (w, t, _, _) in enumerate(TURNS)
            if (w == ASKS) == (who == "INT")
        )
        + "</ANNOTATION></TIER>"
        for who in ("INT", "P07")
    )
    + '<TIER TIER_ID="gloss" PARENT_REF="P07"><REF_ANNOTATION><ANNOTATION_VALUE>it</ANNOTATION_VALUE></REF_ANNOTATION></TIER>'
    "</ANNOTATION_DOCUMENT>"
)
EXB = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<basic-transcription><head><speakertable>'
    + "".join(
        f'<speaker id="{i}"><abbreviation>{w}</abbreviation><sex value="f"/></speaker>' for i, w in (("S0", "INT"), ("S1", "P07"))
    )
    + "</speakertable></head><basic-body><common-timeline>"
    + "".join(f'<tli id="a{n}" time="{a}"/><tli id="m{n}"/><tli id="b{n}" time="{b}"/>' for n, (_, _, a, b) in enumerate(TURNS))
    + "</common-timeline>"
    + "".join(
        f'<tier id="T{side}" speaker="S{side}" category="v" type="t">'
        + "".join(
            f'<event start="a{n}" end="m{n}">{t[:9]}</event><event start="m{n}" end="b{n}">{t[9:]}</event>'
            for n, (w, t, _, _) in enumerate(TURNS)
            if (w != ASKS) == side
        )
        + "</tier>"
        for side in (0, 1)
    )
    + '<tier id="T2" speaker="S1" category="en" type="a" display-name="P07 [en]"><event start="a1" end="b1">It took.</event></tier>'
    "</basic-body></basic-transcription>"
)
FILES = {
    "a.exb": EXB.encode(),
    "a.TextGrid": textgrid().encode(),
    "b.TextGrid": textgrid(short=True).encode("utf-16"),
    "a.cha": CHAT.encode(),
    "a.eaf": ELAN.encode(),
    "a.txt": textgrid().encode(),
}


def read(name, raw):
    return parse(raw, name=name, suffix="." + name.rsplit(".", 1)[1].lower())


@pytest.mark.parametrize("name", FILES)
def test_who_speaks_and_when_is_in_its_tier(name):
    said = read(name, FILES[name]).utterances
    assert [(u.text, u.start_s, u.end_s) for u in said] == list(zip(WORDS, STARTS, ENDS, strict=True))
    assert said[0].speaker == said[2].speaker != said[1].speaker == said[3].speaker


def test_chat_says_when_it_was_and_who_asked():
    draft = read("a.cha", FILES["a.cha"])
    assert (draft.date, draft.utterances[0].speaker, draft.utterances[1].speaker) == (
        "2026-02-10",
        "Dana (Investigator)",
        "Participant PAR",
    )
    assert draft.notes == ("4 lines about what is said were left out (%com)",)


def test_tiers_that_cut_up_another_say_nothing_again():
    raw = textgrid(tiers=(("Interviewer", 0), ("P07", 1), ("P07 - words", 1), ("phones", 0))).encode()
    draft = read("a.TextGrid", raw)
    assert [u.text for u in draft.utterances] == list(WORDS)
    assert draft.notes == ("tiers without words of their own were left out: P07 - words, phones",)


@pytest.mark.parametrize("cut", [0.3, 0.7])
def test_a_file_that_is_cut_off_is_refused(cut):
    raw = FILES["a.TextGrid"]
    with pytest.raises(Refused, match="a TextGrid that is not whole"):
        read("a.TextGrid", raw[: int(cut * len(raw))])
    with pytest.raises(Refused, match="not readable as XML"):
        read("a.eaf", FILES["a.eaf"][: int(cut * len(FILES["a.eaf"]))])
    with pytest.raises(Refused, match="not readable as XML"):
        read("a.exb", FILES["a.exb"][: int(cut * len(FILES["a.exb"]))])


def test_a_time_of_four_hundred_digits_is_no_time():
    """It stopped the import with a traceback."""
    said = read("a.eaf", ELAN.replace('TIME_VALUE="3000"', f'TIME_VALUE="{"9" * 400}"').encode()).utterances
    assert {u.text for u in said} == set(WORDS)


def test_the_turns_of_one_tier_end_where_it_is_silent():
    draft = read("a.TextGrid", textgrid(tiers=(("Speaker", 1),)).encode())
    assert [(u.speaker, u.text) for u in draft.utterances] == [("", WORDS[1] + " " + WORDS[3])]
    apart = textgrid(tiers=(("Speaker", 1),)).replace("xmin = 16.0", "xmin = 19.0")
    assert [u.text for u in read("a.TextGrid", apart.encode()).utterances] == [WORDS[1], WORDS[3]]
