"""Cues of a codebook: phrases in a code's rules that suggest it, before anybody has coded and beside what is learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.coding.calibrate import Trust
from workbench.coding.cases import Cases
from workbench.coding.patterns import LEAST, Cue, Found, Patterns, cues, patterns
from workbench.coding.suggest import BY_RULE, Place, receipt
from workbench.coding.suggester import Suggester, accepting, rejecting
from workbench.reading.segments import segments
from workbench.study.records import Anchor, Code, Segment


def segment(text, number=0, before=0):
    anchor = Anchor("one", "", "v", before, before + len(text))
    return Segment(f"one//{number:03}", anchor, text, f"P{number:02}", "2026-Q1", "interview")


def code(include="", exclude="", name="pain:wait"):
    return Code(name, "pain", "Waiting", include=include, exclude=exclude)


# The syntax ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "phrases"),
    [
        ('Any "wait" or "queue".', ["wait", "queue"]),
        ("“wait” and „queue“ and «hold on»", ["wait", "queue", "hold on"]),
        ('"wait" twice: "wait"', ["wait"]),
        ("no cue here", []),
        ('an open " quotation', []),
        ('"" and " "', []),
        ("it's the user's", []),
    ],
)
def test_what_stands_in_quotation_marks_is_a_cue(rule, phrases):
    assert cues([code(rule)]) == [Cue("pain:wait", phrase) for phrase in phrases]


def test_the_rule_when_not_to_use_a_code_names_cues_against_it():
    assert cues([code('"wait"', 'not "wait list"')]) == [Cue("pain:wait", "wait"), Cue("pain:wait", "wait list", against=True)]


def test_a_cue_against_keeps_the_code_from_its_sentence_only():
    named = cues([code('"wait"', '"wait list"')])
    text = "I am on the wait list. Then I waited."
    (one,) = patterns([segment(text)], named).found.values()
    assert one.words == ("waited",)
    assert patterns([segment("I am on the wait list.")], named).found == {}


# Where ---------------------------------------------------------------------------------------------------------------


def test_the_anchor_is_the_sentence_and_lies_where_the_segment_does():
    text = "It was fine. Then we waited, and waited again! All good now."
    (one,) = patterns([segment(text, before=100)], cues([code('"wait"')])).found.values()
    start, end = one.anchor.start - 100, one.anchor.end - 100
    assert text[start:end] == "Then we waited, and waited again!"
    assert one.words == ("waited",)


def test_of_a_sentence_too_long_to_be_read_at_once_the_part_is_taken():
    text = (
        ", ".join(f"clause {n} goes on" for n in range(30)) + ", and we waited, " + ", ".join(f"then {n} more" for n in range(30))
    )
    (one,) = patterns([segment(text)], cues([code('"wait"')])).found.values()
    held = text[one.anchor.start : one.anchor.end]
    assert "waited" in held
    assert len(held) < len(text) / 2


PARTS = ["wait", "waited ", "not ", ". ", "! ", "\n\n", "🐌 ", "and, ", "wait list ", "long " * 40, " "]


@given(st.lists(st.sampled_from(PARTS), max_size=25), st.integers(0, 50))
def test_the_anchor_is_always_within_the_segment_and_holds_the_words(parts, before):
    text = "".join(parts)
    named = cues([code('"wait" "waited * wait"', '"wait list"')])
    for (position, name), one in patterns([segment("wait", 0), segment(text, 1, before)], named).found.items():
        whole, at = (text, before) if position else ("wait", 0)
        held = whole[one.anchor.start - at : one.anchor.end - at]
        assert name == "pain:wait"
        assert held
        assert held == held.strip()
        assert one.words[0] in held


# How often right -----------------------------------------------------------------------------------------------------


def test_a_cue_is_as_good_as_it_was_where_people_read():
    """Three of four passages read have the code; a fifth was rejected unread; the sixth nobody has seen."""
    there = [segment("We waited.", n) for n in range(6)]
    labels = np.array([[True], [True], [True], [False]])
    known = Cases(("pain:wait",), np.arange(4), labels)
    judged = patterns(there, cues([code('"wait"')])).judged(known, [(4, "pain:wait"), (0, "pain:wait")])
    one = judged.at(5, "pain:wait")
    assert (one.right, one.judged) == (3, 5)
    assert one.chance == pytest.approx((3 + 0.6 * 4) / (5 + 4))


def test_a_cue_nobody_judged_stands_for_six_in_ten():
    assert Found(Cue("a", "b"), Anchor("s", "", "v", 0, 1), ("b",)).chance == pytest.approx(0.6)


# In a study ----------------------------------------------------------------------------------------------------------

RULE = ("code.define", {"code": "pain:rota", "label": "Rota", "include": 'whenever a "rota" or "invoice" is spoken of'})


def test_with_no_coding_at_all_a_rule_suggests_and_says_why(tmp_path):
    import little

    import workbench as wb

    fresh = wb.new(tmp_path / "fresh")
    fresh.add(little.files(tmp_path / "raw")[0][0], round="2026-Q1")
    fresh.folder.act("ana", RULE)
    found = [s for s in Suggester(fresh.folder).suggest() if s.rule]
    assert found
    for one in found:
        said = fresh.folder.quote(one.anchor)
        assert one.words[0] in said
        assert one.words[0].lower().startswith(("rota", "invoice"))
        assert (one.code, one.strength, one.probability, one.judged) == ("pain:rota", BY_RULE, None, 0)
        assert one.anchor.start >= segment_of(fresh, one).anchor.start


def segment_of(study, one):
    return next(s for s in segments(study.folder) if s.id == one.segment)


def test_deciding_teaches_what_the_rule_is_worth(study):
    study.folder.act("ana", RULE)
    suggester = Suggester(study.folder)
    before = {s.id: s for s in suggester.suggest() if s.rule == "rota"}
    one = next(iter(before.values()))
    study.folder.act("ana", *rejecting(one))
    after = {s.id: s for s in suggester.suggest() if s.rule == "rota"}
    assert one.id not in after
    left = next(iter(after.values()))
    assert left.judged == before[left.id].judged + (one.judged == before[left.id].judged and _unread(suggester, one))
    accept = next(iter(after.values()))
    study.folder.act("ana", *accepting(accept), together=True)
    assert study.folder.quote(accept.anchor) in [study.folder.quote(c.anchor) for c in study.folder.state().codings.values()]
    assert {d.model for d in study.folder.state().decisions.values()} <= {"rules-1", "ridge-1"}


def _unread(suggester, one):
    position = next(n for n, s in enumerate(suggester.segments) if s.id == one.segment)
    return position not in set(suggester.learn().cases.read.tolist())


def test_a_rule_that_changes_is_looked_for_again_and_one_that_goes_is_gone(study):
    study.folder.act("ana", RULE)
    suggester = Suggester(study.folder)
    assert {s.rule for s in suggester.suggest()} >= {"rota"}
    study.folder.act("ana", ("code.define", {"code": "pain:rota", "label": "Rota", "include": "never mind"}))
    assert {s.rule for s in suggester.suggest()} == {""}


def test_a_rule_speaks_in_words_once_enough_was_judged(study):
    """One rule that learning says little of, judged often: its word comes from what was counted."""
    study.folder.act("ana", RULE)
    suggester = Suggester(study.folder)
    model = suggester.learn()
    key, one = next(iter(model.patterns.found.items()))
    for judged, right, said in ((LEAST - 1, LEAST - 1, {BY_RULE}), (20, 20, {"very likely"}), (20, 0, {"a guess"})):
        many = Patterns({key: replace(one, right=right, judged=judged)})
        place = Place(many.found[key].chance, 0.0, key[0], model.codes.index(key[1]))
        assert {receipt(replace(model, patterns=many), suggester.segments, place).strength} == said


def test_no_percentage_stands_for_a_rule(study):
    study.folder.act("ana", RULE)
    suggester = Suggester(study.folder)
    model = replace(suggester.learn(), trust=Trust((0.0, 1.0, 0.0), 1000, 0.01))
    key = next(iter(model.patterns.found))
    place = Place(0.6, 0.0, key[0], model.codes.index(key[1]))
    assert receipt(model, suggester.segments, place).probability is None
    assert receipt(model, suggester.segments, replace(place, learned=0.999)).probability == pytest.approx(0.99)
