"""What counts as evidence for a claim: people, not mentions; confirmed codings of participants' own words."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

WAIT = "pain:wait"


def three(made):
    """Three people about onboarding; the first two waited."""
    made.define(WAIT, label="Weeks of waiting", stage="onboarding")
    made.interview(
        "P01", "How did it start?", "I waited two weeks.", "Then again three weeks.", "And in the end I waited for a month."
    )
    made.interview("P02", "We waited for days.")
    made.interview("P03", "It took an hour.")
    for words in ("I waited two weeks", "We waited for days", "It took an hour"):
        made.code(words, "stage:onboarding")
    made.code("We waited for days", WAIT)
    return made


def counts(claim):
    return {key: claim[key] for key in ("k", "x", "n", "N", "m")}


def test_somebody_who_says_it_ten_times_is_one_person(made):
    three(made)
    for words in ("I waited two weeks", "Then again three weeks", "for a month"):
        made.code(words, WAIT)
    claim = made.claim(WAIT)
    assert counts(claim) == {"k": 2, "x": 0, "n": 3, "N": 3, "m": 4}
    assert claim["enp"] == 16 / 10  # (3 + 1)² / (3² + 1²)


def test_two_coders_on_the_same_words_are_one_mention(made):
    three(made).code("I waited two weeks", WAIT, by="ana")
    made.code("waited two weeks.", WAIT, by="ben")
    claim = made.claim(WAIT)
    assert claim["m"] == 2
    quotes = made.map()["quotes"]
    assert [quotes[q]["coder"] for q in claim["supports"]] == ["ana, ben", "ana"]


def test_words_side_by_side_are_two_mentions(made):
    three(made).code("I waited ", WAIT)
    made.code("two weeks", WAIT, by="ben")
    assert made.claim(WAIT)["m"] == 3


def test_the_interviewers_words_say_who_was_asked_and_are_no_evidence(made):
    three(made).interview("P04", "Did you wait long at the start?", "I cannot say.")
    made.code("Did you wait long at the start?", WAIT, "stage:onboarding")
    assert counts(made.claim(WAIT)) == {"k": 1, "x": 0, "n": 4, "N": 4, "m": 1}
    assert made.stage("onboarding")["coverage"] == {"spoke": 3, "asked": 1, "silent": 0, "N": 4}
    assert "1 coding on an interviewer's words: not counted" in made.map()["notices"]


def test_a_model_counts_only_once_a_person_takes_it_over(made):
    three(made).folder.act("minilm", ("coder.join", {"kind": "model"}))
    made.code("I waited two weeks", WAIT, "stage:advocacy", by="minilm")
    assert made.claim(WAIT)["k"] == 1
    assert made.stage("advocacy")["coverage"]["spoke"] == 0
    assert "2 codings by models: not counted" in made.map()["notices"]
    made.code("I waited two weeks", WAIT, by="ana")
    assert made.claim(WAIT)["k"] == 2


def test_what_fell_where_coders_differed_and_what_is_coded_again_does_not_count(made):
    three(made).folder.act("ana (again)", ("coder.join", {"kind": "again"}))
    made.code("I waited two weeks", WAIT, "stage:advocacy", by="ana (again)")
    assert (made.claim(WAIT)["k"], made.stage("advocacy")["coverage"]["spoke"]) == (1, 0)
    (one,) = made.code("I waited two weeks", WAIT, by="ben")
    assert made.claim(WAIT)["k"] == 2
    anchor = made.anchor("I waited two weeks")
    (told,) = made.folder.act("cem", ("adjudication.make", {"anchor": anchor, "stands": [], "falls": [one], "reason": "no"}))
    assert made.claim(WAIT)["k"] == 1
    notices = made.map()["notices"]
    assert "1 coding that fell where coders differed: not counted" in notices
    assert "2 codings of people coding again: not counted" in notices
    made.folder.act("cem", ("undo", {"target": told.id}))
    assert made.claim(WAIT)["k"] == 2


def test_what_is_removed_undone_or_retired_does_not_count(made):
    three(made)
    (coding,) = made.code("I waited two weeks", WAIT)
    made.folder.act("ana", ("coding.remove", {"coding": coding}))
    assert made.claim(WAIT)["k"] == 1
    made.folder.undo("ana")
    assert made.claim(WAIT)["k"] == 2
    made.folder.act("ana", ("undo", {"target": coding}))
    assert made.claim(WAIT)["k"] == 1
    made.folder.act("ana", ("code.retire", {"code": WAIT}))
    assert WAIT not in made.map()["claims"]
    assert made.map()["quotes"] == {}


def test_a_retired_stage_is_no_exposure(made):
    three(made).folder.act("ana", ("code.retire", {"code": "stage:onboarding"}))
    assert made.stage("onboarding")["coverage"]["spoke"] == 1  # P02, whose claim lies there


def test_tickets_are_read_and_not_counted_even_from_a_participant(made):
    three(made).survey({"P01": "Waiting again since Monday"}, kind="ticket", name="tickets")
    made.code("Waiting again since Monday", WAIT)
    assert counts(made.claim(WAIT)) == {"k": 1, "x": 0, "n": 3, "N": 3, "m": 1}
    assert "1 coding of a ticket: not counted" in made.map()["notices"]


def test_somebody_can_say_both(made):
    three(made).code("I waited two weeks", WAIT)
    made.code("for a month", WAIT, stance="against")
    claim = made.claim(WAIT)
    assert (claim["k"], claim["x"], claim["both"], claim["n"]) == (2, 1, 1, 3)
    assert len(claim["contradicts"]) == 1


def test_a_claim_nobody_spoke_to_is_an_assumption_on_every_map(field):
    made = three(field(personas={"Nobody": {"role": "ghost"}, "Owners": {"role": "owner"}}))
    made.people(("P01", {"role": "owner"})).define("need:call", label="A call", stage="advocacy")
    for options in (
        {},
        {"persona": "Owners"},
        {"persona": "Nobody"},
        {"round": "2026-Q1"},
        {"persona": "Nobody", "round": "2026-Q1"},
    ):
        claim = made.claim("need:call", **options)
        assert (claim["grade"], claim["level"], claim["k"], claim["p"]) == ("ASSUMPTION", 0, 0, None)
        assert made.stage("advocacy", **options)["lanes"]["need"] == ["need:call"]
    assert made.map(persona="Nobody")["facts"]["assumption_share"] == 1.0


def test_where_nobody_coded_the_stage_a_claim_is_of_everybody(field):
    """Its supporters alone would make a share of 100 %: who kept silent about the stage is not known."""
    made = field()
    made.define("pain:forms", stage="purchase")
    for person in ("P01", "P02", "P03"):
        made.interview(person, f"The forms took {person} an hour.")
    made.code("The forms took P01 an hour", "pain:forms")
    claim = made.claim("pain:forms")
    assert (claim["k"], claim["n"], claim["base"]) == (1, 3, "everybody")
    made.code("The forms took P02 an hour", "stage:purchase")
    assert (made.claim("pain:forms")["n"], made.claim("pain:forms")["base"]) == (2, "stage")


def test_all_claims_of_a_stage_have_one_n_and_the_coverage_bar_shows_it(made):
    """Who says so elsewhere in the text spoke about the stage of the claim, for every claim of that stage."""
    three(made).define("pain:forms", stage="onboarding").interview("P04", "The forms, when we bought it.")
    made.code("The forms, when we bought it", "stage:purchase", "pain:forms")
    assert made.claim("pain:forms")["n"] == made.claim(WAIT)["n"] == 4
    assert made.stage("onboarding")["coverage"]["spoke"] == 4


def test_a_question_about_a_stage_exposes_whoever_answered_it(made):
    three(made).survey({"R01": "Nothing to say", "R02": "", "R03": "Also nothing"}, stages=("onboarding",))
    assert counts(made.claim(WAIT)) == {"k": 1, "x": 0, "n": 5, "N": 5, "m": 1}
    assert made.claim(WAIT)["people_by_kind"] == {"interview": {"k": 1, "n": 3}, "survey": {"k": 0, "n": 2}}


def test_a_claim_without_a_stage_lies_where_most_people_speak_of_it(made):
    three(made).code("Then again three weeks", "pain:again", "stage:retention")
    made.code("It took an hour", "pain:again")
    made.interview("P04", "Once more.").code("Once more", "pain:again", "stage:onboarding")
    assert made.claim("pain:again")["stage"] == "onboarding"


def test_the_stage_of_a_claim_is_the_same_in_every_round_and_persona(made):
    three(made).code("I waited two weeks", "pain:again")
    made.code("It took an hour", "pain:again")
    made.interview("P04", "Once more.", round_="2026-Q3").code("Once more", "pain:again", "stage:retention")
    assert {made.claim("pain:again", round=r)["stage"] for r in (None, "2026-Q1", "2026-Q3")} == {"onboarding"}


def test_a_claim_nobody_can_place_goes_to_the_inbox_and_its_share_is_of_everybody(made):
    three(made).interview("P04", "Odd, all of it.").code("Odd, all of it", "pain:odd")
    model = made.map()
    assert model["inbox"] == ["pain:odd"]
    assert counts(model["claims"]["pain:odd"]) == {"k": 1, "x": 0, "n": 4, "N": 4, "m": 1}
    assert model["facts"]["unstaged"] == 1


def test_the_round_filter_keeps_to_the_round(made):
    three(made).interview("P01", "Did you wait again?", "Not this time.", round_="2026-Q3")
    made.code("Did you wait again?", "stage:onboarding")
    assert counts(made.claim(WAIT, round="2026-Q1")) == {"k": 1, "x": 0, "n": 3, "N": 3, "m": 1}
    assert counts(made.claim(WAIT, round="2026-Q3")) == {"k": 0, "x": 0, "n": 1, "N": 1, "m": 0}
    assert counts(made.claim(WAIT)) == {"k": 1, "x": 0, "n": 3, "N": 3, "m": 1}  # P01 is one person
    assert made.stage("onboarding", round="2026-Q3")["coverage"] == {"spoke": 0, "asked": 1, "silent": 0, "N": 1}


PEOPLE = ["P01", "P02", "P03", "P04"]
CODES = ["pain:a", "pain:b", "need:c", "delight:d", "emotion:angry", "stage:purchase", "stage:retention"]
DRAWN = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(["2026-Q1", "2026-Q3"]),
        st.sampled_from(CODES),
        st.sampled_from(["ana", "ben", "bot"]),
        st.integers(0, 19),
        st.integers(1, 20),
        st.sampled_from(["for", "against"]),
    ),
    max_size=40,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=DRAWN, stage=st.sampled_from(["purchase", "", "moon"]))
def test_k_and_x_never_exceed_n_nor_n_the_people_whatever_is_coded(field, drawn, stage):
    made = field()
    made.define("pain:a", stage=stage)
    words = "Did it take long in the end?"
    for round_ in ("2026-Q1", "2026-Q3"):
        for person in PEOPLE:
            made.interview(person, words, f"It took {person} {round_}", round_=round_)
    made.folder.act("bot", ("coder.join", {"kind": "model"}))
    versions = {t.id: (t.version, len(t.text)) for t in made.folder.transcripts()}
    acts = {}
    for person, round_, code, coder, start, length, stance in drawn:
        source = f"{person}-{round_}".lower()
        version, size = versions[source]
        anchor = {"source": source, "item": "", "version": version, "start": start * 3, "end": min(size, start * 3 + length)}
        acts.setdefault(coder, []).append(("coding.add", {"code": code, "anchor": anchor, "stance": stance}))
    for coder, items in acts.items():
        made.folder.act(coder, *items)
    for options in ({}, {"round": "2026-Q3"}):
        model = made.map(**options)
        for claim in model["claims"].values():
            assert max(claim["k"], claim["x"]) <= claim["n"] <= claim["N"] == len(PEOPLE)
            assert claim["k"] <= claim["m"] or claim["k"] == claim["m"] == 0
            assert (claim["k"] == 0) == (claim["grade"] == "ASSUMPTION")
            speakers = {model["quotes"][q]["participant"] for q in claim["supports"]}
            assert len(speakers) == claim["k"]
            assert all(0 <= v["k"] <= v["n"] for v in claim["people_by_kind"].values())
            if claim["n"]:
                assert 0 <= claim["lo"] <= claim["p"] <= claim["hi"] <= 1
        for s in model["stages"]:
            cover = s["coverage"]
            assert cover["spoke"] + cover["asked"] + cover["silent"] == cover["N"]
            here = [model["claims"][c] for lane in s["lanes"].values() for c in lane]
            assert all(c["n"] == cover["spoke"] + cover["asked"] for c in here if c["base"] == "stage" or not c["k"] + c["x"])
            assert all(c["n"] == c["N"] for c in here if c["base"] == "everybody" and c["k"] + c["x"])
        assert all("bot" not in q["coder"] for q in model["quotes"].values())
