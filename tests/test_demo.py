"""The main job, headless: what it says, what it leaves, and that a second time changes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil

import little
import pytest
from copied import copied

import workbench as wb
from workbench import demo
from workbench.share.gate import scan
from workbench.sources.people.key import KeyFile

COUNTS = {"sources", "segments", "participants", "codings", "topics", "needs", "claims", "assumptions"}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The small study after the demo, what it printed, and what it said while it worked."""
    base = tmp_path_factory.mktemp("demo")
    study = little.make(base / "study", base / "raw")
    steps = []
    result = demo.run(study.folder.root, with_notebooks=False, progress=lambda *said: steps.append(said))
    return study, result, steps


def test_json_has_exactly_the_keys_it_promises(done, run):
    study, *_ = done
    status, out, err = run("demo", "--study", study.folder.root, "--no-notebooks", "--json")
    assert (status, err) == (0, "")
    said = json.loads(out)
    assert set(said) == {"report", "seconds", "counts", "needs_recall"}
    assert set(said["counts"]) == COUNTS
    assert said["needs_recall"] == {}, "no gold lies beside this study"
    assert all(seconds >= 0 for seconds in said["seconds"].values())
    assert said["report"] == str(study.folder.root / "out" / "report.html")


def test_counts_are_those_of_the_study(done):
    study, result, _ = done
    model = study.journey().model
    assert result.counts == {
        "sources": 4,
        "segments": len(study.read()[0]),
        "participants": 14,
        "codings": len(study.codings()),
        "topics": len(study.themes()),
        "needs": 0,
        "claims": 4,
        "assumptions": 1,
    }
    assert model["people"]["by_kind"] == {"interview": 2, "survey": 12}


def test_every_step_says_when_it_begins_and_ends(done):
    _, result, steps = done
    names = list(dict.fromkeys(name for name, *_ in steps))
    assert names == list(result.seconds)
    for name in names:
        said = [(d, t) for n, d, t in steps if n == name]
        assert said[0] == (0, 1)
        assert said[-1] == (1, 1)


def test_a_second_run_changes_no_byte_and_embeds_nothing(done, monkeypatch):
    study, result, _ = done
    root = study.folder.root
    before = {p.name: p.read_bytes() for p in (root / "maps").iterdir()}
    assert set(before) == {"journey.json", "2026-q1.json", "2026-q3.json"}
    report = result.report.read_bytes()
    monkeypatch.setattr("workbench.reading.encoder.Encoder.stream", lambda *_: pytest.fail("a text was embedded again"))
    again = demo.run(root, with_notebooks=False)
    assert {p.name: p.read_bytes() for p in (root / "maps").iterdir()} == before
    assert again.report.read_bytes() == report
    assert again.counts == result.counts


def test_the_report_is_one_file_that_fetches_nothing_and_names_nobody(done):
    study, result, _ = done
    page = result.report.read_text(encoding="utf-8")
    assert scan(page, KeyFile.of(study.folder).names()) == []
    assert [n for n in little.NAMES if n in page] == []
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert page.count("<script") == 1
    assert "<img src=x" not in page


def test_a_report_that_would_name_somebody_is_not_written(done, tmp_path, monkeypatch):
    study, *_ = done
    monkeypatch.setattr("workbench.share.redact.Redactor.model", lambda _self, model: model)
    with pytest.raises(wb.CheckFailed, match="not fit to share"):
        demo.run(study.folder.root, out=tmp_path / "out", with_notebooks=False)
    assert not (tmp_path / "out" / "report.html").exists()


def test_an_original_that_has_changed_is_told(done, tmp_path):
    study, *_ = done
    root = tmp_path / "study"
    shutil.copytree(study.folder.root, root)
    shutil.copy2(study.folder.key_file, tmp_path / "study.key.csv")
    result = demo.run(root, with_notebooks=False)
    assert any("originals read again: 4 identical" in note for note in result.notes)


def test_an_empty_study_has_a_report_too(tmp_path):
    study = wb.new(tmp_path / "empty", title="Nothing yet")
    result = demo.run(study.folder.root, with_notebooks=False)
    assert set(result.counts.values()) == {0}
    assert "Nothing yet" in result.report.read_text(encoding="utf-8")


def test_without_the_sample_study_the_demo_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "site-packages" / "workbench" / "demo.py"))
    with pytest.raises(wb.UserError, match="workbench demo --study FOLDER"):
        demo.sample()
    with pytest.raises(wb.UserError, match="the notebooks are not here"):
        demo.notebooks()


@pytest.mark.slow
def test_all_six_notebooks_run_on_a_study_that_is_not_the_sample(done, tmp_path):
    study, *_ = done
    result = demo.run(study.folder.root, out=tmp_path / "out with notebooks")
    assert len(list((tmp_path / "out with notebooks" / "notebooks").glob("0*.ipynb"))) == 6
    page = result.report.read_text(encoding="utf-8")
    assert [n for n in little.NAMES if n in page] == []
    assert set(re.findall(r"coded by (\w+)", page)) == {"ana"}, "it is the desk of whoever coded most that is shown"
    assert "WORKBENCH_CODER" not in os.environ
    assert "wb-error" not in re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)


@pytest.mark.slow
def test_the_sample_study_finds_most_planted_needs(tmp_path):
    """The gold lies beside the sample study and is read after the candidates are ranked."""
    for name in ("study", "gold"):
        copied(name, tmp_path)
    result = demo.run(tmp_path / "study", with_notebooks=False)
    assert result.counts["participants"] > 400
    assert result.counts["assumptions"] >= 1
    assert result.needs_recall["top15"] >= 0.5


# Scoring ---------------------------------------------------------------------------------------------------------------


def candidate(*segments):
    from workbench.themes.needs import Candidate

    return Candidate("c", "s", (), tuple(segments), 0, 0, 0.0, 0.0, {}, latent=False, score=0.0, rank=1)


def segment(name, who, start=0, end=10):
    from workbench.study.records import Anchor, Segment

    return Segment(name, Anchor("src", name, "v", start, end), "words", who, "r", "interview")


def label(item, code, start=0, end=5):
    return {"source": "src", "item": item, "start": str(start), "end": str(end), "code": code}


def test_a_candidate_stands_for_the_need_three_of_its_people_speak_of():
    segments = [segment(f"s{n}", f"P{n}") for n in range(4)]
    rows = [label(f"s{n}", "need:a") for n in range(3)] + [label("s3", "need:b")]
    assert demo.recalled([candidate("s0", "s1", "s2", "s3")], segments, rows) == {"need:a"}
    assert demo.recalled([candidate("s0", "s1", "s3")], segments, rows) == set()


def test_one_person_who_says_it_three_times_is_not_three_people():
    segments = [segment(f"s{n}", "P1") for n in range(3)]
    assert demo.recalled([candidate("s0", "s1", "s2")], segments, [label(f"s{n}", "need:a") for n in range(3)]) == set()


def test_a_label_beside_the_segment_is_not_in_it():
    segments = [segment(f"s{n}", f"P{n}", 5, 10) for n in range(3)]
    assert demo.recalled([candidate("s0", "s1", "s2")], segments, [label(f"s{n}", "need:a", 0, 5) for n in range(3)]) == set()
