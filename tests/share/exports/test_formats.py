"""The map as table, workbook and diagram."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from hashlib import sha256
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

from workbench.share.exports import FORMATS, export
from workbench.share.exports.formats import made
from workbench.share.redact import Redactor
from workbench.study.errors import CheckFailed, UserError

FORMULAS = ['=HYPERLINK("http://evil.example")', "+1", "-2", "@SUM(A1)", "\t=1", "\uff1d1+1", " =1"]


@pytest.fixture
def dangerous(rich):
    for claim, words in zip(rich["claims"].values(), FORMULAS, strict=False):
        claim["statement"] = words
    return rich


def test_a_cell_that_a_spreadsheet_would_run_is_quoted_and_named(dangerous, tmp_path):
    rows = list(csv.DictReader(StringIO(export(dangerous, tmp_path / "m.csv").read_text(encoding="utf-8"))))
    assert len(rows) == len(dangerous["claims"])
    escaped = [r for r in rows if "statement" in r["_escaped"]]
    assert sorted(r["statement"] for r in escaped) == sorted("'" + f for f in FORMULAS)
    assert not [r for r in rows if r["statement"][:1] in "=+-@\t\uff1d"]


def test_words_in_a_workbook_are_words_and_come_back_whole(dangerous, tmp_path):
    book = openpyxl.load_workbook(export(dangerous, tmp_path / "m.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert set(FORMULAS) <= {c.value for c in cells}


def test_the_same_map_gives_the_same_bytes_also_in_another_process(rich, full, empty, tmp_path):
    """Set order differs from one process to the next: here by the seed of hashes."""
    models = json.dumps([rich, full, empty])
    (tmp_path / "models.json").write_text(models, encoding="utf-8")
    program = "import json, sys; from test_formats import hashes; print(json.dumps(hashes(open(sys.argv[1]).read())))"
    surroundings = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", program, str(tmp_path / "models.json")]
    there = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    assert json.loads(there.stdout) == hashes(models)


def hashes(models):
    """Return the hash of every form of every model; of drawings of one model, which take long and have tests of their own."""
    drawn = {".pdf", ".png", ".svg"}
    models = json.loads(models)
    files = {f.suffix: [sorted(made(m, f"m{f.suffix}").items()) for m in models[-1 if f.suffix in drawn else 0 :]] for f in FORMATS}
    return {suffix: sha256(repr(found).encode()).hexdigest() for suffix, found in files.items()}


def test_every_form_is_refused_as_a_whole_if_the_guard_refuses_one_file(rich, tmp_path):
    def guard(name, _data):
        if name.endswith("stages.parquet"):
            raise CheckFailed(name)

    with pytest.raises(CheckFailed, match=r"m\.parquet/stages\.parquet"):
        export(rich, tmp_path / "m.parquet", guard=guard)
    assert not list(tmp_path.iterdir())


def test_words_without_consent_leave_in_no_form(rich, tmp_path):
    for quote in rich["quotes"].values():
        if not quote["consent"]:
            quote["text"] = "unmistakable"
    for suffix in ("html", "json", "csv"):
        assert "unmistakable" not in export(rich, tmp_path / f"m.{suffix}").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(export(rich, tmp_path / "m.xlsx"))
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == "unmistakable"]


def test_names_are_replaced_in_every_form(rich, tmp_path, roster):
    rich["claims"]["pain:empty-page@onboarding"]["statement"] = "Maria Woźniak was lost"
    for suffix in ("json", "csv", "mmd"):
        text = export(rich, tmp_path / f"m.{suffix}", redactor=Redactor(roster)).read_text(encoding="utf-8")
        assert "Maria" not in text
        assert "P01 was lost" in text


def test_json_is_the_model(rich, tmp_path):
    saved = json.loads(export(rich, tmp_path / "m.json").read_text(encoding="utf-8"))
    assert saved["claims"].keys() == rich["claims"].keys()
    assert saved["people"] == rich["people"]


def test_mermaid_has_sections_scores_and_no_syntax_from_words(rich, tmp_path):
    rich["claims"]["pain:empty-page@onboarding"]["statement"] = "Lost: 5; <b>\nsection fake"
    lines = export(rich, tmp_path / "m.mmd").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "journey"
    assert [line.split(maxsplit=1)[1] for line in lines if line.startswith("    section")] == [s["label"] for s in rich["stages"]]
    assert "      Lost 5 b section fake: 2: 13 of 18 people" in lines
    assert "      A page to show people without an account: 3: assumption" in lines


def test_an_unknown_suffix_is_answered_with_those_there_are(rich, tmp_path):
    with pytest.raises(UserError, match=r"m\.docm: a map can be saved as \.html, \.xlsx"):
        export(rich, tmp_path / "m.docm")
