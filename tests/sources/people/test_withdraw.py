"""Who withdraws leaves nothing behind: every byte of the study and of the key is searched for their words and name."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import asdict, replace
from hashlib import sha256

import pandas as pd
import pytest
from docx import Document

from workbench.coding.frame import codings_frame
from workbench.sources.ingest import add_people, add_survey, add_transcript
from workbench.sources.people import withdraw as room
from workbench.sources.people.key import KeyFile
from workbench.sources.people.withdraw import Withdrawal, refuse_withdrawn, what_goes, withdraw
from workbench.study.check import check
from workbench.study.errors import Refused, UserError
from workbench.study.folder import Folder
from workbench.study.orphans import orphans
from workbench.study.settings import Settings

ALONE = """Interviewer: How was it?

Magda Kowalska: The zebra-striped rota vanished overnight, honestly.

Magda Kowalska: I cried over it twice.
"""
GROUP = """Interviewer: And you?

Magda Kowalska: Nobody warned me about the purple invoice fee.

Ben Oak: I agree with Magda, but the invoice was fine for me.

Magda Kowalska: My shop in Ludlow still uses paper.

Ben Oak: We print everything on Mondays.
"""
OTHER = """Interviewer: Anything else?

Ben Oak: Kowalska showed me the trick, it took a minute.

Ben Oak: The second week was easier.
"""
ANSWERS = (
    "Name,Why did you leave?,Role\nMagda Kowalska,Because the ochre button never answered me,owner\n"
    "Ben Oak,The price was too high for us,buyer\nCara Elm,Ask magda kowalska about the price of it all,user\n"
)
#: Words of theirs, and every form of their name, as they would be found in a file.
THEIRS = ("zebra", "vanished overnight", "cried over", "purple invoice", "ludlow", "ochre button", "magda", "kowalska")


def docx(text):
    document = Document()
    for line in text.split("\n\n"):
        document.add_paragraph(line.strip())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def study(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    folder = Folder.create(home / "study", Settings(title="Rotas"))
    for name, text, kind in (
        ("one.txt", ALONE, "interview"), ("both.docx", GROUP, "focus-group"), ("two.txt", OTHER, "interview"),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(docx(text) if name.endswith("docx") else text.encode())
        add_transcript(folder, path, round="r1", kind=kind)
    (tmp_path / "answers.csv").write_text(ANSWERS)
    add_survey(folder, tmp_path / "answers.csv", round="r1", participant="Name", text=["Why did you leave?"])
    (tmp_path / "people.csv").write_text("name,role,nps,consent\nMagda Kowalska,owner,3,yes\nBen Oak,buyer,9,yes\n")
    add_people(folder, tmp_path / "people.csv")
    return Folder(folder.root)


def who(folder, name="Magda Kowalska"):
    return KeyFile.of(folder).find(name)


def code(folder, words, code="pain:fees", **more):
    """Code `words`, wherever they stand; return the id."""
    places = [(t.id, "", t.version, t.text) for t in folder.transcripts()]
    for s in folder.surveys():
        places += list(zip([s.id] * len(s.answers), s.answers["answer"], s.answers["version"], s.answers["text"], strict=True))
    ((source, item, version, text),) = [p for p in places if words in p[3]]
    at = text.index(words)
    anchor = {"source": source, "item": item, "version": version, "start": at, "end": at + len(words)}
    return folder.act("ana", ("coding.add", {"code": code, "anchor": anchor, **more}))[0].id


def everything(folder):
    """Yield every file of the study and beside it with all text that is in it, whatever it is packed in."""
    home = folder.root.parent
    for path in sorted(p for p in home.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        texts = [raw, raw.decode("utf-16-le", "ignore").encode()]
        if raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                texts += [archive.read(name) for name in archive.namelist()]
        if path.suffix == ".parquet":
            texts.append(pd.read_parquet(path).to_csv().encode())
        text = b"\n".join(texts).decode("utf-8", "ignore")
        yield path.relative_to(home).as_posix(), (text + re.sub(r"<[^>]*>", "", text)).casefold()


def left(folder):
    return [(name, word) for name, text in everything(folder) for word in THEIRS if word in text]


def test_before_they_withdraw_the_search_finds_them_in_every_kind_of_file(study):
    (study.root / "maps").mkdir()
    found = {name.rsplit(".", 1)[-1] for name, _ in left(study)}
    assert {"txt", "docx", "csv", "parquet"} <= found


def test_nothing_of_theirs_is_left_in_any_byte(study):
    person = who(study)
    code(study, "purple invoice fee")
    for place, name in (("maps", "journey.json"), ("out", "map.html"), (".workbench", "names.json")):
        (study.root / place).mkdir(exist_ok=True)
        (study.root / place / name).write_text("Magda Kowalska: purple invoice")
    (study.root / "sources" / "r1" / ".tmp-cut").write_text("zebra")
    (study.root.parent / "study.backup-format1-0a1b2c3d.zip").write_bytes(b"zebra")
    (study.root.parent / "study.backup-format1.zip.part").write_bytes(b"zebra, until somebody was killed")
    assert left(study)
    report = withdraw(study, person, coder="ana", reason="asked by e-mail")
    assert left(study) == []
    assert (report.participant, report.turns, report.answers, report.codings) == (person, 3, 1, 1)
    assert any(name.endswith(".docx") for name in report.files)
    assert "study/maps/journey.json" in report.files
    fresh = Folder(study.root)
    assert person not in {t.participant for s in fresh.transcripts() for t in s.turns}
    assert person not in set(fresh.surveys()[0].answers["participant"])
    assert fresh.participants()[person].attributes == {"withdrawn": "yes"}
    assert not fresh.participants()[person].outcomes
    assert KeyFile.of(fresh).entries[person].kind == "withdrawn"


def test_what_others_said_stays_with_its_codings(study):
    fine = code(study, "the invoice was fine for me", "delight:invoice")
    print_ = code(study, "We print everything on Mondays", "effort:paper")
    easier = code(study, "The second week was easier", "delight:easier")
    price = code(study, "The price was too high for us", "pain:price")
    behind = code(study, "about the price of it all", "pain:price")
    mine = [code(study, "purple invoice fee"), code(study, "ochre button"), code(study, "vanished overnight")]
    withdraw(study, who(study), coder="ana")
    frame = codings_frame(Folder(study.root)).set_index("id")
    assert {key: frame.loc[key, "quote"] for key in (fine, print_, easier, price, behind)} == {
        fine: "the invoice was fine for me", print_: "We print everything on Mondays", easier: "The second week was easier",
        price: "The price was too high for us", behind: "about the price of it all",
    }  # fmt: skip
    assert not set(mine) & set(frame.index)
    assert frame.attrs["orphans"] == []


def test_what_is_theirs_leaves_the_themes_and_what_others_said_stays_in_them(study):
    said = ("purple invoice fee", "ochre button", "vanished overnight", "We print everything on Mondays", "The price was too high",
            "about the price of it all")  # fmt: skip
    keys = [code(study, words) for words in said]
    codings = study.state().codings
    body = {"theme": "theme:costs", "name": "Costs", "anchors": [asdict(codings[key].anchor) for key in keys]}
    study.act("ben", ("theme.make", body))
    withdraw(study, who(study), coder="ana")
    fresh = Folder(study.root)
    inside = [one.anchor for one in fresh.state().placed.values() if one.theme == "theme:costs"]
    assert [fresh.quote(anchor) for anchor in sorted(inside)] == sorted(said[3:], key=[*said[4:], said[3]].index)
    assert orphans(fresh) == []
    assert not [f for f in check(fresh) if "placement" in f.where]


def test_their_turns_are_blanked_and_are_nobodys(study):
    person = who(study)
    withdraw(study, person, coder="ana")
    (group,) = [t for t in Folder(study.root).transcripts() if t.kind == "focus-group"]
    said = [(t.speaker, t.participant, group.text[t.start : t.end]) for t in group.turns]
    ben = who(study, "Ben Oak")
    assert said == [
        ("Interviewer", None, "And you?"), ("Withdrawn", None, "[withdrawn]"),
        (ben, ben, "I agree with [name], but the invoice was fine for me."), ("Withdrawn", None, "[withdrawn]"),
        (ben, ben, "We print everything on Mondays."),
    ]  # fmt: skip
    assert len(Folder(study.root).transcripts()) == 2, "the interview with them alone is gone"


def test_check_finds_nothing_wrong_afterwards(study):
    person = who(study)
    code(study, "purple invoice fee")
    code(study, "We print everything on Mondays", "effort:paper")
    before = {(f.level, f.where) for f in check(study) if f.level != "note"}
    withdraw(study, person, coder="ana")
    after = {(f.level, f.where, f.what) for f in check(Folder(study.root)) if f.level != "note"}
    assert {(level, where) for level, where, _ in after} <= before, after


def test_the_same_files_are_refused_from_then_on(study, tmp_path):
    withdraw(study, who(study), coder="ana")
    fresh = Folder(study.root)
    assert set(fresh.state().withdrawn) == {"P01"}
    for name in ("one.txt", "both.docx", "answers.csv"):
        with pytest.raises(Refused, match="P01, who withdrew"):
            refuse_withdrawn(fresh, sha256((tmp_path / name).read_bytes()).hexdigest(), name)
    refuse_withdrawn(fresh, sha256(b"something else").hexdigest(), "new.txt")
    with pytest.raises(Refused, match="who withdrew"):
        add_transcript(fresh, tmp_path / "both.docx", round="r1", interviewers=["Interviewer"])
    with pytest.raises(Refused, match="who withdrew"):
        add_survey(fresh, tmp_path / "answers.csv", round="r1", participant="Name", text=["Why did you leave?"])
    assert left(fresh) == []


def test_the_number_is_never_given_again(study, tmp_path):
    withdraw(study, who(study), coder="ana")
    path = tmp_path / "new.txt"
    path.write_text("Interviewer: So?\n\nDora Pine: It went well enough for a first week.\n")
    add_transcript(Folder(study.root), path, round="r1")
    assert who(study, "Dora Pine") not in {"P01", "P02"}


def test_what_would_go_is_known_before_and_changes_nothing(study):
    code(study, "purple invoice fee")
    before = {p: p.read_bytes() for p in study.root.parent.rglob("*") if p.is_file() and ".workbench" not in p.parts}
    plan = what_goes(study, who(study))
    assert {p: p.read_bytes() for p in study.root.parent.rglob("*") if p.is_file() and ".workbench" not in p.parts} == before
    done = withdraw(study, who(study), coder="ana")
    assert (plan.turns, plan.answers, plan.codings) == (done.turns, done.answers, done.codings) == (3, 1, 1)
    assert set(plan.files) <= set(done.files)


def test_what_only_a_person_can_remove_is_named_and_not_quoted(study):
    person = who(study)
    study.act(
        "ana", ("memo.set", {"kind": "source", "about": "x", "text": "she said nobody warned me about the purple invoice fee"})
    )
    study.act("ana", ("code.define", {"code": "pain:fees", "label": "Fees", "definition": "as Magda put it"}))
    (study.root / "look.ipynb").write_text('{"cells": ["the ochre button never answered me at all"]}')
    notes = withdraw(study, person, coder="ana").notes
    assert f"look.ipynb may hold words or a name of {person}: look at it" in notes
    assert f"memo on source x may hold words or a name of {person}: look at it" in notes
    assert f"code pain:fees may hold words or a name of {person}: look at it" in notes
    assert not any(word in note.casefold() for note in notes for word in THEIRS)


def test_what_was_written_on_the_map_is_named_too_and_the_reason_holds_no_name(study):
    person = who(study)
    study.act("ana", ("card.comment", {"about": "pain:x", "text": "ask Magda"}),
              ("card.set", {"claim": "pain:x", "title": "Magda's fees", "reason": "Magda says so"}))  # fmt: skip
    notes = withdraw(study, person, coder="ana", reason="Magda asked").notes
    for where in ("comment on pain:x", "card pain:x"):
        assert f"{where} may hold words or a name of {person}: look at it" in notes
    assert any(note.startswith("no gate knows the name any more") for note in notes)
    (act,) = [a for a in study.acts() if a.act == "participant.withdraw"]
    assert act.body["reason"] == f"{person} asked"


def test_acts_hold_none_of_their_words(study):
    code(study, "purple invoice fee")
    withdraw(study, who(study), coder="ana", reason="asked")
    said = " ".join(str(a.body) for a in study.acts()).casefold()
    assert not any(word in said for word in THEIRS)


@pytest.mark.parametrize("kill_at", range(12))
def test_killed_in_the_middle_it_is_finished_by_doing_it_again(study, kill_at):
    person = who(study)
    code(study, "purple invoice fee")
    keep = code(study, "We print everything on Mondays", "effort:paper")

    class Killed(BaseException):
        pass

    def progress(done, _total):
        if done == kill_at:
            raise Killed

    try:
        withdraw(study, person, coder="ana", progress=progress)
    except Killed:
        again = Folder(study.root)
        withdraw(again, person, coder="ana")
    fresh = Folder(study.root)
    assert left(fresh) == []
    assert not [f for f in check(fresh) if f.level == "error"]
    assert codings_frame(fresh).set_index("id").loc[keep, "quote"] == "We print everything on Mondays"
    assert KeyFile.of(fresh).entries[person].kind == "withdrawn"


def test_killed_between_the_files_of_one_source_it_is_finished_by_doing_it_again(study, monkeypatch):
    person = who(study)
    real, count = room._remove, iter(range(1000))

    class Killed(BaseException):
        pass

    for stop in range(1, 9):

        def one_by_one(paths, stop=stop):
            for path in paths:
                if next(count) % 9 == stop:
                    raise Killed
                real([path])

        monkeypatch.setattr(room, "_remove", one_by_one)
        try:
            withdraw(Folder(study.root), person, coder="ana")
            break
        except Killed:
            continue
    monkeypatch.setattr(room, "_remove", real)
    withdraw(Folder(study.root), person, coder="ana")
    assert left(study) == []
    assert not list(study.root.rglob("old/*")), "who spoke when is in the record of an earlier version"
    assert not [f for f in check(Folder(study.root)) if f.level == "error"]


@pytest.mark.parametrize("kept", [(".txt", ".json"), (".json",)])
def test_an_earlier_version_that_whoever_was_killed_left_goes_with_its_record(study, kept):
    """Their turns were blanked already, so nothing of that source was looked for but words: who spoke when stayed."""
    person = who(study)
    (both,) = [t for t in study.transcripts() if len({turn.participant for turn in t.turns} - {None}) == 2]
    base = study.root / "sources" / both.round / both.id
    before = {suffix: base.with_name(base.name + suffix).read_bytes() for suffix in kept}
    room._replace(study, next(t for t in room.theirs(study, person).shared if t.id == both.id))
    (base.parent / "old").mkdir(exist_ok=True)
    for suffix, raw in before.items():
        (base.parent / "old" / f"{base.name}.{both.version[:12]}{suffix}").write_bytes(raw)
    withdraw(Folder(study.root), person, coder="ana")
    assert not list(study.root.rglob("old/*"))


def test_doing_it_twice_changes_nothing_more(study):
    person = who(study)
    withdraw(study, person, coder="ana")
    acts = len(study.acts())
    before = {p: p.read_bytes() for p in study.root.parent.rglob("*") if p.is_file() and ".workbench" not in p.parts}
    report = withdraw(Folder(study.root), person, coder="ana")
    assert replace(report, notes=()) == Withdrawal(person, 0, 0)
    assert len(Folder(study.root).acts()) == acts
    assert {p: p.read_bytes() for p in study.root.parent.rglob("*") if p.is_file() and ".workbench" not in p.parts} == before


def test_a_backup_is_found_whatever_the_folder_is_called(tmp_path):
    folder = Folder.create(tmp_path / "rotas [2026]*", Settings())
    kept = tmp_path / f"{folder.root.name}.backup-format1-0a1b2c3d.zip"
    kept.write_bytes(b"zebra")
    assert room.backups(folder) == [kept]


def test_nobody_is_guessed(study):
    with pytest.raises(UserError, match="'P99'"):
        withdraw(study, "P99", coder="ana")


def test_somebody_else_with_the_same_first_name_keeps_everything(study, tmp_path):
    path = tmp_path / "third.txt"
    path.write_text("Interviewer: So?\n\nMagda Elm: The elm said so and nothing else mattered to us.\n")
    add_transcript(study, path, round="r1")
    other = who(study, "Magda Elm")
    withdraw(study, who(study), coder="ana")
    fresh = Folder(study.root)
    assert [t.text[x.start : x.end] for t in fresh.transcripts() for x in t.turns if x.participant == other] == [
        "The elm said so and nothing else mattered to us."
    ]
    assert who(fresh, "Magda Elm") == other


def test_an_undo_brings_neither_the_words_nor_their_files_back(study, tmp_path):
    code(study, "purple invoice fee")
    withdraw(study, who(study), coder="ana")
    for folder in (study, Folder(study.root)):
        folder.undo("ana")
        with pytest.raises(Refused, match="who withdrew"):
            add_transcript(folder, tmp_path / "one.txt", round="r1")
        assert left(folder) == []
    assert "pain:fees" not in set(codings_frame(Folder(study.root))["code"])


@pytest.mark.parametrize(
    "name", ["{stem} (conflicted copy){suffix}", "{stem}.sync-conflict-1-A{suffix}", "{stem}{suffix}~", ".{stem}{suffix}.swp"]
)
def test_copies_that_sync_tools_and_editors_left_among_the_sources_go_as_well(study, name):
    for place in ("sources", "surveys"):
        for path in [p for p in (study.root / place).rglob("*") if p.is_file()]:
            path.with_name(name.format(stem=path.stem, suffix=path.suffix)).write_bytes(path.read_bytes())
    mine = who(study)
    withdraw(Folder(study.root), mine, coder="ana")
    assert left(study) == []
    assert not [f for f in check(Folder(study.root)) if f.level == "error"]


def test_a_copy_of_the_key_and_an_export_with_names_beside_the_study_are_named(study):
    home = study.root.parent
    for name in ("study.key (conflicted copy).csv", "study-with-names.txt", "another.txt"):
        (home / name).write_text("pseudonym,name,aliases,kind\nP01,Magda Kowalska,,participant\n", encoding="utf-8")
    (study.root / "log").mkdir(exist_ok=True)
    (study.root / "log" / "notes.txt").write_text("Magda Kowalska rang", encoding="utf-8")
    told = withdraw(study, who(study), coder="ana").notes
    assert [n for n in told if n.startswith("beside")] == [
        f"beside the study: {name} holds words or a name of P01; remove it yourself"
        for name in ("study-with-names.txt", "study.key (conflicted copy).csv")
    ]
    assert "log/notes.txt may hold words or a name of P01: look at it" in told
