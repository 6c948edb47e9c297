"""Did it work? The verdict of the next round, for cards that somebody acts on."""

import pytest

from workbench.journey.look import look
from workbench.journey.plan.loop import loop
from workbench.study.folder import Folder


def rounds(made, before, after, people=12):
    """Two rounds of people who speak about onboarding; so many of them complain in each."""
    made.define("pain:wait", label="Waiting", stage="onboarding")
    for number, (round_, date, say) in enumerate((("2026-Q1", "2026-02-03", before), ("2026-Q3", "2027-09-01", after))):
        for n in range(people):
            made.interview(f"P{number}{n:02}", f"I began, says {n} in {round_}.", f"I waited, says {n} in {round_}.",
                           round_=round_, date=date)  # fmt: skip
            made.code(f"I began, says {n} in {round_}.", "stage:onboarding")
            if n < say:
                made.code(f"I waited, says {n} in {round_}.", "pain:wait")
    return made


def acted(made, status="acting"):
    made.folder.act("ana", ("card.set", {"claim": "pain:wait", "status": status, "reason": "a checklist on day one"}))
    return made


def looped(made, **options):
    return loop(look(Folder(made.folder.root), **options))


@pytest.mark.parametrize(("before", "after", "word"), [(11, 1, "down"), (6, 6, "no detectable change"), (10, 0, "not heard")])
def test_the_round_after_says_what_came_of_it(made, before, after, word):
    (one,) = looped(acted(rounds(made, before, after)))
    assert (one["claim"], one["status"], one["why"]) == ("pain:wait", "acting", "a checklist on day one")
    assert (one["before"], one["after"], one["next"]) == ("2026-Q1", "2026-Q3", "")
    assert one["verdict"]["word"].startswith(word)


def test_it_is_the_same_from_whatever_round_one_looks(made):
    acted(rounds(made, 11, 1))
    assert looped(made) == looped(made, round="2026-Q1") == looped(made, round="2026-Q3")


def test_without_a_later_round_there_is_nothing_to_tell(made):
    made.define("pain:wait", label="Waiting", stage="onboarding")
    made.interview("P01", "I waited for weeks.")
    made.code("I waited for weeks.", "pain:wait")
    (one,) = looped(acted(made, status="resolved"))
    assert (one["before"], one["after"], one["verdict"]) == ("2026-Q1", None, None)
    assert "ask about it in the next one" in one["next"]


def test_open_cards_are_not_in_it_and_a_new_beginning_counts_anew(made):
    rounds(made, 11, 1)
    assert looped(made) == []
    acted(made, "acting")
    acted(made, "open")
    assert looped(made) == []
    acted(made, "resolved")
    assert [one["status"] for one in looped(made)] == ["resolved"]


def test_the_verdict_stands_on_the_card_of_the_map(made):
    rounds(made, 11, 1)
    assert made.claim("pain:wait")["worked"] is None
    acted(made)
    assert made.claim("pain:wait")["worked"]["verdict"]["word"] == "down"
