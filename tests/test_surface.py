"""What a notebook can do to keep work right: correct, take back, look back, bring in, look after people."""

from __future__ import annotations

import little
import pandas as pd
import pytest

import workbench as wb
from workbench.study.canon import sha256_text


def quotes(study):
    return sorted((c.code, study.folder.quote(c.anchor)) for c in study.folder.state().codings.values())


def talk(study):
    return next(t for t in study.folder.transcripts() if t.id == "p02-2026-q1")


# Corrections -----------------------------------------------------------------------------------------------------------


def test_fixing_a_word_leaves_every_coding_on_its_words(study):
    before = quotes(study)
    turns = study.turns("p02-2026-q1")
    turn = int(turns[turns["words"].str.contains("compared three")]["turn"].iloc[0])
    study.fix_words("p02-2026-q1", turn, "From an advert, I think", "From an advert on the bus, I think", reason="listened again")
    assert "advert on the bus" in talk(study).text
    assert quotes(study) == before
    assert study.orphans().empty
    assert "listened again" in set(study.history()["reason"])


def test_a_correction_is_taken_back_by_its_act(study):
    text = talk(study).text
    study.rename_speaker("p02-2026-q1", "P02", "P09")
    assert "P09:" in talk(study).text
    (act,) = study.history().query("act == 'source.correct'")["id"]
    study.undo(act)
    assert talk(study).text == text


def test_a_turn_is_cut_where_the_words_say(study):
    turns = study.turns("p02-2026-q1")
    turn = int(turns[turns["words"].str.contains("Otherwise the first week")]["turn"].iloc[0])
    study.split_turn("p02-2026-q1", turn, "Otherwise the first week")
    after = study.turns("p02-2026-q1")
    assert len(after) == len(turns) + 1
    assert after["words"].iloc[turn + 1].startswith("Otherwise")
    study.merge_turns("p02-2026-q1", turn, turn + 1)
    assert len(study.turns("p02-2026-q1")) == len(turns)
    with pytest.raises(wb.UserError, match="stands 0 times"):
        study.split_turn("p02-2026-q1", turn, "never said")
    with pytest.raises(wb.UserError, match="has turns 0 to"):
        study.split_turn("p02-2026-q1", 99, "Otherwise")


def test_versions_are_listed_and_brought_back(study):
    before = talk(study).version
    study.fix_words("p02-2026-q1", 1, "spreadsheet", "table")
    assert len(study.corrections("p02-2026-q1")) >= 1
    study.restore("p02-2026-q1", before)
    assert talk(study).version == before


def test_an_edit_that_removes_coded_words_is_listed_with_what_was_there(study):
    turns = study.turns("p02-2026-q1")
    words = "It took me an evening to type everybody in"
    turn = int(turns[turns["words"].str.contains(words)]["turn"].iloc[0])
    study.fix_words("p02-2026-q1", turn, words, "Unintelligible")
    listed = study.orphans()
    assert words in set(listed["words"])
    row = listed[listed["words"] == words].iloc[0]
    anchor = study.folder.state().codings[row["coding"]].anchor
    text = talk(study).text
    start = text.index("Unintelligible")
    fresh = type(anchor)(anchor.source, "", sha256_text(text), start, start + len("Unintelligible"))
    study.reanchor(row["coding"], fresh)
    assert row["coding"] not in set(study.orphans()["coding"])


# Taking back and looking back --------------------------------------------------------------------------------------------


def test_everything_since_the_study_was_opened_goes_with_one_act_and_comes_back_with_another(study):
    before = quotes(study)
    study.code("pain: adverts", "From an advert, I think")
    study.codebook().rename("pain:sick-calls", "Calling everybody")
    study.undo(study.code("delight: price", "a price on the page"))
    study.undo_session()
    assert quotes(study) == before
    assert study.folder.state().codes["pain:sick-calls"].label.startswith("Phoning")
    study.redo()
    assert study.folder.state().codes["pain:sick-calls"].label == "Calling everybody"
    study.undo_session()
    with pytest.raises(wb.UserError, match="nothing"):
        study.undo_session()


def test_corrections_made_since_the_study_was_opened_go_too(study):
    text, before = talk(study).text, quotes(study)
    study.code("pain: adverts", "From an advert, I think")
    study.fix_words("p02-2026-q1", 1, "three", "four")
    study.rename_speaker("p02-2026-q1", "P02", "P09")
    study.undo_session()
    assert talk(study).text == text
    assert quotes(study) == before


def test_the_last_thing_done_may_be_a_correction(study):
    text = talk(study).text
    study.code("pain: adverts", "From an advert, I think")
    study.fix_words("p02-2026-q1", 1, "three", "four")
    study.undo()
    assert talk(study).text == text
    assert ("pain:adverts", "From an advert, I think") in quotes(study)
    study.undo()
    assert ("pain:adverts", "From an advert, I think") not in quotes(study)


def test_control_z_in_a_widget_leaves_corrections_alone(study):
    """Their text would have to come back too: the widget takes back what was done before."""
    study.code("pain: adverts", "From an advert, I think")
    study.fix_words("p02-2026-q1", 1, "three", "four")
    corrected = talk(study).text
    study.folder.undo("ana")
    assert talk(study).text == corrected
    assert ("pain:adverts", "From an advert, I think") not in quotes(study)


def test_a_damaged_log_is_mended_and_written_to_again(study):
    (log,) = study.folder.root.glob("log/ana-*.jsonl")
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([*lines[:-2], lines[-2].replace(b"coding", b"c0ding"), lines[-1]]))
    again = wb.open(study.folder.root)
    again.me = "ana"
    with pytest.raises(wb.Refused):
        again.code("pain: adverts", "From an advert, I think")
    done = again.mend(log.name)
    assert (done.again, done.lost) == (1, 1)
    assert again.code("pain: adverts", "From an advert, I think")


def test_the_last_act_is_taken_back_when_none_is_named(study):
    study.code("pain: adverts", "From an advert, I think")
    assert "pain:adverts" in study.folder.state().codes
    study.undo()
    assert ("pain:adverts", "From an advert, I think") not in quotes(study)
    study.redo()
    assert ("pain:adverts", "From an advert, I think") in quotes(study)


def test_somebody_who_did_nothing_has_nothing_to_take_back(study):
    study.me = "zoe"
    for take_back in (study.undo, study.redo, study.undo_session):
        with pytest.raises(wb.UserError):
            take_back()


def test_the_history_quotes_nobody(study):
    study.fix_words("p02-2026-q1", 1, "advert", "poster")
    shown = study.history().to_string()
    assert "fix" in shown or "correct" in shown
    for words in ("typing names into the rota", "From an advert", *little.NAMES):
        assert words not in shown


def test_acts_of_another_copy_come_over_once(study):
    copy = study.try_out()
    copy.me = "ben"
    copy.code("pain: adverts", "From an advert, I think")
    assert study.merge(copy.folder.root) > 0
    assert study.merge(copy.folder.root) == 0
    assert ("pain:adverts", "From an advert, I think") in quotes(study)


# Codebook --------------------------------------------------------------------------------------------------------------


def test_the_codebook_shows_itself_masked_and_without_markup(study):
    html = study.codebook()._repr_html_()
    assert "<img" not in html
    assert not [name for name in little.NAMES if name in html]
    assert "codes in" in repr(study.codebook())


def test_codes_are_put_together_and_taken_apart(study):
    book = study.codebook()
    count = len(study.codings())
    mine = [i for i, c in study.folder.state().codings.items() if c.code == "pain:sick-calls"]
    book.split("pain:sick-calls", {"Calls before seven": mine[:1]})
    assert "pain:calls-before-seven" in study.folder.state().codes
    book.merge(["pain:calls-before-seven"], "pain:sick-calls", reason="too fine")
    assert len(study.codings()) == count
    assert set(study.codings()["code"]) & {"pain:calls-before-seven"} == set()
    book.move("pain:sick-calls", family="effort")
    assert "effort:sick-calls" in set(study.codings()["code"])


def test_a_redefined_code_asks_for_another_look_at_what_was_coded_before(study):
    book = study.codebook()
    book.define("pain:sick-calls", definition="Only calls the manager makes", include="a phone in hand", exclude="messages")
    listed = book.recheck()
    assert set(listed["code"]) == {"pain:sick-calls"}
    book.keep(listed["id"])
    assert book.recheck().empty
    assert "redefined" in set(book.changes("2020-01-01")["change"]) | set(book.changes("2026-Q1")["change"])


@pytest.mark.parametrize("suffix", [".toml", ".csv", ".qdc"])
def test_a_codebook_goes_out_and_comes_into_another_study(study, tmp_path, suffix):
    study.codebook().save(tmp_path / f"book{suffix}", masked=False)
    other = wb.new(tmp_path / "other")
    plan = other.codebook().plan(tmp_path / f"book{suffix}")
    assert other.codebook().take_over(plan, take=None) > 0
    ours, theirs = (set(s.codebook().frame()["code"]) for s in (study, other))
    assert ours <= theirs


def test_an_example_stands_beside_its_code(study):
    anchor = next(c.anchor for c in study.folder.state().codings.values() if c.code == "pain:sick-calls")
    study.codebook().add_example("pain:sick-calls", anchor)
    study.codebook().add_example("pain:typing-names", anchor, against=True)
    assert len(study.folder.state().examples) == 2
    frame = study.codebook().frame().set_index("code")
    assert frame.loc["pain:sick-calls", "examples"] == 1


# Bringing in -----------------------------------------------------------------------------------------------------------


def test_a_preview_writes_nothing(study, tmp_path):
    talks, tables = little.files(tmp_path / "raw")
    before = {p: p.read_bytes() for p in study.folder.root.rglob("*") if p.is_file() and ".workbench" not in p.parts}
    assert "Maria Lindqvist" in str(study.preview(talks[0]))
    assert "respondent" in str(study.preview(tables[0]))
    assert before == {p: p.read_bytes() for p in study.folder.root.rglob("*") if p.is_file() and ".workbench" not in p.parts}


def test_a_question_that_changed_its_wording_is_proposed_as_the_same(study, tmp_path):
    table = tmp_path / "2027.csv"
    rows = "\n".join(f'c{n},owner,{n},"I still print the rota {n} times a week and nobody reads it"' for n in range(1, 9))
    table.write_text(f"respondent_id,role,score,What was the main reason for that score?\n{rows}\n", encoding="utf-8")
    listed = study.align(table)
    row = listed[listed["column"].str.startswith("What was")].iloc[0]
    report = study.add_survey(table, round="2027-Q1", same_as={row["column"]: row["continues"]})
    fresh = next(s for s in study.folder.surveys() if s.id == report.source)
    assert fresh.questions[0].id == "what-is-the-main-reason-for-your-score"


def test_numbers_from_a_funnel_reach_the_map(study, tmp_path):
    table = tmp_path / "funnel.csv"
    table.write_text("step,users\nPricing page,1000\nCheckout,400\nPaid,120\n", encoding="utf-8")
    report = study.add_metrics(table, stages={"Pricing page": "consideration", "Checkout": "purchase", "Paid": "purchase"},
                               date="2026-03-31")  # fmt: skip
    assert report.rows > 0
    numbers = {n["metric"] for stage in study.journey().model["stages"] for n in stage["numbers"]}
    assert numbers


def test_a_guide_says_who_was_asked(study, tmp_path):
    guide = tmp_path / "guide.md"
    guide.write_text(
        "# Awareness\n- How did you hear of it?\n\n# Onboarding\n- What happened in the first week?\n", encoding="utf-8"
    )
    view = study.asked(guide)
    frame = view.frame()
    assert {"awareness", "onboarding"} <= set(", ".join(frame["stages"]).split(", "))
    assert "<script" not in view._repr_html_()
    before = len(study.codings())
    assert view.accept() == len(study.codings()) - before > 0
    assert view.accept() == 0, "what is coded so already is not coded again"
    study.undo()
    assert len(study.codings()) == before


def test_a_survey_question_can_be_said_to_ask_about_a_stage(study):
    survey = next(s for s in study.folder.surveys() if s.round == "2026-Q1")
    asked = {s["id"]: s["coverage"]["asked"] for s in study.journey().model["stages"]}
    act = study.about(survey.id, survey.questions[0].id, ["advocacy"])
    now = {s["id"]: s["coverage"]["asked"] for s in study.journey().model["stages"]}
    assert now["advocacy"] > asked["advocacy"]
    study.undo(act)
    assert {s["id"]: s["coverage"]["asked"] for s in study.journey().model["stages"]} == asked


# People ----------------------------------------------------------------------------------------------------------------


def test_people_are_listed_by_pseudonym_with_what_they_agreed_to(study):
    frame = study.people()
    assert {"P01", "P02"} <= set(frame["participant"])
    assert not [name for name in little.NAMES if name in frame.to_string()]
    assert frame.set_index("participant").loc["P01", "codings"] > 0
    assert isinstance(wb.new(study.folder.root.parent / "empty").people(), pd.DataFrame)


def test_a_name_is_masked_once_a_person_says_so(study):
    names = study.names()
    assert "100" in names.attrs["recall"]
    assert "anonymous" not in names.attrs["recall"]
    study.confirm_name("Sunday", "no name")
    assert "Sunday" not in set(study.names()["name"])


def test_withdrawing_asks_first_and_then_leaves_no_word(study):
    with pytest.raises(wb.UserError, match="cannot be undone"):
        study.withdraw("P02")
    assert "P02" in set(study.people()["participant"])
    falls = study.what_falls("P02")
    assert not falls.empty
    gone = study.withdraw("P02", sure=True, reason="asked by mail")
    assert gone.turns > 0
    for path in study.folder.root.rglob("*"):
        if path.is_file():
            assert b"compared three of them" not in path.read_bytes(), path
    assert [f for f in study.check() if f.level == "error"] == []


def test_two_pseudonyms_turn_out_to_be_one_person(study):
    before = quotes(study)
    study.link("P02", "R0001")
    assert "R0001" not in set(study.people()["participant"])
    assert quotes(study) == before
    with pytest.raises(wb.UserError):
        study.link("P02", "P77")


def test_an_import_that_was_killed_is_taken_back_when_the_study_is_opened(study):
    place = study.folder.cache / "import"
    place.mkdir(parents=True)
    half = study.folder.root / "surveys" / "2026-q1" / "half.parquet"
    half.write_bytes(b"half")
    named = f"{study.folder.root.name}/surveys/2026-q1/half"
    (place / "journal.json").write_text(f'{{"paths": ["{named}.parquet"], "bases": ["{named}"], "kept": []}}', encoding="utf-8")
    wb.open(study.folder.root)
    assert not half.exists()


def test_opening_does_not_wait_for_an_import_that_is_running(study):
    from workbench.sources import store, unfinished

    place = study.folder.cache / "import"
    with store.locked(study.folder):
        place.mkdir(parents=True)
        (place / "journal.json").write_text("{}", encoding="utf-8")
        wb.open(study.folder.root)
        assert unfinished.pending(study.folder)


def test_what_to_read_next_is_a_table_with_masked_words(study):
    found = study.to_read(4)
    assert list(found.columns) == ["passage", "participant", "source", "item", "start", "end", "because"]
    assert 0 < len(found) <= 4
    assert found["because"].str.len().min() > 0
    with pytest.raises(wb.UserError):
        study.to_read(0)


# Tables out, files in -------------------------------------------------------------------------------------------------------


def test_answers_are_a_table_that_codings_join(study):
    answers = study.answers()
    assert list(answers.columns[:7]) == ["source", "item", "participant", "round", "date", "question", "words"]
    assert set(answers["source"]) == {s.id for s in study.folder.surveys()}
    first = answers[answers["words"] != ""].iloc[0]
    study.code("pain: joined", first["words"], source=first["item"])
    joined = study.codings().merge(answers, on="item")
    assert (joined[joined["code"] == "pain:joined"]["quote"] == first["words"]).all()
    assert study.answers(first["source"]).equals(answers[answers["source"] == first["source"]].reset_index(drop=True))
    with pytest.raises(wb.UserError, match="no source is called 'nps'"):
        study.answers("nps")


def test_turns_are_those_of_whom_one_names(study):
    assert study.turns("p02").equals(study.turns("p02-2026-q1"))
    with pytest.raises(wb.UserError, match=r"study\.answers\("):
        study.turns(study.folder.surveys()[0].id)


def test_several_files_are_named_in_a_list(tmp_path):
    for name, who in (("a", "Magda"), ("b", "Piet")):
        (tmp_path / f"{name}.txt").write_text(f"Interviewer: How?\n{who}: It took nine days.\n")
    study = wb.new(tmp_path / "s")
    reports = study.add([tmp_path / "a.txt", str(tmp_path / "b*.txt")], round="1")
    assert [r.source for r in reports] == ["p01-1", "p02-1"]


def test_a_slip_in_a_notebook_says_what_to_do(study):
    with pytest.raises(wb.UserError, match=r"wb\.open\('nowhere'\)"):
        wb.Study("nowhere")
    with pytest.raises(wb.UserError, match="A coder needs a name"):
        study.me = " "
    with pytest.raises(wb.UserError, match=r"file\.to_csv\('file\.csv', index=False\)"):
        study.add_survey(pd.DataFrame({"why": ["too slow"]}), round="1")
    with pytest.raises(wb.UserError, match="give a path that a file can have or several"):
        study.add([3], round="1")
    with pytest.raises(wb.UserError, match="'spring' is no day: write it as 2026-09-14"):
        study.age(on="spring")
    with pytest.raises(wb.UserError, match=r"stand in \d+ places: p0\d-2026-q1 \(\d+ times\), .*Name one with source='R0001:"):
        study.code("pain: e", "e")
    assert study.journey().frame().equals(study.journey().claims())


def test_tab_offers_what_there_is_and_no_imports():
    assert dir(wb) == sorted(wb.__all__)
