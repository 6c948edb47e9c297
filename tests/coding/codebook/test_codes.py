"""The codebook: what a study starts with, definitions, use."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.coding.codebook.codes import COLUMNS, EMOTION_KEYS, code_id, codebook, codebook_frame, define, starter, tree
from workbench.coding.codebook.files import save_codebook
from workbench.study.errors import UserError
from workbench.study.settings import Settings, Stage
from workbench.widgets.coder_view import RESERVED


def defined(settings):
    return {body["code"]: body for _, body in starter(settings)}


def test_a_study_starts_with_its_stages_and_emotions(folder):
    folder.act("ana", *starter(folder.settings))
    codes = folder.state().codes
    assert [c.label for c in codes.values() if c.family == "stage"] == [s.label for s in folder.settings.stages]
    assert {c.label: c.valence for c in codes.values() if c.family == "emotion"} == folder.settings.emotions
    assert (codes["stage:awareness"].key, codes["stage:awareness"].colour) == ("1", "#0072b2")
    assert (codes["emotion:excited"].key, codes["emotion:excited"].colour) == ("q", "#117733")


@given(st.integers(0, 30), st.integers(0, 30))
def test_no_key_is_given_twice_nor_one_the_coder_needs(stages, emotions):
    settings = Settings(
        stages=tuple(Stage(f"s{n}", f"S{n}") for n in range(stages)), emotions={f"e{n}": n % 5 - 2 for n in range(emotions)}
    )
    keys = [body["key"] for body in defined(settings).values() if body["key"]]
    assert len(keys) == len(set(keys)) == min(stages, 9) + min(emotions, len(EMOTION_KEYS))
    assert not set(keys) & set(RESERVED)


def test_stages_and_emotions_are_told_apart_by_colour():
    colours = [body["colour"] for body in defined(Settings()).values()]
    assert len(colours[:6]) == len(set(colours[:6]))
    assert len(set(colours[6:])) == len(colours[6:])


# Definitions -----------------------------------------------------------------------------------------------------------


def test_define_makes_an_act_that_the_study_takes(folder):
    item = define("pain", "Dropped on an empty week", settings=folder.settings, stage="Onboarding", valence=-1, colour="#aabbcc")
    folder.act("ana", item)
    code = folder.state().codes["pain:dropped-on-an-empty-week"]
    assert (code.stage, code.label, code.valence) == ("onboarding", "Dropped on an empty week", -1)


@pytest.mark.parametrize(
    ("arguments", "more", "message"),
    [
        (("zeal", "X"), {}, "no family 'zeal'"),
        (("pain", " "), {}, "needs a label"),
        (("pain", "Fee"), {"taken": {"pain:fee"}}, "a code pain:fee already"),
        (("pain", "Fee"), {"settings": Settings(), "stage": "bliss"}, "no stage is called 'bliss'"),
        (("pain", "Fee"), {"colour": "red"}, "not a colour"),
    ],
)
def test_what_cannot_be_defined(arguments, more, message):
    with pytest.raises(UserError, match=message):
        define(*arguments, **more)


# Use -------------------------------------------------------------------------------------------------------------------


def test_use_counts_people_in_their_own_words_and_no_machine(folder, code):
    folder.act("mini", ("coder.join", {"kind": "model"}))
    for coder, source, words, item in [
        ("ana", "one", "Slow", ""), ("ben", "one", "dear", ""), ("ana", "one", "And then?", ""), ("ana", "nps", "dear", "nps-0"),
        ("mini", "two", "Fine", ""),
    ]:  # fmt: skip
        code(coder, "pain:fee", source, words, item=item)
    frame = codebook_frame(folder).set_index("code")
    assert list(codebook_frame(folder).columns) == list(COLUMNS)
    assert frame.loc["pain:fee", ["codings", "people"]].tolist() == [3, 2]
    assert frame.loc["stage:awareness", ["label", "codings", "people"]].tolist() == ["Awareness", 0, 0]


def test_merged_and_retired_codes_are_left_out_families_stand_in_order(folder, code):
    for name in ("need:b", "pain:a", "pain:old", "pain:gone"):
        code("ana", name, "one", "dear")
    folder.act("ana", ("code.merge", {"code": "pain:old", "into": "pain:a"}), ("code.retire", {"code": "pain:gone"}))
    frame = codebook_frame(folder)
    assert frame["code"].tolist()[-2:] == ["pain:a", "need:b"]
    assert frame.set_index("code").loc["pain:a", "codings"] == 2
    assert frame["family"].drop_duplicates().tolist() == ["stage", "emotion", "pain", "need"]


@pytest.mark.parametrize("start", list("=+-@\t＝＋－＠"))
def test_no_cell_of_the_csv_is_a_formula(folder, tmp_path, start):
    label = f'{start}HYPERLINK("http://x"), "y"'
    folder.act("ana", ("code.define", {"code": "pain:x", "label": label, "definition": f"a\n{start}b"}))
    text = save_codebook(folder, tmp_path / "codebook.csv").path.read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text)))
    row = next(r for r in rows if r["code"] == "pain:x")
    assert row["label"] == f"'{label}"
    assert row["definition"] == f"a\n{start}b"
    cells = [cell for row in rows for field, cell in row.items() if field != "valence"]  # -2 is a number, and no formula
    assert all(not (cell or "x").startswith(tuple("=+-@\t＝＋－＠")) for cell in cells)


# Tree ------------------------------------------------------------------------------------------------------------------


def shape(folder):
    return [(c.id, depth) for c, depth in tree(codebook(folder.settings, folder.state())) if c.family not in {"stage", "emotion"}]


def test_children_follow_their_parents_and_a_retired_one_is_stepped_over(folder):
    for code, parent in (("pain:c", "pain:b"), ("pain:b", "pain:a"), ("pain:a", ""), ("free:x", "pain:a"), ("pain:d", "pain:none")):
        folder.act("ana", ("code.define", {"code": code, "parent": parent}))
    assert shape(folder) == [("pain:a", 0), ("pain:b", 1), ("pain:c", 2), ("pain:d", 0), ("free:x", 0)]
    assert codebook_frame(folder).set_index("code")["depth"].loc[["pain:a", "pain:c"]].tolist() == [0, 2]
    folder.act("ana", ("code.retire", {"code": "pain:b"}))
    assert shape(folder) == [("pain:a", 0), ("pain:c", 1), ("pain:d", 0), ("free:x", 0)]


def test_the_frame_has_what_a_code_is_for(folder):
    folder.act("ana", ("code.define", {"code": "pain:a", "include": "I", "exclude": "X", "key": "z", "owner": "O", "latent": True}))
    row = codebook_frame(folder).set_index("code").loc["pain:a"]
    assert row[["include", "exclude", "key", "owner", "latent", "examples"]].tolist() == ["I", "X", "z", "O", True, 0]


def test_a_merged_emotion_of_study_toml_is_gone(folder):
    folder.act("ana", ("code.merge", {"code": "emotion:neutral", "into": "emotion:content"}))
    assert "emotion:neutral" not in codebook_frame(folder)["code"].tolist()


def test_a_name_finds_the_code_in_use(folder):
    folder.act("ana", ("code.define", {"code": "pain:fee", "label": "Fee"}), ("code.define", {"code": "free:fee", "label": "Fee"}))
    folder.act("ana", ("code.merge", {"code": "pain:fee", "into": "free:fee"}))
    assert code_id("Fee", folder) == ("free:fee", "Fee")
