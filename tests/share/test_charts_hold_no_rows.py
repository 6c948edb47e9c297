"""Charts get aggregates by construction: each takes allow-listed columns, and they are drawn in one room only."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import workbench
from workbench.share.gate import Guard

PACKAGE = Path(workbench.__file__).parent
#: Draws a dot for each passage: its rows are cut to `landscape.PASSAGE` (test_landscape.py), its words are masked before.
BY_PASSAGE = {"share/landscape.py"}


def drawing():
    """Return each function of the package that hands data to Altair, with its file."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "alt.Chart(" not in source and "altair.Chart(" not in source:
            continue
        functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
        for function in functions:
            text = ast.get_source_segment(source, function) or ""
            if "Chart(" in text:
                found.append((path.relative_to(PACKAGE).as_posix(), function.name, text, source))
    return found


def test_charts_are_drawn_in_one_room_only():
    assert drawing()
    assert {file.split("/")[0] for file, *_ in drawing()} == {"share"}


@pytest.mark.parametrize(("file", "name", "text", "source"), drawing(), ids=lambda x: x if len(str(x)) < 40 else "")
def test_what_is_drawn_went_through_the_allow_list(file, name, text, source):
    if file in BY_PASSAGE:
        assert "PASSAGE" in source
        return
    private = name.startswith("_") or any(f"def {name}" in other and other != text for *_, other, _ in drawing())
    assert "aggregate(" in text or (private and "aggregate(" in source), f"{file}: {name} draws what nobody looked at"


@pytest.mark.parametrize("by", ["stage", "role"])
def test_the_charts_of_a_study_name_nobody_and_quote_nobody(little_study, by):
    view = little_study.themes().over(by)
    spec = json.dumps(view.chart().to_dict(), ensure_ascii=False)
    assert Guard(little_study.redactor.roster).scan(spec) == []
    said = [s.text for s in view.segments.values() if len(s.text) > 60]
    assert said
    assert not any(text[:40] in spec for text in said)
