"""Characters that take more than one place, turn writing around, cannot be seen, or cannot be.

C05
    input: emoji, a family joined by ZWJ, a flag, e with a combining accent, before and in what is selected
    expected: the text selected in a browser equals the slice in Python and the words in the study
    product: the browser sends code points of a turn and the words; Python refuses what differs. Of a project of another program
        it is found how it counts (units of UTF-16, line ends of two, a byte order mark, the end inclusive)
    naive: the browser's UTF-16 offsets, or a project's, used as Python's give other words

C06
    input: right-to-left override, zero-width space, soft hyphen inside words
    expected: offsets exact; controls made visible; search finds the word
    product: text is kept as it is; pages show `⟦RLO⟧` and isolate quotes; search folds what cannot be seen away
    naive: `word in text` does not find the word; a page lets the override turn its own words around

C07
    input: NUL and half of a surrogate pair in a transcript and a table
    expected: replaced by U+FFFD, counted in the report, stored and exported
    product: as expected
    naive: read as they are, they cannot be written again

C08
    input: CRLF, lone CR and mixed line ends
    expected: text has LF only; the raw bytes are kept; quotes are found in them again
    product: as expected: raw/ has the bytes, and reading them again gives the same offsets
    naive: universal newlines change the bytes and keep no original
"""

from __future__ import annotations

import json

import naive
import pytest
import wild

from workbench.coding.projects import dialects
from workbench.sources.again import read_again
from workbench.widgets.coder import Coder

WORDS = ("👩‍💻 coded", "the 👨‍👩‍👧‍👦 family plan", "in 🇵🇱 and 🇺🇦 only", "cafe\u0301 nai\u0308ve", "𝒔𝒄𝒓𝒊𝒑𝒕 😀😀 x", "שלום عليكم")
SELECT = """([nth, words]) => {
  const t = document.querySelectorAll('.wb-turn p')[nth].firstChild, at = t.data.indexOf(words);
  getSelection().setBaseAndExtent(t, at, t, at + words.length);
  return [at, at + words.length];
}"""


def talk(tmp_path, *turns, end="\n", name="talk.txt"):
    """Write an interview in which every second turn is the participant's."""
    lines = end.join(f"Interviewer: And then?{end}{end}Bo: {t}{end}" for t in turns)
    path = tmp_path / name
    path.write_bytes(lines.encode("utf-8", "surrogatepass"))
    return path


@pytest.mark.browser
def test_c05_what_is_selected_in_the_browser_is_the_slice_in_python_and_on_the_disk(blank, tmp_path, coder_page):
    said = [f"🎉🎉 e\u0301 {words} and more 😀 words" for words in WORDS]
    blank.add(talk(tmp_path, *said), round="r1")
    widget = Coder(blank.folder, "p01-r1", "ana")
    page = coder_page(widget)
    offsets = []
    for number, words in enumerate(WORDS):
        offsets.append(page.evaluate(SELECT, [2 * number + 1, words]))
        page.keyboard.press("1")
    page.wait_for_function(f"window.sent.filter((m) => m.op === 'add').length === {len(WORDS)}")
    for message in page.evaluate("window.sent.filter((m) => m.op === 'add')"):
        widget.handle(message)
    quotes = list(blank.codings()["quote"])
    assert sorted(quotes) == sorted(WORDS)
    wrong = [
        naive.selected(text, *at)
        for text, at, words in zip(said, offsets, WORDS, strict=True)
        if naive.selected(text, *at) != words
    ]
    assert wrong, "the naive arm is wrong on some of these"
    widget.close()


@pytest.mark.parametrize("dialect", wild.EVERY, ids=dialects.said)
def test_c05_what_another_program_coded_is_the_slice_in_python_and_on_the_disk(blank, tmp_path, dialect):
    said = "\n".join(f"Interviewer: And then?\nBo: 🎉🎉 e\u0301 {words} and more 😀 words." for words in WORDS)
    passages = tuple(wild.Passage(said.index(w), said.index(w) + len(w), ("Delight",)) for w in WORDS)
    made = wild.Wild(text=said, passages=passages, dialect=dialect, newline="\r\n", bom=True)
    (tmp_path / "a.qdpx").write_bytes(made.build())
    blank.add(tmp_path / "a.qdpx", round="r1")
    assert sorted(blank.codings()["quote"]) == sorted(WORDS)


def test_c05_naive_places_of_a_project_are_not_places_of_python():
    text = f"One.\n🎉🎉 {WORDS[0]} and more"
    start = text.index(WORDS[0])
    numbers = wild.ends(text, start, start + len(WORDS[0]), wild.EVERY[12])
    with pytest.raises(AssertionError):
        assert naive.project_quote(text, *numbers) == WORDS[0]


def test_c05_naive_offsets_of_utf16_are_not_offsets_of_python():
    text = f"🎉🎉 {WORDS[0]} and more"
    start = len(text[: text.index(WORDS[0])].encode("utf-16-le")) // 2
    with pytest.raises(AssertionError):
        assert naive.selected(text, start, start + len(WORDS[0].encode("utf-16-le")) // 2) == WORDS[0]


def test_c05_words_that_differ_from_the_disk_are_refused(blank, tmp_path):
    blank.add(talk(tmp_path, "🎉 one two three"), round="r1")
    widget = Coder(blank.folder, "p01-r1", "ana")
    span = {"turn": 1, "start": 3, "end": 6, "quote": "one"}
    with pytest.raises(Exception, match="not the words on the disk"):
        widget.handle({"op": "add", "id": "1", "code": "stage:onboarding", "spans": [span]})
    assert blank.codings().empty
    widget.close()


HIDDEN = "We \u202eyenom\u202c pay a cus\u00adtomer\u200bs fee, na\u00efve resume\u0301"


def finds(hits):
    assert hits


@pytest.mark.browser
def test_c06_what_cannot_be_seen_moves_nothing_is_shown_and_does_not_hide_words(blank, tmp_path, opened):
    blank.add(talk(tmp_path, HIDDEN, "Nothing else to say."), round="r1")
    (transcript,) = blank.folder.transcripts()
    assert HIDDEN in transcript.text
    blank.code("pain: fees", "pay a cus\u00adtomer\u200bs fee")
    blank.code("pain: order", HIDDEN)
    assert "pay a cus\u00adtomer\u200bs fee" in set(blank.codings()["quote"])
    seen = opened(blank.journey().save(tmp_path / "m.html"))
    assert "\u202e" not in seen.words
    assert "⟦RLO⟧yenom⟦PDF⟧" in seen.words
    box = seen.page.get_by_role("searchbox")
    for word in ("customers", "naive resume", "yenom pay"):
        box.fill("")
        seen.page.wait_for_selector(".wb-hit", state="detached")
        box.fill(word)
        seen.page.wait_for_selector(".wb-hit", state="attached")
        finds(seen.page.locator(".wb-hit").count())


def test_c06_naive_search_does_not_find_the_word():
    with pytest.raises(AssertionError):
        finds(naive.contains(HIDDEN, "customers"))
    with pytest.raises(AssertionError):
        assert "\u202e" not in naive.page(HIDDEN)


BROKEN = "It cost \0 and \ud83d and \udc00 more"


def storable(text):
    assert "\0" not in text
    assert text.encode()


def test_c07_characters_that_cannot_be_are_replaced_counted_and_kept(blank, tmp_path):
    (report,) = blank.add(talk(tmp_path, BROKEN, "Fine."), round="r1")
    assert any(note.startswith("3 characters that no text may hold") for note in report.notes)
    rows = f'id,Why did you give this score?\na1,"{BROKEN} it was"\nb2,"Fine it was, I liked all of it"\n'
    (tmp_path / "a.csv").write_bytes(rows.encode("utf-8", "surrogatepass"))
    report = blank.add_survey(tmp_path / "a.csv", round="r1", participant="id", text=["Why did you give this score?"])
    assert any("3 characters that no text may hold" in note for note in report.notes)
    (transcript,) = blank.folder.transcripts()
    storable(transcript.text)
    assert "It cost \ufffd and \ufffd and \ufffd more" in transcript.text
    blank.code("pain: cost", "It cost \ufffd and", source="p01-r1")
    for suffix in ("json", "csv", "html", "xlsx", "mmd", "svg"):
        assert blank.journey().save(tmp_path / f"m.{suffix}").stat().st_size
    assert "\ufffd" in (tmp_path / "m.json").read_text(encoding="utf-8")
    assert [f for f in blank.check() if f.level != "note"] == []


def test_c07_half_a_pair_from_the_browser_does_not_break_the_log(blank):
    blank.folder.act("ana", ("memo.set", {"kind": "source", "about": "p01", "text": BROKEN}))
    assert type(blank)(type(blank.folder)(blank.folder.root)).folder.state().memos[("source", "p01")].count("\ufffd") == 2


def test_c07_naive_what_json_lets_through_cannot_be_written():
    with pytest.raises((AssertionError, UnicodeEncodeError)):
        storable(json.loads(json.dumps(BROKEN)))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\r\n", "\r\r\n"])
def test_c08_line_ends_become_one_kind_and_the_original_is_kept(blank, tmp_path, end):
    path = talk(tmp_path, "I paid 🎉 first.", "Then it broke.", end=end)
    blank.add(path, round="r1")
    (transcript,) = blank.folder.transcripts()
    assert "\r" not in transcript.text
    (kept,) = (blank.folder.root / "raw").iterdir()
    assert kept.read_bytes() == path.read_bytes()
    assert [r.status for r in read_again(blank.folder)] == ["identical"]
    for turn in transcript.turns:
        assert transcript.text[turn.start : turn.end].encode() in kept.read_bytes()


def test_c08_naive_universal_newlines_are_not_the_bytes(tmp_path):
    path = talk(tmp_path, "I paid.", end="\r\n")
    with pytest.raises(AssertionError):
        assert naive.bytes_as_read(path) == path.read_bytes()
