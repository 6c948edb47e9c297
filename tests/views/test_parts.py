"""What views show of people whose consent runs out."""

from __future__ import annotations

import pytest

from workbench.share.redact import Redactor
from workbench.study import participants
from workbench.study.records import Participant
from workbench.views.parts import WITHHELD, Masks

PEOPLE = [Participant("P01"), Participant("P02", consent_until="2026-06-30"), Participant("P03", consent_share=False)]


@pytest.mark.parametrize(("day", "shown"), [("2026-06-29", ["one", "two", WITHHELD]), ("2026-06-30", ["one", WITHHELD, WITHHELD])])
def test_words_are_shown_up_to_the_day_on_which_consent_runs_out(day, shown):
    masks = Masks.of(PEOPLE, Redactor((), lambda texts, *_, **__: [[] for _ in texts], day=day))
    assert masks.said(["one", "two", "three"], ["P01", "P02", "P03"]) == shown


def test_without_a_day_it_is_today(monkeypatch):
    monkeypatch.setattr(participants, "today", lambda: "2026-06-30")
    assert Masks.of(PEOPLE, Redactor()).silent == {"P02", "P03"}
