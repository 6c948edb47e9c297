"""Who codes what blind, until it is revealed: nothing of the others reaches them, and nothing is written that is not sound."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from coding.conftest import talk

from workbench.coding import suggest
from workbench.coding.assign import (
    SHARE,
    again,
    assign,
    blind_for,
    progress,
    reveal,
    seen_before,
    seen_by,
    unrevealed,
    visible,
)
from workbench.coding.codebook.codes import Use, use
from workbench.coding.codebook.recheck import recheck
from workbench.coding.suggester import Suggester, accepting
from workbench.study.check import check
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.records import Assignment


@pytest.fixture
def double(folder):
    """Let ana and ben code sources, blind."""

    def make(*sources, coders=("ana", "ben"), **options):
        return assign(folder, sources or None, coders, coder="lea", **options)

    return make


# Who sees what -------------------------------------------------------------------------------------------------------


def test_until_it_is_revealed_each_coder_is_blind_in_its_sources_and_nobody_else_is(folder, double):
    made = double("one", "nps")
    state = folder.state()
    assert blind_for(state, "ana") == blind_for(state, "ben") == {"one", "nps"}
    assert blind_for(state, "cem") == blind_for(state, "lea") == frozenset()
    assert unrevealed(state, ["ben", "cem"]) == {"one", "nps"}
    revealed = reveal(folder, made.id, coder="ben")
    assert (revealed.revealed, blind_for(folder.state(), "ana")) == (True, frozenset())


def test_of_two_assignments_of_a_source_both_must_be_revealed(folder, double):
    first, second = double("one"), double("one", coders=("ana", "cem"))
    reveal(folder, first, coder="lea")
    assert blind_for(folder.state(), "ana") == {"one"}
    assert blind_for(folder.state(), "ben") == frozenset()
    reveal(folder, second, coder="lea")
    assert blind_for(folder.state(), "ana") == frozenset()


def test_an_undo_of_a_reveal_makes_blind_again(folder, double):
    made = double("one")
    reveal(folder, made, coder="lea")
    folder.undo("lea")
    assert blind_for(folder.state(), "ana") == {"one"}
    folder.undo("lea")
    assert folder.state().assignments == {}


def test_what_may_be_seen_leaves_out_codings_memos_examples_and_decisions_of_others_there(folder, code, double):
    ours, theirs, elsewhere = (
        code("ana", "pain:fee", "one", "dear"), code("ben", "pain:fee", "one", "Slow"), code("ben", "pain:fee", "two", "Fine")
    )  # fmt: skip
    anchor = asdict(folder.state().codings[theirs].anchor)
    said = {"code": "pain:fee", "anchor": anchor, "decision": "rejected", "model": "ridge-1", "score": 0.5}
    folder.act("ben", ("memo.set", {"kind": "coding", "about": theirs, "text": "look"}), ("suggestion.decide", said),
               ("memo.set", {"kind": "coding", "about": elsewhere, "text": "look"}), ("code.define", {"code": "pain:new"}),
               ("code.example", {"code": "pain:fee", "anchor": anchor}))  # fmt: skip
    whole = folder.state()
    assert seen_by(whole, "ana") is whole
    double("one")
    state = folder.state()
    seen = seen_by(state, "ana")
    assert list(seen.codings) == [ours, elsewhere]
    assert [one.id for one in visible(state, "ana", state.codings.values())] == [ours, elsewhere]
    assert (seen.memos, seen.examples, seen.decisions) == ({("coding", elsewhere): "look"}, {}, {})
    assert seen.codes == state.codes
    mine = seen_by(state, "ben")
    assert list(mine.codings) == [theirs, elsewhere]
    assert (mine.memos, len(mine.examples), len(mine.decisions)) == (whole.memos, 1, 1)
    assert list(state.codings) == [ours, theirs, elsewhere], "the state itself is as it was"


def test_what_to_look_at_again_after_a_rule_changed_is_shown_to_nobody_who_is_blind_there(folder, code, double):
    folder.act("lea", ("code.define", {"code": "pain:fee", "definition": "Any cost."}))
    for who, words in (("ana", "dear"), ("ben", "Slow")):
        code(who, "pain:fee", "one", words)
    folder.act("lea", ("code.define", {"code": "pain:fee", "definition": "Costs nobody named."}))
    double("one")
    assert recheck(folder, "ana")["coder"].tolist() == ["ana"]
    assert sorted(recheck(folder)["coder"]) == ["ana", "ben"]


# Suggestions ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def embed():
    """Return an encoder that is quick and says nothing sensible."""
    import numpy as np

    class Plain:
        id = "plain"

        def encode(self, texts):
            out = np.zeros((len(texts), 384), np.float32)
            for n, text in enumerate(texts):
                out[n, sum(text.encode()) % 384] = 1
            return out

    return Plain()


def records(found):
    return [repr(suggest.as_record(s)) for s in found]


def test_suggestions_for_who_codes_blind_are_what_they_would_be_without_the_others(study, embed):
    """Whatever ana codes and decides in there, what is suggested to ben does not move; to others it does."""
    source = study.folder.transcripts()[0].id
    assign(study.folder, [source], ["ana", "ben"], coder="lea")
    blind, sees = (Suggester(study.folder, who, encoder=embed) for who in ("ben", "cem"))
    before, there = records(blind.suggest()), records(sees.suggest())
    one = sees.suggest(source, limit=1)[0]
    study.folder.act("ana", *accepting(one), together=True)
    assert records(blind.suggest()) == before
    assert records(sees.suggest()) != there
    assert {r.code: r.accepted for r in blind.report()}.get(one.code, 0) == 0


def test_what_is_coded_again_teaches_nothing_and_hides_nothing(study, embed):
    made = assign(study.folder, None, ["ana"], coder="ana", purpose="recode")
    suggester = Suggester(study.folder, encoder=embed)
    before = records(suggester.suggest())
    model, state = suggester.learn(), study.folder.state()
    coded = {(c.anchor.source, c.anchor.item) for c in state.codings.values()}
    unread = next(s.anchor for s in suggester.segments if s.anchor.item and (s.anchor.source, s.anchor.item) not in coded)
    given = [(code, asdict(anchor)) for code in sorted(state.codes)[:5] for anchor in (made.anchors[0], unread)]
    study.folder.act(again("ana"), *[("coding.add", {"code": c, "anchor": a, "valence": -2}) for c, a in given])
    assert records(suggester.suggest()) == before
    assert len(suggester.learn().cases.read) == len(model.cases.read)


def test_what_fell_was_read_and_does_not_have_the_code(study, embed):
    suggester = Suggester(study.folder, encoder=embed)
    model = suggester.learn()
    state = study.folder.state()
    code = max(model.counts, key=lambda c: (model.counts[c], c))
    anchor = asdict(next(iter(state.codings.values())).anchor)
    falls = [key for key, c in state.codings.items() if c.code == code]
    read = len(model.cases.read)
    assert use(study.folder)[code].codings
    study.folder.act("lea", ("adjudication.make", {"anchor": anchor, "stands": [], "falls": falls, "reason": "no such thing"}))
    after = suggester.learn()
    assert after.counts.get(code, 0) == 0
    assert use(study.folder).get(code, Use()).codings == 0
    assert len(after.cases.read) == read


# Assign --------------------------------------------------------------------------------------------------------------


def test_an_assignment_is_in_the_log_with_whom_and_what(folder, double):
    made = double("two", "P01", "two")
    assert made == folder.state().assignments[made.id]
    assert (made.coders, made.sources, made.purpose, made.coder) == (("ana", "ben"), ("one", "two"), "double", "lea")
    assert (made.revealed, made.anchors) == (False, ())
    assert double().sources == ("nps", "one", "two")
    assert check(folder) == check(Folder(folder.root))
    assert not [f for f in check(folder) if "assignment" in f.where]


def test_names_of_coders_are_as_logs_have_them(folder):
    made = assign(folder, ["one"], ["  ana ", "Be\u0301n", "ana"], coder="lea")
    assert made.coders == ("ana", "B\u00e9n")


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_share_is_drawn_by_seed_alone(folder, seed):
    for number in range(20):
        folder.add_transcript(talk(f"t{number}", (f"P{number + 10}", "Words.")))
    first = assign(folder, None, ["ana", "ben"], coder="lea", share=0.25, seed=seed)
    other = Folder.create(folder.root.parent / "other", folder.settings)
    for transcript in reversed(folder.transcripts()):
        other.add_transcript(transcript)
    other.add_survey(folder.surveys()[0])
    assert assign(other, None, ["cem", "dan"], coder="eva", share=0.25, seed=seed).sources == first.sources
    assert len(first.sources) == round(0.25 * 23)
    assert set(first.sources) != set(assign(folder, None, ["ana", "ben"], coder="lea", share=0.25, seed=99).sources)


def test_the_smallest_share_is_one_source(double):
    assert len(double(share=0.001).sources) == 1
    assert len(double(share=1.0).sources) == 3


@pytest.mark.parametrize(
    ("sources", "coders", "options", "what"),
    [
        (["gone"], ["ana", "ben"], {}, "no source is called 'gone'; there are: nps, one, two"),
        ([], ["ana", "ben"], {}, "at least one source"),
        (["one"], ["ana"], {}, "two different coders; given: ana"),
        (["one"], ["ana", "ana "], {}, "two different coders; given: ana"),
        (["one"], [], {}, "two different coders; given: none"),
        (["one"], ["ana", "mini"], {}, "mini is a model"),
        (["one"], ["ana", " "], {}, "needs a name"),
        (["one"], ["ana", "ben"], {"share": 0}, "share=0"),
        (["one"], ["ana", "ben"], {"share": 1.5}, "share=1.5"),
        (["one"], ["ana", "ben"], {"share": float("nan")}, "share=nan"),
        (["one"], ["ana", "ben"], {"purpose": "recode"}, "one coder codes again"),
        (["one"], ["cem"], {"purpose": "recode"}, "cem has coded nothing there yet"),
        (["one"], ["mini"], {"purpose": "recode"}, "mini is a model"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(folder, sources, coders, options, what):
    folder.act("mini", ("coder.join", {"kind": "model"}))
    before = folder.acts()
    with pytest.raises(UserError, match=what):
        assign(folder, sources, coders, coder="lea", **options)
    assert folder.acts() == before


def test_a_reveal_of_nothing_is_refused_and_a_second_one_is_no_act(folder, double):
    with pytest.raises(UserError, match="no assignment 'x'"):
        reveal(folder, "x", coder="lea")
    made = double("one")
    assert isinstance(reveal(folder, made, coder="ana"), Assignment)
    before = folder.acts()
    assert reveal(folder, made, coder="ben").revealed
    assert folder.acts() == before


def test_who_could_see_the_others_before_is_said(folder, code, double):
    for who, source, words in (("ana", "one", "dear"), ("ben", "one", "Slow"), ("ana", "two", "Fine"), ("cem", "two", "Fine")):
        code(who, "pain:fee", source, words)
    before = folder.state()
    made = double("one", "two")
    assert seen_before(before, made) == [
        "ana had coded one, two before, where others had coded too: what they saw cannot be unseen.",
        "ben had coded one before, where others had coded too: what they saw cannot be unseen.",
    ]
    assert seen_before(folder.state(), double("one", coders=("ana", "dan"))) == [], "ana has been blind there"


def test_whoever_coded_alone_or_not_at_all_saw_nothing(folder, code, double):
    code("ana", "pain:fee", "one", "dear")
    folder.act("mini", ("coder.join", {"kind": "model"}))
    code("mini", "pain:fee", "one", "dear")
    assert seen_before(folder.state(), double("one", "two")) == []


# Code again ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def long(folder):
    """ana coded thirty turns of a long conversation, ben one of them, and ana an answer."""
    folder.add_transcript(talk("long", *[("P05", f"Words number {n}.") for n in range(40)]))
    transcript = folder.store.source("long")
    for turn in transcript.turns[:30]:
        anchor = {"source": "long", "item": "", "version": transcript.version, "start": turn.start + 2, "end": turn.end}
        folder.act("ana", *[("coding.add", {"code": code, "anchor": anchor}) for code in ("pain:a", "pain:b")])
    folder.act("ben", ("coding.add", {"code": "pain:a", "anchor": anchor}))
    return folder


def test_a_tenth_of_what_a_coder_coded_is_drawn_to_be_coded_again(long):
    made = assign(long, None, ["ana"], coder="ana", purpose="recode")
    turns = {(t.start, t.end) for t in long.store.source("long").turns[:30]}
    assert SHARE == 0.1
    assert len(made.anchors) == 3
    assert {(a.start, a.end) for a in made.anchors} < turns
    assert list(made.anchors) == sorted(made.anchors)
    assert (made.sources, made.purpose) == (("long",), "recode")
    assert long.state().coders == {"ana (again)": "again"}


def test_who_codes_again_is_blind_to_themselves_and_who_they_were_sees_all(long):
    assign(long, None, ["ana"], coder="ana", purpose="recode")
    state = long.state()
    assert blind_for(state, "ana (again)") == {"long"}
    assert blind_for(state, "ana") == frozenset()
    assert unrevealed(state, ["ana", "ana (again)"]) == {"long"}
    assert visible(state, "ana (again)", state.codings.values()) == []
    made = next(iter(state.assignments))
    reveal(long, made, coder="ana")
    assert len(visible(long.state(), "ana (again)", long.state().codings.values())) == 61


def test_the_next_draw_takes_others_until_there_are_none(long):
    drawn = [assign(long, ["long"], ["ana"], coder="ana", purpose="recode", share=0.4).anchors for _ in range(3)]
    assert [len(anchors) for anchors in drawn] == [12, 12, 6]
    assert len({a for anchors in drawn for a in anchors}) == 30
    with pytest.raises(UserError, match="everything they coded there to code again already"):
        assign(long, ["long"], ["ana"], coder="ana", purpose="recode")


def test_answers_are_drawn_like_turns(folder, code):
    code("ana", "pain:fee", "nps", "dear", item="nps-0")
    (anchor,) = assign(folder, ["nps"], ["ana"], coder="ana", purpose="recode").anchors
    assert (anchor.source, anchor.item, anchor.start, anchor.end) == ("nps", "nps-0", 0, len("Too dear"))


def test_somebody_who_is_called_so_already_keeps_their_codings(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ana (again)", "pain:fee", "one", "dear")
    before = folder.acts()
    with pytest.raises(UserError, match="their codings would not count any more"):
        assign(folder, None, ["ana"], coder="ana", purpose="recode")
    assert folder.acts() == before
    assert again(" ana") == "ana (again)"


def test_nobody_codes_again_what_they_coded_again(long):
    assign(long, None, ["ana"], coder="ana", purpose="recode")
    with pytest.raises(UserError, match="name the coder themselves"):
        assign(long, None, ["ana (again)"], coder="ana", purpose="recode")


# Progress ------------------------------------------------------------------------------------------------------------


def test_progress_counts_texts_and_turns_and_answers_with_words(folder, code, double):
    made = double("one", "nps")
    code("ana", "pain:fee", "one", "dear")
    code("ana", "pain:price", "one", "Slow")
    code("ana", "pain:fee", "two", "Fine")  # not assigned
    code("ben", "pain:fee", "nps", "dear", item="nps-0")
    code("ben", "stage:purchase", "one", "How was it?")  # the interviewer's
    rows = [(p.assignment, p.coder, p.opened, p.texts, p.coded, p.units) for p in progress(folder)]
    assert rows == [(made.id, "ana", 1, 3, 1, 4), (made.id, "ben", 2, 3, 1, 4)]


def test_progress_of_coding_again_is_in_the_passages_drawn(long):
    made = assign(long, None, ["ana"], coder="ana", purpose="recode")
    long.act("ana (again)", ("coding.add", {"code": "pain:a", "anchor": asdict(made.anchors[1])}))
    (row,) = progress(long)
    assert (row.coder, row.opened, row.texts, row.coded, row.units) == ("ana (again)", 1, 1, 1, 3)


def test_a_source_that_is_gone_and_no_assignment_at_all(folder):
    assert progress(folder) == []
    folder.act("lea", ("assignment.make", {"coders": ["ana", "ben"], "sources": ["gone"], "purpose": "double"}))
    assert [(p.texts, p.units) for p in progress(folder)] == [(0, 0), (0, 0)]


def test_the_little_study_can_be_assigned_whole(study):
    made = assign(study.folder, None, ["ana", "ben"], coder="lea")
    assert len(progress(study.folder)) == 2
    assert set(made.sources) == {s.id for s in (*study.folder.transcripts(), *study.folder.surveys())}
