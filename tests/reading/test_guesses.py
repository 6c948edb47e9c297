"""Names are guessed once for a study, kept, and found anew when a source or the settings change."""

import re

import pytest

from workbench.reading import entities, guesses
from workbench.reading.notices import Notice
from workbench.reading.personal import find_personal_in
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Transcript, Turn
from workbench.study.settings import Settings

WORDS = "I told Philippa Strand about Tern on Monday. My colleague Oksana Hrytsenko laughed."


def study(path, words=WORDS, **settings):
    folder = Folder.create(path, Settings(**settings))
    text = f"P01: {words}"
    turns = (Turn(0, "P01", "P01", 5, len(text)),)
    folder.add_transcript(Transcript("p01", "interview", "r1", "P01", None, text, sha256_text(text), turns))
    return folder


def test_names_are_found_and_kept(tmp_path, monkeypatch):
    folder = study(tmp_path / "s")
    found = guesses.study_names(folder)
    assert {"Philippa Strand", "Oksana Hrytsenko"} <= set(found)
    monkeypatch.setattr(guesses, "guess_names", lambda *_a, **_k: pytest.fail("read again although nothing changed"))
    assert guesses.study_names(Folder(folder.root)) == found


def test_a_name_guessed_in_one_text_is_masked_in_all(tmp_path):
    names = guesses.study_names(study(tmp_path / "s"))
    (spans,) = find_personal_in(["philippa? no: Philippa Strand, she said"], [], names=names)
    assert [(s.start, s.end, s.replacement) for s in spans] == [(14, 29, "[name]")]


def test_words_that_are_no_names_are_never_guessed(tmp_path):
    kept = guesses.study_names(study(tmp_path / "a", not_names=("Philippa", "Strand", "Tern")))
    assert not any("Philippa" in name or "Tern" in name for name in kept)


def test_a_damaged_cache_is_made_again(tmp_path):
    folder = study(tmp_path / "s")
    found = guesses.study_names(folder)
    (path,) = (folder.cache / "names").glob("[0-9a-f]*.json")
    path.write_text("[1, 2")
    with pytest.warns(Notice, match="damaged"):
        assert guesses.study_names(folder) == found


def test_a_study_too_large_to_read_at_once_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(guesses, "MOST", 0)
    assert guesses.study_names(study(tmp_path / "s")) is None


def test_a_fresh_source_makes_the_model_read_the_fresh_text_only(tmp_path, monkeypatch):
    folder = study(tmp_path / "s")
    before = guesses.study_names(folder)
    read = []
    known = entities.entities
    monkeypatch.setattr(entities, "entities", lambda texts: read.extend(texts) or known(texts))
    words = "Then Marguerite Olander rang."
    text = f"P02: {words}"
    turns = (Turn(0, "P02", "P02", 5, len(text)),)
    folder.add_transcript(Transcript("p02", "interview", "r2", "P02", None, text, sha256_text(text), turns))
    now = guesses.study_names(folder)
    assert read == [words]
    assert set(before) < set(now)
    whole = guesses.guess_names(sorted([WORDS, words]))
    assert now == whole  # kept or not, the same names


ROUNDS = (
    ["My name is Wanjiru.", "ask priya about it", "Strand was late.", "then sukhwinder said it was gone and we had to start again"],
    ["I met Strand and Tern", "the strand of it all was late", "Ngozi's bag", "We called Tern, the Strand people"],
    ["priya priya priya", "Sukhwinder sukhwinder", "Dr Oyelaran-Finch rang", "a tern flew by"],
)


@pytest.mark.parametrize("keep", [(), ("Tern", "priya")])
def test_kept_or_not_round_after_round_the_same_names(tmp_path, keep, monkeypatch):
    """What later texts write without a capital is no name in the earlier ones either, though these are not looked at again."""
    folder = Folder.create(tmp_path / "s", Settings(not_names=keep))
    looked: list[str] = []
    known = guesses.read_alone
    monkeypatch.setattr(guesses, "read_alone", lambda texts, keep: looked.extend(texts) or known(texts, keep))
    so_far: list[str] = []
    for number, said in enumerate(ROUNDS):
        for who, words in enumerate(said):
            text = f"P: {words}"
            name = f"p{number}{who}"
            turns = (Turn(0, "P", name, 3, len(text)),)
            folder.add_transcript(Transcript(name, "interview", f"r{number}", name, None, text, sha256_text(text), turns))
        looked.clear()
        so_far += said
        now = guesses.study_names(folder)
        assert now == guesses.guess_names(sorted(so_far), keep=frozenset(w.casefold() for w in keep))
        assert looked == sorted(said), "each text is looked at once"


def test_what_the_spelling_tells_is_kept_without_a_word_and_damage_is_mended(tmp_path):
    folder = study(tmp_path / "s")
    found = guesses.study_names(folder)
    (path,) = (folder.cache / "names").glob("told-by-*.json")
    assert not re.search("[g-zG-Z]", re.sub("true|false", "", path.read_text(encoding="utf-8"))), "places and hashes only"
    path.write_text('{"' + sha256_text(WORDS) + '":[[1]]}', encoding="utf-8")
    (whole,) = (folder.cache / "names").glob("[0-9a-f]*.json")
    whole.unlink()
    with pytest.warns(Notice, match="was damaged; the texts are read anew"):
        assert guesses.study_names(folder) == found


def test_what_the_model_saw_is_kept_without_a_word(tmp_path):
    folder = study(tmp_path / "s")
    guesses.study_names(folder)
    (path,) = (folder.cache / "names").glob("seen-by-*.json")
    assert "Philippa" not in path.read_text(encoding="utf-8")
    path.write_text("not json", encoding="utf-8")
    folder.add_transcript(next(iter(folder.transcripts())))
    for kept in (folder.cache / "names").glob("*.json"):
        if kept != path:
            kept.unlink()
    with pytest.warns(Notice, match="was damaged; the texts are read anew"):
        assert "Philippa Strand" in guesses.study_names(Folder(folder.root))
