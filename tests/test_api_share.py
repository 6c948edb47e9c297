"""What goes out of a study: looked at first, and in spite of the gate only with a reason that stays."""

from __future__ import annotations

import json
import re
from hashlib import sha256

import pytest

from workbench.study.errors import CheckFailed, UserError

LEAK = b"<h1>Maria Lindqvist</h1><p>call +46 70 123 45 67</p>"


def released(study):
    return [a for a in study.folder.acts() if a.act == "share.release"]


def test_what_is_clean_passes_and_leaves_no_trace(study):
    study.pass_gate({"a.html": b"<p>fine</p>"}, despite="not needed")
    assert released(study) == []


def test_what_is_found_stops_every_file_and_is_listed_masked(study):
    with pytest.raises(CheckFailed) as caught:
        study.pass_gate({"a.html": LEAK, "b.html": b"<p>fine</p>", "c.txt": b"Kofi said so"}, despite="  ")
    said = str(caught.value)
    assert "a.html is not fit to share" in said
    assert "c.txt is not fit to share" in said
    assert "b.html" not in said
    assert said.endswith("Nothing was written.")
    assert not any(name in said for name in ("Lindqvist", "Kofi", "70 123"))
    assert released(study) == []


def test_a_reason_lets_it_out_and_stays_in_the_history_with_the_hash(study):
    study.pass_gate({"out/for Maria.html": LEAK}, despite="she asked for her own page")
    (act,) = released(study)
    found = {"name": 3, "phone": 1}  # one of the names is in the file's own
    assert act.body == {
        "file": "for P01.html", "sha256": sha256(LEAK).hexdigest(), "found": found,
        "reason": "she asked for her own page",
    }  # fmt: skip
    told = study.history().iloc[0]
    assert told["reason"] == "she asked for her own page"
    assert "although the gate found: 3 name, 1 phone" in told["what"]
    with pytest.raises(UserError, match="no undo takes it back"):
        study.undo(act.id)
    study.undo()  # of what was done before
    assert act.id in study.folder.state().released
    assert act.id not in study.folder.state().undone


def test_words_without_consent_stop_a_file_and_words_may_be_allowed(study):
    settings = study.folder.root / "study.toml"
    settings.write_text(settings.read_text() + '\n[sharing]\nallow = ["help@tern.example"]\n')
    guard = type(study)(type(study.folder)(study.folder.root), "ana").guard
    assert guard.leaks("a.txt", b"write to Help@tern.example") == []
    assert [leak.kind for leak in guard.leaks("a.txt", b"write to other@tern.example")] == ["e-mail"]


def test_the_report_is_written_only_if_it_is_clean(study, tmp_path, monkeypatch):
    page = study.share(tmp_path / "report.html")
    assert "Lindqvist" not in page.read_text()
    with pytest.raises(UserError, match=r"ends in \.html"):
        study.share(tmp_path / "report.pdf")
    fresh = type(study)(study.folder, "ana")
    monkeypatch.setattr("workbench.share.redact.Redactor.texts", lambda _self, texts, **_: list(texts))
    with pytest.raises(CheckFailed, match="not fit to share"):
        fresh.share(tmp_path / "other.html")
    assert not (tmp_path / "other.html").exists()
    assert fresh.share(tmp_path / "other.html", despite="a trial").is_file()


def test_gate_lists_files_and_folders_and_says_no_by_its_status(study, run, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.html").write_bytes(LEAK)
    (folder / "b.html").write_bytes(b"<p>13 of 18 people</p>")
    status, out, err = run("gate", study.folder.root, folder)
    assert status == 3
    assert "1 of 2 files are not fit to share" in err
    assert "b.html: clean" in out
    assert "line 1, <h1>" in out
    assert "Lindqvist" not in out + err
    status, out, _ = run("gate", study.folder.root, folder / "a.html", "--json")
    (row,) = json.loads(out)
    assert (status, row["clean"], {leak["kind"] for leak in row["leaks"]}) == (3, False, {"name", "phone"})
    assert run("gate", study.folder.root, folder / "b.html")[0] == 0
    assert run("gate", study.folder.root)[0] == 2
    assert run("gate", study.folder.root, folder / "none.html")[0] == 2


def test_share_takes_files_as_they_are_and_records_the_reason(study, run, tmp_path):
    slides = tmp_path / "slides.html"
    slides.write_bytes(LEAK)
    assert run("share", study.folder.root, slides)[0] == 3
    assert released(study) == []
    status, out, _ = run("share", study.folder.root, slides, "--despite", "our own names, agreed with both")
    assert status == 0
    assert "slides.html: 2 name, 1 phone" in out
    assert "our own names, agreed with both" in run("history", study.folder.root, "--limit", "1", "--json")[1]


def test_a_coder_called_like_a_participant_stops_nothing(study):
    key = study.folder.key_file
    key.write_text(key.read_text().replace("Maria Lindqvist", "Ana Lindqvist"))
    study.comment("pain:sick-calls", "to be looked at")  # as ana
    assert type(study)(study.folder, "ben").guard.leaks("a.html", b"<p>ana: to be looked at</p>") == []
    assert [leak.kind for leak in study.guard.leaks("a.html", b"<p>as Ana said</p>")] == ["name"]


def test_what_a_study_says_of_itself_in_a_notebook_is_masked(study):
    settings = study.folder.root / "study.toml"
    settings.write_text(re.sub(r"^title = .*$", 'title = "What Kofi Okonjo said"', settings.read_text(), flags=re.MULTILINE))
    there = type(study)(type(study.folder)(study.folder.root), "ana")
    there.codebook().rename("pain:sick-calls", "Phoning round, says Kofi Okonjo", reason="r")
    told = [repr(there), there._repr_html_(), *there.to_decide()["what"], *there.check_map()["text"]]
    assert any("Phoning round, says P02" in line for line in told)
    assert not any("Okonjo" in line for line in told)
