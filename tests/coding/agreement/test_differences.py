"""The heat list: where coders differ, the hottest first."""

from __future__ import annotations

from workbench.coding.agreement import disagreements
from workbench.coding.frame import codings_frame


def test_the_hottest_first_opposite_then_another_code_then_one_only(folder, code):
    for coder, label, words, stance in [
        ("ana", "pain:fee", "left", "for"), ("ben", "pain:fee", "left", "against"),
        ("ana", "emotion:angry", "Slow", "for"), ("ben", "emotion:sad", "Slow 🐌", "for"),
        ("ana", "stage:purchase", "dear", "for"), ("ana", "goal:x", "dear", "for"), ("ben", "goal:x", "dear", "for"),
    ]:  # fmt: skip
        code(coder, label, "one", words, stance=stance)
    code("ana", "pain:fee", "two", "Fine")
    code("ben", "goal:x", "two", "far")
    frame = codings_frame(folder)
    found = disagreements(frame, ["ana", "ben"])
    assert found[["family", "kind", "ana", "ben", "quote"]].to_numpy().tolist() == [
        ["pain", "opposite", "pain:fee", "pain:fee (against)", "left"],
        ["emotion", "another code", "emotion:angry", "emotion:sad", "Slow 🐌"],
        ["stage", "one only", "stage:purchase", "", "dear"],
        ["pain", "one only", "pain:fee", "", "Fine"],
        ["goal", "one only", "", "goal:x", "far"],
    ]
    text = folder.text("one")
    assert text[found["start"][1] : found["end"][1]] == "Slow 🐌"
    assert found["agreed"].tolist() == [0, 0, 0, 0, 0.5]  # one of two passages with goal:x has it from both
    assert found["turn"].tolist() == [3, 1, 1, 0, 0]
    again = disagreements(frame.sample(frac=1, random_state=1), ["ana", "ben"])
    assert again.equals(found)


def test_who_did_not_open_a_text_does_not_differ_there(folder, code):
    for coder in ("ana", "ben", "cem"):
        code(coder, "pain:fee", "one", "dear")
    code("ana", "pain:fee", "two", "Fine")
    code("ben", "pain:fee", "two", "Fine so")
    code("cem", "pain:fee", "nps", "dear", item="nps-0")
    frame = codings_frame(folder)
    assert disagreements(frame, ["ana", "ben", "cem"]).empty
    code("cem", "pain:time", "two", "far")
    (row,) = disagreements(codings_frame(folder), ["ana", "ben", "cem"]).to_dict("records")
    assert (row["ana"], row["ben"], row["cem"]) == ("pain:fee", "pain:fee", "pain:time")


def test_without_differences_there_is_an_empty_table(folder):
    found = disagreements(codings_frame(folder), ["ana", "ben"])
    assert found.empty
    assert list(found.columns) == [
        "source", "item", "turn", "participant", "quote", "family", "ana", "ben", "kind", "start", "end", "agreed",
    ]  # fmt: skip
