"""What a notebook shows: nobody's name, nobody's markup, and a next step where there is nothing to show."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import little
import pytest

import workbench as wb


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    base = tmp_path_factory.mktemp("views")
    return little.make(base / "study", base / "raw")


@pytest.fixture(scope="module")
def shown(study):
    """Everything that shows itself, as HTML."""
    journey = study.journey()
    themes, needs, agreement, changes = study.themes(), study.needs(), study.agreement(), study.compare()
    frames = {
        "claims": journey.claims(),
        "quotes": journey.quotes("pain:typing-names"),
        "topics": themes.frame(),
        "quotes of topics": themes.quotes(themes.topics.topics[0].id),
        "candidates": needs.frame(),
        "differences": agreement.differences,
        "coefficients": agreement.frame(),
        "table of changes": changes.frame(),
    }
    pages = {
        "study": study._repr_html_(),
        "journey": journey._repr_mimebundle_()["text/html"],
        "themes": themes._repr_html_(),
        "needs": needs._repr_html_(),
        "agreement": agreement._repr_html_(),
        "changes": changes._repr_html_(),
        "coder": study.coder("P01").twin(),
        "themes chart": json.dumps(themes.chart().to_dict()),
        "agreement chart": json.dumps(agreement.chart().to_dict()),
    }
    return pages | {name: frame.to_html() for name, frame in frames.items()}


VIEWS = [
    "study", "journey", "themes", "needs", "agreement", "changes", "coder", "themes chart", "agreement chart", "claims", "quotes",
    "topics", "quotes of topics", "candidates", "differences", "coefficients", "table of changes",
]  # fmt: skip


@pytest.mark.parametrize("view", VIEWS)
def test_what_a_participant_wrote_never_becomes_a_tag(shown, view):
    page = shown[view]
    assert not re.search(r"<img\b[^>]*onerror", page, re.IGNORECASE)
    assert "<script>alert" not in page
    tags = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    tags = re.sub(r"""=\s*("[^"]*"|'[^']*')""", "=", tags)  # what stands in quotes is a value, whatever it says
    assert not re.search(r"<[^>]+\son\w+\s*=", tags)


@pytest.mark.parametrize("view", VIEWS)  # the coder's twin, too: the coder itself shows words as they were said
def test_names_addresses_and_numbers_are_masked(shown, view):
    words = html.unescape(re.sub(r"<(style|script).*?</\1>", "", shown[view], flags=re.DOTALL)).casefold()
    assert [name for name in little.NAMES if name.casefold() in words] == []


def test_what_was_said_with_markup_in_it_is_still_read_as_words(shown):
    assert html.escape(little.MARKUP) in shown["quotes of topics"] + shown["journey"] + shown["needs"] + shown["themes"]


def test_a_map_shows_itself_with_and_without_style_sheets(shown):
    page = shown["journey"]
    assert "wb-map" in page
    assert 'class="wb-plain"' in page
    assert "Typing every name in" in page


def test_a_claim_opens_its_quotes_for_and_against(study):
    quotes = study.journey().quotes("pain:typing-names")
    assert set(quotes["stance"]) == {"for", "against"}
    assert set(quotes[quotes["stance"] == "against"]["participant"]) == {"P02"}
    with pytest.raises(wb.UserError, match=r"the map has no claim 'pain:nothing'; it has: delight:clear-price, need:offline"):
        study.journey().quotes("pain:nothing")


def test_claims_stand_in_the_order_of_the_journey_and_an_assumption_stays_visible(study):
    claims = study.journey().claims()
    assert claims["stage"].tolist() == ["purchase", "onboarding", "retention", "retention"]
    assert claims.set_index("id").loc["need:offline", ["k", "grade"]].tolist() == [0, "ASSUMPTION"]


def test_words_of_somebody_who_did_not_agree_to_be_quoted_are_withheld(study):
    from workbench.study.records import Participant

    people = study.folder.participants()
    study.folder.save_participants([*(p for p in people.values() if p.id != "P02"), Participant("P02", consent_quote=False)])
    try:
        quotes = study.journey().quotes("pain:typing-names").set_index("participant")["quote"]
        assert set(quotes.loc[["P02"]]) == {"(withheld: no consent to quote)"}
        assert "It took me an evening" not in study.journey()._repr_mimebundle_()["text/html"]
    finally:
        study.folder.save_participants(people.values())


@pytest.mark.parametrize("suffix", [".html", ".json", ".csv", ".xlsx", ".mmd"])
def test_a_map_is_saved_by_suffix_without_names(study, tmp_path, suffix):
    saved = study.journey().save(tmp_path / f"the map{suffix}")
    raw = saved.read_bytes()
    assert raw
    words = raw.decode("utf-8", "ignore")
    assert [name for name in little.NAMES if name in words] == []


def test_a_suffix_nobody_knows_is_said_and_nothing_is_written(study, tmp_path):
    with pytest.raises(wb.UserError, match=r"can be saved as \.html"):
        study.journey().save(tmp_path / "map.doc")
    assert list(tmp_path.iterdir()) == []


def test_the_canonical_map_is_the_same_bytes_each_time(study):
    one = study.journey().save_canonical(study.folder, "twice").read_bytes()
    two = wb.open(study.folder.root).journey().save_canonical(study.folder, "twice").read_bytes()
    assert one == two
    assert json.loads(one)["people"]["N"] == 14


def test_agreement_that_is_not_defined_says_so_and_is_never_one(study):
    frame = study.agreement().frame().set_index("code")
    assert frame["documents"].unique().tolist() == [2]
    undefined = frame[frame["alpha"].isna()]
    assert "undefined" in study.agreement()._repr_html_() or undefined.empty
    assert (frame["alpha"].dropna() <= 1).all()


def test_differences_are_passages_to_talk_about(study):
    frame = study.agreement().differences
    assert {"ana", "ben", "quote", "participant"} <= set(frame.columns)
    assert len(frame)


def test_what_changed_is_said_in_people(study):
    view = study.compare()
    assert {c.verdict for c in view.changes} <= {"up", "down", "new", "not heard", "no detectable change", "not comparable"}
    assert view.frame().columns[0] == "code"
    assert "2026-Q1 to 2026-Q3" in repr(view)


def test_empty_views_say_what_to_do_next(tmp_path):
    empty = wb.new(tmp_path / "empty <b>study</b>", title="<b>Maria</b>")
    assert "study.add(" in empty._repr_html_()
    assert "<b>Maria" not in empty._repr_html_()
    assert "No two coders" in empty.agreement()._repr_html_()
    assert "Too little text" in empty.themes()._repr_html_()
    assert "No candidate needs yet" in empty.needs()._repr_html_()
    assert "Nothing to compare yet" in empty.compare()._repr_html_()
    assert "study.add(" in empty.coder()._repr_html_()
    assert empty.agreement().chart().to_dict()
    assert list(empty.agreement().differences.columns) == ["source", "item", "turn", "participant", "quote", "family"]
    assert empty.themes().chart().to_dict()
    assert empty.journey().claims().empty
    assert "0 people" in repr(empty.journey())


def test_who_does_not_consent_is_counted_and_never_quoted(tmp_path):
    """Withdrawing consent leaves every count as it was and takes every word away, from quotes and from draft statements."""
    folder = little.make(tmp_path / "study", tmp_path / "raw").folder
    before = wb.open(folder.root)
    maria = next(t for t in folder.transcripts() if "by hand every Sunday evening" in t.text)
    who = next(turn.participant for turn in maria.turns if turn.participant)
    words = {maria.text[t.start : t.end][:40] for t in maria.turns if t.participant == who}
    everybody = folder.participants()
    folder.save_participants([replace(p, consent_quote=p.id != who) for p in everybody.values()])
    after = wb.open(folder.root)
    themes, needs = after.themes(), after.needs()
    shown = [after.journey()._repr_mimebundle_()["text/html"], themes._repr_html_(), needs._repr_html_(), needs.frame().to_html()]
    shown += [themes.quotes(t.id).to_html() for t in themes] + [after.agreement().differences.to_html()]
    assert not [w for w in words for page in shown if html.escape(w) in page]
    assert "no consent to quote" in "".join(shown)
    assert list(before.themes().frame()["people"]) == list(themes.frame()["people"])
