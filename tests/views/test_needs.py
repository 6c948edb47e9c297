"""Candidate needs as a notebook shows them: what people said as quotations, every passage behind, and what is known already."""

from __future__ import annotations

from dataclasses import replace
from html import escape, unescape
from re import findall, sub

import little
import pytest

import workbench as wb
from workbench.share.sanitise import sanitise
from workbench.study.records import Participant
from workbench.study.shares import Interval
from workbench.themes.ledger import dismiss
from workbench.themes.opportunity import Opportunity
from workbench.themes.statements import Draft, Span
from workbench.views import needs as module
from workbench.views.found import FoundView
from workbench.views.opportunities import OpportunityView
from workbench.views.parts import WITHHELD
from workbench.views.signals import WORDS, called


@pytest.fixture(scope="module")
def view(little_study):
    return little_study.needs()


def visible(page):
    return unescape(sub(r"<[^>]+>", " ", page))


def test_pages_name_nobody_and_hold_no_markup_of_participants(view):
    for page in (view._repr_html_(), view.ledger()._repr_html_(), view.quotes(1).to_html()):
        assert [name for name in little.NAMES if name.casefold() in visible(page).casefold()] == []
        assert "<img src=x" not in page
        assert "<script" not in page
        assert page.count("<details") == sanitise(page).count("<details")


def test_every_passage_of_a_candidate_is_in_the_page(view):
    page = view._repr_html_()
    for candidate in view:
        assert len(view.quotes(candidate.rank)) == len(candidate.segments)
    assert page.count("<li>") == sum(len(c.segments) for c in view)


def test_what_is_a_signal_is_marked_where_it_was_said(view):
    marks = [visible(m) for m in findall(r"<mark[^>]*>(.*?)</mark>", view._repr_html_())]
    heard = {view.segments[s.segment].text[s.start : s.end] for s in view.signals}
    assert marks
    assert any(m in words for m in marks for words in heard)


def test_classes_are_words_with_an_explanation(view):
    from workbench.reading.signals import KINDS

    assert set(WORDS) >= set(KINDS)
    page = view._repr_html_()
    for candidate in view:
        for kind in candidate.signals:
            assert called(kind) in page
            assert f"title='{escape(WORDS[kind][1], quote=True)}'" in page
    assert not [kind for kind in KINDS if kind in sub(r"<[^>]+>", " ", page)]


def test_verbatim_words_are_quotations_and_what_nobody_said_is_open(view):
    first = view[1]
    name = first.segments[0]
    words = view.segments[name].text[:12]
    whole = Draft("Owners", words, "", (Span("what", name, 0, 12),))
    page = replace(view, drafts={first.id: whole})._repr_html_()
    who = view.segments[name].participant
    assert f"Owners ask: <span title='verbatim, {who}'>\u201c{escape(words)}\u201d</span>" in page
    assert "\u2026 nobody said<" in page
    silent = replace(view, drafts={first.id: Draft("People", "", "", ())})
    assert silent.statement(first) == view.masks.text(first.statement)
    assert "nobody says in so many words" in silent._repr_html_()


def test_a_latent_need_says_what_that_means(view):
    latent = [replace(c, latent=True) for c in view.candidates]
    assert replace(view, candidates=latent)._repr_html_().count("hardly anybody asks") == len(latent)


def test_people_come_with_their_stages(view):
    staged = [row for rank in range(1, len(view) + 1) for row in view.quotes(rank)["stage"] if row]
    assert staged
    assert staged[0] in view._repr_html_()


def test_who_does_not_consent_is_counted_and_has_no_words(study):
    before = study.needs()
    first = before[1]
    who = before.segments[first.segments[0]].participant
    words = before.segments[first.segments[0]].text
    people = study.folder.participants()
    study.folder.save_participants([*(p for p in people.values() if p.id != who), Participant(who, consent_quote=False)])
    after = wb.open(study.folder.root).needs()
    assert [(c.people, c.n) for c in after] == [(c.people, c.n) for c in before]
    page = after._repr_html_()
    assert escape(words[:30]) not in page
    assert WITHHELD in page
    assert all(words[:30] not in after.statement(c) for c in after)


def test_a_confirmed_need_says_who_is_new_and_a_dismissed_candidate_is_hidden(study):
    view = study.needs()
    first, second = view[1], view[2]
    study.confirm_need(first, "need:first", "Have the first thing", segments=first.segments[:1])
    dismiss(study.folder, second, view.segments, f"all praise {little.MARKUP}", coder="ana")
    again = study.needs()
    page = again._repr_html_()
    assert "In the ledger as <em>" in page
    assert "new since it was confirmed" in page
    assert second.id not in {c.id for c in again}
    assert [c.rank for c in again] == list(range(1, len(again) + 1))
    assert "1 candidate hidden: mostly what somebody dismissed." in page
    ledger = again.ledger()._repr_html_()
    assert "need:first" in ledger
    assert escape(f"all praise {little.MARKUP}") in ledger


def test_the_ledger_has_statement_people_and_history(study):
    assert "The need ledger is empty" in study.needs().ledger()._repr_html_()
    first = study.needs()[1]
    study.confirm_need(first, "need:first", f"Have the first thing {little.MARKUP}", stage="onboarding")
    ledger = study.needs().ledger()
    page = ledger._repr_html_()
    assert escape(f"Have the first thing {little.MARKUP}") in page
    assert "Onboarding" in page
    assert "1 step" in page
    assert f"confirmed from {first.id}" in page
    frame = ledger.frame().set_index("need")
    people = {study.needs().segments[s].participant for s in first.segments}
    rounds = [c for c in frame.columns if c.startswith("people ")]
    assert len(people) <= frame.loc["need:first", rounds].sum() <= len(first.segments)
    assert repr(ledger) == "<need ledger: 1 need confirmed, 0 candidates dismissed>"


def test_ranks_that_are_not_there_are_said(view):
    with pytest.raises(wb.UserError, match=f"no candidate of rank 99; there are {len(view)}"):
        view.quotes(99)


def test_a_page_has_room_for_so_much_and_says_what_is_left_out(view, monkeypatch):
    monkeypatch.setattr(module, "MOST_CHARACTERS", 0)
    page = view._repr_html_()
    longest = max(view, key=lambda c: len(c.segments))
    assert f"and {len(longest.segments) - 3} more: <code>.quotes({longest.rank})</code>" in page


def test_the_same_study_gives_the_same_bytes(little_study, view):
    assert little_study.needs()._repr_html_() == view._repr_html_()


def opportunity(need, basis, score, top):
    share = Interval(5.0, 3.0, 7.0)
    return Opportunity(need, basis, share, share, Interval(score, score - 2, score + 2), 9, 1, 1, 3, top)


def test_what_was_rated_and_what_was_told_never_stand_in_one_chart(view):
    found = [
        opportunity("need:a", "rated", 12.0, 0.9),
        opportunity("need:b", "rated", 9.0, 0.4),
        opportunity("need:a", "told", 6.0, 1.0),
    ]
    shown = OpportunityView(found, {"need:a": f"Print {little.MARKUP}"}, view.masks)
    rated, told = (shown.chart(basis).to_dict()["description"] for basis in ("rated", "told"))
    assert "12.0 (10.0 to 14.0, n 9), among the first 3 in 90 %" in rated
    assert "6.0 (4.0 to 8.0" in told
    assert "6.0 (4.0" not in rated
    page = shown._repr_html_()
    assert page.count("<img") == 2
    assert page.index("how important it is: these scores") > page.index("<img")
    assert "2 of 2 rest on fewer than 12 people" in page
    assert "<img src=x" not in page
    assert "No need can be scored yet" in OpportunityView([], {}, view.masks)._repr_html_()


def test_the_curve_of_needs_met_stands_beside_orders_by_lot(view):
    order = sorted(view.segments)
    needs = {order[0]: {"a"}, order[1]: {"b", "a"}, order[5]: {"c"}}
    shown = FoundView(order, needs, view.segments, view.masks)
    frame = shown.frame()
    assert list(frame["found"].head(6)) == [1, 2, 2, 2, 2, 3]
    assert frame["found"].iloc[-1] == frame["lo"].iloc[-1] == frame["hi"].iloc[-1] == 3
    assert ((frame["lo"] <= frame["chance"] + 1e-9) & (frame["chance"] <= frame["hi"] + 1e-9)).all()
    assert frame["read"].iloc[-1] == 1
    assert shown.chart().to_dict()["description"].startswith("Needs met while reading: 3 needs; four fifths of them after")
    assert FoundView(order, needs, view.segments, view.masks).frame().equals(frame)


def test_a_reading_order_without_known_needs_still_says_what_to_read(view):
    page = FoundView(sorted(view.segments), {}, view.segments, view.masks)._repr_html_()
    assert "once some are coded or confirmed" in page
    assert "The first 8 of this order" in page
    assert "Nothing is left to read" in FoundView([], {}, {}, view.masks)._repr_html_()
