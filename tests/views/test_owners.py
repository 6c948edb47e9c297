"""One page an owner: what they answer for, offline, masked, under a safe file name."""

from __future__ import annotations

import csv
from dataclasses import replace
from re import findall

import little
import pytest

import workbench as wb
from workbench.study.records import Participant


def owned(study, **owners):
    acts = [("card.set", {"claim": f"pain:{c.replace('_', '-')}", "owner": o, "reason": "r"}) for c, o in owners.items()]
    study.folder.act("ana", *acts)
    return wb.open(study.folder.root)


def test_a_page_needs_nothing_else_and_names_nobody(study):
    page = owned(study, sick_calls="Billing").owner("billing").html
    assert "default-src 'none'" in page
    assert "<script" not in page.replace("&lt;script", "")
    assert findall(r'(?:src|href)="(?!data:)', page) == []
    assert [n for n in little.NAMES if n in page] == []
    assert little.MARKUP not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page  # somebody's markup, as words


def test_a_page_has_cards_with_their_evidence_and_quotes(study):
    page = owned(study, sick_calls="Billing").owner("Billing").html
    assert "people who spoke about or were asked about Retention say so" in page
    assert "<blockquote" in page
    assert "1 card, named by" in page


def test_who_does_not_consent_is_not_quoted(study):
    page = owned(study, sick_calls="Billing").owner("Billing").html
    said = findall(r"<blockquote[^>]*>(.*?) <span", page)
    assert said
    people = {p for t in study.folder.transcripts() for p in (turn.participant for turn in t.turns) if p}
    people |= {p for s in study.folder.surveys() for p in s.answers["participant"]}
    records = study.folder.participants()
    study.folder.save_participants([replace(records.get(p, Participant(p)), consent_quote=False) for p in sorted(people)])
    page = wb.open(study.folder.root).owner("Billing").html
    assert "<blockquote" not in page
    assert not any(words in page for words in said)


def test_an_owner_who_is_not_there_is_refused_with_those_who_are(study):
    with pytest.raises(wb.UserError, match="nobody is called 'Web' here; there are: Billing"):
        owned(study, sick_calls="Billing").owner("Web")


@pytest.mark.parametrize("name", ["../../etc/passwd", "CON", "a\u202eb", "Bad\x00ger", "ö" * 300, "...", "=HYPERLINK(1)", "budget"])
def test_whatever_somebody_is_called_their_page_stays_in_the_folder(study, tmp_path, name):
    target = tmp_path / "pages"
    written = owned(study, sick_calls=name, typing_names=name.upper()).owners().save(target)
    assert {p.resolve().parent for p in written} == {target.resolve()}
    assert {p.name for p in target.iterdir()} == {p.name for p in written}
    assert len({p.name.casefold() for p in written}) == len(written)
    assert all(len(p.name) < 100 for p in written)


def test_the_budget_is_a_table_no_spreadsheet_runs(study, tmp_path):
    owned(study, sick_calls="=cmd|' /C calc'!A0").owners().save(tmp_path)
    with (tmp_path / "budget.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {r["owner"] for r in rows} >= {"'=cmd|' /C calc'!A0"}
    assert all(int(r["people"]) <= int(r["n"]) for r in rows)


def test_pages_are_the_same_bytes_again(study, tmp_path):
    view = owned(study, sick_calls="Billing", typing_names="Web")
    first, second = (view.owners().save(tmp_path / name) for name in ("a", "b"))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_cards_without_an_owner_and_who_has_what_are_told(study):
    view = owned(study, sick_calls="Billing").owners()
    assert view.frame().to_dict("records")[0]["cards"] == 1
    page = view._repr_html_()
    assert "Without an owner:" in page
    assert "Typing every name in" in page
    assert "Where to spend" in page
