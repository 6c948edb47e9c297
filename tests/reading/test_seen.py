from __future__ import annotations

import pytest

from workbench.reading import language
from workbench.reading.notices import Notice
from workbench.reading.seen import kept
from workbench.reading.signals import signals
from workbench.study.records import Anchor, Segment


class Reader:
    """Finds one hit a text, and remembers what it was given."""

    def __init__(self):
        self.given = []

    def __call__(self, texts):
        self.given += texts
        return [[(0, len(t), "WISH", "WISH.00")] for t in texts]


def test_a_text_is_read_once(tmp_path):
    read = Reader()
    first = kept(["a", "bb", "a"], read, tmp_path, "rules")
    assert kept(["bb", "ccc"], read, tmp_path, "rules") == [[(0, 2, "WISH", "WISH.00")], [(0, 3, "WISH", "WISH.00")]]
    assert first[0] == first[2]
    assert read.given == ["a", "bb", "ccc"]


def test_where_all_is_kept_the_model_is_not_loaded(tmp_path, monkeypatch):
    said = [Segment(f"a/{n}", Anchor("a", str(n), "", 0, len(t)), t, "P01", "r1", "survey") for n, t in enumerate(("I wish", "No"))]
    name = language.load_language().name
    whole = signals(said, cache=tmp_path)
    assert whole == signals(said)
    monkeypatch.setattr(language, "_loaded", {})
    assert language.unloaded() == name
    with monkeypatch.context() as patch:
        patch.setattr("workbench.reading.signals.load_language", lambda: pytest.fail("loaded for nothing"))
        assert signals(said, cache=tmp_path) == whole
    more = [*said, Segment("a/2", Anchor("a", "2", "", 0, 9), "I wish so", "P02", "r1", "survey")]
    assert signals(more, cache=tmp_path) == signals(more), "one that was not read before: loaded"
    assert language.unloaded() == "", "it is loaded now"


def test_how_far_it_is_is_told_and_what_was_read_until_it_stops_is_kept(tmp_path):
    texts, told, read = [f"text {n}" for n in range(600)], [], Reader()

    def stop(done, of):
        told.append((done, of))
        if done > 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept(texts, read, tmp_path, "rules", stop)
    assert told == [(256, 600), (512, 600)]
    again = Reader()
    assert len(kept(texts, again, tmp_path, "rules")) == 600
    assert again.given == texts[512:]


def test_other_rules_read_again(tmp_path):
    read = Reader()
    kept(["a"], read, tmp_path, "one")
    kept(["a"], read, tmp_path, "two")
    assert read.given == ["a", "a"]


def test_no_word_of_a_participant_is_kept(tmp_path):
    kept(["my secret"], Reader(), tmp_path, "rules")
    (path,) = tmp_path.rglob("*.json")
    assert "secret" not in path.read_text(encoding="utf-8")


def test_a_damaged_file_is_dropped_and_made_again(tmp_path):
    read = Reader()
    kept(["a"], read, tmp_path, "rules")
    (path,) = tmp_path.rglob("*.json")
    path.write_text("{", encoding="utf-8")
    with pytest.warns(Notice, match="damaged"):
        assert kept(["a"], read, tmp_path, "rules") == [[(0, 1, "WISH", "WISH.00")]]


def test_many_small_files_become_one(tmp_path):
    read = Reader()
    for n in range(20):
        kept([f"text {n}"], read, tmp_path, "rules")
    assert len(list(tmp_path.rglob("*.json"))) < 17
    kept([f"text {n}" for n in range(20)], read, tmp_path, "rules")
    assert len(read.given) == 20


def test_where_nothing_can_be_written_signals_are_found_all_the_same(tmp_path):
    (tmp_path / "signals").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.warns(Notice, match="could not be cached"):
        assert kept(["a"], Reader(), tmp_path, "rules") == [[(0, 1, "WISH", "WISH.00")]]


def test_kept_signals_are_those_found_without(tmp_path):
    texts = ["I wish it told me the price.", "It's no bother, I had to type them in again.", "Nice."]
    segments = [Segment(f"s{n}", Anchor("s", str(n), "v", 0, len(t)), t, "P", "r", "survey") for n, t in enumerate(texts)]
    bare = signals(segments)
    assert bare == signals(segments, cache=tmp_path) == signals(segments, cache=tmp_path)
