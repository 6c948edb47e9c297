"""One coder against themselves: the same words, later and blind."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.coding.agreement import agreement, drift
from workbench.coding.assign import assign, reveal
from workbench.coding.frame import codings_frame
from workbench.study.records import Anchor


def recoded(many, change):
    """Return codings of twenty answers by ana, and the same again with each row changed or dropped."""
    frame = many("ana", stray=0)
    frame = frame.assign(at=[f"2026-01-{int(item[-2:]) + 1:02}T10:00:00Z" for item in frame["item"]])
    later = frame.assign(coder="ana (again)", at="2026-06-01T10:00:00Z", code=[change(n, c) for n, c in zip(
        frame["item"].str[-2:].astype(int), frame["code"], strict=True)])  # fmt: skip
    return pd.concat([frame, later[later["code"].notna()]], ignore_index=True)


def test_who_codes_the_same_again_has_not_drifted(folder, many):
    found = drift(folder, recoded(many, lambda _, code: code), "ana")
    assert (found.coder, found.documents, found.people, found.note) == ("ana", 20, 10, "")
    assert {c.value.alpha for c in found.codes} == {1.0}
    assert {(c.change, c.interval.lo, c.interval.hi) for c in found.changes} == {(0.0, 0.0, 0.0)}
    assert (found.early.value.alpha, found.late.value.alpha) == (1.0, 1.0)
    assert (found.between.lo, found.between.hi) == (0.0, 0.0)


def test_a_code_given_less_often_now_is_named_first(folder, many):
    frame = recoded(many, lambda _, code: None if code == "pain:fee" else code)
    answers = set(zip(frame["source"], frame["item"], frame["version"], strict=True))
    found = drift(folder, frame, "ana", passages=[Anchor(*answer, 0, 44) for answer in answers])
    first = found.changes[0]
    assert (first.code, first.now, first.change) == ("pain:fee", 0.0, -first.before)
    assert first.interval.lo <= first.change <= first.interval.hi < 0
    assert all(c.change == 0 for c in found.changes[1:])
    assert found.families["pain"].value.alpha < 1


def test_a_meaning_that_moved_while_coding_shows_in_the_first_half(folder, many):
    """The first ten answers are coded otherwise now, the last ten alike: late agrees, early does not."""
    swap = {"pain:fee": "pain:time", "pain:time": "pain:fee"}
    found = drift(folder, recoded(many, lambda n, code: swap.get(code, code) if n < 10 else code), "ana")
    assert found.late.value.alpha == 1.0
    assert found.early.value.alpha < 0.8
    assert (found.early.documents, found.late.documents) == (10, 10)
    assert 0 < found.between.lo < found.late.value.alpha - found.early.value.alpha < found.between.hi


def test_it_is_the_agreement_of_two_names(folder, many):
    """Nothing but the name is special, so any two codings can be compared, by any unit."""
    frame = many("ana", "ben")
    for unit in ("segment", "character"):
        found = drift(folder, frame, "ana", again="ben", unit=unit, by="participant", seed=5)
        assert list(found.codes) == agreement(folder, frame, ["ana", "ben"], unit=unit, by="participant", seed=5)
        assert found == drift(folder, frame.iloc[::-1], "ana", again="ben", unit=unit, by="participant", seed=5)
    assert drift(folder, frame, "ana", again="ben", unit="unitised").changes == ()


def test_few_documents_are_not_cut_in_halves(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ana (again)", "pain:fee", "one", "dear")
    found = drift(folder, codings_frame(folder), "ana")
    assert (found.early, found.late, found.between) == (None, None, None)
    assert found.note == "documents coded twice: 1; to compare early with late takes 10"
    assert found.changes[0].interval.lo is None


@pytest.mark.parametrize("coder", ["ana", "zoe"])
def test_nothing_coded_twice_is_said(folder, code, coder):
    code("ana", "pain:fee", "one", "dear")
    found = drift(folder, codings_frame(folder), coder)
    assert (found.documents, found.codes, found.note) == (0, (), "nothing was coded twice yet")


def test_only_what_was_to_be_coded_again_counts(folder, code):
    """Of two turns one is coded again: the other is no disagreement. One left empty the second time is."""
    code("ana", "pain:fee", "one", "dear")
    code("ana", "pain:fee", "one", "left")
    code("ana", "pain:time", "two", "Fine")
    code("ana (again)", "pain:fee", "one", "dear")
    turns = [(t.id, t.version, turn.start, turn.end) for t in folder.transcripts() for turn in t.turns if turn.participant]
    passages = [Anchor(source, "", version, start, end) for source, version, start, end in (turns[0], turns[2])]
    found = {c.code: c.cells for c in drift(folder, codings_frame(folder), "ana", passages=passages).codes}
    assert found == {"pain:fee": (1, 0, 0, 1), "pain:time": (0, 1, 0, 1)}
    outdated = [*passages, Anchor("one", "", "another version", 0, 5)]
    found = drift(folder, codings_frame(folder), "ana", passages=outdated)
    assert found.note.startswith("passages whose text has changed since they were assigned: 1; documents coded twice: 2")


def test_what_is_still_being_coded_again_waits_until_it_is_revealed(folder, code):
    code("ana", "pain:fee", "one", "dear")
    code("ana", "pain:time", "two", "Fine")
    made = assign(folder, None, ["ana"], coder="ana", purpose="recode", share=1.0)
    code("ana (again)", "pain:fee", "one", "dear")
    waiting = drift(folder, codings_frame(folder), "ana")
    assert (waiting.documents, waiting.note) == (0, "nothing was coded twice yet; passages still being coded again, blind: 2")
    reveal(folder, made, coder="ana")
    found = {c.code: c.cells for c in drift(folder, codings_frame(folder), "ana").codes}
    assert found == {"pain:fee": (1, 0, 0, 1), "pain:time": (0, 1, 0, 1)}
