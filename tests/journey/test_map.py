"""The map: same study, same bytes; every number opens its quotes; nothing falls over, nothing falls away silently."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from workbench.journey.map import build
from workbench.study.canon import canonical_json
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.records import FAMILIES, Participant
from workbench.study.settings import Stage

TWO = """
import sys
from workbench.journey.map import build
from workbench.study.canon import canonical_json
from workbench.study.folder import Folder
sys.stdout.buffer.write(canonical_json(build(Folder(sys.argv[1]))).encode())
"""


def rich(made):
    """Six people in two rounds, a survey, two coders: something in every corner of the map."""
    made.define("pain:wait", label="Weeks of waiting", stage="onboarding").define("need:call", stage="advocacy")
    for n in range(6):
        round_ = "2026-Q1" if n < 3 else "2026-Q3"
        made.interview(f"P{n:02}", "How did it start?", f"I waited, says {n}.", f"Glad it is done, {n}.", round_=round_)
        made.code(f"I waited, says {n}", "pain:wait", "stage:onboarding", "emotion:frustrated", by="ana")
        made.code(f"waited, says {n}.", "pain:wait", "emotion:angry", by="ben")
        made.code(f"Glad it is done, {n}", "delight:done", "emotion:content", by="ben", stance="for" if n else "against")
    made.survey({"R01": "Waited too", "R02": "No wait at all"}, attributes={"role": {"R01": "owner", "R02": "manager"}})
    made.code("Waited too", "pain:wait")
    made.code("No wait at all", "pain:wait", stance="against")
    return made


def check_numbers(model):
    """Every number of people is the number of people whose quotes it names."""
    quotes = model["quotes"]
    for claim in model["claims"].values():
        who = {side: {quotes[q]["participant"] for q in claim[side]} for side in ("supports", "contradicts")}
        assert (claim["k"], claim["x"]) == (len(who["supports"]), len(who["contradicts"]))
        assert claim["both"] == len(who["supports"] & who["contradicts"])
        assert claim["m"] == len(claim["supports"])
        assert claim["kinds"] == sorted({quotes[q]["kind"] for q in claim["supports"]})
    for stage in model["stages"]:
        people = stage["emotion"]["people"]
        assert stage["emotion"]["n"] == len(people) == len({p["participant"] for p in people})
        for point in people:
            assert {quotes[q]["participant"] for q in point["codings"]} == {point["participant"]}
        for gap in stage["gap"]:
            assert {quotes[q]["participant"] for q in gap["quotes"]}
        assert sum(stage["coverage"][c] for c in ("spoke", "asked", "silent")) == stage["coverage"]["N"] == model["people"]["N"]
    placed = [c for s in model["stages"] for lane in s["lanes"].values() for c in lane] + model["inbox"]
    assert sorted(placed) == sorted(model["claims"])


def test_every_number_opens_its_quotes(made):
    check_numbers(rich(made).map())


@pytest.mark.parametrize("round_", [None, "2026-Q3"])
def test_every_number_of_the_sample_opens_its_quotes(sample, round_):
    for persona in (None, *sample.settings.personas):
        check_numbers(build(sample, persona=persona, round=round_))


def test_a_quote_is_the_text_at_its_place(sample):
    for quote in build(sample)["quotes"].values():
        assert sample.text(quote["source"], quote["item"])[quote["start"] : quote["end"]] == quote["text"]


def test_the_people_of_each_claim_are_those_the_samples_makers_planted(sample, planted_people):
    claims = build(sample)["claims"]
    found = {(code, side): claims[code][side] for code in claims for side in ("k", "x") if claims[code][side]}
    assert found == planted_people


def test_the_same_study_gives_the_same_bytes(made):
    rich(made)
    assert canonical_json(made.map()) == canonical_json(made.map())


def test_the_order_in_which_logs_were_written_down_or_merged_does_not_matter(made, tmp_path):
    rich(made)
    reference = canonical_json(made.map())
    other = tmp_path / "other"
    shutil.copytree(made.folder.root, other)
    shutil.rmtree(other / "log")
    (other / "log").mkdir()
    logs = sorted((made.folder.root / "log").glob("*.jsonl"))
    for log in reversed(logs):
        shutil.copy(log, other / "log" / log.name)
    assert canonical_json(build(Folder(other))) == reference
    for log in logs[1:]:
        (other / "log" / log.name).unlink()
    here = Folder(other)
    assert canonical_json(build(here)) != reference
    here.merge(made.folder)
    here.merge(made.folder)
    assert canonical_json(build(here)) == reference


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_another_process_with_another_hash_seed_gives_the_same_bytes(made, seed):
    rich(made)
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    found = subprocess.run([sys.executable, "-c", TWO, made.folder.root], env=environment, capture_output=True, check=True).stdout
    assert found.decode() == canonical_json(made.map())


def test_an_empty_study_has_stages_and_no_claims(made):
    model = made.map()
    assert [s["id"] for s in model["stages"]] == ["awareness", "consideration", "purchase", "onboarding", "retention", "advocacy"]
    assert (model["claims"], model["quotes"], model["people"]) == ({}, {}, {"N": 0, "by_kind": {}})
    assert model["stages"][0]["coverage"] == {"spoke": 0, "asked": 0, "silent": 0, "N": 0}
    assert model["facts"]["assumption_share"] == 0.0
    assert model["notices"] == []


def test_a_codebook_without_people_is_all_assumptions(made):
    model = made.define("pain:wait", stage="onboarding").map()
    claim = model["claims"]["pain:wait"]
    assert (claim["grade"], claim["n"], claim["p"], claim["lo"], claim["hi"]) == ("ASSUMPTION", 0, None, None, None)
    assert model["facts"]["assumption_share"] == 1.0


def test_one_person_is_an_anecdote_and_a_share_with_an_interval(made):
    made.interview("P01", "I waited.").code("I waited", "pain:wait", "stage:onboarding")
    claim = made.claim("pain:wait")
    assert (claim["grade"], claim["level"], claim["k"], claim["n"], claim["fragility"]) == ("Anecdote", 1, 1, 1, 1)
    assert claim["lo"] == pytest.approx(0.2065, abs=1e-4)  # Wilson for 1 of 1


def test_a_stage_may_be_named_by_its_alias_or_label(made):
    made.define("pain:fee", stage="Decision").define("pain:form", stage="PURCHASE")
    made.interview("P01", "The fee.").code("The fee", "pain:fee")
    assert {made.claim(c)["stage"] for c in ("pain:fee", "pain:form")} == {"purchase"}


def test_a_stage_the_study_does_not_have_is_named_and_its_claims_are_in_the_inbox(made):
    made.define("pain:dust", stage="moon").interview("P01", "Dust.").code("Dust", "pain:dust", "stage:mars")
    model = made.map()
    assert model["inbox"] == ["pain:dust"]
    assert "study.toml has no such stage: 'moon' of pain:dust, stage:mars" in model["notices"]


def test_other_stages_are_those_of_the_study(field):
    made = field(stages=(Stage("arrive", "Arrive"), Stage("first week", "First week", ("week one",))))
    made.interview("P01", "I waited.").code("I waited", "pain:wait", "stage:first-week")
    assert made.claim("pain:wait")["stage"] == "first week"


def test_who_does_not_consent_is_counted_and_marked(made):
    made.interview("P01", "I waited.").code("I waited", "pain:wait", "stage:onboarding")
    made.people(Participant("P01", consent_quote=False))
    model = made.map()
    assert model["claims"]["pain:wait"]["k"] == 1
    assert [q["consent"] for q in model["quotes"].values()] == [False]


def test_who_withdraws_leaves_no_words_and_a_map_that_can_be_made(made):
    rich(made)
    before = made.claim("pain:wait")["k"]
    for path in (made.folder.root / "sources").glob("*/p00-*"):
        path.unlink()
    model = made.map()
    assert model["claims"]["pain:wait"]["k"] == before - 1
    assert "P00" not in json.dumps(model)
    assert "7 codings of texts that are not here in that version: not counted" in model["notices"]
    check_numbers(model)


def test_of_whom_nothing_is_coded_is_said(made):
    made.interview("P01", "I waited.").interview("P02", "Fine.").code("I waited", "pain:wait", "stage:onboarding")
    assert "nothing is coded in the words of 1 of 2 people; they count as silent" in made.map()["notices"]


def test_a_persona_says_how_many_it_knows_nothing_of(field):
    made = rich(field(personas={"Owners": {"role": "owner"}}))
    model = made.map(persona="Owners")
    assert model["persona"] == {"name": "Owners", "filter": {"role": "owner"}, "n": 1, "of": 8}
    assert "6 of 8 people have no 'role': they are not in the persona" in model["notices"]
    assert model["claims"]["pain:wait"]["n"] == 1


def test_an_unknown_persona_or_round_is_refused_with_those_there_are(field):
    made = rich(field(personas={"Owners": {"role": "owner"}}))
    with pytest.raises(UserError, match=r"no persona is called 'Ghosts' in study.toml; there are: Owners"):
        made.map(persona="Ghosts")
    with pytest.raises(UserError, match="no round is called '2025-Q1'; there are: 2026-Q1, 2026-Q3"):
        made.map(round="2025-Q1")


def test_the_age_of_evidence_is_measured_against_the_whole_study(field):
    """A persona last heard two years ago is old news, though it is the newest that persona has."""
    made = field(personas={"Owners": {"role": "owner"}})
    made.interview("P01", "I waited.", date="2024-01-10").code("I waited", "pain:wait", "stage:onboarding")
    made.interview("P02", "Quick.", date="2026-09-01").code("Quick", "stage:onboarding")
    made.people(("P01", {"role": "owner"}))
    for persona in (None, "Owners"):
        assert made.claim("pain:wait", persona=persona)["concerns"][3]["level"] == "serious"


@pytest.mark.parametrize("date", [None, "", "soon", "2026-13-40"])
def test_a_date_that_is_none_is_no_date(made, date):
    made.interview("P01", "I waited.", date=date).code("I waited", "pain:wait", "stage:onboarding")
    model = made.map()
    assert (model["facts"]["newest"], model["claims"]["pain:wait"]["newest"]) == (None, None)
    canonical_json(model)


METRICS = """stage,date,metric,n,value,source
onboarding,2026-03-31,finished,200,0.5,analytics
onboarding,2026-09-30,finished,400,0.6,analytics
Decision,2026-09-30,visits,,21975,analytics
purchase,2026-09-30,nps,40,31.5,survey
"""


def test_metrics_have_an_interval_where_they_are_shares_or_scores_of_known_size(made):
    (made.folder.root / "metrics.csv").write_text(METRICS, encoding="utf-8")
    (finished,) = made.stage("onboarding")["numbers"]
    assert (finished["value"], finished["n"], finished["date"]) == (0.6, 400, "2026-09-30")
    assert finished["lo"] < 0.6 < finished["hi"]
    assert [(n["metric"], n["n"], n["lo"]) for n in made.stage("purchase")["numbers"]] == [
        ("nps", 40, pytest.approx(-0.411, abs=1e-3)),  # of 31: the widest interval it can have
        ("visits", None, None),
    ]


def test_a_round_has_the_numbers_measured_nearest_to_it(made):
    rich(made)
    (made.folder.root / "metrics.csv").write_text(METRICS, encoding="utf-8")
    made.interview("P07", "Done.", round_="2026-Q3", date="2026-09-20").code("Done", "stage:onboarding")
    assert [made.stage("onboarding", round=r)["numbers"][0]["value"] for r in ("2026-Q1", "2026-Q3")] == [0.5, 0.6]


def test_metrics_of_an_unknown_stage_are_named(made):
    (made.folder.root / "metrics.csv").write_text(METRICS.replace("Decision", "moon"), encoding="utf-8")
    assert "metrics.csv: no stage is called 'moon'; its number is not shown" in made.map()["notices"]


def test_metrics_that_are_no_numbers_are_said_and_none_is_shown(made):
    (made.folder.root / "metrics.csv").write_text(METRICS.replace("21975", "many"), encoding="utf-8")
    model = made.map()
    assert [note for note in model["notices"] if "row 4, column value" in note]
    assert not any(stage["numbers"] for stage in model["stages"])


@pytest.mark.parametrize("family", FAMILIES)
def test_any_family_may_be_coded(made, family):
    made.interview("P01", "I waited.").code("I waited", f"{family}:x", "stage:onboarding")
    check_numbers(made.map())


def test_all_numbers_are_finite(sample):
    canonical_json(build(sample))  # refuses NaN and infinity
