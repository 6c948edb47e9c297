from __future__ import annotations

from dataclasses import replace

import little
import numpy as np
import pytest

from workbench.reading.segments import segments as read
from workbench.study.errors import UserError
from workbench.study.shares import wilson
from workbench.themes.breakdown import breakdown, values_of
from workbench.themes.topics import fit_topics


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("breakdown")
    return little.make(base / "study", base / "raw").folder


def test_people_of_each_value_are_counted_once_with_their_interval(study):
    segments, vectors, truth = study
    topics = fit_topics(segments, vectors)
    twice = [replace(s, participant="R000") if s.id in {"print-01", "price-00"} else s for s in segments]
    values = {s.id: ("early",) if int(s.id[-2:]) < 6 else ("late",) for s in segments}
    cells = breakdown(topics, twice, values)
    assert len(cells) == 2 * 4
    cell = next(c for c in cells if c.value == "early" and {truth[s] for s in c.segments} == {"print"})
    assert (cell.people, cell.n) == (5, 22)
    known = wilson(5, 22)
    assert (cell.share, cell.lo, cell.hi) == (known.value, known.lo, known.hi)
    assert cell.segments == tuple(f"print-{n:02}" for n in range(6))


def test_who_wrote_unasked_is_in_no_share(study):
    segments, vectors, _ = study
    topics = fit_topics(segments, vectors)
    rows = [replace(s, kind="ticket") if s.id.startswith("price") else s for s in segments]
    cells = {c.topic: c for c in breakdown(topics, rows, {s.id: (s.round,) for s in rows})}
    price = cells[topics.assignment["price-00"]]
    assert (price.people, price.unasked, price.n) == (0, 12, 36)
    only = [s for s in rows if s.kind == "ticket"]
    (cell,) = (c for c in breakdown(topics, only, {s.id: ("r",) for s in only}) if c.unasked)
    assert (cell.people, cell.n, cell.share, cell.lo, cell.hi) == (0, 0, None, None, None)


def test_a_topic_nobody_raises_there_has_a_cell_all_the_same(study):
    segments, vectors, _ = study
    topics = fit_topics(segments, vectors)
    values = {s.id: ("only price",) for s in segments if s.id.startswith("price")}
    cells = breakdown(topics, segments, values)
    assert sorted((c.people, c.n) for c in cells) == [(0, 12), (0, 12), (0, 12), (12, 12)]


@pytest.mark.parametrize("by", ["round", "kind"])
def test_rounds_and_kinds_are_those_of_the_segments(folder, by):
    rows = read(folder)
    assert values_of(folder, rows, by) == {s.id: (getattr(s, by),) for s in rows}


def test_months_are_those_of_talks_and_answers(folder):
    rows = read(folder)
    found = values_of(folder, rows, "month")
    dates = {t.id: t.date for t in folder.transcripts()}
    talks = [s for s in rows if not s.anchor.item and dates[s.anchor.source]]
    assert all(found[s.id] == (dates[s.anchor.source][:7],) for s in talks)
    assert all(len(month) == 7 for (month,) in found.values())


def test_stages_are_those_people_coded(folder):
    rows = read(folder)
    state = folder.state()
    found = values_of(folder, rows, "stage")
    coded = [c for c in state.codings.values() if c.code.startswith("stage:") and state.counts(c)]
    touched = {
        (s.id, c.code.removeprefix("stage:"))
        for c in coded
        for s in rows
        if (c.anchor.source, c.anchor.item) == (s.anchor.source, s.anchor.item)
        and c.anchor.start < s.anchor.end
        and s.anchor.start < c.anchor.end
    }
    assert touched
    assert touched <= {(name, stage) for name, stages in found.items() for stage in stages}


def test_an_attribute_nobody_has_is_named_with_those_there_are(folder):
    with pytest.raises(UserError, match="no participant has 'shoe size'; topics can be broken down by round, month, stage, kind"):
        values_of(folder, read(folder), "shoe size")


def test_an_attribute_of_participants(folder):
    rows, name = read(folder), "persona"
    known = folder.participants()
    folder.save_participants([replace(p, attributes={name: "runs the kitchen"}) for p in list(known.values())[::2]])
    people = folder.participants()
    found = values_of(folder, rows, name)
    assert {s.participant for s in rows if s.id in found} <= {p.id for p in people.values() if p.attributes}
    assert set(found.values()) == {("runs the kitchen",)}
    topics = fit_topics(rows, np.random.default_rng(1).standard_normal((len(rows), 4)))
    assert all(c.n for c in breakdown(topics, rows, found) if c.people)
