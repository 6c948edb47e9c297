"""Tables of codes: ours, those of other programs, plain lists. No cell is a formula, and none loses its first sign."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from workbench.coding.codebook.edit import define
from workbench.coding.codebook.files import read_codebook, save_codebook
from workbench.coding.codebook.table import lines, read, write
from workbench.study.errors import Refused


def taken(made):
    """What a book says, by id: label, then fields."""
    return {e.id: (e.label, dict(e.says)) for e in made.entries}


def file(tmp_path, text, name="codes.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_codebook(path)


# Formulas --------------------------------------------------------------------------------------------------------------

formulas = st.tuples(
    st.sampled_from(["", "'", "''", " ", "\u00a0"]), st.sampled_from([*list("=+-@＝＋－＠"), "\t=", "x"]), texts
).map("".join)


@given(st.lists(formulas, min_size=1, max_size=4))
def test_no_cell_is_a_formula(cells):
    rows = list(csv.reader(StringIO(write([cells], [f"c{n}" for n in range(len(cells))]), newline="")))
    assert not any(cell.lstrip(" \u00a0").startswith(tuple("=+-@\t\r＝＋－＠")) for cell in rows[1])


@given(formulas)
def test_a_definition_is_the_same_after_there_and_back(text):
    row = {"code": "free:a", "family": "free", "label": "a", "definition": text}
    (_, cells) = list(csv.reader(StringIO(write([list(row.values())], list(row)), newline="")))
    (entry,) = read(list(row), [cells], "x").entries
    assert entry.says.get("definition", "") == (text if text.strip() else "")


def test_our_own_table_comes_back(folder, code, tmp_path):
    define(folder, "pain: =Fee, or tax", coder="ana", definition="one\ntwo", exclude="@home", valence=-2, latent=True, key="z")
    define(folder, "pain: Hidden", coder="ana")
    folder.act("ana", ("code.define", {"code": "pain:hidden", "parent": "pain:fee-or-tax"}))
    code("ana", "pain:hidden", "one", "dear")
    saved = save_codebook(folder, tmp_path / "codebook.csv")
    made = taken(read_codebook(saved.path))
    assert made["pain:fee-or-tax"] == (
        "=Fee, or tax",
        {"definition": "one\ntwo", "exclude": "@home", "valence": -2, "latent": True, "key": "z"},
    )
    assert made["pain:hidden"][1] == {"parent": "pain:fee-or-tax"}
    assert len(made) == saved.codes == 19
    text = saved.path.read_text(encoding="utf-8")
    assert "pain,Hidden,pain:fee-or-tax,,,,,,,,,,0,0,1,1" in text


# Tables of others ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "tag,description,number of highlights\nTrust,Relies on it,3\nPrice,,1\n",
            {"free:trust": ("Trust", {"definition": "Relies on it"}), "free:price": ("Price", {})},
            id="taguette",
        ),
        pytest.param(
            "Code,Memo\nOnboarding,The start\nOnboarding > Import,Brings data\nOther > Deep > Down,\n",
            {
                "free:onboarding": ("Onboarding", {"definition": "The start"}),
                "free:import": ("Import", {"definition": "Brings data", "parent": "free:onboarding"}),
                "free:other": ("Other", {}),
                "free:deep": ("Deep", {"parent": "free:other"}),
                "free:down": ("Down", {"parent": "free:deep"}),
            },
            id="maxqda",
        ),
        pytest.param(
            "Parent code,Code,Color\n,Emotions,#ff0000\nEmotions,Joy,#0f0\n",
            {"free:emotions": ("Emotions", {"colour": "#ff0000"}), "emotion:joy": ("Joy", {"colour": "#00ff00"})},
            id="maxqda-parents",
        ),
        pytest.param(
            "Name,Description,Files,References\nCodes\\\\Onboarding,The start,3,9\nCodes\\\\Onboarding\\Import,,1,1\n",
            {
                "free:onboarding": ("Onboarding", {"definition": "The start"}),
                "free:import": ("Import", {"parent": "free:onboarding"}),
            },
            id="nvivo",
        ),
        pytest.param(
            "name;description;path\nImport;Brings data;Pains\\Start\nFee;;Pains\\Fee\n",
            {
                "pain:start": ("Start", {}),
                "pain:import": ("Import", {"definition": "Brings data", "parent": "pain:start"}),
                "pain:fee": ("Fee", {}),
            },
            id="path",
        ),
        pytest.param(
            "category1>>code2,a memo\ncode3,\n",
            {"free:category1": ("category1", {}), "free:code2": ("code2", {"definition": "a memo", "parent": "free:category1"}),
             "free:code3": ("code3", {})},
            id="qualcoder",
        ),
        pytest.param("Trust\npain: Fee\nTrust\n", {"free:trust": ("Trust", {}), "pain:fee": ("Fee", {})}, id="list"),
        pytest.param("code,label,meaning\n1,Trust,x\n", {"free:trust": ("Trust", {"definition": "x"})}, id="numbered"),
    ],
)  # fmt: skip
def test_tables_of_other_programs(tmp_path, text, expected):
    assert taken(file(tmp_path, text)) == expected


def test_a_plain_list_and_one_with_memos(tmp_path):
    assert taken(file(tmp_path, "Trust, or not\n\npain: Fee\tMoney\n", "codes.txt")) == {
        "free:trust-or-not": ("Trust, or not", {}), "pain:fee": ("Fee", {"definition": "Money"}),
    }  # fmt: skip


def test_a_workbook(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (("Code", "Memo"), ("Trust", "Relies"), ("Trust > Deep", None)):
        book.active.append(row)
    book.save(tmp_path / "codes.xlsx")
    made = taken(read_codebook(tmp_path / "codes.xlsx"))
    assert made == {"free:trust": ("Trust", {"definition": "Relies"}), "free:deep": ("Deep", {"parent": "free:trust"})}


def test_a_cell_that_cannot_be_meant_is_left_out_and_named(tmp_path):
    made = file(tmp_path, "name,valence,colour\nFee,very,red\n")
    assert taken(made) == {"free:fee": ("Fee", {})}
    assert [n.split(":")[0] for n in made.notes] == ["Fee", "Fee"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b,c\n1,2,3\n", "no column holds names of codes; its columns are a, b, c"),
        ("name\n" + "x" * 1_001 + "\n", "a name of 1,001 characters"),
        ("name\n" + "\n".join(f"n{n}" for n in range(10_001)), "10,001 codes, and the limit is 10,000"),
        ("code,family,label\npain:a,pain,A\npain:a,pain,B\n", "'pain:a' is there twice"),
    ],
)
def test_what_is_no_codebook(tmp_path, text, found):
    with pytest.raises(Refused, match=found):
        file(tmp_path, text)


def test_files_that_are_nothing_of_the_kind(tmp_path):
    for name, found in (("a.docx", "not read from files ending in .docx"), ("none.csv", "no such file")):
        if name == "a.docx":
            (tmp_path / name).write_bytes(b"x")
        with pytest.raises(Refused, match=found):
            read_codebook(tmp_path / name)
    with pytest.raises(Refused, match="no codes"):
        lines("\n", "x.txt")


def test_a_tree_deeper_than_anybody_makes_is_refused_at_once(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(" > ".join(f"c{n}" for n in range(50_000)), encoding="utf-8")
    with pytest.raises(Refused, match="levels down"):
        read_codebook(path)
    path.write_text(" > ".join(f"c{n}" for n in range(100)), encoding="utf-8")
    assert len(read_codebook(path).entries) == 100
