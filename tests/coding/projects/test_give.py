"""A study as a project: every coding on its words, names gone, who may not be quoted gone, what is left out counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little import NAMES

from workbench.coding.projects import documents, refi, refi_write
from workbench.coding.projects.give import give
from workbench.coding.projects.shown import WITHHELD, Cut, Shown, merged
from workbench.share.redact import Redactor
from workbench.sources.people.key import KeyFile
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Participant, Transcript, Turn
from workbench.study.settings import Settings


@pytest.fixture(scope="module")
def study(little_study):
    made = little_study.try_out()
    made.folder.act("ana", ("memo.set", {"kind": "code", "about": "pain:typing-names", "text": "Ask Maria Lindqvist"}),
                    ("memo.set", {"kind": "source", "about": made.folder.surveys()[0].id, "text": "all of it"}),
                    ("memo.set", {"kind": "participant", "about": "P01", "text": "keen"}))  # fmt: skip
    return made


def masks(study):
    """Return what masks the names of the key, addresses and numbers: no language model need be loaded to see that they go."""
    return Redactor(KeyFile.of(study.folder).names(), names=dict)


def quotes(project):
    texts = {s.id: s.text for s in project.sources}
    return sorted((c.id, texts[c.source][c.start : c.end]) for c in project.codings)


def said(folder):
    return sorted(folder.quote(c.anchor) for c in folder.state().codings.values())


def lost(project):
    return {loss.what: loss.count for loss in project.losses}


def test_as_it_stands_every_coding_is_on_the_words_that_were_coded(study):
    given_ = give(study.folder, everything=True)
    assert sorted(words for _, words in quotes(given_)) == said(study.folder)
    assert {u.name for u in given_.users} == {"ana", "ben"}


def test_masked_no_name_is_left_and_every_coding_is_on_the_same_words_masked(study):
    given_ = give(study.folder, redactor=masks(study))
    whole = " ".join([repr(replace(given_, sources=())), *(s.text for s in given_.sources)])
    assert [name for name in NAMES if name in whole] == []
    masked = {words for _, words in quotes(given_)}
    assert masked == set(masks(study).texts(said(study.folder)))


def test_it_comes_back_as_it_was_given(study):
    given_ = give(study.folder, redactor=masks(study))
    back = refi.read(refi_write.write(given_), "study.qdpx")
    assert quotes(back) == quotes(given_)
    for field in ("users", "codes", "variables", "cases", "sets"):
        assert getattr(back, field) == getattr(given_, field), field
    assert sorted(back.codings, key=lambda c: c.id) == sorted(given_.codings, key=lambda c: c.id)
    assert [replace(s, file="") for s in back.sources] == list(given_.sources)
    assert refi_write.lost(given_) == ()


def test_each_person_is_a_case_with_their_documents_and_what_is_known_of_them(study):
    given_ = give(study.folder, redactor=masks(study))
    names, variables = {s.id: s.name for s in given_.sources}, {v.id: v for v in given_.variables}
    case = next(c for c in given_.cases if c.name == "P01")
    assert (len(case.sources), case.description) == (1, "keen")
    someone = next(c for c in given_.cases if any("\u2013" in names[s] for s in c.sources))
    assert {variables[v.variable].name for v in someone.values} >= {"role"}
    texts = {s.id: s.text for s in given_.sources}
    assert texts[someone.sources[0]].startswith("What is the main reason for your score?\n")
    kinds = {v.name: v.type for v in given_.variables}
    assert (kinds["score"], kinds["Round"]) == ("Integer", "Text")


def test_people_who_may_be_recognised_by_what_is_known_of_them_are_counted(study):
    there = study.try_out()
    people = [Participant(f"P{n:02}", {"role": "owner" if n < 8 else "lawyer"}) for n in range(1, 9)]
    there.folder.save_participants(people)
    few = "people whose attributes fewer than 5 share"
    assert lost(give(there.folder, redactor=masks(there)))[few] >= 1
    assert few not in lost(give(there.folder, everything=True))


def test_stages_rounds_and_surveys_are_sets_and_memos_stand_where_they_belong(study):
    given_ = give(study.folder, redactor=masks(study))
    names = [s.name for s in given_.sets]
    assert names[:3] == ["Stage: Onboarding", "Stage: Purchase", "Stage: Retention"]
    assert sum(n.startswith("Round: ") for n in names) == sum(n.startswith("Survey: ") for n in names) == 2
    about = {m.about: m.text for m in given_.memos if m.name != "When each turn began"}
    assert about["code"].startswith("Ask ")
    assert about["set"] == "all of it"


def test_who_may_not_be_quoted_is_left_out_with_all_that_was_coded_there(study):
    made = study.try_out()
    people = made.folder.participants()
    who = next(iter(made.folder.surveys()[0].answers["participant"]))
    silent = [replace(people.get(p, Participant(p)), consent_quote=False) for p in ("P01", who)]
    made.folder.save_participants([*silent, *(p for p in people.values() if p.id not in {"P01", who})])
    given_ = give(made.folder, redactor=masks(made))
    assert {c.name for c in given_.cases}.isdisjoint({"P01", who})
    assert "typing names into the rota" not in " ".join(s.text for s in given_.sources)
    left = lost(given_)
    assert left["conversations of people who may not be quoted"] == 1
    assert left["codings on words that may not be quoted"] == len(made.folder.state().codings) - len(given_.codings) > 0
    everybody = give(made.folder, everything=True)
    assert {"P01", who} <= {c.name for c in everybody.cases}
    assert len(everybody.codings) == len(made.folder.state().codings)


def test_in_a_conversation_of_several_only_the_turns_of_who_may_not_be_quoted_go(folder, code, talk_of):
    folder.add_transcript(talk_of("group", ("P07", "I like it 🐌."), ("P08", "I do not."), ("P07", "Oh.")))
    code("ana", "pain:fee", "group", "not")
    code("ana", "pain:fee", "group", "Oh")
    code("ana", "pain:fee", "group", "do not.\nP07: Oh")
    folder.save_participants([Participant("P08", consent_quote=False)])
    given_ = give(folder, coder="ana")
    group = next(s for s in given_.sources if s.name == "group")
    assert group.text == f"P07: I like it 🐌.\nP08: {WITHHELD}\nP07: Oh.\n"
    assert [words for _, words in quotes(given_)] in (["Oh", f"{WITHHELD}\nP07: Oh"], [f"{WITHHELD}\nP07: Oh", "Oh"])
    case = next(c for c in given_.cases if c.name == "P07")
    assert (case.sources, len(case.passages)) == ((), 1)  # a document of several people: the case has its passages


def test_what_others_coded_where_you_code_blind_is_not_in_your_file(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ben", "pain:fee", "one", "Slow")
    folder.act("ana", ("assignment.make", {"coders": ["ana", "ben"], "sources": ["one"], "purpose": "double"}))
    mine = give(folder, coder="ana")
    assert ([u.name for u in mine.users], lost(mine)["codings of others in what you code blind"]) == (["ana"], 1)
    assert len(give(folder).codings) == 2


def test_a_survey_of_many_people_is_one_document_a_question(folder, code, monkeypatch):
    code("ana", "pain:fee", "nps", "dear", "nps-0")
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 1)
    given_ = give(folder)
    paper = next(s for s in given_.sources if "nps" in s.name)
    assert paper.text == "Why?\n\n1. R01\nToo dear\n\n2. R02\nNothing\n\n"
    assert [words for _, words in quotes(given_)] == ["dear"]
    assert lost(given_)["surveys of many people"] == lost(given_)["answers left blank"] == 1


def test_needs_models_against_and_valence_have_a_place(folder, code):
    code("mini", "pain:fee", "one", "dear", valence=-2, stance="against", memo="so so")
    anchor = next(iter(folder.state().codings.values())).anchor
    body = {"need": "need:cheap", "statement": "A price one can pay", "who": "owners", "what": "to pay less"}
    folder.act("mini", ("coder.join", {"kind": "model"}))
    folder.act("ana", ("need.confirm", {**body, "anchors": [anchor_of(anchor)]}))
    given_ = give(folder)
    assert {u.name for u in given_.users} == {"ana", "AI:mini"}
    (memo,) = (m for m in given_.memos if m.about == "code")
    assert memo.text == "Statement: A price one can pay\nWho: owners\nNeeds: to pay less"
    (coding,) = (c for c in given_.codings if c.note)
    assert (coding.note, coding.stance, coding.valence) == ("so so", "against", -2)


def anchor_of(anchor):
    return {f: getattr(anchor, f) for f in ("source", "item", "version", "start", "end")}


SIGNS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff")
SAID = st.text(SIGNS | st.sampled_from("\n🐌\u0301א"), min_size=1, max_size=40)


@settings(max_examples=6)
@given(st.lists(SAID, min_size=1, max_size=3), st.data())
def test_whatever_was_said_and_coded_comes_back_on_the_same_words(said, data):
    with TemporaryDirectory() as home:
        folder = Folder.create(Path(home) / "study", Settings())
        for number, text in enumerate(said):
            turns = (Turn(0, "P01", "P01", 0, len(text), 0.5),)
            folder.add_transcript(Transcript(f"t{number}", "interview", "r", text, None, text, sha256_text(text), turns))
            start = data.draw(st.integers(0, len(text) - 1))
            end = data.draw(st.integers(start + 1, len(text)))
            anchor = {"source": f"t{number}", "item": "", "version": sha256_text(text), "start": start, "end": end}
            memo = data.draw(SAID)
            folder.act("ana", ("coding.add", {"code": f"pain:c{number}", "anchor": anchor, "memo": memo, "valence": -1}))
        given_ = give(folder, everything=True)
        back = refi.read(refi_write.write(given_), "a.qdpx")
        assert sorted(words for _, words in quotes(back)) == sorted(words for _, words in quotes(given_))
        assert sorted(back.codings, key=lambda c: c.id) == sorted(given_.codings, key=lambda c: c.id)
        assert sorted(words for _, words in quotes(given_)) == sorted(
            folder.quote(c.anchor) for c in folder.state().codings.values()
        )


@given(st.text("abc🐌\n", min_size=1, max_size=30), st.data())
@settings(max_examples=40)
def test_a_passage_of_a_text_that_gave_way_in_places_stays_on_what_is_left_of_it(text, data):
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    cuts = [Cut(s, e, data.draw(st.sampled_from(["[name]", "P01", WITHHELD]))) for s, e in spans]
    shown = Shown(text, cuts)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    expected, at = [], start
    for cut in cuts:
        if cut.end > start and cut.start < end:
            expected += [text[at : max(at, cut.start)], cut.instead]
            at = cut.end
    expected.append(text[at:end] if at < end else "")
    first, last = shown.place(start, end)
    assert shown.text[first:last] == "".join(expected)


def test_what_is_withheld_goes_before_masks():
    cuts = merged([(0, 4, "[name]"), (6, 8, "x"), (10, 14, "y")], [(2, 12)])
    assert [(c.start, c.end, c.withheld) for c in cuts] == [(0, 2, False), (2, 12, True), (12, 14, False)]
    assert Shown("0123456789abcdef", cuts).place(5, 9) is None


def test_names_are_such_that_other_programs_keep_them_apart_and_make_files_of_them(folder, code, talk_of):
    folder.add_transcript(replace(talk_of("third", ("P09", "Well.")), title="A/B: so?\n*what*"))
    code("ana", "pain:stage", "one", "dear")
    folder.act(
        "ana",
        ("code.define", {"code": "pain:stage", "label": "Onboarding"}),
        ("code.define", {"code": "pain:two", "label": "onboarding"}),
    )
    given_ = give(folder)
    names = [c.name for c in given_.codes if c.codable]
    assert len({n.casefold() for n in names}) == len(names)
    assert {"Onboarding", "Onboarding (Pains)", "onboarding (Pains 2)"} <= set(names)
    assert lost(given_)["codes with the name of another"] == 2
    assert "A B so what" in [s.name for s in given_.sources]
