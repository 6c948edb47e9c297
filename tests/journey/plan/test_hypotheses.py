"""The register of hypotheses: what people said of their claims, what a test found, and what is left to do."""

import pytest

from workbench.journey.look import look
from workbench.journey.plan.hypotheses import WORDS, by_claim, drafted, drafts, hypotheses, register, sentence
from workbench.study.canon import canonical_json
from workbench.study.errors import UserError
from workbench.study.folder import Folder

PRICE = {
    "hypothesis": "hypothesis:price", "change": "lower the price", "who": "people at Purchase", "effect": "more will buy",
    "measure": "share who buy", "claims": ["pain:price"],
}  # fmt: skip


def looked(made):
    return look(Folder(made.folder.root))


def talk(made, people, say=(), oppose=()):
    """Let people speak about purchase; some say it is the price, some that it is not."""
    made.define("pain:price", label="Too dear", stage="purchase", valence=-1)
    for n in range(people):
        made.interview(f"P{n:02}", f"I bought it, says {n}.", f"As to the price, says {n}.")
        made.code(f"I bought it, says {n}.", "stage:purchase")
        if n in say:
            made.code(f"As to the price, says {n}.", "pain:price")
        if n in oppose:
            made.code(f"As to the price, says {n}.", "pain:price", stance="against")
    return made


def act(made, what, /, **body):
    made.folder.act("ana", (what, body))
    return made


def test_a_hypothesis_is_a_sentence_that_can_fail():
    assert sentence("show the price", "owners", "more will buy", "share who buy") == (
        "If we show the price for owners, then more will buy, measured by share who buy."
    )


@pytest.mark.parametrize(
    ("people", "say", "oppose", "word", "text"),
    [
        (6, range(6), (), "people speak for it", "6 of 6 people speak for it, 0 against"),
        (9, (0,), range(1, 9), "people speak against it", "1 of 9 people speak for it, 8 against"),
        (6, range(3), range(3, 6), "open", "too few or too divided"),
        (3, range(3), (), "open", "3 of 3 people speak for it"),
        (1, (0,), (), "open", "1 of 1 people"),
        (5, (0, 1), (0, 1), "open", "0 of 5 people speak for it, 0 against, 2 do both"),
        (5, (), (), "not heard", "nobody of 5 speaks for or against it; up to 43 % could"),
        (0, (), (), "not heard", "nobody was asked"),
    ],
)
def test_a_first_guess_that_people_speak_against_is_refuted(made, people, say, oppose, word, text):
    talk(made, people, say, oppose)
    (one,) = register(looked(act(made, "hypothesis.make", **PRICE)))
    assert (one.k, one.x, one.n) == (len(set(say)), len(set(oppose)), people)
    assert one.word == word
    assert one.word in WORDS
    assert text in one.text


def test_each_person_counts_once_over_all_claims(made):
    talk(made, 6, range(4))
    made.define("need:trial", label="Try first", stage="purchase")
    made.code("As to the price, says 0.", "need:trial")
    (one,) = register(looked(act(made, "hypothesis.make", **(PRICE | {"claims": ["pain:price", "need:trial", "pain:gone"]}))))
    assert (one.k, one.n) == (4, 6)
    assert one.missing == ("pain:gone",)


def test_without_claims_nobody_speaks_for_it(made):
    (one,) = register(looked(act(made, "hypothesis.make", **(PRICE | {"claims": []}))))
    assert one.word == "no claims"


def test_a_result_comes_back_with_its_verdict(made):
    talk(made, 6, range(6))
    act(made, "hypothesis.make", **PRICE, direction="up")
    act(made, "experiment.plan", hypothesis="hypothesis:price", kind="share", baseline=0.6, effect=0.2, n=91)
    assert hypotheses(looked(made))[0]["state"] == "planned: 91 people in each arm"
    arms = [{"name": "as it is", "n": 80, "k": 48}, {"name": "cheaper", "n": 70, "k": 56}]
    act(made, "experiment.result", hypothesis="hypothesis:price", arms=arms, date="2026-11-01")
    (told,) = hypotheses(looked(made))
    assert told["verdict"]["word"] == told["state"] == "supported"
    assert (told["difference"]["lo"], told["difference"]["hi"]) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert canonical_json(told)
    act(made, "hypothesis.edit", hypothesis="hypothesis:price", direction="down")
    assert hypotheses(looked(made))[0]["verdict"]["word"] == "not supported"


def test_a_result_that_cannot_be_read_says_why_and_has_no_verdict(made):
    act(made, "hypothesis.make", **PRICE)
    arms = [{"name": "as it is", "n": 80, "k": 48}, {"name": "cheaper", "n": 70, "k": 56}]
    act(made, "experiment.result", hypothesis="hypothesis:price", arms=arms)
    (told,) = hypotheses(looked(made))
    assert told["verdict"] is None
    assert "does not say which way" in told["problem"]
    act(made, "hypothesis.edit", hypothesis="hypothesis:price", direction="up")
    act(made, "experiment.result", hypothesis="hypothesis:price", arms=[{"name": "a", "n": 4}, {"name": "b", "n": 4, "k": 1}])
    assert "either k of n people, or mean and sd" in hypotheses(looked(made))[0]["problem"]


def test_retired_ones_are_not_followed(made):
    act(made, "hypothesis.make", **PRICE)
    assert by_claim(looked(made)) == {"pain:price": ["hypothesis:price"]}
    act(made, "hypothesis.retire", hypothesis="hypothesis:price")
    assert (register(looked(made)), by_claim(looked(made))) == ([], {})


def test_drafts_say_all_but_what_to_change(made):
    talk(made, 6, range(4))
    (draft,) = drafts(looked(made))
    assert draft == {
        "claims": ["pain:price"], "change": "…", "who": "people at Purchase", "direction": "down",
        "effect": "fewer people will say “Too dear”",
        "measure": "the share of those who come to Purchase who say “Too dear” (now 4 of 6)",
    }  # fmt: skip
    act(made, "hypothesis.make", **PRICE)
    assert drafts(looked(made)) == []
    with pytest.raises(UserError, match="no pain, need or delight is called 'pain:none'"):
        drafted(looked(made), ["pain:none"])
