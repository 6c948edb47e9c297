"""What changed in a codebook between two states, times or rounds: with old and new values, who, when and why."""

from __future__ import annotations

import pytest

from workbench.coding.codebook.changes import COLUMNS, codebook_changes, codebook_diff
from workbench.coding.codebook.edit import add_example, define, rename, retire
from workbench.coding.codebook.refactor import merge, move, split
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.records import Anchor
from workbench.study.settings import Round, Settings


@pytest.fixture
def coded(folder, code):
    for name, words in (("fee", "dear"), ("fee", "I left."), ("slow", "Slow")):
        code("ana", f"pain:{name}", "one", words)
    return folder


def changed(folder, before, acts=()):
    """The rows of a diff, each as (change, code, field, before, now, codings)."""
    frame = codebook_diff(before, folder.state(), settings=folder.settings, acts=acts)
    assert list(frame.columns) == list(COLUMNS)
    return [tuple(row) for row in frame[["change", "code", "field", "before", "now", "codings"]].itertuples(index=False)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda f: define(f, "pain: Noise", coder="ana"), [("added", "pain:noise", "", "", "Noise", 0)]),
        (lambda f: rename(f, "pain:fee", "Costs", coder="ana"), [("renamed", "pain:fee", "label", "fee", "Costs", 2)]),
        (
            lambda f: define(f, "pain:fee", coder="ana", include="A sum", valence=-1, colour="#aabbcc"),
            [
                ("redefined", "pain:fee", "include", "", "A sum", 2),
                ("redefined", "pain:fee", "valence", "", "-1", 2),
                ("marked", "pain:fee", "colour", "", "#aabbcc", 2),
            ],
        ),
        (lambda f: merge(f, ["pain:slow"], "pain:fee", coder="ana"), [("merged", "pain:slow", "", "pain:slow", "pain:fee", 1)]),
        (
            lambda f: split(f, "pain:fee", {"Hidden": first(f)}, coder="ana"),
            [("split", "pain:hidden", "", "pain:fee", "pain:hidden", 1)],
        ),
        (
            lambda f: move(f, "pain:slow", family="effort", coder="ana"),
            [("moved", "pain:slow", "family", "pain:slow", "effort:slow", 1)],
        ),
        (
            lambda f: move(f, "pain:slow", parent="pain:fee", coder="ana"),
            [("moved", "pain:slow", "parent", "", "pain:fee", 1)],
        ),
        (lambda f: retire(f, "pain:slow", coder="ana"), [("retired", "pain:slow", "", "", "", 1)]),
        (
            lambda f: add_example(f, "pain:fee", at(f), against=True, coder="ana"),
            [("exemplified", "pain:fee", "against", "0", "1", 2)],
        ),
        (lambda f: f.act("ana", ("coding.add", coding(f, "stage:onboarding"))), []),
        (lambda f: f.act("ana", ("coding.add", coding(f, "free:new"))), [("added", "free:new", "", "", "new", 0)]),
    ],
)
def test_each_change_is_told_once_and_only_it(coded, change, expected):
    before = coded.state()
    change(coded)
    assert changed(coded, before) == expected
    coded.undo("ana")
    assert changed(coded, before) == []


def first(folder):
    return [next(c.id for c in folder.state().codings.values() if c.code == "pain:fee")]


def at(folder):
    return next(iter(folder.state().codings.values())).anchor


def coding(folder, code):
    a = at(folder)
    return {"code": code, "anchor": {"source": a.source, "version": a.version, "start": a.start, "end": a.end}}


def test_backwards_it_tells_what_is_gone_and_what_is_there_again(coded):
    before = coded.state()
    retire(coded, "pain:slow", coder="ana")
    define(coded, "pain: Noise", coder="ana")
    now = coded.state()
    frame = codebook_diff(now, before, settings=coded.settings)
    assert frame[["change", "code"]].to_numpy().tolist() == [["removed", "pain:noise"], ["restored", "pain:slow"]]


def test_who_when_and_why(coded):
    start = coded.state()
    known = {a.id for a in coded.acts()}
    split(coded, "pain:fee", {"Hidden": first(coded)}, coder="ben", reason="two things in one")
    rename(coded, "pain:slow", "Waiting", coder="ana", reason="their word")
    define(coded, "pain:slow", coder="ana", definition="x", reason="taken back")
    coded.undo("ana")
    frame = codebook_diff(start, coded.state(), acts=[a for a in coded.acts() if a.id not in known])
    assert frame[["change", "coder", "reason"]].to_numpy().tolist() == [
        ["split", "ben", "two things in one"], ["renamed", "ana", "their word"],
    ]  # fmt: skip
    assert frame["at"].str.match(r"\d{4}-\d\d-\d\dT").all()


@pytest.fixture
def two_rounds(tmp_path, talk_of):
    """Coded in March, refined in April, the second round coded in September."""
    made = Folder.create(tmp_path / "waves", Settings(rounds=(Round("q1", "Spring"), Round("q3", "Autumn"))))
    for name, round_ in (("one", "q1"), ("two", "q3")):
        made.add_transcript(talk_of(name, ("P01", "Slow and dear."), round_=round_))
    version = made.transcripts()[0].version

    def code(source, when):
        anchor = {"source": source, "version": version, "start": 5, "end": 9}
        made.act("ana", ("coding.add", {"code": "pain:fee", "anchor": anchor}), at=when)

    code("one", "2026-03-10T09:00:00.000Z")
    made.act("ana", ("code.define", {"code": "pain:fee", "definition": "A sum is named", "reason": "round 1"}),
             at="2026-04-01T09:00:00.000Z")  # fmt: skip
    code("two", "2026-09-10T09:00:00.000Z")
    made.act("ana", ("code.define", {"code": "pain:fee", "label": "Costs"}), at="2026-10-01T09:00:00.000Z")
    return made


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("q1", "q3", [["redefined", "round 1"]]),
        ("Spring", None, [["renamed", ""], ["redefined", "round 1"]]),
        ("2026-03-31", "2026-04-01", [["redefined", "round 1"]]),
        ("2026-04-01", "2026-09-30", []),
        ("2026-01-01", "q1", [["added", ""]]),
    ],
)
def test_between_rounds_and_between_dates(two_rounds, before, now, expected):
    assert codebook_changes(two_rounds, before, now)[["change", "reason"]].to_numpy().tolist() == expected


def test_a_round_nobody_coded_and_what_is_no_time(folder, two_rounds):
    with pytest.raises(UserError, match="'2026-Q1' was coded yet"):
        codebook_changes(folder, "2026-Q1")
    with pytest.raises(UserError, match="nonsense"):
        codebook_changes(two_rounds, "nonsense")


def test_several_refactorings_on_top_of_each_other(coded):
    """A code that was merged and then moved is told once, with where it is now; every code that differs is told."""
    before = coded.state()
    merge(coded, ["pain:fee"], "pain:slow", coder="ana")
    move(coded, "pain:slow", "free", coder="ben")
    rename(coded, "free:slow", "Everything", coder="ana")
    assert changed(coded, before) == [
        ("merged", "pain:fee", "", "pain:fee", "free:slow", 2),
        ("merged", "pain:slow", "", "pain:slow", "free:slow", 1),
        ("added", "free:slow", "", "", "Everything", 0),
    ]


def test_an_anchor_is_all_an_example_holds(coded):
    """No words of a participant get into the table of changes."""
    before = coded.state()
    add_example(coded, "pain:fee", Anchor(*(getattr(at(coded), k) for k in Anchor.__slots__)), coder="ana")
    frame = codebook_diff(before, coded.state(), acts=coded.acts())
    assert not frame.map(lambda cell: "dear" in str(cell)).to_numpy().any()
