"""Tickets, reviews and posts: each kind counted by its authors, never among the people."""

from __future__ import annotations

from workbench.journey.look import look
from workbench.journey.strength.elsewhere import authors, elsewhere
from workbench.study.folder import Folder


def seen(made, **options):
    return look(Folder(made.folder.root), **options)


def test_authors_are_counted_by_kind_once_each(made):
    made.define("pain:fees", label="Fees", stage="purchase")
    made.interview("P01", "Fees, I said.").code("Fees, I said.", "pain:fees")
    made.survey({"A": "Fees in a ticket.", "B": "Fees again."}, kind="ticket")
    made.survey({"A": "Fees once more."}, kind="ticket", name="second")
    made.survey({"S": "No fees, I post."}, kind="social")
    for words in ("Fees in a ticket.", "Fees again.", "Fees once more."):
        made.code(words, "pain:fees")
    made.code("No fees, I post.", "pain:fees", stance="against")
    assert elsewhere(seen(made)) == {"pain:fees": {"social": {"k": 0, "x": 1}, "ticket": {"k": 2, "x": 0}}}
    assert authors(seen(made)) == {"social": 1, "ticket": 2}
    assert (made.claim("pain:fees")["k"], made.claim("pain:fees")["x"], made.map()["people"]["N"]) == (1, 0, 1)


def test_only_those_of_the_round_count(made):
    made.define("pain:fees", label="Fees", stage="purchase").interview("P01", "Hm.").interview("P01", "Ha.", round_="2026-Q3")
    made.survey({"A": "Fees in a ticket."}, kind="ticket")
    made.code("Fees in a ticket.", "pain:fees")
    assert elsewhere(seen(made, round="2026-Q3")) == {}
    assert elsewhere(seen(made, round="2026-Q1")) == {"pain:fees": {"ticket": {"k": 1, "x": 0}}}
    assert authors(seen(made, round="2026-Q3")) == {}


def test_a_model_counts_nobody(made):
    made.define("pain:fees", label="Fees", stage="purchase").survey({"A": "Fees in a ticket."}, kind="ticket")
    made.folder.act("minilm", ("coder.join", {"kind": "model"}))
    made.code("Fees in a ticket.", "pain:fees", by="minilm")
    assert elsewhere(seen(made)) == {}
