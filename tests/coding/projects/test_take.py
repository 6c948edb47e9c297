"""A project becomes part of a study: whose coding it is, where it stands, what is known of people, and all of it or nothing."""

from __future__ import annotations

import pytest
import wild
from wild import Passage, guid, little, note

import workbench as wb
from workbench.coding.projects import bring
from workbench.coding.projects import take as taking
from workbench.coding.projects.codes import NOTED
from workbench.coding.projects.records import Project, ProjectSource
from workbench.coding.projects.texts import Options
from workbench.sources.people.key import KeyFile
from workbench.study.errors import NotSaved, Refused, UserError

NAMED = wild.TEXT.replace("P01:", "Jenny Mith:").replace("Interviewer:", "Dana Fox (interviewer):")


@pytest.fixture
def study(tmp_path):
    made = wb.new(tmp_path / "study", title="Exchange")
    made.me = "ana"
    return made


def write(study, made, name="project.qdpx"):
    path = study.folder.root.parent / name
    path.write_bytes(made if isinstance(made, bytes) else made.build())
    return path


def take(study, made, **options):
    return bring.bring_in(study.folder, write(study, made), coder="ana", **{"round": "2026-Q1", **options})


def coded(study):
    """Return what is coded: words, code, coder."""
    return sorted((study.folder.quote(c.anchor), c.code, c.coder) for c in study.folder.state().codings.values())


ALL = sorted(
    (q, code, "coder-a")
    for q, codes in {
        "A friend posted it \U0001f600\U0001f44d and I thought, why not.": ["stage:awareness"],
        "It asked for my card before I saw a price.": ["stage:onboarding", "emotion:frustration"],
        "asked for my card": ["need:price-transparency"],
        "I nearly gave up": ["emotion:frustration"],
        "Support rang me back within an hour.": ["stage:retention"],
        "Zo\u00eb was lovely, cafe\u0301-level service.": ["emotion:delight"],
    }.items()
    for code in codes
)


def files(study):
    """Return everything on the disk: the study, its key, what is beside it; but for locks and the cache."""
    home = study.folder.root.parent
    skipped = (".lock",)
    return {
        p.relative_to(home).as_posix(): p.read_bytes()
        for p in sorted(home.rglob("*")) if p.is_file() and p.suffix not in skipped and ".workbench" not in p.parts
    }  # fmt: skip


# What comes in -------------------------------------------------------------------------------------------------------


def test_a_coding_counts_for_whom_the_project_names_and_stands_on_its_words(study):
    taken = take(study, little(named=True))
    assert coded(study) == ALL
    assert (taken.status, taken.codings, taken.coders) == ("added", 7, {"Coder A": "coder-a"})
    assert {a.body["made"] for a in study.folder.acts() if a.act == "coding.add"} == {"2026-01-01T00:00:00Z"}


def test_taking_the_same_file_again_changes_nothing_on_the_disk(study):
    take(study, little(named=True))
    before = files(study)
    taken = take(study, little(named=True))
    assert (taken.status, taken.codings, taken.known) == ("unchanged", 0, 7)
    assert files(study) == before


def test_what_was_taken_away_here_stays_away_when_the_same_file_comes_again(study):
    take(study, little(named=True))
    one = next(c for c in study.folder.state().codings.values() if c.code == "need:price-transparency")
    study.folder.act("ana", ("coding.remove", {"coding": one.id}))
    assert take(study, little(named=True)).status == "unchanged"
    assert len(study.folder.state().codings) == 6


def test_names_of_speakers_give_way_and_every_coding_stays_on_its_words(study):
    passages = wild.passages(NAMED)
    take(study, wild.Wild(text=NAMED, passages=passages, named=True))
    assert [(q, c) for q, c, _ in coded(study)] == [(q, c) for q, c, _ in ALL]
    text = study.folder.transcripts()[0].text
    assert "Mith" not in text
    assert "Fox" not in text
    assert text == wild.TEXT
    key = KeyFile.of(study.folder)
    assert key.entries["P01"].name == "Jenny Mith"


def test_a_coding_that_begins_inside_of_a_name_begins_with_the_pseudonym(study):
    at = NAMED.index("Mith: A friend")
    take(study, wild.Wild(text=NAMED, passages=(Passage(at, at + 14, ("Delight",)), *wild.passages(NAMED)), named=True))
    assert ("P01: A friend", "emotion:delight", "coder-a") in coded(study)


def test_only_the_words_of_the_participant_are_evidence(study):
    take(study, little(named=True))
    talk = study.folder.transcripts()[0]
    assert {t.speaker: t.participant for t in talk.turns} == {"Interviewer": None, "P01": "P01"}
    assert all(talk.text[t.start : t.end].strip() == talk.text[t.start : t.end] for t in talk.turns)


CASE = (
    '<Variables><Variable guid="{v}" name="Segment" typeOfVariable="Text"/><Variable guid="{w}" name="Consent to quote" '
    'typeOfVariable="Text"/><Variable guid="{e}" name="Email" typeOfVariable="Text"/><Variable guid="{u}" name="Plan" '
    'typeOfVariable="Text"/></Variables><Cases><Case guid="{c}" name="Jenny Mith">'
    "<Description>Came by herself.</Description>{values}"
    '<SourceRef targetGUID="{s}"/></Case><Case guid="{d}" name="Nobody"/></Cases>'
)
VALUE = '<VariableValue><VariableRef targetGUID="{}"/><TextValue>{}</TextValue></VariableValue>'


def with_case(**changes):
    ids = {k: guid(k) for k in "vweucd"} | {"s": guid("src")}
    said = (("v", "New"), ("w", "only signed in part"), ("e", "jenny@calm.example"), ("u", "Unassigned"))
    values = "".join(VALUE.format(ids[k], text) for k, text in said)
    return little(named=True, before=CASE.format(**ids, values=values), **changes)


def test_a_case_of_whole_sources_is_a_participant_and_what_is_known_of_them(study):
    taken = take(study, with_case())
    person = study.folder.participants()["P01"]
    assert person.attributes == {"segment": "New"}
    assert person.consent_quote is False  # a consent is never guessed
    assert study.folder.state().memos["participant", "P01"] == "Came by herself."
    assert KeyFile.of(study.folder).find("Jenny Mith") == "P01"
    assert ("cases", 1) in {(x.what, x.count) for x in taken.losses}
    assert any("personal data" in n for n in taken.notes)
    shared = "".join(str(p) for name, p in files(study).items() if "/raw/" not in name and not name.endswith((".csv", ".qdpx")))
    assert "Mith" not in shared
    assert "calm.example" not in shared


def test_nobodys_name_is_kept_of_what_a_file_or_a_memo_is_called(study):
    after = f"<Notes>{note(guid('n'), 'Quick.', name='Talk with Jenny Mith')}</Notes>"
    made = wild.Wild(text=NAMED, passages=wild.passages(NAMED), named=True, after=after)
    path = write(study, made, "Jenny Mith, all.qdpx")
    bring.bring_in(study.folder, path, coder="ana", round="2026-Q1")
    assert study.folder.transcripts()[0].origin["file"] == "P01, all.qdpx"
    inside = "".join(str(p) for name, p in files(study).items() if name.startswith("study/") and "/raw/" not in name)
    assert "mith" not in inside.casefold()
    assert bring.bring_in(study.folder, path, coder="ana", round="2026-Q1").status == "unchanged"


def test_several_coders_each_have_a_log_and_a_model_is_a_model(study):
    users = ((guid("user", "A"), "Ana Lind"), (guid("user", "B"), "AI:sorter"))
    made = little(named=True, users=users)
    ref = f'<CodeRef targetGUID="{guid("code", "Awareness")}"'
    first = f'creatingUser="{guid("user", "A")}" creationDateTime="2026-01-01T00:00:00Z">{ref}'
    xml = made.xml().replace(first, first.replace(guid("user", "A"), guid("user", "B")))
    taken = take(study, rebuilt(made, xml))
    state = study.folder.state()
    assert taken.coders == {"Ana Lind": "ana-lind", "AI:sorter": "sorter"}
    assert {c.coder: c.coder_kind for c in state.codings.values()} == {"ana-lind": "human", "sorter": "model"}
    assert sum(c.coder == "sorter" for c in state.codings.values()) == 1
    assert {p.name.split("-test")[0] for p in study.folder.logs()} == {"ana", "ana-lind", "sorter"}


def rebuilt(made, xml):
    """Return a project with another project file."""
    text = wild.stored(made.text, newline=made.newline, bom=made.bom)
    return wild.archive({"project.qde": xml.encode(), f"sources/{guid('src')}.txt": text})


def test_a_user_can_be_somebody_of_the_study_and_an_unknown_one_is_refused(study):
    taken = take(study, little(named=True), coders={"Coder A": "ana"})
    assert taken.coders == {"Coder A": "ana"}
    assert {coder for _, _, coder in coded(study)} == {"ana"}
    with pytest.raises(UserError, match="Coder A"):
        take(study, little(named=True), coders={"Ben": "ben"})


def test_codes_that_are_here_stay_as_they_are_and_stages_that_are_not_become_free_codes(study):
    study.folder.act(
        "ana", ("code.define", {"code": "need:price-transparency", "label": "Price transparency", "definition": "Ours."})
    )
    codes = little().tree().replace('name="Onboarding"', 'name="Unboxing"')
    taken = take(study, little(named=True, codes=codes))
    found = {c.id: c for c in study.folder.state().codes.values()}
    assert found["need:price-transparency"].definition == "Ours."
    assert found["free:unboxing"].label == "Unboxing"
    assert any("stages are not in study.toml" in n for n in taken.notes)
    assert "free:unboxing" in {code for _, code, _ in coded(study)}


def test_codes_below_no_family_are_free_and_keep_what_is_above_them(study):
    tree = (
        f'<Code guid="{guid("code", "Delight")}" name="Service" isCodable="true" color="#abc"><Description>How they were served.'
        f'</Description><Code guid="{guid("code", "Retention")}" name="Call back" isCodable="true"/></Code>'
    )
    passages = wild.passages(quotes={"I nearly gave up": ("Delight",), "Support rang me back": ("Retention",)})
    take(study, wild.Wild(passages=passages, codes=tree, named=True))
    codes = study.folder.state().codes
    assert (codes["free:service"].definition, codes["free:service"].colour) == ("How they were served.", "#aabbcc")
    assert codes["free:call-back"].parent == "free:service"
    assert [c for _, c, _ in coded(study)] == ["free:service", "free:call-back"]


def test_a_set_that_is_called_like_a_stage_says_what_belongs_to_it(study):
    group = '<Set guid="{}" name="{}"><MemberCode targetGUID="{}"/></Set>'.format
    stage = group(guid("s1"), "Onboarding", guid("code", "Price transparency"))
    after = f"<Sets>{stage}{group(guid('s2'), 'Mine', guid('code', 'Delight'))}</Sets>"
    taken = take(study, little(named=True, after=after))
    assert study.folder.state().codes["need:price-transparency"].stage == "onboarding"
    assert [(x.what, x.count) for x in taken.losses] == [("sets of codes", 1)]


def test_memos_stand_where_the_study_has_them(study):
    one = wild.passages(quotes={"I nearly gave up": ()})[0]
    said = Passage(one.start, one.end, (), inside="<Description>Ask again.</Description>")
    ref = f'<NoteRef targetGUID="{guid("n1")}"/>'
    made = wild.Wild(
        passages=(*wild.passages(), said),
        named=True,
        after=f"<Notes>{note(guid('n1'), 'On the talk.')}{note(guid('n2'), 'Loose.', name='Idea')}</Notes>",
    )
    xml = made.xml().replace("</TextSource>", f"{ref}</TextSource>")
    taken = take(study, rebuilt(made, xml))
    state = study.folder.state()
    talk = study.folder.transcripts()[0].id
    assert (state.memos["source", talk], state.memos["study", "idea"]) == ("On the talk.", "Loose.")
    noted = next(c for c in state.codings.values() if c.code == NOTED)
    assert (study.folder.quote(noted.anchor), noted.memo) == ("I nearly gave up", "Ask again.")
    assert taken.memos == 3
    assert taken.losses == ()


def test_moments_of_a_recording_are_times_of_turns(study):
    text = "P01: hello again.\nInterviewer: well then?\n"
    source = (
        f'<AudioSource guid="{guid("audio")}" name="Call"><Transcript guid="{guid("src")}" plainTextPath="internal://{guid("src")}.txt">'
        f'<SyncPoint guid="{guid("a")}" timeStamp="0" position="0"/><SyncPoint guid="{guid("b")}" timeStamp="4500" position="18"/>'
        "</Transcript></AudioSource>"
    )
    take(study, wild.Wild(source=source, files=((f"sources/{guid('src')}.txt", text.encode()),)))
    turns = study.folder.transcripts()[0].turns
    assert [(t.start_s, t.end_s) for t in turns] == [(0.0, 4.5), (4.5, None)]


# Again ---------------------------------------------------------------------------------------------------------------


def test_an_edited_project_is_a_new_version_and_what_was_coded_is_carried(study):
    take(study, little(named=True))
    text = wild.TEXT.replace("Honestly?", "Honestly, you ask?")
    quotes = {**wild.QUOTES, "you ask?": ("Delight",)}
    edited = wild.Wild(text=text, passages=wild.passages(text, quotes), named=True)
    taken = take(study, edited)
    assert (taken.status, [r.status for r in taken.sources]) == ("new version", ["new version"])
    assert (taken.codings, taken.known) == (1, 7)
    assert coded(study) == sorted([*ALL, ("you ask?", "emotion:delight", "coder-a")])
    assert len(study.folder.transcripts()) == 1


def test_other_identities_for_the_same_sources_are_known_again(study):
    """ATLAS.ti gives every source a new identity with each export."""
    take(study, little(named=True))
    made = little(named=True)
    taken = take(
        study, rebuilt(made, made.xml().replace(f'<TextSource guid="{guid("src")}"', f'<TextSource guid="{guid("other")}"'))
    )
    assert (len(study.folder.transcripts()), taken.codings, taken.known) == (1, 0, 7)


def test_numbers_that_every_project_begins_with_are_no_identity(study):
    """Taguette and QualCoder count documents from 1: two projects' first documents are two sources."""
    first = Project(sources=(ProjectSource("document/1", "a", text="Bo: It broke on Monday.\n"),))
    other = Project(sources=(ProjectSource("document/1", "b", text="Cy: Payroll was late again.\n"),))
    edited = Project(sources=(ProjectSource("document/1", "a", text="Bo: It broke on Monday.\n\nBo: And again.\n"),))
    for number, project in enumerate((first, other, edited)):
        taking.take(study.folder, project, b"%d" % number, file="a.sqlite3", coder="ana", options=Options("r1"))
    assert sorted(t.text for t in study.folder.transcripts()) == [
        "P01: It broke on Monday.\n\nP01: And again.\n", "P02: Payroll was late again.\n",
    ]  # fmt: skip


def test_told_otherwise_how_places_are_counted_codings_are_replaced(study):
    take(study, little(dialect=wild.EVERY[1]), offsets="exclusive")  # wrong: it is inclusive
    assert coded(study) != ALL
    taken = take(study, little(dialect=wild.EVERY[1]), offsets="codepoint,inclusive")
    assert coded(study) == ALL
    assert any("stood elsewhere and are replaced" in n for n in taken.notes)


def test_the_reading_and_what_did_not_come_in_are_kept_beside_the_source(study):
    after = "<Graphs><Graph guid='x'/></Graphs>"
    take(study, little(named=True, dialect=wild.EVERY[-1], newline="\r\n", bom=True, after=after))
    told = study.folder.transcripts()[0].origin["options"]["project"]
    assert (told["file"], told["offsets"], told["standing"]) == ("project.qdpx", "utf16,crlf2,bom,inclusive", "decided")
    assert told["losses"] == [["graphs", 1, "there is no place for them"]]
    assert told["margin"] > 0


def test_the_originals_still_give_what_is_kept(study):
    from workbench.sources.again import read_again

    take(study, wild.Wild(text=NAMED, passages=wild.passages(NAMED), named=True))
    assert [r.status for r in read_again(study.folder)] == ["identical"]


# All or nothing ------------------------------------------------------------------------------------------------------


def test_a_round_that_nobody_said_is_asked_for_and_one_that_the_project_says_is_taken(study):
    with pytest.raises(UserError, match="--round"):
        take(study, little(named=True), round="")
    assert not study.folder.transcripts()
    variable = f'<Variables><Variable guid="{guid("v")}" name="Round" typeOfVariable="Text"/></Variables>'
    made = little(named=True, before=variable)
    xml = made.xml().replace("</TextSource>", f"{VALUE.format(guid('v'), '2026-Q3')}</TextSource>")
    take(study, rebuilt(made, xml), round="")
    assert study.folder.transcripts()[0].round == "2026-Q3"


@pytest.mark.parametrize("step", ["acts", "texts", "key"])
def test_a_disk_that_says_no_leaves_everything_as_it_was(study, step, monkeypatch):
    """Also the logs: what was appended to them was never called saved."""
    from workbench.study.folder import Folder

    study.folder.act("coder-a", ("memo.set", {"kind": "study", "about": "x", "text": "here before"}))
    path = write(study, with_case())
    before = files(study)

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    if step == "acts":
        real, calls = Folder.act, []

        def act(self, *items, **more):
            calls.append(1)
            return real(self, *items, **more) if len(calls) < 2 else full()

        monkeypatch.setattr(Folder, "act", act)
    elif step == "texts":
        monkeypatch.setattr(Folder, "add_transcript", full)
    else:
        monkeypatch.setattr(KeyFile, "save", full)
    with pytest.raises(NotSaved):
        bring.bring_in(study.folder, path, coder="ana", round="2026-Q1")
    monkeypatch.undo()
    left = {k: v for k, v in files(study).items() if ".backup-format" not in k}
    assert {k for k in left if left[k] != before.get(k)} <= {"study/study.toml"}  # a study may have become one of format 2
    assert len(study.folder.state().codings) == 0
    assert study.folder.problems() == []
    assert bring.bring_in(study.folder, path, coder="ana", round="2026-Q1").codings == 7


def test_a_hostile_project_writes_nothing(study):
    before = files(study)
    xml = little().xml().replace(f"internal://{guid('src')}.txt", "absolute:///etc/passwd")
    path = write(study, rebuilt(little(), xml))
    with pytest.raises(Refused):
        bring.bring_in(study.folder, path, coder="ana", round="2026-Q1")
    path.unlink()
    assert files(study) == before


def test_somebody_who_withdrew_does_not_come_back_with_a_project(study):
    take(study, little(named=True))
    study.withdraw("P01", sure=True)
    assert not study.folder.transcripts()
    with pytest.raises(Refused, match="withdrew"):
        take(study, little(named=True))


def test_only_a_codebook_is_taken_as_one(study):
    taken = take(study, wild.Wild(source="<!-- none -->"))
    assert (taken.sources, taken.codings) == ((), 0)
    assert "need:price-transparency" in study.folder.state().codes


# The study's own ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def handed_over(little_study, tmp_path_factory):
    """A study of two interviews and two rounds of a survey, and what the workbench writes of it for other programs."""
    made = little_study.try_out()
    path = tmp_path_factory.mktemp("over") / "study.qdpx"
    made.export(path, despite="a test")
    return made, path


def test_what_the_workbench_wrote_comes_back_onto_the_study_and_not_beside_it(handed_over):
    """Also under masked names, and answers that were put under one another."""
    study, path = handed_over
    before = (len(study.folder.transcripts()), len(study.folder.state().codings), study.folder.state().memos)
    taken = bring.bring_in(study.folder, path, coder="ana")
    assert (taken.codings, taken.memos, {r.status for r in taken.sources}) == (0, 0, {"unchanged"})
    assert (len(study.folder.transcripts()), len(study.folder.state().codings), study.folder.state().memos) == before


def test_what_somebody_else_coded_in_it_lands_on_the_words_of_the_study(handed_over, tmp_path):
    """Cara coded in another program, on the masked texts; here it is on the words that were said."""
    import re
    import zipfile

    from workbench.coding.projects import refi

    study, path = handed_over
    project = refi.read(path.read_bytes(), path.name)
    wanted = ("phoning round everybody", "invoice is easy")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    xml = files["project.qde"].decode()
    user = guid("user", "Cara")
    xml = xml.replace("</Users>", f'<User guid="{user}" name="Cara"/></Users>')
    for words in wanted:
        source = next(s for s in project.sources if words in s.text)
        at = source.text.index(words)
        code = f'<Coding guid="{guid(words)}" creatingUser="{user}"><CodeRef targetGUID="{project.codings[0].code}"/></Coding>'
        selection = f'<PlainTextSelection guid="{guid("s", words)}" startPosition="{at}" endPosition="{at + len(words)}">{code}'
        opened = re.search(rf'<TextSource guid="{source.id}"[^>]*>\s*', xml)
        xml = f"{xml[: opened.end()]}{selection}</PlainTextSelection>{xml[opened.end() :]}"
    with zipfile.ZipFile(tmp_path / "back.qdpx", "w") as archive:
        for name, data in (files | {"project.qde": xml.encode()}).items():
            archive.writestr(name, data)
    taken = bring.bring_in(study.folder, tmp_path / "back.qdpx", coder="ana")
    assert taken.codings == 2
    assert sorted(q for q, _, coder in coded_by_item(study) if coder == "cara") == sorted(wanted)


def coded_by_item(study):
    return [(study.folder.quote(c.anchor), c.code, c.coder) for c in study.folder.state().codings.values()]


def test_a_look_at_a_project_writes_nothing(study):
    path = write(study, with_case())
    before = files(study)
    said = repr(study.preview(path))
    assert "1 texts, 6 codes, 7 codings" in said
    assert "Coder A: 7 codings" in said
    assert "codepoint,crlf1,nobom,exclusive (equivalent" in said
    assert files(study) == before


def test_a_study_that_goes_out_and_comes_into_another_is_coded_the_same(handed_over, tmp_path):
    """Words, code, coder, stance, valence and note of every coding; of answers, too."""
    study, _ = handed_over
    study.export(tmp_path / "mine.qdpx", unmasked=True)
    other = wb.new(tmp_path / "other", title="Another")
    bring.bring_in(other.folder, tmp_path / "mine.qdpx", coder="ana")

    def said(one):
        codings = one.folder.state().codings.values()
        return sorted((one.folder.quote(c.anchor), c.code, c.coder, c.stance, str(c.valence), c.memo) for c in codings)

    assert said(other) == said(study)
    assert {t.round for t in other.folder.transcripts()} == {"2026-Q1", "2026-Q3"}
