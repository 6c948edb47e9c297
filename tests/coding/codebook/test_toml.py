"""``codebook.toml``: exact there and back, easy by hand, and a refusal that says where."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from workbench.coding.codebook.book import FIELDS, Entry
from workbench.coding.codebook.toml import read, write
from workbench.study.errors import Refused
from workbench.study.records import FAMILIES, Anchor

anchors = st.builds(Anchor, texts.filter(bool), texts, texts.filter(bool), st.just(3), st.integers(4, 9))
fields = st.fixed_dictionaries({}, optional={
    **dict.fromkeys(("definition", "include", "exclude", "stage", "owner", "parent"), texts),
    "valence": st.integers(-2, 2), "latent": st.booleans(), "colour": st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
    "key": st.sampled_from("qwé9"),
})  # fmt: skip
drawn = st.lists(
    st.builds(
        Entry, id=st.tuples(st.sampled_from(FAMILIES), texts).map(":".join), label=texts.filter(str.strip), says=fields,
        examples=st.lists(st.tuples(anchors, st.sampled_from(["for", "against"])), max_size=3).map(tuple), retired=st.booleans(),
    ),
    min_size=1, max_size=5, unique_by=lambda e: e.id,
)  # fmt: skip


@given(drawn)
def test_what_is_written_is_read_back_exactly(made):
    text = write(made)
    back = read(text, "codebook.toml")
    assert [(e.id, e.label, dict(e.says), e.examples, e.retired) for e in back.entries] == [
        (e.id, e.label, dict(e.says), e.examples, e.retired) for e in made
    ]
    assert back.notes == ()
    assert write(back.entries) == text


def test_many_dots_in_a_text_are_no_key():
    (entry,) = read(write([Entry("free:a", "a", {"definition": "..... " * 100 + "\nand. So. On. " * 500})]), "x").entries
    assert entry.says["definition"].endswith("On. ")


def test_it_reads_well():
    place = Anchor("nps", "nps-0", "ab12", 0, 4)
    text = write(
        [Entry("pain:fee", 'The "fee"', {"definition": "Money\n\\o/", "valence": -1, "latent": True}, ((place, "against"),))]
    )
    assert text.split("\n\n", 1)[1] == (
        '[[codes]]\nid = "pain:fee"\nlabel = "The \\"fee\\""\ndefinition = """\nMoney\n\\\\o/"""\nvalence = -1\nlatent = true\n'
        'examples = [\n  {source = "nps", item = "nps-0", version = "ab12", start = 0, end = 4, stance = "against"},\n]\n'
    )


def test_by_hand_a_label_is_enough():
    made = read(
        '[[codes]]\nlabel = "pain: Fee"\n[[codes]]\nfamily = "Needs"\nlabel = "Quiet"\n[[codes]]\nid = "free:x-y"\nwho = 1', "x"
    )
    assert [(e.id, e.label, e.known) for e in made.entries] == [
        ("pain:fee", "Fee", False), ("need:quiet", "Quiet", False), ("free:x-y", "x y", True),
    ]  # fmt: skip
    assert made.notes == ("'who' is not a field of a code: left out",)


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("codes = ", "", "not readable as TOML"),
        ("format = 2\n[[codes]]\nid = 'a'", "", "format is 2"),
        ("", "", "no codes"),
        ("codes = 3", "", "no codes"),
        ("[[codes]]\nid = 'a:b'\n[[codes]]\nowner = 'x'", "code 2", "needs an id or a label"),
        ("[[codes]]\nid = 'a'\n[[codes]]\nid = 'a'", "code 2", "'a' is there twice"),
        ("[[codes]]\nid = 3", "code 1", "id is a text"),
        ("[[codes]]\nid = 'a'\nvalence = 3", "code 1", "valence is a whole number"),
        ("[[codes]]\nid = 'a'\nvalence = true", "code 1", "valence is a whole number"),
        ("[[codes]]\nid = 'a'\ncolour = 'red'", "code 1", "not a colour"),
        ("[[codes]]\nid = 'a'\ndefinition = 3", "code 1", "definition is a text"),
        ("[[codes]]\nid = 'a'\nlatent = 'maybe'", "code 1", "latent is yes or no"),
        ("[[codes]]\nfamily = 'zeal'\nlabel = 'a'", "code 1", "no family 'zeal'"),
        ("[[codes]]\nid = 'a'\nexamples = [{source = 'x'}]", "code 1", "an example has source, item, version"),
        ("[[codes]]\nid = 'a'\nexamples = [{source='x', version='v', start=2, end=1}]", "code 1", "start is before end"),
        ("[[codes]]\nid = 'a'\nexamples = [{source='x', version='v', start=1, end=2, stance='so'}]", "code 1", "stance is for or"),
        ("[[codes]]\nid = 'a'\nexamples = 'x'", "code 1", "examples are a list"),
        ("a = " + "[" * 100_000, "", "not readable as TOML"),
        (".".join(["a"] * 80_000) + "=1", "", "a key of very many parts"),
        ("a = {" + " . ".join(["'a'", '"b"'] * 40_000) + "=1}", "", "a key of very many parts"),
        ("#" * (5 * 2**20), "", "more than 4,194,304 characters"),
        (f"[[codes]]\nid = 'a'\ndefinition = '{'x' * 1_000_001}'", "code 1", "definition of 1,000,001 characters"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(text, place, found):
    with pytest.raises(Refused, match=found) as refused:
        read(text, "codebook.toml")
    assert (refused.value.file, refused.value.place) == ("codebook.toml", place)


def test_docs_format_is_what_the_code_does():
    page = (Path(__file__).parents[3] / "docs" / "format.md").read_text(encoding="utf-8")
    section = page.split("### codebook.toml")[1].split("\n##")[0]
    (example,) = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    assert read(example, "codebook.toml").entries
    told = set(re.findall(r"`(\w+)`", section))
    assert {"id", "family", "label", "examples", "retired", *FIELDS} <= told
    assert tomllib.loads(example)["format"] == 1
