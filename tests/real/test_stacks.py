"""One project with three kinds of source (shared/data/stacks_governance_project): Zoom calls, notes of interviews, a survey."""

from __future__ import annotations

import csv
import re

import pytest

pytestmark = pytest.mark.slow

CALLS = ("2020-09-24-Meeting-0024", "2020-10-08-Meeting-0025", "2020-11-05-Meeting-0027")
CUE = re.compile(r"^\d\d:\d\d:\d\d\.\d{3} --> .*\n(.+)$", re.MULTILINE)
LABEL = re.compile(r"^([A-Za-z][^:\n]{0,40}):\s*(.*)$")
DEVICE = "Blockstack Meeting"


def said(path):
    """Return (label, words) of each cue, read without the product; a cue without a label goes on with the last."""
    out, last = [], ""
    for cue in CUE.findall(path.read_text(encoding="utf-8")):
        match = LABEL.match(cue)
        last = match[1] if match else last
        out.append((last, match[2] if match else cue))
    return out


@pytest.fixture(scope="module")
def here(real_data):
    return real_data / "stacks_governance_project"


@pytest.fixture(scope="module")
def everything(here, bench):
    """All there is, just imported."""
    study = bench("stacks", title="Governance")
    study.bring_in(*sorted((here / "zoom_vtt").glob("*.vtt")), round="calls", kind="meeting")
    study.bring_in(*sorted((here / "interviews").glob("interview-*.md")), round="interviews")
    study.bring_in(here / "survey" / "results-anonymized-randomized.csv", round="survey")
    return study


@pytest.fixture(scope="module")
def taken(here, bench):
    """Three of the eleven calls, so that it does not take minutes.

    The device in the room is nobody in particular: it is named as one who asks, and the key says beforehand that it is a place,
    or "meeting" and the name of the product would be masked everywhere as parts of a person's name.
    """
    study = bench("stacks-some", title="Governance", scenario="A community decides how it decides.")
    study.study.folder.key_file.write_text(f"pseudonym,name,aliases,kind\nL01,{DEVICE},,place\n", encoding="utf-8")
    study.bring_in(*(here / "zoom_vtt" / f"{c}.vtt" for c in CALLS), round="calls", kind="meeting", interviewer=DEVICE)
    study.bring_in(*sorted((here / "interviews").glob("interview-*.md")), round="interviews")
    study.bring_in(here / "survey" / "results-anonymized-randomized.csv", round="survey")
    opened = study.study
    opened.me = "jo"
    study.confirmed = list(opened.needs(limit=2))
    for n, candidate in enumerate(study.confirmed):
        opened.confirm_need(candidate, f"need:n{n}", f"Members need the thing numbered {n}", stage="consideration")
    study.taken = study.take()
    return study


def test_every_cue_of_eleven_calls_came_in(everything, here):
    """3899 cues under 14 labels; each call keeps all words, in order, under a pseudonym."""
    files = sorted((here / "zoom_vtt").glob("*.vtt"))
    assert sum(len(said(f)) for f in files) == 3899
    calls = [t for t in everything.study.folder.transcripts() if t.round == "calls"]
    assert len(calls) == len(files) == 11
    by_date = {t.date: t for t in calls}
    for file in files:
        call = by_date[file.name[:10]]
        kept = " ".join(" ".join(call.text[t.start : t.end] for t in call.turns).split())
        assert kept == " ".join(" ".join(words for _, words in said(file)).split())
        assert call.kind == "meeting"
        assert all(t.start_s is not None and t.start_s <= t.end_s for t in call.turns)


def test_speakers_are_pseudonyms_and_short_forms_in_one_call_are_one_person(everything, here):
    labels = {label for f in (here / "zoom_vtt").glob("*.vtt") for label, _ in said(f)}
    people = {t.participant for c in everything.study.folder.transcripts() if c.round == "calls" for t in c.turns}
    assert None not in people
    assert len(people) <= len(labels)
    text = "".join(p.read_text(encoding="utf-8") for p in (everything.root / "sources").rglob("*.json"))
    assert [label for label in labels if f'"{label}"' in text] == []


def test_a_short_name_of_another_call_is_kept_apart_and_asked_about(everything):
    """SOURCE.md: "Jenny" and "Jenny Mith", "Sean" and "Sean Gonzalez", "brittany" and "Brittany (Stacks.org)"."""
    asked = [note.split("'")[1] for report in everything.reports for note in report["notes"] if "could be P" in note]
    assert asked == ["Brittany (Stacks.org)", "Jenny", "Sean Gonzalez"]


def test_notes_of_an_interview_keep_questions_apart_from_what_was_answered(everything, here):
    interviews = [t for t in everything.study.folder.transcripts() if t.round == "interviews"]
    assert len(interviews) == 7
    lines = (here / "interviews" / "TEMPLATE.md").read_text(encoding="utf-8").splitlines()
    template = {" ".join(line.strip("* ").split()) for line in lines}
    for transcript in interviews:
        assert {t.participant for t in transcript.turns} - {None} == {transcript.id[:3].upper()}
        answered = [transcript.text[t.start : t.end] for t in transcript.turns if t.participant]
        assert not [a for a in answered if a.endswith("?") and a in template], "a question of the template is nobody's answer"


def test_the_survey_came_in_with_the_columns_guessed(everything, here):
    with (here / "survey" / "results-anonymized-randomized.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    found = [dict(zip(reversed(header), reversed(line), strict=True)) for line in lines]  # of two columns of one name, the first
    assert len(found) == 69
    (survey,) = everything.study.folder.surveys()
    assert len(survey.questions) >= 10
    for question in survey.questions:
        written = sorted(r[question.text] for r in found if r[question.text].strip())
        assert sorted(survey.written.loc[survey.written["question"] == question.id, "text"]) == written
    ratings = [c for c in survey.answers.columns if c.startswith("rating.")]
    assert len(ratings) == 7
    assert survey.answers[ratings].max().max() <= 7


def test_three_kinds_of_source_on_one_map(taken):
    kinds = taken.taken.model["people"]["by_kind"]
    assert set(kinds) == {"interview", "meeting", "survey"}
    assert kinds["interview"] == 7
    assert taken.taken.result.counts["participants"] == sum(kinds.values())
    assert taken.taken.result.counts["claims"] == 2


def test_nobody_who_spoke_is_named_in_the_report(taken, here):
    """Full names and first names, as the calls have them."""
    labels = {label for c in CALLS for label, _ in said(here / "zoom_vtt" / f"{c}.vtt")} - {DEVICE}
    names = {part for label in labels for part in (label, *re.findall(r"[A-Z][a-z]{3,}", label))} - {"Stacks"}
    assert {"Jason Schrader", "Jason"} <= names
    assert [n for n in sorted(names) if re.search(rf"\b{re.escape(n)}\b", taken.taken.words)] == []
