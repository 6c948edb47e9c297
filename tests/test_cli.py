"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys

import little
import pytest

import workbench as wb
from workbench import cli
from workbench.cli import groups


@pytest.fixture
def study(study):
    """The folder of a copy of the small study: commands take a path."""
    return study.folder.root


COMMANDS = [
    "actions", "agree", "align", "alternatives", "ask-next", "asked", "assign", "capture", "causes", "channels", "check",
    "codebook", "comment", "content-gaps", "contradictions", "coverage", "dashboard", "demo", "diff", "drift", "effort",
    "estimate", "evidence", "export", "forms", "fuse", "future", "gaps", "gate", "goals", "handoffs", "history", "hypotheses",
    "import", "kano", "lab", "ledger", "link", "loop", "map", "mend", "merge", "moments", "names", "needs", "new", "notebooks",
    "numbers", "orphans", "outcomes", "owners", "paths", "personas", "prefs", "preview", "priorities", "query", "remove", "render",
    "rerun", "reveal", "roadmap", "same-question", "saturation", "schema", "share", "sign", "signals", "staff", "story",
    "suggest", "table", "themes", "thoughts", "thresholds", "touchpoints", "triangulation", "undo", "withdraw", "words",
]  # fmt: skip

#: A question of the later survey of the little study, and the same of the earlier one.
SAME = [name for n in (3, 1) for name in (f"survey-2026-q{n}", "what-is-the-main-reason-for-your-score")]
#: Lanes of the map and what goes with them: each takes a study and nothing more.
LANES = [
    "actions", "alternatives", "channels", "content-gaps", "contradictions", "coverage", "effort", "gaps", "goals", "handoffs",
    "paths", "personas", "prefs", "staff", "thoughts", "touchpoints", "words",
]  # fmt: skip


def test_every_command_is_known(run):
    assert set(cli.commands()) == set(COMMANDS)
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    assert all(name in out for name in cli.commands())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_json(run, command):
    status, out, err = run(command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"Usage: workbench {command}")
    assert command in {"dashboard", "lab", "notebooks", "schema"} or "--json" in out
    assert len(out.splitlines()) > 5


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["agree"],
        ["agree", "ana", "ben", "--unit", "character", "--by", "participant"],
        ["assign"],
        ["drift", "ana"],
        ["themes", "--resolution", "2"],
        ["needs", "--limit", "3"],
        ["map"],
        ["map", "--round", "2026-Q3"],
        ["diff"],
        ["diff", "2026-Q1", "2026-Q3"],
        ["diff", "--needs", "--out", "{tmp}/diff.html"],
        ["same-question", *SAME, "--reason", "a comma"],
        ["export", "{tmp}/map.csv", "{tmp}/map.json"],
        ["history", "--limit", "5"],
        ["codebook"],
        ["codebook", "--since", "2020-01-01"],
        ["codebook", "{tmp}/codes.toml", "{tmp}/codes.qdc"],
        ["orphans"],
        ["suggest", "--limit", "3"],
        ["capture", "Ask about the rota"],
        ["comment", "purchase", "Ask finance"],
        ["withdraw", "P02"],
        ["thresholds"],
        ["thresholds", "--sensitivity"],
        ["evidence"],
        ["evidence", "--rare"],
        ["triangulation"],
        ["saturation"],
        ["moments"],
        ["ask-next", "--guide", "{tmp}/guide.md"],
        *([lane] for lane in LANES),
        ["touchpoints", "--unplanned"],
        ["handoffs", "--between", "touchpoint"],
        ["prefs", "--by", "role"],
        ["words", "--stage", "Onboarding", "--limit", "3"],
        ["story", "P01", "--out", "{tmp}/story.html"],
        ["numbers"],
        ["fuse", "--round", "2026-Q3"],
        ["outcomes"],
        ["owners", "--out", "{tmp}/owners"],
        ["causes"],
        ["signals"],
        ["priorities"],
        ["priorities", "--by", "rice", "--base", "900", "--quick"],
        ["estimate", "pain:typing-names", "--effort", "3", "--reason", "asked the team"],
        ["hypotheses"],
        ["loop"],
        ["future"],
        ["future", "onboarding", "--valence", "1", "--reason", "it is where they leave"],
        ["table"],
        ["roadmap", "{tmp}/issues.csv"],
        ["share", "--no-notebooks", "--out", "{tmp}/report.html"],
    ],
    ids=" ".join,
)
def test_json_is_all_there_is_on_standard_output(run, study, tmp_path, words):
    status, out, _ = run(words[0], study, *(w.format(tmp=tmp_path) for w in words[1:]), "--json")
    assert status == 0
    assert json.loads(out) is not None
    status, plain, err = run(words[0], study, *(w.format(tmp=tmp_path) for w in words[1:]))
    assert (status, err) == (0, "")
    assert plain.strip()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "{tmp}/nowhere"], "there is no such file. Make a study with"),
        (["check", "{tmp}/a file"], "there is no such file"),
        (["map", "{study}", "--round", "1999"], "no round is called '1999'; there are: 2026-Q1, 2026-Q3"),
        (["map", "{study}", "--persona", "Nobody"], "no persona is called 'Nobody'"),
        (["diff", "{study}", "2026-Q3", "2026-Q3"], "two different rounds are compared"),
        (["diff", "{study}", "--out", "{tmp}/diff.doc"], "what changed can be saved as .html"),
        (["same-question", "{study}", "nps", "q", "nps", "r", "--reason", "r"], "no survey is called 'nps'"),
        (["agree", "{study}", "ana", "zoe"], "zoe has coded nothing here"),
        (["agree", "{study}", "--unit", "word"], "no unit is called 'word'"),
        (["assign", "{study}", "p01-2026-q1", "--to", "ana"], "double coding needs two different coders; given: ana"),
        (["assign", "{study}", "p09", "--to", "ana", "ben"], "no source is called 'p09'"),
        (["reveal", "{study}"], "there is nothing to reveal"),
        (["export", "{study}"], "name at least one file to write"),
        (["export", "{study}", "{tmp}/map.doc"], "can be saved as .html"),
        (["import", "{study}", "--round", "r"], "name at least one file to import"),
        (["import", "{study}", "{tmp}/none.vtt", "--round", "r"], "there is no such file"),
        (["import", "{study}", "{tmp}/empty.csv", "--round", "r"], "empty"),
        (["import", "{study}", "{tmp}/noise.docx", "--round", "r"], "noise.docx"),
        (["import", "{study}", "{tmp}/noise.vtt", "--round", " "], "say which round the files belong to"),
        (["import", "{study}", "{tmp}/a file", "--round", "r", "--kind", "gossip"], "gossip"),
        (["new", "{study}"], "there is a study here already"),
        (["new", "{tmp}/a file"], "there is a file of that name"),
        (["lab", "{tmp}/nowhere"], "there is no such folder"),
        (["demo", "--study", "{tmp}/nowhere"], "there is no such file"),
        (["themes", "{study}", "--resolution", "0"], "the resolution is above 0"),
        (["sign", "{study}", "pain:nobody", "--reason", "r"], "is no claim of this study"),
        (["comment", "{study}", "purchase", " "], "the comment is empty"),
        (["needs", "{study}", "--limit", "0"], "at least one candidate"),
        (["evidence", "{study}", "--round", "1999"], "no round is called '1999'"),
        (["ask-next", "{study}", "--guide", "{tmp}/guide.doc"], "a guide is saved as .md or .txt"),
        (["ask-next", "{study}", "--guide", "{tmp}/nowhere/guide.md"], "there is no such folder"),
        (["priorities", "{study}", "--round", "1999"], "no round is called '1999'"),
        (["estimate", "{study}", "pain:typing-names", "--reason", "none"], "at least one of effort, impact and reach"),
        (["estimate", "{study}", "pain:none", "--effort", "1", "--reason", "x"], "is called 'pain:none'"),
        (["kano", "{study}", "--functional", "f=none", "--dysfunctional", "f=none"], "no survey has the rating"),
        (["future", "{study}", "onboarding", "--valence", "3"], "from -2 to 2"),
        (["future", "{study}", "bliss", "--becomes", "better"], "is called 'bliss'"),
        (["words", "{study}", "--stage", "bliss"], "no stage is called 'bliss'; the study has awareness"),
        (["fuse", "{study}", "--round", "1999"], "no round is called '1999'"),
        (["outcomes", "{study}", "--persona", "Nobody"], "no persona is called 'Nobody'"),
        (["words", "{study}", "--limit", "0"], "at least one word"),
        (["story", "{study}", "P99"], "nobody here is called 'P99'; there are: P01, P02"),
        (["story", "{study}", "P01", "--out", "{tmp}/story.doc"], "a story can be saved as .html"),
        (["handoffs", "{study}", "--between", "rounds"], "between channel or touchpoint"),
        (["prefs", "{study}", "--by", "shoe size"], "nobody has the attribute 'shoe size'; there are: persona"),
        (["prefs", "{study}", "--by", "persona"], "study.toml has no personas"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, list) else "",
)
def test_what_is_wrong_with_the_input_is_said_in_a_sentence(run, study, tmp_path, words, said):
    (tmp_path / "a file").write_text("not a study", encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "noise.docx").write_bytes(bytes(range(256)))
    (tmp_path / "noise.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nAnna: Hello there\n", encoding="utf-8")
    status, out, err = run(*(w.format(study=study, tmp=tmp_path) for w in words), *([] if words[0] == "lab" else ["--json"]))
    assert status == 2
    assert said in (json.loads(out)["error"] if out else err)
    assert err.startswith("workbench: ")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words", [["nonsense"], ["check"], ["map", "x", "--no-such-option"], ["themes", "x", "--resolution", "many"]]
)
def test_a_command_that_cannot_be_read_says_so_on_standard_error(run, words):
    status, out, err = run(*words, "--json")
    assert status == 2
    assert json.loads(out)["status"] == 2
    assert err.strip()
    assert "Traceback" not in err


def test_double_coding_from_assignment_to_reveal(run, study):
    status, out, _ = run("assign", study, "p01-2026-q1", "P02", "--to", "ana", "ben", "--json")
    told = json.loads(out)
    assert status == 0
    assert [(r["coder"], r["sources"], r["revealed"]) for r in told["assignments"]] == [
        (who, "p01-2026-q1, p02-2026-q1", False) for who in ("ana", "ben")
    ]
    assert len(told["notes"]) == 2, "both coded there before, and could see it"
    name = told["assignments"][0]["assignment"]
    status, out, _ = run("assign", study)
    assert name[:8] in out
    status, out, _ = run("reveal", study, name[:6], "--json")
    assert [r["revealed"] for r in json.loads(out)["assignments"]] == [True, True]
    status, out, _ = run("assign", study, "--to", "ana", "--again", "--share", "0.2", "--json")
    (row,) = json.loads(out)["assignments"]
    assert (row["coder"], row["purpose"], row["coded"]) == ("ana (again)", "recode", 0)
    assert run("reveal", study)[0] == 0


def test_a_damaged_study_fails_its_check(run, study):
    (text,) = (study / "sources" / "2026-q1").glob("p01*.txt")
    text.write_text(text.read_text(encoding="utf-8").replace("price", "prize"), encoding="utf-8")
    status, out, err = run("check", study, "--json")
    assert status == 3
    assert {"error"} == {f["level"] for f in json.loads(out)} - {"note", "warning"}
    assert err.startswith("workbench: ")
    status, out, err = run("demo", "--study", study, "--json")
    assert status == 3
    assert json.loads(out)["status"] == 3
    assert "the study is damaged; nothing was computed" in err


def test_new_then_import_then_again(run, tmp_path):
    root = tmp_path / "Étude – 1"
    assert run("new", root, "--title", "Étude <b>")[0] == 0
    talks, tables = little.files(tmp_path / "raw files")
    status, out, _ = run("import", root, *talks, "--round", "2026-Q1", "--json")
    assert status == 0
    assert [(r["source"], r["status"]) for r in json.loads(out)] == [("p01-2026-q1", "added"), ("p02-2026-q1", "added")]
    status, out, _ = run(
        "import", root, *tables, "--round", "2026-Q1", "--participant", "respondent_id", "--rating", "score", "--json"
    )
    assert status == 0
    assert {r["status"] for r in json.loads(out)} == {"added"}
    status, out, _ = run("import", root, *talks, "--round", "2026-Q1")
    assert out.count("unchanged") == 2
    study = wb.open(root)
    assert "rating.score" in study.folder.surveys()[0].answers.columns
    assert study.folder.settings.title == "Étude <b>"


def test_a_refused_file_does_not_keep_the_others_out(run, tmp_path):
    root = tmp_path / "study"
    run("new", root)
    talks, _ = little.files(tmp_path / "raw")
    bad = tmp_path / "raw" / "bad.docx"
    bad.write_bytes(b"PK\x03\x04 not a document")
    status, out, err = run("import", root, talks[0], bad, talks[1], "--round", "r", "--json")
    assert status == 2
    assert [r["file"] for r in json.loads(out)] == [t.name for t in talks]
    assert "1 of 3 files were refused, the other 2 are in" in err
    assert "bad.docx" in err


def test_the_participant_of_a_transcript_can_be_named(run, tmp_path):
    root = tmp_path / "study"
    run("new", root)
    talk = tmp_path / "talk.txt"
    talk.write_text(
        "Ada: What then?\n\nBo: I left it at that.\n\nCy: So did I.\n\nAda: Why?\n\nBo: It was late.\n", encoding="utf-8"
    )
    status, _, _ = run("import", root, talk, "--round", "r", "--interviewer", "Ada", "--participant", "Bo")
    assert status == 0
    (transcript,) = wb.open(root).folder.transcripts()
    assert {t.participant for t in transcript.turns} == {None, "P01"}
    assert "So did I." not in [transcript.text[t.start : t.end] for t in transcript.turns if t.participant]


def test_exports_are_written_where_asked_also_into_new_folders(run, study, tmp_path):
    target = tmp_path / "neu & schön" / "map.html"
    status, out, _ = run("export", study, target, "--json")
    assert status == 0
    assert json.loads(out) == [{"file": str(target), "leaves_out": []}]
    page = target.read_text(encoding="utf-8")
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")


def test_stopping_with_the_keyboard_says_what_became_of_the_work(run, study, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.api.Study.check", interrupted)
    status, out, err = run("check", study)
    assert (status, out) == (130, "")
    assert err == "workbench: stopped; everything shown as saved is saved\n"


def test_a_full_disk_is_a_sentence_and_our_own_mistake_is_not_hidden(run, study, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "maps/journey.json")

    monkeypatch.setattr("workbench.api.Study.check", full)
    status, _, err = run("check", study)
    assert status == 2
    assert err == "workbench: maps/journey.json: No space left on device. Put it right and run this again.\n"
    monkeypatch.setattr("workbench.api.Study.check", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["check", str(study)])


def test_a_notice_is_a_sentence_on_standard_error(run, study, monkeypatch):
    from workbench.reading.notices import notice

    def told(_):
        notice("The embedding cache was damaged.")
        return []

    monkeypatch.setattr("workbench.api.Study.check", told)
    with pytest.MonkeyPatch.context() as patch:
        import warnings

        patch.setattr(warnings, "filters", [])
        status, out, err = run("check", study, "--json")
    assert (status, json.loads(out)) == (0, [])
    assert err == "workbench: The embedding cache was damaged.\n"


def program(*words, before=(), cwd):
    """Run the command line as a program of its own."""
    command = [*before, sys.executable, "-m", "workbench.cli", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def bound_by_modes():
    """What to put before a command so that file modes bind it, also when the tests run as root, whom they do not."""
    if os.name == "nt":
        pytest.skip("modes mean nothing on Windows")
    if os.geteuid():
        return []
    lesser = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search", "--"]
    if shutil.which("setpriv") is None or subprocess.run([*lesser, "true"], check=False).returncode:
        pytest.skip("running as root, whom no file mode keeps out, and setpriv cannot lessen that")
    return lesser


@pytest.fixture
def read_only(study):
    def modes(folder, file):
        for path in (study, *study.rglob("*")):
            path.chmod(folder if path.is_dir() else file)

    modes(0o555, 0o444)
    yield study
    modes(0o755, 0o644)


def test_a_read_only_study_can_be_read_and_says_why_it_cannot_be_written(read_only, bound_by_modes, root, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    done = program("diff", read_only, "--json", before=bound_by_modes, cwd=root)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    for words in (["map", read_only], ["new", tmp_path / "closed" / "inside"]):
        done = program(*words, "--json", before=bound_by_modes, cwd=root)
        assert done.returncode == 2, done.stderr
        assert list(json.loads(done.stdout)) == ["error", "status"]
        assert "Permission denied" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a pipe closes otherwise there")
def test_a_reader_who_has_seen_enough_is_no_error(study, root):
    shell = f'"{sys.executable}" -m workbench.cli check "{study}" --help | true'
    done = subprocess.run(["sh", "-c", shell], cwd=root, capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="stops a group of processes, which Windows does not have")
def test_lab_opens_on_the_notebooks_and_asks_the_network_for_nothing(tmp_path):
    """The server says where it runs; news, updates and the list of extensions are switched off."""
    home = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "HOME")}
    command = [sys.executable, "-m", "workbench.cli", "lab", "--no-browser"]
    seen = []
    with subprocess.Popen(command, env=os.environ | home, stderr=subprocess.PIPE, text=True, start_new_session=True) as server:
        try:
            for line in server.stderr:
                seen.append(line)
                if "is running at" in line:
                    break
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.stderr.close()
    assert "is running at" in seen[-1], "".join(seen)
    assert not any("pypi" in line for line in seen)


# Keeping ---------------------------------------------------------------------------------------------------------------


def test_the_last_act_is_taken_back_and_brought_back(run, study, monkeypatch):
    monkeypatch.setenv("WORKBENCH_CODER", "ana")
    before = len(wb.open(study).codings())
    status, out, _ = run("undo", study, "--json")
    assert status == 0
    assert len(wb.open(study).codings()) < before
    assert run("undo", study, json.loads(out)["act"])[0] == 0
    assert len(wb.open(study).codings()) == before


def test_withdrawing_says_what_would_fall_and_does_nothing_until_told(run, study):
    status, out, _ = run("withdraw", study, "P02", "--json")
    assert status == 0
    assert json.loads(out)["falls"]
    assert "P02" in set(wb.open(study).people()["participant"])
    status, out, _ = run("withdraw", study, "P02", "--yes", "--reason", "asked by mail", "--json")
    assert status == 0
    assert json.loads(out)["gone"]["turns"] > 0
    assert run("check", study)[0] == 0


def test_two_copies_are_merged_once(run, study, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(study, copy)
    wb.open(copy).code("pain: adverts", "From an advert, I think", me="cleo")
    assert json.loads(run("merge", study, copy, "--json")[1])["new"] == 2
    assert json.loads(run("merge", study, copy, "--json")[1])["new"] == 0


def test_a_codebook_of_somebodys_own_is_not_written_over(run, study, tmp_path):
    own = tmp_path / "nvivo.csv"
    own.write_text("Name,Description\nPains,\nPains\\Price hidden,Whenever a price is not told\n")
    before = own.read_bytes()
    status, _, err = run("codebook", study, own)
    assert (status, own.read_bytes()) == (2, before)
    assert f"--take {own} takes it over" in err
    (tmp_path / "notes.csv").write_text("buy milk\n")
    assert "is no codebook" in run("codebook", study, tmp_path / "notes.csv")[2]
    for suffix in ("csv", "toml", "qdc"):
        saved = tmp_path / f"codes.{suffix}"
        assert run("codebook", study, saved)[0] == run("codebook", study, saved)[0] == 0
    wb.open(study).code("pain: new here", "I end up phoning round everybody myself")
    assert run("codebook", study, tmp_path / "codes.csv")[0] == 0, "what the study knows and the file does not is no loss"


def test_a_codebook_goes_from_one_study_into_another(run, study, tmp_path):
    assert run("codebook", study, tmp_path / "codes.qdc")[0] == 0
    run("new", tmp_path / "other")
    status, out, _ = run("codebook", tmp_path / "other", "--take", tmp_path / "codes.qdc")
    assert status == 0
    assert "acts written" in out


def test_options_of_two_parts_are_named_when_they_are_not(run, study, tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("id,why\nx1,because it is slow and dear\n", encoding="utf-8")
    status, _, err = run("import", study, table, "--round", "r", "--same-as", "why")
    assert status == 2
    assert "--same-as wants name=value; given: 'why'" in err


def test_every_command_is_in_one_group_and_the_first_day_comes_first(run):
    placed = [name for names in groups.GROUPS.values() for name in names]
    assert sorted(placed) == sorted(cli.commands())
    out = run("--help")[1]
    where = [out.index(f"─ {title} ─") for title in groups.GROUPS]
    assert where == sorted(where)


@pytest.mark.parametrize("command", ["map", "evidence", "priorities"])
def test_before_anything_is_coded_it_says_how_to_begin(run, tmp_path, command):
    run("new", tmp_path / "my study")
    status, out, _ = run(command, tmp_path / "my study")
    assert (status, f"Next: workbench lab '{tmp_path / 'my study'}'" in out) == (0, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [("p02", "the key file has them as P02"), ("Kofi Okonjo", "the key file has them as P02"), ("P99", "there are: ")],
)
def test_who_withdraws_by_name_is_found_in_the_key(run, study, given, said):
    status, _, err = run("withdraw", study, given)
    assert (status, f"nobody in the study is called {given!r}; {said}" in err) == (2, True)
