"""What a notebook and a shell see of the plan: masked, counted, and with a next step where there is nothing yet."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from html import unescape
from io import StringIO
from re import sub

import pytest

import workbench as wb
from workbench import cli
from workbench.journey.plan.kano import kano
from workbench.share.charts import aggregate
from workbench.share.sanitise import sanitise
from workbench.study.records import Participant
from workbench.views.priorities import KanoView

NAME = "Maria Lindqvist"
MARKUP = "<img src=x onerror=alert(1)>"
EFFORTS = {"pain:wait": 1, "pain:dear": 5, "need:list": 3}


@pytest.fixture
def study(made):
    """Ten people: most wait, some find it dear, few want a list. Labels hold a name and markup."""
    made.define("pain:wait", label=f"{NAME} waits {MARKUP}", stage="onboarding", owner="Product", valence=-1)
    made.define("pain:dear", label="=1+1 too dear", stage="purchase", owner="Billing", valence=-1)
    made.define("need:list", label="A list", stage="onboarding", valence=-1).define(
        "need:nobody", label="Nobody's", stage="advocacy"
    )
    for n in range(10):
        round_ = "2026-Q1" if n < 5 else "2026-Q3"
        said = [
            f"I waited and waited here, says {n}.",
            f"It was dear to me, says {n}.",
            f"I began, says {n}.",
            f"A list, says {n}.",
        ]
        made.interview(f"P{n:02}", *said, round_=round_, date="2026-02-03" if n < 5 else "2026-08-04")
        made.code(said[2], "stage:onboarding", "stage:purchase", "emotion:angry")
        for code, words, upto in (("pain:wait", said[0], 9), ("pain:dear", said[1], 4), ("need:list", said[3], 2)):
            if n < upto:
                made.code(words, code)
    made.people(*(Participant(f"P{n:02}", consent_quote=n != 0) for n in range(10)))
    made.folder.key_file.write_text(f"pseudonym,name,aliases,kind\nP03,{NAME},,participant\n", encoding="utf-8")
    there = wb.open(made.folder.root)
    there.me = "ana"
    return there


def visible(page):
    return unescape(sub(r"<[^>]+>", " ", page))


def pages(study):
    return [study.priorities(by) for by in ("odi", "rice", "effort")] + [
        study.hypotheses(), study.loop(), study.future(), study.table(), KanoView([], study.masks),
    ]  # fmt: skip


def test_with_nothing_to_show_a_page_says_what_to_do_next(tmp_path):
    empty = wb.new(tmp_path / "study")
    for page in pages(empty):
        said = visible(page._repr_html_())
        assert any(word in said for word in ("study.", "code what people say", "Ask of each", "not asked"))
        assert repr(page).startswith("<")
    assert empty.priorities().frame().empty
    with pytest.raises(wb.UserError, match="No pain or need"):
        empty.priorities().chart()


def test_pages_hold_no_names_and_no_markup(study):
    for claim, effort in EFFORTS.items():
        study.estimate(claim, effort=effort, reason="asked the team")
    study.hypothesis("send a checklist", claims=["pain:wait"])
    study.set_future("pain:wait", becomes="Ready on day one", reason="they leave here")
    study.card_status("pain:wait", "acting", reason="a checklist")
    for page in pages(study):
        shown = page._repr_html_()
        assert "Lindqvist" not in visible(shown)
        assert "<img src=x" not in shown
        assert "<script" not in shown
        assert shown.count("<table") == sanitise(shown).count("<table")
        frame = getattr(page, "frame", dict)()
        assert "Lindqvist" not in str(frame)


def test_quick_wins_and_orders(study):
    with pytest.raises(wb.UserError, match="nobody estimated an effort"):
        study.priorities("rice").chart()
    for claim, effort in EFFORTS.items():
        study.estimate(claim, effort=effort, reason="asked the team")
    view = study.priorities("rice")
    frame = view.frame()
    assert frame["claim"].tolist()[:3] == ["pain:wait", "pain:dear", "need:list"]
    assert view.quick_wins == ["pain:wait"]
    left = frame[frame["claim"] == "need:nobody"].iloc[0]
    assert left["why"].startswith("nobody spoke about this part")
    assert "1 not ranked, and why" in view._repr_html_()
    told = view.chart().to_dict()["description"]
    assert "quick win" in told
    assert "too dear" in told
    aggregate(frame[["heard", "score"]], ["heard", "score"])


def test_what_was_rated_stands_in_a_list_of_its_own(made):
    """Ulwick 2005: 10 of 12 find it important and 4 of 12 are content, so 8.33 + (8.33 - 3.33) = 13.33."""
    who = [f"R{n:02}" for n in range(12)]
    made.survey({p: f"answer of {p}" for p in who})
    survey = made.folder.surveys()[0]
    answers = survey.answers.assign(
        **{"rating.matters": [5 if n < 10 else 2 for n in range(12)], "rating.met": [1 if n < 8 else 4 for n in range(12)]}
    )
    made.folder.add_survey(replace(survey, id="rated", answers=answers.assign(answer=[f"r{n}" for n in range(12)])))
    made.define("need:list", label="A list", stage="onboarding")
    view = wb.open(made.folder.root).priorities(ratings={"need:list": ("matters", "met")})
    (one,) = view.rated
    assert one.score.value == pytest.approx(13.33, abs=0.01)
    assert one.score.lo < 10
    assert one.score.hi > 15
    assert view.ranked() == [], "nobody spoke of it: what was told has no rank"
    assert "as people rated them" in view._repr_html_()


@pytest.mark.parametrize(
    ("numbers", "said"),
    [({"effort": 0}, "effort is a number above 0"), ({"impact": -1}, "impact is a number from 0 on"), ({}, "at least one of"),
     ({"reach": float("nan")}, "reach is not a finite number")],
)  # fmt: skip
def test_estimates_that_cannot_be_are_refused_and_nothing_is_written(study, numbers, said):
    before = len(study.folder.acts())
    with pytest.raises(wb.UserError, match=said):
        study.estimate("pain:wait", **numbers, reason="because")
    with pytest.raises(wb.UserError, match="reason is empty"):
        study.estimate("pain:wait", effort=1, reason=" ")
    assert len(study.folder.acts()) == before


def test_an_estimate_is_taken_back_by_undo(study):
    act = study.estimate("pain:wait", effort=1, reason="asked the team")
    assert study.folder.state().estimates["pain:wait"].effort == 1
    study.undo(act)
    assert "pain:wait" not in study.folder.state().estimates


def test_a_hypothesis_goes_from_a_claim_to_its_verdict_and_back_on_the_register(study):
    made = study.hypothesis("send a checklist on day one", claims=["pain:wait"])
    assert made == "hypothesis:send-a-checklist-on-day-one"
    assert study.plan_test(made, baseline=0.9, effect=-0.3) == 38
    with pytest.raises(wb.UserError, match="goes the other way"):
        study.plan_test(made, baseline=0.5, effect=0.3)
    arms = [{"name": "as it is", "n": 60, "k": 54}, {"name": "with a checklist", "n": 60, "k": 20}]
    assert study.test_result(made, arms, date="2026-09-01").startswith("supported: as it is 54 of 60; with a checklist 20 of 60")
    row = study.hypotheses().frame().iloc[0]
    assert (row["k"], row["n"], row["heard"], row["people_needed"], row["verdict"]) == (
        9,
        10,
        "people speak for it",
        38,
        "supported",
    )
    study.edit_hypothesis(made, direction="up")
    assert study.hypotheses().frame().iloc[0]["verdict"] == "not supported"
    study.retire_hypothesis(made, reason="done")
    assert study.hypotheses().frame().empty


def test_results_come_from_a_table_all_or_none(study, tmp_path):
    study.hypothesis("send a checklist", claims=["pain:wait"], name="list")
    study.hypothesis("answer sooner", claims=["need:list"], name="sooner", direction="up")
    table = tmp_path / "results.csv"
    table.write_text(
        "hypothesis,arm,n,k,mean,sd,date\nlist,as it is,60,54,,,2026-09-01\nlist,changed,60,20,,,2026-09-02\n"
        "hypothesis:sooner,as it is,40,,3.0,1.0,\nhypothesis:sooner,changed,40,,3.1,1.0,\n",
        encoding="utf-8",
    )
    first, second = study.test_results(table)
    assert first.startswith("supported")
    assert second.startswith("too few to tell: as it is 3 (sd 1, n 40)")
    before = len(study.folder.acts())
    for wrong, said in (
        ("list,as it is,60,54,,,\nlist,changed,60,61,,,\n", "from 0 to 60"),
        ("list,as it is,60,54,,,\n", "list has 1 rows"),
        ("list,a,60,x,,,\nlist,b,60,1,,,\n", "'x' is no number"),
        ("list,a,60,1,,,soon\nlist,b,60,1,,,\n", "'soon' is no day"),
        ("gone,a,60,1,,,\ngone,b,60,1,,,\n", "no hypothesis is called 'gone'"),
        (",a,60,1,,,\n", "a row without a hypothesis"),
    ):
        table.write_text("hypothesis,arm,n,k,mean,sd,date\n" + wrong, encoding="utf-8")
        with pytest.raises(wb.UserError, match=said):
            study.test_results(table)
    table.write_text("who,arm,n,k\nlist,a,60,1\n", encoding="utf-8")
    with pytest.raises(wb.UserError, match="no column 'hypothesis'"):
        study.test_results(table)
    assert len(study.folder.acts()) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"change": "send a checklist"}, "say the who"),
        ({"change": "send", "claims": ["pain:none"]}, "no pain, need or delight is called 'pain:none'; there are:"),
        ({"change": "send", "claims": ["pain:wait"], "direction": "sideways"}, "up or down"),
        ({"change": " ", "claims": ["pain:wait"]}, "change is empty"),
        ({"change": "x" * 400, "claims": ["pain:wait"]}, "300 are the most"),
        ({"change": "listen: I waited and waited here, says 3.", "claims": ["pain:wait"]}, "a participant's words"),
    ],
)
def test_a_hypothesis_that_says_too_little_or_quotes_somebody_is_refused(study, words, said):
    before = len(study.folder.acts())
    with pytest.raises(wb.UserError, match=said):
        study.hypothesis(**words)
    assert len(study.folder.acts()) == before


def test_two_hypotheses_of_one_change_have_two_names(study):
    one, two = (study.hypothesis("send a checklist", claims=["pain:wait"]) for _ in range(2))
    assert (one, two) == ("hypothesis:send-a-checklist", "hypothesis:send-a-checklist-2")
    with pytest.raises(wb.UserError, match="there is a hypothesis"):
        study.hypothesis("another", claims=["pain:wait"], name="send-a-checklist")
    with pytest.raises(wb.UserError, match="no hypothesis is called"):
        study.plan_test("none", baseline=0.5, effect=0.1)
    with pytest.raises(wb.UserError, match="a hypothesis has no owner"):
        study.edit_hypothesis(one, owner="me")
    with pytest.raises(wb.UserError, match="say what to change"):
        study.edit_hypothesis(one)


def test_a_result_of_a_hypothesis_that_says_no_direction_is_refused(study):
    made = study.hypothesis("ask", who="all", effect="it changes", measure="share")
    arms = [{"name": "a", "n": 60, "k": 54}, {"name": "b", "n": 60, "k": 20}]
    with pytest.raises(wb.UserError, match="does not say which way"):
        study.test_result(made, arms)
    study.plan_test(made, kind="mean", baseline=3, effect=-0.5, sd=1)
    with pytest.raises(wb.UserError, match="planned for a mean"):
        study.test_result(made, arms)


def test_the_future_stands_beside_and_says_when_the_ground_moved(study):
    study.set_future("Onboarding", valence=1.5, reason="they leave here")
    study.set_future("pain:wait", becomes="Ready on day one", hypotheses=[])
    frame = study.future().frame()
    assert frame["about"].tolist() == ["onboarding", "pain:wait"]
    assert frame["feeling"].tolist()[0] == 1.5
    assert "9 of 10 people say so" in frame["now"].tolist()[1]
    codings = study.folder.state().codings
    study.folder.act("ana", ("coding.remove", {"coding": next(c.id for c in codings.values() if c.code == "pain:wait")}))
    assert study.future().frame()["moved"].tolist() == [False, True]
    assert "look again" in study.future()._repr_html_()
    study.drop_future("pain:wait")
    with pytest.raises(wb.UserError, match="nobody said what 'pain:wait' is to become; it was said of: onboarding"):
        study.drop_future("pain:wait")
    for wrong, said in (
        ({"valence": 3}, "from -2 to 2"),
        ({}, "say what it is to become"),
        ({"hypotheses": ["none"]}, "no hypothesis"),
    ):
        with pytest.raises(wb.UserError, match=said):
            study.set_future("onboarding", **wrong)


def test_the_table_opens_what_was_said_by_those_who_consent(study):
    page = study.table()._repr_html_()
    assert "I waited and waited here, says 1." in visible(page)
    assert "I waited and waited here, says 0." not in visible(page), "P00 does not consent to being quoted"
    frame = study.table().evidence()
    wait = frame[frame["code"] == "pain:wait"].iloc[0]
    assert (wait["column"], wait["k"], wait["n"], wait["passages"]) == ("Potential Pain Point", 9, 10, 9)
    assert list(study.table().frame().columns) == [
        "Journey Stage",
        "Customer Goal",
        "Potential Pain Point",
        "Opportunity for Delight",
    ]


@pytest.mark.parametrize(
    ("shape", "title", "columns"),
    [
        ("jira", "Summary", {"Issue Type", "Priority", "Description", "Labels", "Status"}),
        ("linear", "Title", {"Description", "Priority", "Status", "Labels", "Estimate"}),
        ("github", "title", {"body", "labels", "milestone", "state"}),
        ("trello", "Card Name", {"Card Description", "Labels", "List Name"}),
    ],
)
def test_issues_in_the_columns_of_each_tool(study, tmp_path, shape, title, columns):
    study.hypothesis("send a checklist", claims=["need:list"], name="list")
    path = study.roadmap(tmp_path / "issues.csv", shape=shape)
    text = path.read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text)))
    assert columns | {title} <= set(rows[0])
    assert [r[title] for r in rows][1:] == ["'=1+1 too dear", "send a checklist"]
    assert "Lindqvist" not in text
    assert "waited and waited" not in text, "no words of participants unless asked for"
    assert text == study.roadmap(tmp_path / "again.csv", shape=shape).read_text(encoding="utf-8")
    quoted = study.roadmap(tmp_path / "quoted.csv", shape=shape, quotes=20).read_text(encoding="utf-8")
    assert "I waited and waited here, says 1." in quoted
    assert "says 0." not in quoted
    assert study.roadmap(tmp_path / "one.csv", shape=shape, limit=1).read_text(encoding="utf-8").count("waits") <= text.count(
        "waits"
    )


def test_markdown_and_where_to_spend(study, tmp_path):
    study.estimate("pain:wait", effort=2, reason="asked the team")
    words = study.roadmap(tmp_path / "plan.md", shape="markdown", quotes=1).read_text(encoding="utf-8")
    assert words.startswith("# Roadmap: Quiet hours")
    assert "\\<img src=x" in words
    assert "says 1." in words
    rows = list(csv.DictReader(StringIO(study.roadmap(tmp_path / "owners.csv", shape="owners").read_text(encoding="utf-8"))))
    assert [(r["owner"], r["stage"], r["people"], r["effort"]) for r in rows] == [
        ("", "Onboarding", "2", ""), ("Billing", "Purchase", "4", ""), ("Product", "Onboarding", "9", "2"),
    ]  # fmt: skip
    with pytest.raises(wb.UserError, match="issues come as jira, linear, github, trello, markdown, owners; given: 'asana'"):
        study.roadmap(tmp_path / "x.csv", shape="asana")
    assert not (tmp_path / "x.csv").exists()


def test_kano_from_two_columns_of_a_survey(made):
    answers = {f"R{n:02}": f"answer {n}" for n in range(30)}
    given = [(1, 5)] * 8 + [("I like it", "neutral")] * 12 + [("expect", "dislike")] * 6 + [(3, 3)] * 4
    there, without = ({who: str(pair[side]) for who, pair in zip(answers, given, strict=True)} for side in (0, 1))
    made.survey(answers, attributes={"if quiet": there, "if not quiet": without})
    study = wb.open(made.folder.root)
    frame = study.kano({"Quiet hours": "if quiet"}, {"Quiet hours": "attr.if not quiet"}).frame()
    assert frame[["feature", "class", "n"]].values.tolist() == [["Quiet hours", "attractive", 30]]
    assert frame[["better", "worse"]].round(3).values.tolist() == [[0.667, -0.467]]
    assert study.kano("if quiet", "if not quiet").frame()["n"].tolist() == [30]
    assert "attractive" in study.kano("if quiet", "if not quiet")._repr_html_()
    with pytest.raises(
        wb.UserError, match=r"no survey has the rating or attribute 'loud'; there are: attr\.if not quiet, attr\.if quiet"
    ):
        study.kano("loud", "if quiet")
    with pytest.raises(wb.UserError, match="different features"):
        study.kano({"a": "if quiet"}, {"b": "if quiet"})


def test_few_answers_do_not_tell_a_class(made):
    page = KanoView([kano("f", {"P1": 1}, {"P1": 5})], wb.new(made.folder.root.parent / "other").masks)._repr_html_()
    assert "too few to tell" in page


def run(capsys, *words):
    with pytest.raises(SystemExit) as stopped:
        cli.main([str(w) for w in words])
    return stopped.value.code or 0, *capsys.readouterr()


def test_from_a_shell_a_hypothesis_is_made_planned_and_tested(study, tmp_path, capsys):
    root = study.folder.root
    status, out, _ = run(
        capsys, "hypotheses", "new", root, "--change", "send a list", "--claim", "pain:wait", "need:list", "--json"
    )
    assert status == 0
    made = json.loads(out)["hypothesis"]
    status, out, _ = run(capsys, "hypotheses", "test", root, made, "--baseline", "0.9", "--effect", "-0.3", "--json")
    assert (status, json.loads(out)) == (0, {"hypothesis": made, "n": 38})
    table = tmp_path / "r.csv"
    table.write_text(f"hypothesis,arm,n,k\n{made},as it is,60,54\n{made},changed,60,20\n", encoding="utf-8")
    status, out, _ = run(capsys, "hypotheses", "results", root, table)
    assert (status, out.split(":")[0]) == (0, "supported")
    status, out, _ = run(capsys, "hypotheses", root, "--json")
    assert [h["verdict"] for h in json.loads(out)] == ["supported"]
    status, _, err = run(capsys, "hypotheses", "test", root, "gone", "--baseline", "0.9", "--effect", "-0.3")
    assert status == 2
    assert err.startswith("workbench: no hypothesis is called 'gone'")
    status, out, _ = run(capsys, "future", root, "pain:wait", "--becomes", "Ready on day one", "--hypothesis", made)
    assert status == 0
    status, out, _ = run(capsys, "future", root, "pain:wait", "--drop", "--json")
    assert (status, json.loads(out)["about"]) == (0, "pain:wait")


@pytest.mark.parametrize("by", ["odi", "rice", "effort"])
def test_a_study_without_claims_has_no_quick_wins_and_says_so(made, capsys, by):
    status, out, err = run(capsys, "priorities", made.folder.root, "--by", by, "--quick")
    assert (status, err) == (0, "")
    assert out.startswith("no claims yet: code a pain")


def test_what_is_not_known_is_an_empty_cell_and_not_a_word_of_the_program(study, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")  # in a narrow one a column without anything is left out
    status, out, _ = run(capsys, "priorities", study.folder.root)
    assert status == 0
    assert "effort" in out  # nobody has estimated any
    assert not {"None", "nan", "NaN"} & set(out.split())
