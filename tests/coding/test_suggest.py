"""Suggestions: learned from people's codings, exact in place, with their reasons, and never counted by themselves."""

from __future__ import annotations

import little
import numpy as np
import pytest

import workbench as wb
from workbench.coding.cases import cases
from workbench.coding.suggest import as_record, definition, fit, known_codes, suggest
from workbench.reading.backends import load_encoder
from workbench.reading.cache import embed
from workbench.reading.segments import segments


class Reader:
    """The small study, read."""

    def __init__(self, study):
        self.folder = study.folder
        self.segments = segments(self.folder)
        self.vectors = embed([s.text for s in self.segments], load_encoder(), self.folder.cache / "embeddings")

    def learn(self, coder=None):
        state = self.folder.state()
        codes = known_codes(self.folder.settings, state)
        meanings = embed([definition(c) for c in codes], load_encoder(), self.folder.cache / "embeddings")
        return fit(self.segments, self.vectors, codes, meanings, cases(self.segments, state, [c.id for c in codes], coder=coder))

    def suggest(self, **more):
        return suggest(self.learn(), self.segments, self.folder.state(), **more)


@pytest.fixture
def reader(study):
    return Reader(study)


def test_the_anchor_is_the_words_of_the_segment(reader):
    by_id = {s.id: s for s in reader.segments}
    for suggestion in reader.suggest():
        assert reader.folder.quote(suggestion.anchor) == by_id[suggestion.segment].text


def test_what_is_coded_already_is_not_suggested_again(reader):
    done = {(c.anchor.source, c.anchor.item, c.code) for c in reader.folder.state().codings.values() if c.anchor.item}
    assert not [s for s in reader.suggest() if (s.anchor.source, s.anchor.item, s.code) in done]


def test_a_person_said_no(reader):
    first = reader.suggest()[0]
    assert first.id not in {s.id for s in reader.suggest(rejected=[(first.segment, first.code)])}


def test_reasons_are_words_that_are_there_and_passages_that_are_coded_so(reader):
    by_id = {s.id: s for s in reader.segments}
    known = reader.learn().cases
    coded = {
        (reader.segments[i].id, code)
        for row, i in enumerate(known.read)
        for c, code in enumerate(known.codes)
        if known.labels[row, c]
    }
    for suggestion in reader.suggest():
        text = by_id[suggestion.segment].text.lower()
        assert all(word in text for word in suggestion.words)
        assert not {"the", "it", "is", "und", "les"} & set(suggestion.words)
        assert all((like, suggestion.code) in coded for like in suggestion.like)


def test_a_model_s_own_codings_teach_nothing(reader):
    before = reader.learn().cases
    target = next(s for n, s in enumerate(reader.segments) if n not in set(before.read.tolist()))
    place = {k: getattr(target.anchor, k) for k in ("source", "item", "version", "start", "end")}
    reader.folder.act("bot", ("coder.join", {"kind": "model"}), ("coding.add", {"code": "pain:typing-names", "anchor": place}))
    after = reader.learn().cases
    assert np.array_equal(before.labels, after.labels)


def test_evidence_against_a_claim_is_no_example_of_it(reader):
    against = next(c for c in reader.folder.state().codings.values() if c.stance == "against")
    known = reader.learn().cases
    column = known.codes.index(against.code)
    for row, position in enumerate(known.read):
        anchor = reader.segments[position].anchor
        if anchor.source == against.anchor.source and anchor.start <= against.anchor.start and against.anchor.end <= anchor.end:
            fors = [c for c in reader.folder.state().codings.values()
                    if c.code == against.code and c.stance == "for" and c.anchor.source == anchor.source
                    and c.anchor.start < anchor.end and anchor.start < c.anchor.end]  # fmt: skip
            assert known.labels[row, column] == bool(fors)


def test_text_after_the_last_coding_of_a_transcript_is_not_taken_for_read(reader):
    known = reader.learn().cases
    last = {}
    for coding in reader.folder.state().codings.values():
        key = (coding.anchor.source, coding.anchor.item)
        last[key] = max(last.get(key, 0), coding.anchor.end)
    for position in known.read:
        anchor = reader.segments[position].anchor
        assert anchor.item or anchor.start < last[anchor.source, ""]


def test_blind_means_learning_from_one_coder_only(reader):
    mine = reader.learn(coder="ben").cases
    assert 0 < mine.labels.sum() < reader.learn().cases.labels.sum()


def test_a_study_nobody_coded_is_suggested_from_definitions(tmp_path):
    """Cold start: codes of study.toml have labels, and that is something to go by."""
    fresh = wb.new(tmp_path / "fresh")
    talks, _ = little.files(tmp_path / "raw")
    fresh.add(talks[0], round="2026-Q1")
    found = Reader(fresh).suggest()
    assert found
    assert {s.strength for s in found} <= {"a guess", "perhaps", "likely"}
    assert all(s.learned_from == 0 and not s.like and s.probability is None for s in found)


def test_the_same_study_gives_the_same_suggestions(reader):
    assert repr([as_record(s) for s in reader.suggest()]) == repr([as_record(s) for s in reader.suggest()])


def test_an_empty_study_has_none(tmp_path):
    assert Reader(wb.new(tmp_path / "empty")).segments == []
    none = Reader(wb.new(tmp_path / "none"))
    assert none.suggest() == []


def test_an_example_of_the_codebook_teaches_like_a_coding(reader):
    """One for the code, one against it; the passages around them count as unread."""
    before = reader.learn().cases
    fresh = [s for n, s in enumerate(reader.segments) if n not in set(before.read.tolist())][:2]
    for segment, stance in zip(fresh, ("for", "against"), strict=True):
        place = {k: getattr(segment.anchor, k) for k in ("source", "item", "version", "start", "end")}
        reader.folder.act("ana", ("code.example", {"code": "pain:typing-names", "anchor": place, "stance": stance}))
    after = reader.learn().cases
    assert len(after.read) == len(before.read) + 2
    column = after.codes.index("pain:typing-names")
    row = {reader.segments[p].id: after.labels[n, column] for n, p in enumerate(after.read.tolist())}
    assert [bool(row[s.id]) for s in fresh] == [True, False]
    assert np.array_equal(reader.learn(coder="nobody").cases.read, reader.learn(coder="nobody").cases.read[:0])


def test_how_far_it_agrees_with_people_is_told_code_by_code(reader):
    model = reader.learn()
    told = model.agreement()
    assert told.keys() == set(model.codes)
    assert all(np.isnan(k) or -1 <= k <= 1 for k in told.values())
    never = [c for n, c in enumerate(model.codes) if not model.cases.labels[:, n].any()]
    assert all(np.isnan(told[c]) or told[c] <= 0 for c in never)
