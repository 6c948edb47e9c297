"""Taking a codebook over: shown first, nothing overwritten unasked, one gesture, one undo."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import texts

from workbench.coding.codebook.book import Book, Entry
from workbench.coding.codebook.codes import codebook
from workbench.coding.codebook.edit import add_example, define, rename, retire
from workbench.coding.codebook.files import entries, read_codebook, save_codebook
from workbench.coding.codebook.plan import plan, take_over
from workbench.coding.codebook.refactor import merge
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.records import Anchor
from workbench.study.settings import Settings


def book(*made):
    return Book(tuple(made))


def verdicts(folder, *made):
    return {r.code: (r.verdict, tuple(d.field for d in r.differences)) for r in plan(folder, book(*made)).rows}


@pytest.fixture
def defined(folder):
    define(folder, "pain: Fee", coder="ana", definition="Money", key="z")
    return folder


def test_four_verdicts(defined):
    assert verdicts(
        defined,
        Entry("pain:fee", "Fee", {"definition": "Money"}),
        Entry("pain:slow", "Slow", {"include": "Waits"}),
        Entry("emotion:angry", "angry", {"definition": "Raises the voice"}),
        Entry("stage:onboarding", "Onboarding", {"definition": "Begins"}),
    ) == {
        "pain:fee": ("same", ()), "pain:slow": ("added", ("label", "include")), "emotion:angry": ("changed", ("definition",)),
        "stage:onboarding": ("changed", ("definition",)),
    }  # fmt: skip
    assert verdicts(defined, Entry("pain:fee", "Fees", {"definition": "", "include": "A sum"})) == {
        "pain:fee": ("conflicting", ("label", "definition", "include")),
    }  # fmt: skip


def test_where_both_speak_the_study_keeps_its_word_unless_the_code_is_named(defined):
    made = book(Entry("pain:fee", "Fees", {"definition": "Sums", "include": "A sum"}), Entry("pain:new", "New"))
    take_over(defined, plan(defined, made), coder="ben", reason="from the pilot")
    fee = defined.state().codes["pain:fee"]
    assert (fee.label, fee.definition, fee.include) == ("Fee", "Money", "A sum")
    take_over(defined, plan(defined, made), coder="ben", take=["pain:fee"])
    fee = defined.state().codes["pain:fee"]
    assert (fee.label, fee.definition, fee.include) == ("Fees", "Sums", "A sum")
    assert plan(defined, made).counts == {"added": 0, "changed": 0, "same": 2, "conflicting": 0}


def test_it_is_one_gesture(defined):
    before = defined.state()
    made = book(Entry("pain:a", "A"), Entry("pain:b", "B", {"parent": "pain:a"}), Entry("pain:c", "C", retired=True))
    acts = take_over(defined, plan(defined, made), coder="ana", reason="why")
    assert acts[0].body["reason"] == "why"
    assert defined.state().codes["pain:c"].retired
    defined.undo("ana")
    assert defined.state() == before


def test_a_plan_that_is_no_longer_true_is_not_carried_out(defined):
    planned = plan(defined, book(Entry("pain:slow", "Slow")))
    define(defined, "pain: Slow", coder="ben")
    with pytest.raises(UserError, match="changed since you looked"):
        take_over(defined, planned, coder="ana")


def test_only_conflicts_are_chosen(defined):
    planned = plan(defined, book(Entry("pain:slow", "Slow")))
    with pytest.raises(UserError, match="pain:slow does not conflict"):
        take_over(defined, planned, coder="ana", take=["pain:slow"])
    assert take_over(defined, plan(defined, book(Entry("pain:fee", "Fee"))), coder="ana") == []


def test_names_find_codes_whose_id_the_file_does_not_know(defined):
    rename(defined, "pain:fee", "Costs", coder="ana")
    made = book(Entry("pain:costs", "COSTS", {"include": "x"}, known=False), Entry("stage:decision", "Decision", known=False))
    assert {r.code: r.verdict for r in plan(defined, made).rows} == {"pain:fee": "changed", "stage:purchase": "same"}
    both = book(Entry("pain:costs", "costs", known=False), Entry("pain:costs-2", "costs", known=False))
    assert [r.code for r in plan(defined, both).rows] == ["pain:fee", "pain:costs"]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (Entry("stage:trial", "Trial"), "add it there first"),
        (Entry("stage:onboarding", "Onboarding", retired=True), "take it out there"),
        (Entry("pain:gone", "Gone"), "merged into pain:fee here"),
        (Entry("pain:old", "old"), "retired here"),
    ],
)
def test_what_cannot_be_taken_over_whatever_one_says(defined, entry, why):
    defined.act("ana", ("code.define", {"code": "pain:old"}), ("code.define", {"code": "pain:gone"}))
    retire(defined, "pain:old", coder="ana")
    merge(defined, ["pain:gone"], "pain:fee", coder="ana")
    (row,) = plan(defined, book(entry)).rows
    assert row.verdict == "conflicting"
    assert why in row.why
    assert take_over(defined, plan(defined, book(entry)), coder="ana", take=None) == []


def test_what_the_study_cannot_hold_is_left_out_and_said(defined):
    place = Anchor("elsewhere", "", "v", 0, 1)
    made = book(
        Entry("pain:a", "A", {"stage": "Bliss", "key": "z", "parent": "pain:none"}, ((place, "for"),)),
        Entry("free:b", "B", {"parent": "pain:a", "key": "t", "stage": "Decision"}),
        Entry("pain:c", "C", {"parent": "pain:d"}), Entry("pain:d", "D", {"parent": "pain:c"}),
    )  # fmt: skip
    planned = plan(defined, made)
    assert planned.notes == (
        "pain:a: its parent 'pain:none' is not here; left out",
        "pain:a: the study has no stage 'Bliss'; left out",
        "pain:a: the key 'z' is that of pain:fee; left out",
        "pain:a: 1 examples are of sources that are not here; left out",
        "free:b: its parent 'pain:a' is of another family; left out",
        "free:b: the key 't' is a command of the coder; left out",
        "pain:d: below pain:c it would stand below itself; left out",
    )
    take_over(defined, planned, coder="ana")
    codes = defined.state().codes
    assert (codes["free:b"].stage, codes["pain:c"].parent, codes["pain:d"].parent) == ("purchase", "pain:d", "")
    assert defined.problems() == []


def test_it_shows_itself_escaped(defined):
    html = plan(defined, book(Entry("pain:x", "<b>X</b>"), Entry("pain:fee", "<i>")))._repr_html_()
    assert "1 added, 0 changed, 0 same, 1 conflicting; nothing is done yet" in html
    assert "&lt;b&gt;X&lt;/b&gt;" in html
    assert "<b>" not in html
    assert "<i>" not in html


# A codebook goes from study to study -----------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["toml", "csv", "qdc"])
def test_into_an_empty_study_and_back(folder, tmp_path, suffix):
    define(folder, "pain: Fee", coder="ana", definition="Money", include="A sum", exclude="Tips", stage="purchase", valence=-2,
           colour="#aabbcc", key="z", owner="Billing")  # fmt: skip
    define(folder, "pain: Hidden", coder="ana", latent=True)
    folder.act("ana", ("code.define", {"code": "pain:hidden", "parent": "pain:fee"}))
    rename(folder, "pain:fee", "Costs", coder="ana")
    path = tmp_path / f"codebook.{suffix}"
    save_codebook(folder, path)
    other = Folder.create(tmp_path / "other", Settings())
    take_over(other, plan(other, read_codebook(path)), coder="ben", take=None)
    assert codebook(other.settings, other.state()) == codebook(folder.settings, folder.state())


def test_toml_brings_examples_and_what_is_retired_too(folder, tmp_path):
    define(folder, "pain: Fee", coder="ana")
    define(folder, "pain: Old", coder="ana")
    retire(folder, "pain:old", coder="ana")
    version = folder.transcripts()[0].version
    add_example(folder, "pain:fee", Anchor("one", "", version, 0, 5), coder="ana")
    add_example(folder, "pain:fee", Anchor("one", "", version, 5, 9), against=True, coder="ana")
    saved = save_codebook(folder, tmp_path / "codebook.toml")
    assert saved.dropped == ()
    shutil.copytree(folder.root, tmp_path / "other", ignore=shutil.ignore_patterns("log"))
    other = Folder(tmp_path / "other")
    take_over(other, plan(other, read_codebook(saved.path)), coder="ben", take=None)
    assert entries(other) == entries(folder)
    save_codebook(other, tmp_path / "again.toml")
    assert (tmp_path / "again.toml").read_bytes() == saved.path.read_bytes()
    assert set(plan(other, read_codebook(saved.path)).frame()["verdict"]) == {"same"}


valences = st.none() | st.integers(-2, 2)
labels = texts.filter(str.strip)
made_up = st.lists(
    st.tuples(st.sampled_from(["pain", "emotion", "free"]), labels, texts, valences, st.integers(-1, 5)), min_size=1, max_size=6
)


@given(made_up)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_taken_over_is_then_the_same(tmp_path_factory, drawn):
    study = Folder.create(tmp_path_factory.mktemp("any") / "study", Settings())
    made = []
    for number, (family, label, definition, valence, parent) in enumerate(drawn):
        says = {"definition": definition, "valence": valence}
        if parent >= 0:
            says["parent"] = f"{drawn[parent % len(drawn)][0]}:c{parent % len(drawn)}"
        made.append(Entry(f"{family}:c{number}", label, says))
    first = plan(study, book(*made))
    take_over(study, first, coder="ana", take=None)
    again = plan(study, book(*made))
    assert again.counts["same"] == len(made)
    assert study.problems() == []
    study.undo("ana")
    assert study.state().codes == {}


def test_no_suffix_no_format(folder, tmp_path):
    with pytest.raises(UserError, match=r"written as \.toml, \.csv and \.qdc"):
        save_codebook(folder, tmp_path / "codebook.docx")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="was not written"):
        save_codebook(folder, tmp_path / "file" / "codebook.toml")


def test_a_redactor_masks_labels_rules_and_ids_made_of_them(folder, code, tmp_path):
    class Masks:
        def text(self, text, *, guess=True):
            assert not guess
            return text.replace("Maria", "P01").replace("maria", "P01")

    define(folder, "pain: Maria waits", coder="ana", definition="As Maria did")
    define(folder, "pain: Maria left", coder="ana")
    rename(folder, "pain:maria-left", "Left", coder="ana")
    folder.act("ana", ("code.define", {"code": "pain:maria-left", "parent": "pain:maria-waits"}))
    code("ana", "pain:maria-left", "one", "dear")
    for suffix in ("toml", "csv", "qdc"):
        save_codebook(folder, tmp_path / f"a.{suffix}", redactor=Masks())
        text = (tmp_path / f"a.{suffix}").read_text(encoding="utf-8")
        assert "maria" not in text.casefold()
        assert "As P01 did" in text
    made = {e.id: dict(e.says) for e in read_codebook(tmp_path / "a.toml").entries}
    assert made["pain:left"] == {"parent": "pain:p01-waits"}
    assert "pain:left,pain,Left,pain:p01-waits,,,,,,,,,,0,0,1,1" in (tmp_path / "a.csv").read_text(encoding="utf-8")
