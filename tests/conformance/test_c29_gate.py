"""What leaves a study: the last look at it.

C29
    input: a notebook and a page with a name in an unused column of a chart, a hidden widget, a traceback, base64, `\\u` escapes,
        an attachment, an alt text, metadata; with a token, a home path, an e-mail address, a phone number
    expected: the gate stops each and says where; the clean twin passes
    product: as expected; its report masks what it found
    naive: `name in text` finds one of them
"""

from __future__ import annotations

import json
from base64 import b64encode
from urllib.parse import quote

import naive
import nbformat
import pytest

from workbench.share.gate import require_clean, scan
from workbench.sources.people.key import KeyEntry
from workbench.study.errors import CheckFailed

NAME = "Maria Woźniak"
ROSTER = (KeyEntry("P01", NAME, ("Marysia",)), KeyEntry("P02", "Siobhán O\u2019Connor"))
v4 = nbformat.v4


def notebook(*outputs, metadata=None, attachments=None, source="study.journey()"):
    cell = v4.new_code_cell(source, outputs=list(outputs))
    note = v4.new_markdown_cell("fine", attachments=attachments or {})
    return nbformat.writes(v4.new_notebook(cells=[cell, note], metadata=metadata or {}))


def chart(values):
    return v4.new_output("display_data", data={"application/vnd.vegalite.v5+json": {"data": {"values": values}}})


def html(text):
    return notebook(v4.new_output("display_data", data={"text/html": text}))


def coded(head):
    return b64encode(f"{head}\n{NAME};slow and dear".encode()).decode()


WIDGETS = {
    "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"state": {"value": NAME, "_view_name": None}}}}}
}
LEAKS = {
    "unused chart column": notebook(chart([{"x": 1, "who": NAME}])),
    "hidden widget": notebook(metadata=WIDGETS),
    "traceback": notebook(v4.new_output("error", ename="AssertionError", evalue="row 3", traceback=[f"assert ['{NAME}']"])),
    "base64": html(f'<a href="data:text/csv;base64,{coded("name;why")}">x</a>'),
    "escape": notebook(v4.new_output("stream", text=json.dumps({"who": NAME}))),
    "attachment": notebook(attachments={"a.csv": {"text/csv": coded("a;b")}}),
    "alt text": html(f'<img alt="{NAME.upper()} at work" src="x.png">'),
    "link": html(f'<a href="#{quote(NAME)}">x</a>'),
    "token": notebook(v4.new_output("stream", text="http://localhost:8888/lab?token=" + "ab12" * 12)),
    "home path": notebook(metadata={"papermill": {"input_path": "/home/ann.lee/interviews/1.ipynb"}}),
    "e-mail": notebook(v4.new_output("stream", text="write to m.w@firm.example please")),
    "phone": notebook(v4.new_output("stream", text="call me on +48 601 234 567")),
}  # fmt: skip
CLEAN = notebook(
    chart([{"x": 1, "who": "P01"}]),
    v4.new_output("stream", text="P01 said so, 13 of 18 people, 2026-09-03, 21,975 visits, version 3.2.1\n"),
    v4.new_output("error", ename="ValueError", evalue="row 3", traceback=["no such stage"]),
    v4.new_output(
        "display_data", data={"text/html": '<img alt="P02 at work" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA">'}
    ),
)


def stopped(document):
    assert scan(document, ROSTER)


@pytest.mark.parametrize("how", sorted(LEAKS))
def test_c29_each_leak_stops_the_file_and_is_placed(how):
    stopped(LEAKS[how])
    with pytest.raises(CheckFailed) as caught:
        require_clean(LEAKS[how], ROSTER, name="a.ipynb")
    said = str(caught.value)
    assert "a.ipynb is not fit to share" in said
    assert any(place in said for place in ("cells[", "metadata"))
    assert "Maria" not in said
    assert "601" not in said


def test_c29_the_clean_twin_passes():
    assert scan(CLEAN, ROSTER) == []
    require_clean(CLEAN, ROSTER)


def test_c29_the_report_of_a_study_does_not_leave_with_a_name(little_study, tmp_path, monkeypatch):
    """The product's own way out: a report whose masks failed is not written."""
    from workbench import demo

    study = type(little_study)(little_study.folder, "ana")
    monkeypatch.setattr("workbench.share.redact.Redactor.texts", lambda _self, texts, **_: list(texts))
    result = demo.Result(tmp_path / "report.html")
    with pytest.raises(CheckFailed, match="not fit to share"):
        demo._report(study, study.journey().model, [], result)
    assert not result.report.exists()


def test_c29_naive_a_search_finds_hardly_any():
    names = [n for n in LEAKS if n not in {"token", "home path", "e-mail", "phone"}]
    with pytest.raises(AssertionError):
        assert [n for n in names if not naive.leaks(LEAKS[n], [NAME])] == []
    missed = [n for n in names if not naive.leaks(LEAKS[n], [NAME])]
    assert {"base64", "escape", "attachment", "link"} <= set(missed)
