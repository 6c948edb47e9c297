from __future__ import annotations

import pytest

from workbench.reading.checks import CHECKS
from workbench.reading.grammar import Cue
from workbench.reading.language import load_language


def holds(check, kind, text, words):
    (doc,) = load_language().docs([text])
    start = next(n for n in range(len(doc)) if [t.text for t in doc[n : n + len(words.split())]] == words.split())
    return CHECKS[check](Cue(doc, kind, start, start + len(words.split())))


@pytest.mark.parametrize(
    ("check", "kind", "text", "words", "yes"),
    [
        ("mine", "WISH", "I wish it was bigger.", "I wish", True),
        ("mine", "WISH", "She wishes it was bigger.", "wishes", False),
        ("mine", "WORKAROUND", "It copied the list.", "copied", False),
        ("maker", "SUGGEST", "They should add a map.", "should add", True),
        ("maker", "SUGGEST", "I should add a map.", "should add", False),
        ("maker", "SUGGEST", "It should be fine.", "should be", False),
        ("maker", "SUGGEST", "The bill should be 28 pounds.", "should be", False),
        ("sum", "EXPECT-GAP", "The bill should be 28 pounds.", "should be", True),
        ("longing", "WISH", "I would like a map.", "would like", True),
        ("longing", "WISH", "I would like to thank you.", "would like", False),
        ("maybe", "WISH", "It would be great to have a map.", "would be great", True),
        ("maybe", "WISH", "He would be great.", "would be great", False),
        ("better", "WISH", "I hope they add a map.", "hope", True),
        ("better", "WISH", "I hope they continue.", "hope", False),
        ("asks", "SUGGEST", "Add a map.", "Add", True),
        ("asks", "SUGGEST", "They add a map.", "add", False),
        ("request", "SUGGEST", "Could it skip the first row?", "Could it skip", True),
        ("request", "SUGGEST", "Could you repeat the question?", "Could you repeat", False),
        ("gap", "EXPECT-GAP", "I thought it would ring.", "thought it would", True),
        ("gap", "EXPECT-GAP", "It was supposed to ring.", "supposed to", True),
        ("fact", "WORKAROUND", "I copied it over.", "copied", True),
        ("fact", "WORKAROUND", "You can copy it over.", "copy", False),
        ("lack", "ABSENCE", "I don't know where it is.", "do n't know where", True),
        ("lack", "ABSENCE", "There is nothing.", "is nothing", False),
        ("own", "ABSENCE", "I can't find it.", "ca n't find", True),
        ("own", "ABSENCE", "I can't tell you.", "ca n't tell", False),
        ("thing", "COMPARE", "It is easier than the old app.", "easier than", True),
        ("thing", "COMPARE", "She is faster than me.", "faster than", False),
        ("slow", "EFFORT", "It took two hours.", "took two hours", True),
        ("slow", "EFFORT", "It only took two hours.", "took two hours", False),
        ("slow", "EFFORT", "It took five minutes.", "took five minutes", False),
        ("goal", "GOAL-NEG", "I tried to print it.", "tried to", True),
        ("goal", "GOAL-NEG", "I would want to print it.", "want to", False),
        ("calls", "WORKAROUND", "Seven calls I made.", "Seven calls", True),
        ("calls", "WORKAROUND", "One or two calls.", "two calls", False),
        ("act", "WORKAROUND", "I phone everyone.", "phone everyone", True),
        ("act", "WORKAROUND", "The phone people were kind.", "phone people", False),
        ("did", "AVOID", "I cancelled it.", "cancelled", True),
        ("did", "AVOID", "My visit was cancelled.", "cancelled", False),
        ("named", "COMPARE", "In Paris you can.", "In Paris you can", True),
        ("named", "COMPARE", "In here you can.", "In here you can", False),
        ("first", "SUGGEST", "- Listen to us.", "Listen", True),
        ("first", "SUGGEST", "We listen.", "listen", False),
        ("head", "SUGGEST", "Better error messages.", "Better", True),
        ("head", "SUGGEST", "Better than it was.", "Better", False),
        ("toil", "WORKAROUND", "We had to count the names.", "had to", True),
        ("toil", "WORKAROUND", "We had to laugh.", "had to", False),
        ("product", "SUGGEST", "It needs to know the date.", "needs to", True),
        ("product", "SUGGEST", "I need to know the date.", "need to", False),
        ("told", "SUGGEST", "It should print the list.", "should", True),
        ("told", "SUGGEST", "Should you wish it, write to us.", "Should", False),
        ("pleads", "SUGGEST", "Please print the list.", "Please", True),
        ("pleads", "SUGGEST", "Please, my dear.", "Please", False),
        ("last", "SUGGEST", "A faster search please.", "please", True),
        ("last", "SUGGEST", "Yes please.", "please", False),
        ("nounish", "SUGGEST", "Perhaps a note on the page.", "Perhaps a", True),
        ("nounish", "SUGGEST", "Perhaps a note was lost.", "Perhaps a", False),
        ("plain", "SUGGEST", "Print the list.", "Print the", True),
        ("plain", "SUGGEST", "I just print the list.", "print the", False),
        ("fond", "WISH", "I would pay for that.", "would pay", True),
        ("fond", "WISH", "I would give it five stars.", "would give", False),
        ("thanks", "WISH", "I would be grateful for a list.", "grateful for a", True),
        ("thanks", "WISH", "I am grateful for a kind word.", "grateful for a", False),
        ("selfdone", "WORKAROUND", "We printed it instead.", "instead", True),
        ("selfdone", "WORKAROUND", "It rained instead.", "instead", False),
        ("unmet", "WISH", "A list would have helped.", "would have", True),
        ("unmet", "WISH", "I would have helped.", "would have", False),
        ("handed", "WORKAROUND", "I copied the names into it.", "copied the names into", True),
        ("handed", "WORKAROUND", "She drew me into it.", "drew me into", False),
    ],
)  # fmt: skip
def test_a_check_looks_at_one_thing(check, kind, text, words, yes):
    assert holds(check, kind, text, words) is yes


def test_every_check_is_shown_here():
    assert {*CHECKS} <= {mark for row in test_a_check_looks_at_one_thing.pytestmark[0].args[1] for mark in row[:1]}
