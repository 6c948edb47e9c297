"""What to do first: known values, honest numbers from one person on, and ranks that say how sure they are."""

from dataclasses import replace

import pytest

from workbench.journey.cards import Cards
from workbench.journey.look import look
from workbench.journey.overrides import evidence_digest
from workbench.journey.plan.opportunity import opportunities
from workbench.journey.plan.opportunity import told as told_of
from workbench.journey.plan.priority import CONFIDENCE, in_order, priorities, rice
from workbench.study.canon import canonical_json
from workbench.study.cards import Estimate
from workbench.study.errors import UserError
from workbench.study.folder import Folder


def estimate(effort=None, impact=None, reach=None):
    return Estimate(effort, impact, reach, "ana", "2026-11-01T10:00:00Z", "a guess")


def spoken(made, people, claims):
    """Let people speak about onboarding; `claims` says who of them (by number) says what."""
    for code in claims:
        made.define(code, label=code, stage="onboarding", valence=-1)
    for n in range(people):
        made.interview(f"P{n:02}", f"We began, says {n}.", *(f"As to {code}, says {n}." for code in claims))
        made.code(f"We began, says {n}.", "stage:onboarding")
        for code, who in claims.items():
            if n in who:
                made.code(f"As to {code}, says {n}.", code)
    return made


def found(made, *, by="odi", **options):
    there = look(Folder(made.folder.root))
    return in_order(priorities(there, Cards(there).all(), **options), by)


def test_rice_as_its_author_has_it():
    """McBride 2018: 800 people x impact 2 x confidence .8 / effort 4 = 320."""
    assert rice(800, 2, 0.8, 4) == 320
    with pytest.raises(UserError, match="above 0"):
        rice(800, 2, 0.8, 0)


def test_two_equal_needs_are_first_as_often_as_each_other(made):
    """Two needs that as many people speak of: each is first in about half of the draws, whatever they are called."""
    half, other = range(6), range(6, 12)
    one, two = found(spoken(made, 12, {"need:a": half, "need:b": other}))
    assert one.score == replace(two.score, lo=one.score.lo, hi=one.score.hi)
    assert [p.told.lo for p in (one, two)] == [1, 1]
    assert [p.told.hi for p in (one, two)] == [2, 2]
    assert one.told.third == pytest.approx(0.5, abs=0.06)
    assert two.told.third == pytest.approx(0.5, abs=0.06)


def test_told_opportunity_is_who_says_so_and_who_is_content(made):
    spoken(made, 12, {"need:a": range(10)})
    made.code("As to need:a, says 10.", "need:a", valence=2, stance="against")
    (one,) = found(made)
    assert (one.k, one.n) == (10, 12)
    assert (one.heard.value, one.unhappy.value, one.content.value) == pytest.approx((10 / 12, 10 / 12, 1 / 12))
    assert one.score.value == pytest.approx(10 * 10 / 12 + 10 * 9 / 12)
    assert one.score.lo < one.score.value < one.score.hi


def test_a_score_is_the_same_number_wherever_it_stands(made):
    """Whoever denied a need counted as speaking of it in one list and not in the other: 14.8 here and 14.1 there."""
    spoken(made, 8, {"need:print": range(6), "pain:wait": range(3), "need:quiet": ()})
    made.code("We began, says 7.", "need:print", stance="against", valence=2)
    there = look(Folder(made.folder.root))
    lines = {p.claim: p for p in priorities(there, Cards(there).all())}
    listed = told_of(there)
    assert [o.need for o in listed] == ["need:print", "need:quiet"]
    for o in listed:
        p = lines[o.need]
        assert (o.score.value, o.score.lo, o.score.hi, o.n) == (p.score.value, p.score.lo, p.score.hi, p.n)
        assert (o.weight.value, o.weight.lo) == pytest.approx((10 * p.heard.value, 10 * p.heard.lo), abs=1e-6)
        assert o.met.value == pytest.approx(10 * p.content.value, abs=1e-6)
        assert not any("importan" in words or "satisf" in words for words in o.words)
    assert listed[0].score.value == pytest.approx(7.5 + 7.5 - 1.25)
    assert listed[1].score.hi > 3  # nobody of eight is no certainty that nobody would
    assert told_of(there, "pain")[0].need == "pain:wait"


def test_what_more_people_are_surer_of_is_surer_in_its_rank(field):
    few = found(spoken(field(), 6, {"pain:a": range(4), "pain:b": range(3), "pain:c": range(1)}))
    many = found(spoken(field(), 30, {"pain:a": range(20), "pain:b": range(15), "pain:c": range(5)}))
    assert [p.claim for p in few] == [p.claim for p in many] == ["pain:a", "pain:b", "pain:c"]
    assert few[0].told.third < many[0].told.third
    assert few[2].told.lo <= many[2].told.lo


@pytest.mark.parametrize("people", [1, 2, 3, 4, 5])
def test_few_people_are_never_sure(made, people):
    (one, two) = found(spoken(made, people, {"pain:a": range(people), "pain:b": ()}))
    assert one.few == (people < 5)
    assert (one.score.lo is None) == (people < 3)
    assert (one.heard.lo is None) == (people < 3)
    assert 0.5 < one.told.third <= 1
    assert one.told.third < 1 or people > 3
    assert two.score.value == 0
    assert two.told.third > 0 or people > 3
    if people >= 3:
        assert two.score.lo == 0 < two.score.hi


def test_without_an_effort_there_is_no_rice_and_it_says_so(made):
    spoken(made, 6, {"pain:a": range(3), "pain:b": range(4)})
    made.define("pain:nobody-there", stage="advocacy")
    one, none, other = found(made, by="rice", estimates={"pain:b": estimate(effort=2, impact=2)})
    assert (one.claim, one.rank.rank) == ("pain:b", 1)
    assert one.rice.value == pytest.approx(4 / 6 * 6 * 2 * one.confidence / 2)
    assert one.rice.lo < one.rice.value < one.rice.hi
    assert (one.assumed, other.assumed) == ((), ("impact",))
    assert (none.rice, none.rank) == (None, None)
    assert {none.claim: none.why, other.claim: other.why} == {
        "pain:a": "nobody estimated the effort",
        "pain:nobody-there": "nobody spoke about this part of the journey or was asked about it",
    }


def test_confidence_is_read_off_the_grade_and_a_current_signature_goes_first(made):
    spoken(made, 6, {"pain:a": range(3)})
    there = look(Folder(made.folder.root))
    cards = Cards(there).all()
    guess = {"pain:a": estimate(effort=1)}
    (one,) = priorities(there, cards, estimates=guess)
    assert one.confidence == CONFIDENCE[cards["pain:a"]["grade"]]
    for current, sure in ((True, 1.0), (False, one.confidence)):
        signed = {"pain:a": cards["pain:a"] | {"signed": {"grade": "High", "current": current}}}
        (other,) = priorities(there, signed, estimates=guess)
        assert other.confidence == sure


def test_customers_and_people_of_the_study_never_stand_in_one_list(made):
    spoken(made, 6, {"pain:a": range(3), "pain:b": range(4)})
    guesses = {"pain:a": estimate(effort=2, reach=1000), "pain:b": estimate(effort=2)}
    one, other = found(made, by="rice", estimates=guesses)
    assert (one.claim, one.reach.value) == ("pain:a", 500)
    assert "how many customers" in other.why
    both = found(made, by="rice", estimates=guesses, base=9000)
    assert {p.claim: p.reach.value for p in both} == {"pain:a": 500, "pain:b": 6000}


def test_a_quick_win_takes_little_and_is_nearly_always_in_the_first_third(made):
    claims = {"pain:most": range(19), "pain:some": range(8), "pain:few": range(2)}
    spoken(made, 20, claims)
    guesses = {code: estimate(effort=e) for code, e in zip(claims, (1, 3, 5), strict=True)}
    assert [p.claim for p in found(made, estimates=guesses) if p.quick] == ["pain:most"]
    assert [p.claim for p in found(made, estimates=guesses, low=0.5) if p.quick] == []
    assert [p.claim for p in found(made, estimates=guesses | {"pain:most": estimate(effort=9)}) if p.quick] == []
    two = {code: guesses[code] for code in ("pain:most", "pain:some")}
    assert not any(p.quick for p in found(made, estimates=two)), "two efforts: neither is low"
    assert [p.claim for p in found(made, estimates=two, low=1) if p.quick] == ["pain:most"]


def test_people_who_spoke_together_are_drawn_together(field):
    alone = spoken(field(), 12, {"pain:a": range(6)})
    joint = spoken(field(), 12, {"pain:a": range(6)})
    joint.people(*((f"P{n:02}", {}) for n in range(12)))
    from workbench.study.records import Participant

    joint.people(*(Participant(f"P{n:02}", group=f"g{n % 6 // 2}") for n in range(12)))
    (one,), (other,) = found(alone), found(joint)
    assert one.score.value == other.score.value
    assert other.heard.hi - other.heard.lo > one.heard.hi - one.heard.lo
    assert other.score.hi - other.score.lo > one.score.hi - one.score.lo


def test_numbers_are_the_same_whoever_wrote_first(field):
    one = spoken(field(), 7, {"pain:a": (0, 1, 2), "pain:b": (2, 3)})
    other = spoken(field(), 7, {"pain:b": (2, 3), "pain:a": (0, 1, 2)})
    assert found(one) == found(other)


def test_an_order_that_is_none_is_refused(made):
    with pytest.raises(UserError, match="priorities are by odi, rice, effort; given: 'luck'"):
        found(spoken(made, 3, {"pain:a": range(2)}), by="luck")


def test_nobody_and_nothing(made):
    assert found(made) == []
    made.define("pain:a", stage="onboarding")
    (one,) = found(made)
    assert (one.score, one.told, one.rice, one.quick) == (None, None, None, False)


def test_the_model_says_what_the_formulas_say(sample):
    there = look(sample)
    cards = Cards(there).all()
    model = opportunities(there, cards)
    assert model == opportunities(there, cards)
    assert set(model) == {c for c in cards if c.split(":")[0] in {"pain", "need"}}
    for claim, told in model.items():
        share = told["heard"]
        assert share["value"] == pytest.approx(cards[claim]["k"] / cards[claim]["n"])
        assert share["lo"] <= share["value"] <= share["hi"]
        assert told["lo"] <= told["value"] <= told["hi"]
        assert 1 <= told["rank_lo"] <= told["rank"] <= told["rank_hi"] <= len(model)
        assert told["text"].startswith("told opportunity")
        assert "importan" not in told["text"]
    assert sum(told["top"] for told in model.values()) == pytest.approx(3, abs=1e-4)
    assert canonical_json(model)


def test_on_the_map_rice_goes_by_the_grade_somebody_signed(made):
    spoken(made, 6, {"pain:a": range(4)})
    made.folder.act("ana", ("estimate.set", {"claim": "pain:a", "effort": 2, "reason": "asked the team"}))
    before = made.claim("pain:a")["opportunity"]
    (evidence,) = look(Folder(made.folder.root)).evidence
    signed = {"claim": "pain:a", "grade": "High", "digest": evidence_digest(evidence), "reason": "read it all"}
    made.folder.act("ana", ("grade.sign", signed))
    after = made.claim("pain:a")["opportunity"]
    assert before["confidence"] < after["confidence"] == 1
    assert after["rice"]["value"] == pytest.approx(before["rice"]["value"] / before["confidence"])
    assert (after["value"], after["effort"]) == (before["value"], 2)


def test_a_persona_that_means_nobody_has_no_numbers(field):
    made = spoken(field(personas={"Giants": {"size": ">=100"}}), 4, {"pain:a": range(3)})
    made.people(("P00", {"size": "5"}))
    there = look(Folder(made.folder.root), persona="Giants")
    (one,) = priorities(there, Cards(there).all(), estimates={"pain:a": estimate(effort=1)})
    assert (one.n, one.score, one.rice, one.quick) == (0, None, None, False)
    assert one.why.startswith("nobody spoke about this part")


def test_estimates_of_claims_that_are_gone_change_nothing(made):
    spoken(made, 4, {"pain:a": range(3)})
    guesses = {"pain:a": estimate(effort=1), "pain:gone": estimate(effort=1, reach=9000)}
    assert [p.rice.value for p in found(made, by="rice", estimates=guesses)] == [
        p.rice.value for p in found(made, by="rice", estimates={"pain:a": estimate(effort=1)})
    ]
