"""The sample study is what its README says, and can be made again from the raw files."""

import csv
import json
import shutil
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import openpyxl
import pytest

from workbench.journey.look import look
from workbench.journey.overrides import evidence_digest
from workbench.journey.plan.future import digest
from workbench.journey.plan.hypotheses import register
from workbench.study.folder import Folder

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="module")
def study():
    return Folder(CORPUS / "study")


def gold(name):
    with (CORPUS / "gold" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_twelve_interviews_of_at_least_1200_words_in_every_format(study):
    transcripts = [t for t in study.transcripts() if t.kind == "interview"]
    assert len(transcripts) == 12
    assert all(sum(len(t.text[x.start : x.end].split()) for x in t.turns) >= 1200 for t in transcripts)
    assert {Path(t.origin["file"]).suffix for t in transcripts} == {".vtt", ".srt", ".docx", ".txt", ".pdf"}
    assert all(any(x.participant is None for x in t.turns) for t in transcripts), "each has an interviewer"


def test_two_people_who_work_at_tern_are_heard_and_counted_among_nobody(study):
    talks = [t for t in study.transcripts() if t.kind == "staff-interview"]
    staff = {turn.participant for t in talks for turn in t.turns if turn.participant}
    assert len(talks) == len(staff) == 2
    assert not {who for name in ("claims.csv", "lanes.csv") for row in gold(name) for who in row["who"].split()} & staff
    assert not {row["source"] for row in gold("labels.csv")} & {t.id for t in talks}
    assert {e.code for e in look(study).evidence if (set(e.supporters) | set(e.opponents)) & staff} == set()
    said = {c.code for c in study.state().codings.values() if c.anchor.source in {t.id for t in talks}}
    assert {"pain:invites-lost", "pain:invoice-details", "pain:night-pings", "action:bill-again"} <= said


def test_two_rounds_of_250_rows_with_a_third_in_both():
    with (CORPUS / "raw" / "tern-survey-2026-Q1.csv").open(encoding="utf-8", newline="") as file:
        first = [row[0] for row in csv.reader(file)][1:]
    book = openpyxl.load_workbook(CORPUS / "raw" / "tern-survey-2026-Q3.xlsx")
    second = [row[0] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert len(first) == len(second) == 250
    assert len(set(first) & set(second)) == 83


def test_answers_are_no_template_spam(study):
    """Of all answers, fewer than 5 % have a near-duplicate (more than four fifths alike)."""
    texts = [t for s in study.surveys() if s.kind == "survey" for t in s.answers["text"] if t.strip()]
    twins = set()
    for index, text in enumerate(texts):
        matcher = SequenceMatcher(None, "", text, autojunk=False)
        for other in range(index + 1, len(texts)):
            shorter, longer = sorted((len(text), len(texts[other])))
            if shorter / longer < 0.67:
                continue
            matcher.set_seq1(texts[other])
            if matcher.real_quick_ratio() > 0.8 and matcher.quick_ratio() > 0.8 and matcher.ratio() > 0.8:
                twins |= {index, other}
    assert len(twins) / len(texts) < 0.05


def test_eight_needs_are_planted_two_of_them_latent():
    needs = gold("needs.csv")
    assert len(needs) == 8
    assert sum(row["latent"] == "True" for row in needs) == 2
    assert sorted(row["change"] for row in needs) == ["down", "none", "none", "none", "none", "none", "up", "up"]


def test_gold_labels_point_at_words(study):
    for row in gold("labels.csv"):
        text = study.text(row["source"], row["item"])
        assert text[int(row["start"]) : int(row["end"])].strip()


def test_coders_disagree_in_places_and_mostly_agree():
    spans = {}
    for row in gold("labels.csv"):
        if not row["item"] and row["code"].startswith("emotion:"):
            spans.setdefault((row["source"], row["start"]), {})[row["coder"]] = row["code"]
    both = [s for s in spans.values() if len(s) == 2]
    same = sum(s["ana"] == s["ben"] for s in both) / len(both)
    assert 0.5 < same < 0.95


def test_lanes_are_planted_from_all_twelve_interviews():
    rows = gold("lanes.csv")
    assert {row["code"].partition(":")[0] for row in rows} == {
        "touchpoint", "channel", "action", "thought", "goal", "preference", "alternative", "effort", "free",
    }  # fmt: skip
    assert {who for row in rows for who in row["who"].split() if who.startswith("P")} == {f"P{n:02}" for n in range(1, 13)}
    assert all(int(row["people"]) == len(row["who"].split()) > 0 for row in rows)


def test_what_people_met_lies_in_a_stage():
    """Every passage of a lane overlaps one whose stage a coder named, so nothing hangs beside the map."""
    stages, lanes = {}, []
    for row in gold("labels.csv"):
        family = row["code"].partition(":")[0]
        place = (row["source"], row["item"])
        if family == "stage":
            stages.setdefault(place, []).append((int(row["start"]), int(row["end"])))
        elif family in {"touchpoint", "channel", "action", "thought", "goal", "preference", "alternative", "effort"}:
            lanes.append((place, int(row["start"]), int(row["end"])))
    assert len(lanes) > 1000
    assert all(any(s < end and e > start for s, e in stages[place]) for place, start, end in lanes)


def test_the_plan_misses_three_touchpoints_and_has_one_that_nobody_tells_of(study):
    told = {row["code"].partition(":")[2] for row in gold("lanes.csv") if row["code"].startswith("touchpoint:")}
    planned = {t.id: t for t in study.settings.touchpoints}
    assert told - planned.keys() == {"shown-on-a-phone", "wall-copy", "phone-list"}
    assert {t for t in planned.keys() - told if planned[t].visible} == {"referral-code"}
    assert [t.id for t in planned.values() if len(t.owners) > 1] == ["checkout"]


def test_claims_are_defined_with_a_passage_that_is_one_and_one_that_only_sounds_like_it(study):
    state = study.state()
    defined = {code for code, c in state.codes.items() if c.definition and c.include and c.exclude}
    assert {row["need"] for row in gold("needs.csv")} <= defined
    shown = {(e.code, e.stance) for e in state.examples.values()}
    assert shown == {(code, stance) for code in defined for stance in ("for", "against")}


def test_what_was_said_on_the_map_stands_on_the_evidence_there_is(study):
    state, seen = study.state(), look(study)
    rests_on = {e.code: evidence_digest(e) for e in seen.evidence}
    assert state.problems == []
    assert [(code, s.digest == rests_on[code]) for code, (s,) in sorted(state.signed.items())] == [
        ("need:wall-print", True), ("pain:price-hidden", True),
    ]  # fmt: skip
    assert state.future["consideration"].digest == digest(seen, "consideration")
    assert sorted(c for c, card in state.cards.items() if card.status == "acting") == ["need:staff-import", "pain:price-hidden"]
    assert len(state.cards) == 4
    assert [len(x) for x in (state.causes, state.estimates, state.moments, state.comments)] == [2, 5, 1, 1]
    assert sorted(note.claim for note in state.notes.values()) == ["", "", "pain:invoice-details"]
    assert [(r.hypothesis.id, r.verdict) for r in register(seen)] == [
        ("hypothesis:price-table", "supported"), ("hypothesis:quiet-hours", ""),
    ]  # fmt: skip


def test_planted_personal_data_is_in_the_words(study):
    words = " ".join(t.text for t in study.transcripts())
    words += " ".join(t for s in study.surveys() for t in s.answers["text"])
    names = {line.split(",")[1] for line in (CORPUS / "study.key.csv").read_text(encoding="utf-8").splitlines()}
    kinds = set()
    for row in gold("personal.csv"):
        kinds.add(row["kind"])
        assert row["text"] in words or row["text"] in names
    assert kinds >= {"person", "email", "phone", "employer"}


def test_the_study_can_be_made_again_from_the_scripts(tmp_path, study):
    """Raw files, sources, logs and gold come out byte for byte; Parquet and the key by content."""
    copy = tmp_path / "corpus"
    shutil.copytree(CORPUS, copy, ignore=shutil.ignore_patterns("study", "raw", "gold", "__pycache__"))
    (copy / "raw").mkdir()
    shutil.copy(CORPUS / "raw" / "metrics.csv", copy / "raw")
    done = subprocess.run([sys.executable, str(copy / "make.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for pattern in ("raw/*", "gold/*.csv", "study/sources/*/*", "study/log/*.jsonl", "study/*.csv", "study/study.toml"):
        for path in sorted(CORPUS.glob(pattern)):
            if path.suffix != ".lock":
                assert (copy / path.relative_to(CORPUS)).read_bytes() == path.read_bytes(), path.name
    again = Folder(copy / "study")
    assert [(s.id, s.version) for s in again.surveys()] == [(s.id, s.version) for s in study.surveys()]
    assert again.key_file.read_bytes() == study.key_file.read_bytes()


def test_no_name_of_a_participant_in_the_names_of_files():
    surnames = {
        json.loads(p.read_text(encoding="utf-8"))["participant"]["name"].split()[-1].casefold()
        for p in CORPUS.glob("script/[PS]*.json")
    }
    for path in (CORPUS / "study").rglob("*"):
        assert not any(name in path.name.casefold() for name in surnames)
