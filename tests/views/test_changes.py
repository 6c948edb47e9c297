"""What changed, in a notebook, as text, as data and as a page: all of it said, masked, and nothing claimed twice."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import little
import pytest

import workbench as wb
from workbench.coding.assign import assign, reveal
from workbench.coding.frame import codings_frame
from workbench.journey.change.verdicts import CHANGES
from workbench.journey.look import look
from workbench.rerun import Rerun, sentences
from workbench.share.rounds_page import rounds_page
from workbench.study.records import Participant
from workbench.views.across import Across
from workbench.views.changes_page import body

CORPUS = Path(__file__).parents[2] / "corpus" / "study"


@pytest.fixture(scope="module")
def sample():
    if not (CORPUS / "study.toml").is_file():
        pytest.skip("the sample study is not built: run corpus/make.py")
    return wb.open(CORPUS)


@pytest.fixture(scope="module")
def view(sample):
    return sample.compare()


@pytest.fixture
def study(tmp_path):
    return little.make(tmp_path / "study", tmp_path / "raw")


def words(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_summary_says_in_plain_words_what_changed(view):
    told = [c.verdict for c in view.changes]
    assert view.summary().startswith(
        f"From 2026-Q1 to 2026-Q3, of {len(told)} claims: {told.count('up')} up, {told.count('down')} down; "
    )
    quiet = told.count("no detectable change")
    assert (f"{quiet} with no detectable change" in view.summary()) == bool(quiet)
    assert "People feel worse at Retention." in view.summary()
    assert view.honesty().startswith("Where nothing changed, 0.")


def test_feelings_come_in_the_order_of_the_journey(sample, view):
    assert list(view.felt) == [s.id for s in sample.folder.settings.stages]
    assert list(view.feelings()["stage"]) == list(view.felt)


def test_every_line_begins_with_its_word_and_what_changed_comes_first(view):
    lines = view.lines()
    ranked = [line.split("  ")[0].strip() for line in lines[1 : 1 + len(view.changes)]]
    assert ranked == sorted(ranked, key=["up", "down", "new", "not heard", "equivalent", "no detectable change"].index)
    assert all("could see" in line for line in lines[1 : 1 + len(view.changes)])
    assert any(line.startswith("Caution: Recruited differently") for line in lines)


def test_the_page_shows_each_verdict_with_a_picture_and_words_for_who_cannot_see_it(view):
    page = view._repr_html_()
    assert page.count("<img ") == len(view.changes) + len(view.felt) + 3  # and a scale above each table
    said = re.findall(r'alt="([^"]+)"', page)
    assert "27 of 255 before, 62 of 254 now" in said
    shown = words(page)
    for c in view.changes:
        assert c.said in shown
    assert "<script" not in page
    assert "<svg" not in page  # a sanitiser takes these away; pictures stay


def test_nothing_is_counted_that_there_is_none_of():
    topic = SimpleNamespace(kind="new")
    assert Across((), SimpleNamespace(new=[], matches=[])).lines() == []
    assert Across((), SimpleNamespace(new=[1], matches=[]), (topic,)).lines() == [
        "1 new candidate that goes with no need so far: study.needs() shows what people say.",
        "Topics since the round before: 1 new. study.themes() says which.",
    ]


def test_on_the_page_every_table_has_a_heading_and_scrolls_by_itself(view):
    page = rounds_page("What changed", body(view))
    assert page.count('role="group" aria-label="') == page.count("<table>") == page.count("<h2>") > 1
    assert "<h2>What changed</h2>" in page


def test_what_changed_comes_with_new_words_of_people_who_had_not_said_so(sample, view):
    before = {m.participant for m in look(sample.folder, round="2026-Q1").material.mentions["need:sick-cover"]}
    told = view.quotes["need:sick-cover"]
    assert 1 <= len(told) <= 3
    assert {who.split(",")[0] for _, who in told}.isdisjoint(before)
    assert set(view.quotes) == {c.code for c in view.changes if c.verdict in CHANGES and c.k1}
    assert all(html.escape(said) in view._repr_html_() for said, _ in told)


def test_who_does_not_consent_is_not_quoted(sample, view):
    copy = sample.try_out()
    silent = {who.split(",")[0] for told in view.quotes.values() for _, who in told}
    records = copy.folder.participants()
    held = [replace(records.get(p, Participant(p)), consent_quote=False) for p in sorted(silent)]
    copy.folder.save_participants([r for p, r in records.items() if p not in silent] + held)
    quoted = {who.split(",")[0] for told in copy.compare().quotes.values() for _, who in told}
    assert quoted
    assert quoted.isdisjoint(silent)


def test_names_and_markup_are_nowhere(study, tmp_path):
    found = study.compare()
    path = found.save(tmp_path / "diff.html")
    for shown in (found._repr_html_(), path.read_text(encoding="utf-8"), "\n".join(found.lines()), str(found.as_plain())):
        assert not [name for name in little.NAMES if name in shown]
    for page in (found._repr_html_(), path.read_text(encoding="utf-8")):
        assert little.MARKUP not in page
        assert "Phoning round &lt;img" in page


def test_the_page_needs_nothing_else_and_holds_which_need_is_which(study, tmp_path):
    page = study.compare().save(tmp_path / "diff.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", page)
    assert "may be one need from a likeness of 0.65" in words(page)
    assert "from other studies, since this one has too few needs" in words(page)
    assert "Purchase" in words(page).split("People are counted", 1)[1]  # the two maps side by side
    assert page == study.compare().save(tmp_path / "again.html").read_text(encoding="utf-8")


def test_only_a_page_can_be_saved(study, tmp_path):
    with pytest.raises(wb.UserError, match=r"can be saved as \.html"):
        study.compare().save(tmp_path / "diff.csv")
    with pytest.raises(wb.UserError, match="nothing to compare yet"):
        wb.new(tmp_path / "empty").compare().save(tmp_path / "diff.html")


def test_two_rounds_in_which_nothing_is_coded(tmp_path):
    made = wb.new(tmp_path / "new")
    for table, round_ in zip(little.files(tmp_path / "raw")[1], little.SURVEY, strict=True):
        made.add_survey(table, round=round_, participant="respondent_id")
    found = made.compare()
    assert found.summary() == "nothing to compare yet: no claim was heard in 2026-Q1 or 2026-Q3."
    assert [line.split("  ")[0] for line in found.lines()[1:]] == ["no detectable change"]  # of what they rated
    assert "Code what was said in both" in found._repr_html_()
    assert found.placebo is None


def test_what_a_person_decided_about_needs_stands_beside_what_is_open(study):
    ruling = {"round": "2026-Q3", "kind": "gone", "needs": ["need:offline"], "into": []}
    study.folder.act("ana", ("need.confirm", {"need": "need:offline", "statement": "Works offline", "anchors": []}))
    study.folder.act("ana", ("need.decide", ruling), ("need.decide", {**ruling, "round": "2026-Q1"}))
    found = study.compare().needs
    assert [(r.kind, r.needs) for r in found.rulings] == [("gone", ("need:offline",))]
    assert all(of != ("need:offline",) or kind != "gone" for kind, of, _, _ in found.open())
    told = words(found.html(study.folder.state(), study.masks))
    assert "Works offline" in told
    assert "decided by ana" in told
    assert study.compare().as_plain(needs=True)["needs"]["decided"] == [
        {"kind": "gone", "needs": ["need:offline"], "into": [], "by": "ana"}
    ]


def test_a_need_that_is_open_is_to_decide_until_it_is_decided(study):
    """A need of the ledger was called not heard, though people said it again: that somebody has to look stood in no list."""
    study.folder.act("ana", ("need.confirm", {"need": "need:offline", "statement": "Works offline", "anchors": []}))
    (told,) = [what for what in study.to_decide()["what"] if "of the ledger" in what]
    assert told == "1 need of the ledger to decide on: Works offline: not found any more"
    (match,) = study.needs().review.about("need:offline")
    study.decide_need(match, study.rounds()[-1], reason="nobody says so any more")
    assert not [what for what in study.to_decide()["what"] if "of the ledger" in what]


def test_an_answer_that_says_nothing_is_not_left_to_be_coded(tmp_path):
    made = wb.new(tmp_path / "new")
    (tmp_path / "a.csv").write_text("respondent_id,What went wrong?\na1,It was slow to open the door\na2,n/a\na3,nothing at all\n")
    made.add_survey(tmp_path / "a.csv", round="2026-Q1", participant="respondent_id", text=["What went wrong?"])
    assert made.to_decide()["what"][0] == "1 of 1 answers of a-2026-q1 are not coded: they count for nothing yet"


def test_drift_is_said_where_somebody_coded_again(study):
    assert study.compare().drift == ()
    made = assign(study.folder, None, ["ana"], coder="ana", purpose="recode", share=1.0)
    for row in codings_frame(study.folder, "ana").to_dict("records"):
        if row["coder"] == "ana":
            place = {key: row[key] for key in ("source", "item", "version", "start", "end")}
            study.folder.act("ana (again)", ("coding.add", {"code": row["code"], "anchor": place, "stance": row["stance"]}))
    assert "still being coded again" in study.compare().drift[0]
    reveal(study.folder, made, coder="ana")
    (line,) = study.compare().drift
    assert re.match(r"Coded again, blind, by ana: \d+ texts; 0 of \d+ codes given more or less often", line)
    assert html.escape(line) in study.compare()._repr_html_()


def test_errors_of_a_machine_are_taken_out_only_if_asked(view):
    """Rogan and Gladen 1978: shares by their formula, differences divided by what is left of Se + Sp."""
    most = max(range(len(view.changes)), key=lambda n: view.changes[n].k0)
    one, change = view.corrected(0.8, 0.9).iloc[most], view.changes[most]
    assert one["code"] == change.code
    assert one["before"] == pytest.approx((change.k0 / change.n0 - 0.1) / 0.7)
    assert one["difference"] == pytest.approx(change.difference / 0.7)
    with pytest.raises(wb.UserError, match="no better than a coin"):
        view.corrected(0.5, 0.5)


def test_a_person_says_that_two_questions_are_the_same(study):
    later, earlier = ("survey-2026-q3", "what-is-the-main-reason-for-your-score"), ("survey-2026-q1",)
    old = (*earlier, "what-is-the-main-reason-for-your-score")
    for wrong, why in (
        ((later, old, " "), "say why"),
        ((later, later, "r"), "is named twice"),
        ((("nps", "q"), old, "r"), "no survey is called 'nps'; there are: survey-2026-q1, survey-2026-q3"),
        (((later[0], "q9"), old, "r"), "has no question 'q9'; it has: what-is-the-main"),
    ):
        with pytest.raises(wb.UserError, match=why):
            study.same_question(*wrong)
    act = study.same_question(later, old, "a comma only")
    assert study.folder.state().same == {later: (old,)}
    study.undo(act)
    assert study.folder.state().same == {}


def test_a_question_that_changed_keeps_its_stage_apart_until_somebody_says_it_is_the_same(tmp_path):
    made = wb.new(tmp_path / "new")
    made.me = "ana"
    for round_, question in (("2026-Q1", "How did it begin?"), ("2026-Q3", "What went wrong?")):
        path = tmp_path / f"{round_}.csv"
        rows = [f"{who}{round_[-1]},{who} waited a week" for who in "abcdefgh"]
        path.write_text("\n".join([f"respondent_id,{question}", *rows]) + "\n", encoding="utf-8")
        made.add_survey(path, round=round_, participant="respondent_id", stages={question: ["onboarding"]})
    made.folder.act("ana", ("code.define", {"code": "pain:wait", "label": "Waiting", "stage": "onboarding"}))
    for survey in made.folder.surveys():
        for item, text, version in zip(*(survey.answers[c] for c in ("answer", "text", "version")), strict=True):
            place = {"source": survey.id, "item": item, "version": version, "start": 0, "end": len(text)}
            made.folder.act("ana", ("coding.add", {"code": "pain:wait", "anchor": place}))
    (line,) = made.compare().cautions
    reason = "the question changed: before \u201cHow did it begin?\u201d, now \u201cWhat went wrong?\u201d"
    assert line.startswith(f"Onboarding is not compared: {reason}. If it asks the same all the same, say so: study.same_question((")
    assert [c.text for c in made.compare().changes] == [f"not comparable ({reason})"]
    assert made.journey(round="2026-Q3").model["claims"]["pain:wait"]["verdict"]["word"] == "not comparable"
    (earlier, later) = ((s.id, s.questions[0].id) for s in sorted(made.folder.surveys(), key=lambda s: s.round))
    made.same_question(later, earlier, "asked in the same place")
    assert [c.verdict for c in made.compare().changes] == ["no detectable change"]
    assert made.compare().cautions == ()


def wave(made, path, round_, question, scale, promoters):
    """A survey of one general question and two ratings; so many of 40 would recommend."""
    rows = [f"m{n}-{round_[-1]},{9 if n < promoters else 3},{n % 3 + 2},it took person {n} a week to be let in" for n in range(40)]
    head = f"respondent_id,How likely are you to recommend us?,How easy was it? ({scale}),{question}"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    made.add_survey(path, round=round_, participant="respondent_id", text=[question])


def test_a_score_that_fell_is_a_change_too_and_another_scale_is_said(tmp_path):
    """What changed said nothing of the ratings: the score of a year had halved, and the report called nothing changed."""
    made = wb.new(tmp_path / "new")
    done = Rerun("2026-Q3", changes=None)
    for round_, scale, promoters in (("2026-Q1", "1-5", 30), ("2026-Q2", "0-10", 29), ("2026-Q3", "1-5", 5)):
        wave(made, tmp_path / f"{round_}.csv", round_, "What went wrong?", scale, promoters)
    found = made.compare("2026-Q1", "2026-Q3")
    assert [(n.name, n.verdict) for n in found.numbers] == [("CES", "no detectable change"), ("NPS", "down")]
    assert found.numbers[1].text.startswith("NPS \u221275 (")
    assert "down since 2026-Q1: \u2212125" in found.numbers[1].text
    assert found.summary() == "nothing to compare yet: no claim was heard in 2026-Q1 or 2026-Q3. NPS is down."
    assert "\u221275" in found._repr_html_()
    assert found.as_plain()["numbers"][1]["verdict"] == "down"
    done.changes = made.compare("2026-Q1", "2026-Q3")
    assert f"  {found.numbers[1].text}" in sentences(done)
    done.changes = middle = made.compare("2026-Q1", "2026-Q2")
    assert f"  {middle.notices[0]}" in sentences(done)
    assert [(n.name, n.verdict) for n in middle.numbers] == [("NPS", "no detectable change")]
    (said,) = middle.notices
    assert said.endswith("0-10: asked on another scale in 2026-Q1, so it is not compared")
    assert said in middle.lines()


def test_a_general_question_in_other_words_is_said_and_a_person_decides(tmp_path):
    """It was about no stage, so nothing was said of it: other words, other answers, and called a change."""
    made = wb.new(tmp_path / "new")
    made.me = "ana"
    asked = ("What annoyed you most on your last ride?", "What annoyed you the most on your last ride with us?")
    for round_, question in zip(("2026-Q1", "2026-Q3"), asked, strict=True):
        wave(made, tmp_path / f"{round_}.csv", round_, question, "1-5", 20)
    made.folder.act("ana", ("code.define", {"code": "pain:wait", "label": "Waiting", "stage": "onboarding"}))
    made.code("pain: wait", "it took person 3 a week", source="2026-q1")
    made.code("pain: wait", "it took person 3 a week", source="2026-q3")
    (line,) = made.compare().cautions
    assert f"  Caution: {line}" in sentences(Rerun("2026-Q3", changes=made.compare()))
    assert line.startswith(f"The question changed: before \u201c{asked[0]}\u201d, now \u201c{asked[1]}\u201d. People may say")
    assert "not comparable" not in {c.verdict for c in made.compare().changes}
    (told,) = [row.do for row in made.to_decide().itertuples() if "asked \u201cWhat annoyed" in row.what]
    _, command, _, *named, _, _ = told.split(" ")
    assert command == "same-question"
    made.same_question(tuple(named[:2]), tuple(named[2:]), "a word or two")
    assert made.compare().cautions == ()
    assert not [what for what in made.to_decide()["what"] if "asked \u201cWhat annoyed" in what]


def test_one_persona_is_compared_alone(sample, view):
    few = sample.compare(persona="New to Tern")
    assert {c.code: c.n1 for c in few.changes}["need:quiet-hours"] < {c.code: c.n1 for c in view.changes}["need:quiet-hours"]
    with pytest.raises(wb.UserError, match="no persona is called"):
        sample.compare(persona="Nobody")
