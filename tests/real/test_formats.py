"""Real transcripts in the formats programs and people left them in: every word that was in a file is in its turns, once.

What is particular to a set (marks of transcribers, names of files) stands beside its test; the words that go in are counted
without the product.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from pathlib import Path

import pytest

from workbench.sources import ingest
from workbench.sources.transcripts.read import read_transcript
from workbench.study.folder import Folder
from workbench.study.settings import Settings

pytestmark = pytest.mark.slow

HITSAVE = "hitsave_interviews_formats"
RIK = "Goodboy Galaxy - Rik Nicol"


@pytest.fixture
def folder(tmp_path):
    return Folder.create(tmp_path / "study", Settings())


def words(text):
    return text.split()


def said_by(draft, label):
    return words(" ".join(u.text for u in draft.utterances if u.speaker == label))


# --- one interview in five formats -------------------------------------------------------------------------------------


def test_one_interview_in_five_formats_gives_the_same_turns_words_and_times(real_data):
    """The files differ in how they write times (LRC ends a line with an empty one), and in nothing that was said."""
    drafts = {s: read_transcript(real_data / HITSAVE / f"{RIK}.{s}") for s in ("vtt", "srt", "tsv", "lrc", "txt")}
    rows = [line.split("\t") for line in (real_data / HITSAVE / f"{RIK}.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    assert len(rows) == 753
    truth = words(" ".join(text for _, _, text in rows))
    assert {s: d.format for s, d in drafts.items()} == {s: s for s in drafts}
    for draft in drafts.values():
        assert draft.utterances == drafts["vtt"].utterances, draft.format
        assert draft.notes == ()
    assert said_by(drafts["vtt"], "") == truth
    starts = {float(start) / 1000 for start, _, _ in rows}
    ends = {float(end) / 1000 for _, end, _ in rows}
    assert all(u.start_s in starts and u.end_s in ends for u in drafts["vtt"].utterances)


@pytest.mark.parametrize(
    ("file", "asks", "turns", "date"),
    [
        ("Dawn of the Monsters - interview with Alex Rushdy, 13AM Games.md", "Jonas Rosland", 75, "2022-12-06"),
        ("Interview with Danny Silvers of Lantana Games - 2020-11-19.md", "Jonas Rosland", 58, "2020-11-19"),
    ],
)
def test_otters_markdown_keeps_all_but_its_head_and_otters_own_line(real_data, folder, file, asks, turns, date):
    text = (real_data / HITSAVE / file).read_text(encoding="utf-8")
    body = text.partition("## Transcript\n")[2]
    heads = re.findall(r"^(.+?)  \d+:\d\d(?::\d\d)?\s*$", body, re.MULTILINE)
    truth = words(re.sub(r"^(.+?)  \d+:\d\d(?::\d\d)?\s*$|^Transcribed by .*$", "", body, flags=re.MULTILINE))
    draft = read_transcript(real_data / HITSAVE / file)
    assert [u.speaker for u in draft.utterances] == [who for who, _ in itertools.groupby(heads)], (
        "neighbours of one speaker are one"
    )
    assert len(draft.utterances) == turns
    assert words(" ".join(u.text for u in draft.utterances)) == truth
    assert draft.date == date
    report = ingest.add_transcript(folder, real_data / HITSAVE / file, round="r", interviewers=[asks])
    (transcript,) = folder.transcripts()
    assert report.rows == turns
    assert {t.speaker for t in transcript.turns} == {"Interviewer", "P01"}


# --- consultations with overlapping speakers ---------------------------------------------------------------------------

INTERVAL = re.compile(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "((?:[^"]|"")*)"')


def channel(path):
    """Return what one microphone heard: begin, end, words, with the marks of transcribers as the study writes them."""
    found = []
    for begin, end, text in INTERVAL.findall(path.read_text(encoding="utf-8")):
        plain = re.sub(r"<([A-Z_]+)/>", lambda m: f"[{m[1].lower().replace('_', ' ')}]", text.replace('""', '"'))
        plain = html.unescape(re.sub(r"</?[A-Z_]+>", "", plain))
        if plain.strip():
            found.append((float(begin), float(end), plain))
    return found


def test_consultations_have_every_word_of_both_microphones_and_their_times(real_data, folder):
    """8 consultations, 1084 utterances that overlap; the doctor asks. TextGrid files are the originals of the VTT."""
    files = sorted((real_data / "primock57_dev" / "vtt").glob("*.vtt"))
    heard = 0
    for file in files:
        draft = read_transcript(file)
        for who in ("Doctor", "Patient"):
            truth = channel(real_data / "primock57_dev" / "textgrid" / f"{file.stem}_{who.lower()}.TextGrid")
            heard += len(truth)
            assert said_by(draft, who) == words(" ".join(text for _, _, text in truth)), (file.name, who)
            begins = {round(b, 2) for b, _, _ in truth}
            mine = [u for u in draft.utterances if u.speaker == who]
            assert all(any(abs(u.start_s - b) < 0.25 for b in begins) for u in mine)
        assert not re.search(r"&(?:amp|lt|gt|quot|#\d+);|</?[A-Za-z_]+/?>", " ".join(u.text for u in draft.utterances))
        assert any(a.end_s > b.start_s for a, b in zip(draft.utterances, draft.utterances[1:], strict=False)), "they overlap"
        ingest.add_transcript(folder, file, round="r")
    assert (len(files), heard) == (8, 1084)
    for file, transcript in zip(files, sorted(folder.transcripts(), key=lambda t: t.origin["file"]), strict=True):
        mine = " ".join(transcript.text[t.start : t.end] for t in transcript.turns if t.participant)
        assert words(mine) == said_by(read_transcript(file), "Patient"), "only the patient's words are evidence"


# --- meetings as JSON --------------------------------------------------------------------------------------------------


def test_meetings_as_json_keep_speakers_and_words(real_data, folder):
    files = sorted((real_data / "qmsum_product_meetings_dev").glob("*.json"))
    count = 0
    for file in files:
        rows = json.loads(file.read_text(encoding="utf-8"))["meeting_transcripts"]
        count += len(rows)
        draft = read_transcript(file)
        order = [(r["speaker"], w) for r in rows for w in words(r["content"])]
        assert [(u.speaker, w) for u in draft.utterances for w in words(u.text)] == order
        ingest.add_transcript(folder, file, round=file.stem[:-1], kind="meeting")
    assert (len(files), count) == (8, 3727)
    kept = folder.transcripts()
    assert {t.kind for t in kept} == {"meeting"}
    teams = {t.round: {turn.participant for turn in t.turns} for t in kept}
    assert {r: len(people) for r, people in teams.items()} == {"ES2006": 4, "TS3010": 4}


# --- a project's calls: Zoom captions, hand-cleaned notes ---------------------------------------------------------------

CUE = re.compile(r"^\d\d:\d\d:\d\d\.\d{3} --> .*\n(.+)$", re.MULTILINE)
LABEL = re.compile(r"^([A-Za-z][^:\n]{0,40}):\s*(.*)$")
CALLS_WITH_ALL_NAMES = ("0014", "0016", "0017", "0019")


def test_raw_captions_in_markdown_keep_every_cue(real_data):
    """Two calls are captions pasted into a Markdown file: the same words as in the VTT made from them."""
    here = real_data / "stacks_governance_project"
    pairs = [(here / "calls_md" / f"{f.stem}.md", f) for f in sorted((here / "zoom_vtt").glob("*.vtt"))]
    pairs = [(md, vtt) for md, vtt in pairs if md.is_file()]
    assert len(pairs) == 2
    for md, vtt in pairs:
        assert read_transcript(md).utterances == read_transcript(vtt).utterances


def test_hand_cleaned_calls_keep_every_word_but_headings(real_data):
    here = real_data / "stacks_governance_project" / "calls_md"
    for number in CALLS_WITH_ALL_NAMES:
        (file,) = here.glob(f"*-{number}.md")
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not re.match(r"#|\s*-{3,}\s*$", line)]
        truth = words(" ".join(re.sub(r"^\s*[A-Z][\w. ]{1,25}:\s+(?=.)", "", line) for line in lines))
        kept = [w for u in read_transcript(file).utterances for w in words(u.text)]
        assert kept[:50] == truth[:50]
        assert abs(len(kept) - len(truth)) <= 4, number


def test_one_speaker_under_two_labels_is_offered_and_taken(real_data, folder):
    """SOURCE.md: "Jenny" of call 28 is "Jenny Mith" of call 23: kept apart and asked; one person if the caller says so."""
    here = real_data / "stacks_governance_project" / "zoom_vtt"
    files = sorted(here.glob("*.vtt"))
    ingest.add_transcript(folder, files[1], round="calls", kind="meeting")
    later = next(f for f in files[2:] if re.search(r"^Jenny: ", f.read_text(encoding="utf-8"), re.MULTILINE))
    before = {p for t in folder.transcripts() for turn in t.turns if (p := turn.participant)}
    report = ingest.add_transcript(folder, later, round="calls", kind="meeting")
    (asked,) = [n for n in report.notes if n.startswith("'Jenny' could be")]
    pseudonym = re.search(r"speakers=\{'Jenny': '(P\d+)'\}", asked)[1]
    assert pseudonym in before
    again = ingest.add_transcript(folder, later, round="calls", kind="meeting", speakers={"Jenny": pseudonym})
    assert again.status == "new version"
    call = next(t for t in folder.transcripts() if t.id == again.source)
    truth, last = [], ""
    for cue in CUE.findall(later.read_text(encoding="utf-8")):
        match = LABEL.match(cue)
        last = match[1] if match else last
        truth += words(match[2] if match else cue) if last == "Jenny" else []
    mine = words(" ".join(call.text[t.start : t.end] for t in call.turns if t.participant == pseudonym))
    assert mine == truth
    assert mine


# --- reports and guides: not transcripts --------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["tanf_research_syntheses/*.md", "notebooks_for_all_a11y_tests/**/*.md"])
def test_reports_come_in_as_notes_of_nobody_with_every_word_and_a_note(real_data, place):
    """They quote people, but nobody speaks in them: no colon in them makes a speaker."""
    files = [f for f in sorted(real_data.glob(place)) if f.name != "SOURCE.md"]
    assert len(files) >= 13
    warned = 0
    for file in files:
        draft = read_transcript(file)
        assert {u.speaker for u in draft.utterances} <= {"", "Interviewer"}, file.name
        assert any(n.startswith("nobody is named") for n in draft.notes)
        warned += any("looks like a report" in n for n in draft.notes)
        kept = [w.strip("*#-•_ ") for u in draft.utterances for w in words(u.text)]
        body = [
            line
            for line in file.read_text(encoding="utf-8-sig").splitlines()
            if not re.match(r"\s{0,3}#{1,6}\s|\s*([-*_=])(\s*\1){2,}\s*$", line)
        ]
        truth = [w for line in body for w in words(re.sub(r"^\s*(?:[-*+•◦▪●–]|\d{1,3}[.)])[ \t]+", "", line))]
        lost = len([w for w in (w.strip("*#-•_ ") for w in truth) if w]) - len([w for w in kept if w])
        headings = sum(
            len(words(line))
            for line in file.read_text(encoding="utf-8").splitlines()
            if line.startswith("#") and line.rstrip().endswith("?")
        )
        assert -headings <= lost <= 0, file.name
    assert warned >= 2


def test_the_product_knows_nothing_of_these_sets(root):
    source = "".join(p.read_text(encoding="utf-8") for p in Path(root / "workbench" / "sources").glob("*.py"))
    assert [name for name in ("hitsave", "primock", "qmsum", "pdpilot", "Rosland") if name in source] == []
