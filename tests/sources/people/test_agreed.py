"""A survey that asks its respondents whether they may be quoted: who does not say yes is not."""

from __future__ import annotations

import pytest

import workbench as wb
from workbench.sources.people.agreed import agrees, asks
from workbench.sources.preview import preview

SAID = "We had to call twice"


@pytest.mark.parametrize("column", [
    "May we quote you anonymously?", "Consent", "consent_quote", "I agree that my answers may be quoted",
    "Dürfen wir Sie anonym zitieren?", "Einwilligung", "Would you be willing to let us quote your comments?",
    "Are you happy to be quoted?", "Peut-on vous citer ?",
    "Can we use your answers in our publications?", "I consent to take part in this study", "Is it okay if we publish your words?",
])  # fmt: skip
def test_a_column_that_asks_for_consent_is_known(column):
    assert asks(column)


@pytest.mark.parametrize("column", [
    "Do you agree to be contacted again?", "Could you easily get a quote?", "I was happy with the quote I got for my car", "Quote",
    "Did they ask for your consent?", "Are you willing to share your screen with us?", "Can you use it on your phone?",
    "Was the consent form easy to understand?", "Would you share this app?", "Can we help you use your account?",
])  # fmt: skip
def test_one_that_asks_for_something_else_is_not(column):
    assert not asks(column)


@pytest.mark.parametrize(("cell", "yes"), [
    ("Yes", True), ("Ja, gerne", True), ("I agree", True), ("Yes, but anonymously", True), ("1", True), ("TRUE", True),
    ("No", False), ("", False), ("I do not agree", False), ("Yes, but only internally", False), ("not sure", False), ("0", False),
])  # fmt: skip
def test_only_a_clear_yes_is_one(cell, yes):
    assert agrees(cell) is yes


def survey(tmp_path, *rows, asked="May we quote you?"):
    file = tmp_path / "feedback.csv"
    lines = [f"{who},{SAID} on day {n}.,{said}" for n, (who, said) in enumerate(rows)]
    file.write_text("\n".join([f"Email,What happened?,{asked}", *lines]) + "\n", encoding="utf-8")
    return file


def test_who_does_not_say_yes_is_counted_and_quoted_nowhere(tmp_path):
    rows = [(f"p{n}@example.org", "Yes" if n % 2 else "No") for n in range(6)]
    study = wb.new(tmp_path / "s")
    report = study.add_survey(survey(tmp_path, *rows), round="1")
    assert any("asks for consent: 3 of 6 rows do not say yes" in note for note in report.notes)
    silent = [p.id for p in study.folder.participants().values() if not p.consent_quote]
    assert silent == ["R0001", "R0003", "R0005"]
    for who in range(1, 7):
        study.code("pain: twice", SAID, source=f"R000{who}:what-happened")
    quotes = study.journey().quotes("pain:twice")
    assert len(quotes) == 6
    assert set(quotes[quotes["quote"].str.contains(SAID)]["participant"]) == {"R0002", "R0004", "R0006"}
    assert study.add_survey(survey(tmp_path, *rows), round="1").status == "unchanged"


def test_a_preview_says_so_before(tmp_path):
    seen = preview(survey(tmp_path, ("a@example.org", "No"), ("b@example.org", "Yes"), ("c@example.org", "Yes")))
    assert ("consent", "2 say yes; who does not is counted and not quoted") in {(c.role, c.why) for c in seen.columns}


def test_a_no_of_an_earlier_round_is_not_taken_back_by_a_later_yes(tmp_path):
    study = wb.new(tmp_path / "s")
    study.add_survey(survey(tmp_path, ("a@example.org", "No"), ("b@example.org", "Yes")), round="1")
    study.add_survey(survey(tmp_path, ("a@example.org", "Yes"), ("b@example.org", "")), round="2")
    assert {p.id: p.quotable("2026-01-01") for p in study.folder.participants().values()} == {"R0001": False, "R0002": False}


def test_what_was_asked_may_be_about_sharing_alone(tmp_path):
    study = wb.new(tmp_path / "s")
    study.add_survey(survey(tmp_path, ("a@example.org", "No"), asked="May your answers be shared?"), round="1")
    (person,) = study.folder.participants().values()
    assert not person.consent_share
