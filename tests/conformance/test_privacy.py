"""Nobody is named in anything a user can make the workbench say: every command, table, page, error, log and file name.

The people of this study have names that stand nowhere else, so that a search for them in every writing proves something.
"""

from __future__ import annotations

import html
import io
import json
import logging
import re
import shutil
import unicodedata
from base64 import b64encode
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import quote

import pytest

import workbench as wb
from workbench import cli
from workbench.study.errors import WorkbenchError

#: Full names, and other things that say who somebody is.
PEOPLE = ("Xylia Brandqvist", "Zoë Okwuosa-Thorne", "Fintan Mwangi Drax", "Śławomir Pęcherzyk")
MARKS = (
    "Brandqvist",
    "Okwuosa",
    "Mwangi",
    "Pęcherzyk",
    "Xylia",
    "Śławomir",
    "brandqvist@hollow.example",
    "+44 7700 900461",
    "07700 900461",
)
HELD_BACK = "the boiler in the crypt hums at midnight"  # words of somebody who does not consent


def writings(mark):
    """Return the forms in which text hides in files, each with a name of its own."""
    forms = {"plain": mark, "nfd": unicodedata.normalize("NFD", mark), "entity": html.escape(mark).replace("ę", "&eogon;")}
    forms["escaped"] = json.dumps(mark)[1:-1]
    forms["twice escaped"] = json.dumps(json.dumps(mark))[3:-3]
    forms["percent"] = quote(mark)
    forms["numeric"] = "".join(f"&#{ord(c)};" for c in mark)
    raw = mark.encode()
    for shift in range(3):  # the same words at each of the three places where base64 may begin
        coded = b64encode(b"\0" * shift + raw).decode()
        forms[f"base64 {shift}"] = coded[-(-8 * shift // 6) : 8 * (shift + len(raw)) // 6]
    return {name: form for name, form in forms.items() if len(form) > 4}  # shorter ones come by chance


def leaks(text):
    """Return what in a text says who somebody is, in any writing and any case."""
    shown = text.casefold()
    found = [
        f"{mark} ({name})"
        for mark in (*MARKS, HELD_BACK)
        for name, form in writings(mark).items()
        if (form if "base64" in name else form.casefold()) in (text if "base64" in name else shown)
    ]
    return sorted(set(found))


def test_the_search_finds_every_writing():
    for mark in MARKS:
        for form in writings(mark).values():
            assert leaks(f"xx {form} yy")
        assert leaks("..." + b64encode(f"a;{mark};b".encode()).decode())
    assert leaks("P01 said so, 13 of 18 people") == []


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study of these people, from files named after them, coded and with a need confirmed."""
    home = tmp_path_factory.mktemp("private")
    study = wb.new(home / "study", title="Heating")
    study.me = "ana"
    first, second, third, fourth = PEOPLE
    asked = "Interviewer: And then?\n\n"
    talks = {
        "brandqvist 2026-03-01.txt": f"{asked}{first}: I asked {second} about the rota. "
        "Write to brandqvist@hollow.example or call +44 7700 900461. I copy it by hand every Sunday.\n\n"
        f"Interviewer: Oh, {first.split()[0]}?\n\n{first}: Nobody told me what to do in the first week.\n",
        "notes.txt": f"{asked}{second}: {first} showed me. I wish it printed, so I photograph the screen.\n\n"
        f"Interviewer: Go on.\n\n{second}: The price was clear and I was pleased, says {fourth}.\n",
        "third.txt": f"{asked}{third}: {HELD_BACK}, and {HELD_BACK}.\n\nInterviewer: Yes?\n\n{third}: I have nothing more.\n",
    }
    for name, text in talks.items():
        (home / name).write_text(text, encoding="utf-8")
        study.add(home / name, round="2026-Q1")
    for round_ in ("2026-Q1", "2026-Q3"):
        table = home / f"answers {round_}.csv"
        rows = [f'"{p}",{7 + n},"{why}"' for n, (p, why) in enumerate([
            (fourth, f"I copy the rota by hand like {first} does"), (second, "Typing in all the staff took an evening"),
            ("Anon One", f"It should ask the others when somebody is ill, in {round_}, by phone 07700 900461")])]  # fmt: skip
        table.write_text("\n".join(["respondent,score,Why did you give this score?", *rows]) + "\n", encoding="utf-8")
        study.add_survey(table, round=round_, participant="respondent")
    (home / "people.csv").write_text(
        f"name,role,consent to quote\n{first},owner,yes\n{second},deputy,yes\n{third},owner,no\n", encoding="utf-8"
    )
    from workbench.sources.people.attributes import add_people

    add_people(study.folder, home / "people.csv")
    for code, words, source in (
        ("pain: copying by hand", "I copy it by hand every Sunday", None),
        ("stage: onboarding", "Nobody told me what to do in the first week", None),
        ("pain: copying by hand", f"I copy the rota by hand like {first} does", "answers-2026-q1"),
        (f"need: {first} needs help", f"{first} showed me", None),
        (f"need: {first} needs help", f"I copy the rota by hand like {first} does", "answers-2026-q3"),
        ("pain: copying by hand", f"I copy the rota by hand like {first} does", "answers-2026-q3"),
        ("delight: price", f"The price was clear and I was pleased, says {fourth}", None),
        ("pain: boiler", f"{HELD_BACK}, and", None),
    ):
        study.code(code, words, source=source)
    for words in ("I copy it by hand every Sunday", "I wish it printed"):
        study.code("pain: copying by hand", words, me="ben")
    study.folder.act("ana", ("memo.set", {"kind": "source", "about": "p01-2026-q1", "text": "careful talker"}))
    return study


@pytest.fixture
def copy(made, tmp_path, monkeypatch):
    """A copy to run commands on, under a path that names nobody."""
    monkeypatch.setenv("WORKBENCH_DEVICE", "test")
    monkeypatch.setenv("WORKBENCH_CODER", "ana")
    root = tmp_path / "study"
    shutil.copytree(made.folder.root, root)
    shutil.copyfile(made.folder.key_file, tmp_path / "study.key.csv")
    return root


def run(*words):
    """Run a command as a user would; return all that it said."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as stopped:
        cli.main([str(w) for w in words])
    return stopped.value.code or 0, out.getvalue() + err.getvalue()


COMMANDS = [
    ["check"], ["agree"], ["agree", "ana", "ben", "--unit", "character"], ["themes"], ["themes", "--resolution", "4"], ["needs"],
    ["needs", "--limit", "40"], ["map"], ["map", "--round", "2026-Q1"], ["diff"],
    ["export", "{out}/m.html", "{out}/m.json", "{out}/m.csv", "{out}/m.xlsx", "{out}/m.mmd", "{out}/m.svg"],
]  # fmt: skip


@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
def test_no_command_names_anybody(copy, tmp_path, as_json):
    out = tmp_path / "out"
    out.mkdir()
    for words in COMMANDS:
        status, said = run(words[0], copy, *(w.format(out=out) for w in words[1:]), *(["--json"] if as_json else []))
        assert status in {0, 3}, said
        assert leaks(said) == [], words
    assert len(list(out.iterdir())) == 6
    for path in out.iterdir():
        assert leaks(text_of(path)) == [], path.name


def text_of(path):
    """Return everything a file says, unpacked."""
    import zipfile

    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(n).decode() for n in archive.namelist())
    return path.read_bytes().decode()


def test_commands_that_fail_name_nobody_either(copy, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "broken.vtt").write_text("WEBVTT\n\n00:00 --> x\nhello\n", encoding="utf-8")
    for words in (
        ["map", copy, "--round", "1999"], ["map", copy, "--persona", "Nobody"], ["agree", copy, "ana", "zoe"],
        ["diff", copy, "1999"],
        ["export", copy, "a.doc"], ["import", copy, tmp_path / "empty.csv", "--round", "r"],
        ["import", copy, tmp_path / "broken.vtt", "--round", "r"],
        ["import", copy, "none.txt", "--round", "r"], ["new", copy], ["themes", copy, "--resolution", "0"],
        ["needs", copy, "--limit", "-1"],
    ):  # fmt: skip
        status, said = run(*words)
        assert status == 2, said
        assert leaks(said) == [], words
    damaged = next((copy / "sources").glob("*/*.txt"))
    damaged.write_text(damaged.read_text(encoding="utf-8").replace("Sunday", "Monday"), encoding="utf-8")
    for words in (["check", copy], ["map", copy], ["needs", copy], ["agree", copy]):
        assert leaks(run(*words)[1]) == []
    assert leaks(caplog.text) == []


def test_nothing_shown_in_a_notebook_names_anybody(made):
    study = type(made)(made.folder, "ana")
    views = [study, study.journey(), study.themes(), study.needs(), study.agreement(), study.compare()]
    for view in views:
        shown = repr(view) + "".join(f"{part}" for part in (_html(view),))
        assert leaks(shown) == [], type(view).__name__
    journey = views[1]
    for claim in journey.model["claims"]:
        assert leaks(journey.quotes(claim).to_csv()) == []
    frames = [
        journey.claims(),
        views[2].frame(),
        views[3].frame(),
        views[4].frame(),
        views[5].frame(),
        study.sources(),
        study.check_table(),
    ]
    assert [leaks(frame.to_csv() + frame.to_html()) for frame in frames] == [[]] * len(frames)
    for topic in views[2]:
        assert leaks(views[2].quotes(topic.id).to_csv()) == []
    widget = study.coder("p01-2026-q1")
    assert leaks(widget.twin() + widget.plain() + repr(widget)) == []
    widget.close()


def _html(view):
    bundle = view._repr_mimebundle_() if hasattr(view, "_repr_mimebundle_") else {}
    found = bundle[0] if isinstance(bundle, tuple) else bundle
    return "".join(map(str, (found or {}).values())) + (view._repr_html_() if hasattr(view, "_repr_html_") else "")


def test_the_report_and_an_executed_notebook_name_nobody(copy, tmp_path):
    import nbformat

    from workbench.share.notebooks import execute
    from workbench.share.page import report

    v4 = nbformat.v4
    source = f"import workbench as wb\nstudy = wb.open({str(copy)!r})\nstudy"
    cells = [
        v4.new_code_cell(source, id="a"),
        v4.new_code_cell("study.journey()", id="b"),
        v4.new_code_cell("study.sources()", id="c"),
    ]
    nbformat.write(v4.new_notebook(cells=cells), tmp_path / "n.ipynb")
    (done,) = execute([tmp_path / "n.ipynb"], tmp_path / "executed")
    assert leaks(done.read_text(encoding="utf-8").replace(str(copy), "")) == []
    study = wb.open(copy)
    page = report(study.folder.settings.title, study.journey().model, [done], redactor=study.redactor)
    assert leaks(page) == []


def test_errors_of_the_library_name_nobody(made):
    study = type(made)(made.folder, "ana")
    wrong = [
        lambda: study.journey(round="x"), lambda: study.journey(persona="x"), lambda: study.agreement(["x", "y"]),
        lambda: study.compare("a", "b"),
        lambda: study.coder("nobody"), lambda: study.code("pain: x", "words that nobody said"),
        lambda: study.code("pain: x", "the"),
        lambda: study.undo("0"), lambda: study.journey().quotes("x"), lambda: study.needs(limit=0),
        lambda: study.journey().save("x.doc"),
        lambda: study.folder.act("ana", ("undo", {})), lambda: study.folder.quote("x"),
    ]  # fmt: skip
    for number, go in enumerate(wrong):
        with pytest.raises((WorkbenchError, AttributeError)) as caught:
            go()
        assert leaks(str(caught.value)) == [], number


def test_what_is_kept_beside_the_words_names_nobody(made):
    """File names, acts, records and people's rows: only sources, their originals and the key may hold a name."""
    root = made.folder.root
    typed = f"{PEOPLE[0]} needs help"  # a code that ana named after somebody: `check` says so
    assert any("holds the name" in f.what for f in made.check())
    for path in root.rglob("*"):
        place = path.relative_to(root)
        assert leaks(place.as_posix().replace("-", " ")) == []
        if not path.is_file() or place.parts[0] in {"raw", ".workbench", "maps", "out"} or path.suffix in {".txt", ".parquet"}:
            continue
        text = path.read_text(encoding="utf-8")
        for form in (typed, re.sub(r"\W+", "-", typed.casefold())):
            text = text.replace(form, "")
        assert leaks(text) == [], place
    held = made.folder.key_file
    assert held.stat().st_mode & 0o077 == 0
    assert not held.resolve().is_relative_to(Path(root).resolve())
