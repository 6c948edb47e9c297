"""How sure, as a notebook shows it: tables that say their numbers, masked, and pages that hold nobody's markup."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from re import sub

import little
import pytest

import workbench as wb
from workbench.share.sanitise import sanitise

STAGES = {"awareness", "consideration", "purchase", "onboarding", "retention", "advocacy"}


@pytest.fixture(scope="module")
def views(little_study):
    return {
        "evidence": little_study.evidence(),
        "thresholds": little_study.thresholds(sensitivity=True),
        "triangulation": little_study.triangulation(),
        "saturation": little_study.saturation(),
        "moments": little_study.moments(),
        "ask next": little_study.ask_next(),
    }


def visible(page):
    return unescape(sub(r"<[^>]+>", " ", page))


def test_pages_name_nobody_and_hold_no_markup(views):
    for view in views.values():
        page = view._repr_html_()
        assert [name for name in little.NAMES if name.casefold() in visible(page).casefold()] == []
        assert "<script" not in page
        assert page.count("<table") == sanitise(page).count("<table") > 0
        assert repr(view)


def test_names_in_labels_are_masked_and_markup_is_text(study):
    label = "Maria Lindqvist <img src=x onerror=alert(1)> waited"
    study.folder.act("ana", ("code.define", {"code": "pain:named", "label": label, "stage": "onboarding"}))
    pages = [
        v._repr_html_() for v in (study.evidence(), study.thresholds(sensitivity=True), study.triangulation(), study.ask_next())
    ]
    for page in pages:
        assert "Lindqvist" not in page
        assert "<img src=x" not in page
    guide = study.ask_next().guide()  # Markdown: what would be markup is escaped
    assert "Lindqvist" not in guide
    assert guide.count("<img src=x") == guide.count("\\<img src=x") > 0
    assert "Lindqvist" not in study.ask_next().frame().to_csv()


def test_evidence_has_a_row_a_claim_with_its_grade_and_who_could_change_it(study):
    frame = study.evidence().frame().set_index("claim")
    model = study.journey().model["claims"]
    assert set(frame.index) == set(model)
    for claim, card in model.items():
        row = frame.loc[claim]
        assert (row["k"], row["n"], row["grade"], row["fragile"]) == (card["k"], card["n"], card["grade"], card["fragility"])
        assert row["who"].count("→") == card["fragility"]
    concerns = study.evidence().concerns()
    assert set(concerns["component"]) == {"method", "coherence", "adequacy", "relevance"}


def test_what_hardly_anybody_says_is_kept_and_found(study):
    """SEEDS A17: one person's trouble is graded Anecdote, and has a table of its own."""
    talk = next(t for t in study.folder.transcripts() if t.id == "p02-2026-q1")
    turn = next(t for t in talk.turns if t.participant)
    anchor = {"source": talk.id, "item": "", "version": talk.version, "start": turn.start, "end": turn.end}
    study.folder.act("ana", ("coding.add", {"code": "pain:papercut", "anchor": anchor}))
    rare = study.evidence(rare=True).frame()
    assert list(rare["claim"]) == ["pain:papercut"]
    assert (rare["k"].iloc[0], rare["grade"].iloc[0]) == (1, "Anecdote")
    assert "pain:papercut" in set(study.evidence().frame()["claim"])


def test_a_grade_somebody_signed_stands_beside_the_proposed_one(study):
    claim = study.evidence().frame()["claim"].iloc[0]
    study.me = "ana"
    study.sign_grade(claim, "Low", reason="two of them are colleagues")
    row = study.evidence().frame().set_index("claim").loc[claim]
    assert (row["signed"], row["signed_by"], row["current"]) == ("Low", "ana", True)
    assert "Low (signed by ana)" in visible(study.evidence()._repr_html_())


def test_cut_offs_of_the_study_are_marked_and_misspelt_ones_named(study):
    toml = study.folder.root / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n[thresholds]\npassages = 3\nmonhts = 3\n", encoding="utf-8")
    view = wb.open(study.folder.root).thresholds()
    frame = view.frame().set_index("name")
    assert list(frame.index[frame["changed"]]) == ["passages"]
    assert view.notes == ["study.toml, thresholds: nothing reads 'monhts'; was months meant?"]
    assert view.sensitivity().empty
    assert view.notes[0] in wb.open(study.folder.root).journey().model["notices"]


def test_contradictory_cut_offs_are_refused_wherever_they_are_used(study):
    toml = study.folder.root / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n[thresholds]\nadequacy = [3, 5, 8]\n", encoding="utf-8")
    for ask in ("thresholds", "evidence", "moments", "ask_next", "journey"):
        with pytest.raises(wb.UserError, match=r"adequacy is .* contradict each other"):
            getattr(wb.open(study.folder.root), ask)()


def test_saturation_has_a_row_for_each_stage_and_says_when_it_is_too_early(views):
    frame = views["saturation"].frame()
    assert len(frame) == 1 + len(STAGES)
    assert frame["enough"].isna().all()  # two interviews
    with pytest.raises(wb.UserError, match="too few to say"):
        views["saturation"].chart()
    with pytest.raises(wb.UserError, match="nothing is called 'moon'"):
        views["saturation"].chart("moon")


def test_the_curve_of_saturation_says_in_words_what_it_shows():
    corpus = Path(__file__).parents[2] / "corpus" / "study"
    if not (corpus / "study.toml").is_file():
        pytest.skip("the sample study is not built: run corpus/make.py")
    view = wb.open(corpus).saturation()
    for what in ("", "retention", "Retention"):
        said = view.chart(what).to_dict()["description"]
        assert "12 interviews" in said
        assert "saturated at" in said
    assert "<img alt=" in view._repr_html_()


def test_moments_show_every_step(views):
    frame = views["moments"].frame()
    assert set(frame["stage"]) == STAGES
    assert set(frame["people"]) <= {"yes", "no"}
    assert set(frame["outcome"]) <= {"yes", "no", "not known"}


def test_the_guide_is_saved_as_text_and_as_nothing_else(views, tmp_path):
    view = views["ask next"]
    written = view.save(tmp_path / "guide.md")
    assert written.read_text(encoding="utf-8") == view.guide()
    for wrong in ("guide.docx", "guide"):
        with pytest.raises(wb.UserError, match=r"saved as .md or .txt"):
            view.save(tmp_path / wrong)
    with pytest.raises(wb.UserError, match="no such folder"):
        view.save(tmp_path / "none" / "guide.md")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["guide.md"]


@pytest.mark.parametrize("view", ["evidence", "triangulation", "saturation", "moments", "ask_next", "thresholds"])
def test_an_empty_study_shows_that_there_is_nothing_yet(tmp_path, view):
    shown = getattr(wb.new(tmp_path / "empty"), view)()
    assert shown._repr_html_()
    assert len(shown.frame()) >= 0


@pytest.mark.parametrize("people", range(1, 6))
def test_one_to_five_people_work_and_claim_nothing(tmp_path, people):
    """SEEDS A44: a first look with a few people has wide intervals, hollow dots, no stars and no saturation."""
    study = wb.new(tmp_path / "few")
    lines = [f"P{n}: I had to wait for a whole week until somebody rang me back." for n in range(people)]
    for n, line in enumerate(lines):
        file = tmp_path / f"talk{n}.txt"
        file.write_text(f"Interviewer: How was it?\n\n{line}\n", encoding="utf-8")
        study.add(file, round="r")
    for talk in study.folder.transcripts():
        turn = next(t for t in talk.turns if t.participant)
        anchor = {"source": talk.id, "item": "", "version": talk.version, "start": turn.start, "end": turn.end}
        codes = ("pain:wait", "stage:onboarding", "emotion:angry")
        study.folder.act("ana", *(("coding.add", {"code": code, "anchor": anchor}) for code in codes))
    study = wb.open(study.folder.root)
    row = study.evidence().frame().iloc[0]
    assert (row["k"], row["n"]) == (people, people)
    assert row["hi"] - row["lo"] > 0.4
    assert row["grade"] in {"Anecdote", "Very low", "Low"} if people < 5 else row["grade"] in {"Low", "Moderate"}
    emotion = next(s for s in study.journey().model["stages"] if s["id"] == "onboarding")["emotion"]
    assert emotion["hollow"] == (people < 5)
    assert (emotion["mean"] is None) == (people < 3)
    assert not study.moments().frame()["moment"].any() or people == 5
    assert study.saturation().frame()["enough"].isna().all()
    assert len(study.ask_next().frame())
