"""Names are found and shown for a person to judge; what the person says is kept."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.coding.frame import codings_frame
from workbench.reading import review
from workbench.reading.personal import find_personal_in
from workbench.reading.pseudonyms import moved, pseudonymise_source, replaced
from workbench.reading.review import HOW, confirm, found_names
from workbench.sources.people.key import KeyFile
from workbench.study.canon import sha256_text
from workbench.study.check import check
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.records import Question, Survey, Transcript, Turn
from workbench.study.settings import Settings

SAID = {
    "P01": (
        "Harsh did the setup in an afternoon. We never looked back. Nobody was there.",
        "I told Babatunde 🙂 Okonjo about it, and Mary Calder too. Ring me on +44 7700 900412.",
        "Babatunde Okonjo sent it to mary.calder@mail.example, and Tern kept it.",
    ),
    "P02": ("so then i asked sukhwinder whether the import was done and mary calder said no", "Mary said Harsh was off."),
}


@pytest.fixture
def study(tmp_path):
    folder = Folder.create(tmp_path / "home" / "study", Settings(not_names=("Tern",)))
    for who, said in SAID.items():
        text, turns = "", []
        for number, words in enumerate(said):
            text += f"{who}: "
            turns.append(Turn(number, who, who, len(text), len(text) + len(words)))
            text += words + "\n\n"
        folder.add_transcript(Transcript(who.lower(), "interview", "r1", who, None, text, sha256_text(text), tuple(turns)))
    rows = [("R0001:why", "R0001", "Mary Calder 🙂 never told us the price"), ("R0002:why", "R0002", "The price was too high")]
    frame = pd.DataFrame(
        [(a, p, "why", t, sha256_text(t), "") for a, p, t in rows],
        columns=["answer", "participant", "question", "text", "version", "date"],
    )
    folder.add_survey(Survey("wave", "survey", "r1", "wave", sha256_text("w"), (Question("why", "Why?"),), frame))
    held = KeyFile.of(folder)
    held.pseudonyms(["Cara Elm", "Dora Pine"], "participant")
    held.save()
    return Folder(folder.root)


def by_name(folder):
    return {f.name: f for f in found_names(folder)}


def test_each_name_says_what_it_is_how_it_was_found_how_often_and_where(study):
    found = by_name(study)
    mary = found["Mary Calder"]
    assert (mary.kind, mary.count, mary.people, mary.sources, mary.how) == ("person", 3, 3, 3, "list of names")
    assert found["+44 7700 900412"].kind == "phone"
    assert found["mary.calder@mail.example"].how == "pattern"
    assert "sukhwinder" in found
    assert found["Harsh"].how in {"only at the start of sentences", "language model"}
    assert "Tern" not in found
    for one in found.values():
        assert one.how in HOW
        assert 1 <= len(one.places) <= 3
        for place in one.places:
            text = study.text(place.source, place.item)
            assert text[place.start : place.end] == place.words
            assert (place.before + place.words + place.after) in text


def test_the_rarest_come_first(study):
    counts = [f.count for f in found_names(study)]
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[-1] > 1


def test_a_word_that_is_also_written_small_is_no_suggestion(study):
    found = by_name(study)
    assert not {"We", "Ring", "The", "Nobody"} & set(found)


def test_another_name_of_a_participant_goes_into_the_key_file(study):
    assert confirm(study, "Mary Calder", "P01") == "P01"
    assert KeyFile.of(study).find("mary calder") == "P01"
    mary = by_name(Folder(study.root))["Mary Calder"]
    assert (mary.how, mary.known) == ("key file", "P01")
    assert study.key_file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("as_", "letter"), [("person", "X"), ("place", "L"), ("employer", "E")])
def test_somebody_or_something_else_gets_a_pseudonym_of_its_own(study, as_, letter):
    pseudonym = confirm(study, "Babatunde Okonjo", as_)
    assert pseudonym == f"{letter}01"
    assert KeyFile.of(study).entries[pseudonym].kind == as_
    assert confirm(study, "Babatunde Okonjo", as_) == pseudonym


def test_what_is_no_name_is_never_suggested_or_masked_again(study):
    (study.root / "study.toml").write_text('mine = 3\nnot_names = ["Tern"]\n')
    assert confirm(study, "sukhwinder", "no name") == ""
    assert confirm(study, "Mary Calder", "no name") == ""
    fresh = Folder(study.root)
    assert {"sukhwinder", "Mary Calder"}.isdisjoint(by_name(fresh))
    assert (study.root / "study.toml").read_text().startswith("mine = 3\n")
    keep = frozenset(n.casefold() for n in fresh.settings.not_names)
    assert find_personal_in(["I met Mary Calder there."], [], keep=keep) == [[]]


@pytest.mark.parametrize(
    ("name", "as_"),
    [("Mary", "P99"), ("Mary", "friend"), ("", "person"), ("a;b", "person"), ("Dora Pine", "P01"), ("Dora Pine", "person")],
)
def test_what_cannot_be_meant_is_refused_and_nothing_changes(study, name, as_):
    before = study.key_file.read_bytes()
    with pytest.raises(UserError):
        confirm(study, name, as_)
    assert study.key_file.read_bytes() == before


def code(folder, words, code="pain:x"):
    places = [(t.id, "", t.version, t.text) for t in folder.transcripts()]
    for s in folder.surveys():
        places += list(zip([s.id] * len(s.answers), s.answers["answer"], s.answers["version"], s.answers["text"], strict=True))
    ((source, item, version, text),) = [p for p in places if words in p[3]]
    at = text.index(words)
    anchor = {"source": source, "item": item, "version": version, "start": at, "end": at + len(words)}
    return folder.act("ana", ("coding.add", {"code": code, "anchor": anchor}))[0].id


def test_every_coding_stays_on_the_same_words_but_for_the_names(study):
    passages = (
        "We never looked back", "about it, and Mary Calder too", "Mary Calder too. Ring me", "sent it to", "sukhwinder whether",
        "mary calder said no", "🙂 never told us", "Mary Calder 🙂 never", "The price was too high",
        "told Babatunde 🙂 Okonjo about",
    )  # fmt: skip
    keys = {code(study, words): words for words in passages}
    confirm(study, "Mary Calder", "P01")
    confirm(study, "Babatunde Okonjo", "person")
    confirm(study, "sukhwinder", "person")
    for source in ("p01", "p02", "wave"):
        report = pseudonymise_source(Folder(study.root), source, coder="ana", reason="names out")
        assert report.status == "new version"
    fresh = Folder(study.root)
    frame = codings_frame(fresh).set_index("id")
    names = {"Mary Calder": "P01", "mary calder": "P01", "Babatunde": "X01", "Okonjo": "X01", "sukhwinder": "X02"}

    def renamed(words):
        for name, pseudonym in names.items():
            words = words.replace(name, pseudonym)
        return words

    assert {key: frame.loc[key, "quote"] for key in keys} == {key: renamed(words) for key, words in keys.items()}
    assert frame.attrs["orphans"] == []
    assert not [f for f in check(fresh) if f.level == "error"]
    public = [p for p in study.root.rglob("*") if p.is_file() and not {"raw", ".workbench"} & set(p.parts)]
    for path in public:
        data = path.read_bytes() if path.suffix != ".parquet" else pd.read_parquet(path).to_csv().encode()
        assert not any(name.encode() in data for name in ("Calder,", "Mary Calder", "sukhwinder", "Okonjo")), path.name


def test_a_source_without_names_stays_as_it_is(study):
    assert pseudonymise_source(study, "p01", coder="ana").status == "unchanged"
    assert study.acts() == []
    with pytest.raises(UserError, match="no source"):
        pseudonymise_source(study, "elsewhere", coder="ana")


def test_a_large_study_is_reviewed_without_the_model(study, monkeypatch):
    monkeypatch.setattr(review, "MOST", 0)
    assert not any(f.how == "language model" for f in found_names(study))
    assert "Mary Calder" in by_name(study)


@pytest.mark.parametrize(
    ("passage", "shown"),
    [("a Mary b", "a P01 b"), ("Mary", "P01"), ("ry b", "P01 b"), ("a Ma", "a P01"), ("ar", "P01"), ("b", "b")],
)
def test_a_passage_that_ends_inside_a_name_holds_the_whole_pseudonym(passage, shown):
    text, spans = "Ann, a Mary b", [(0, 3, "Patricia"), (7, 11, "P01")]
    at = text.rindex(passage)
    start, end = moved(at, at + len(passage), spans)
    assert replaced(text, spans)[start:end] == shown


def test_a_form_of_a_known_name_is_listed_for_a_person_to_say_whose_it_is(study):
    held = KeyFile.of(study)
    held.pseudonyms(["Marie Babatunda"], "participant")
    held.save()
    found = by_name(Folder(study.root))
    assert (found["Mary"].how, found["Mary"].known) == ("like the key file", "")
    assert found["Babatunde"].how == "like the key file"


def test_a_form_that_may_be_somebody_elses_is_not_written_into_the_text(study):
    held = KeyFile.of(study)
    held.pseudonyms(["Marie Okonjo"], "participant")
    held.save()
    pseudonymise_source(study, "p01", coder="ana")
    text = next(t.text for t in Folder(study.root).transcripts() if t.id == "p01")
    assert "Mary Calder" in text
    assert "Okonjo" not in text
