"""A low rating makes an answer worth reading for needs; what counts as low depends on the scale."""

import pandas as pd
import pytest

from workbench.reading import ratings
from workbench.study.canon import sha256_text
from workbench.study.records import Anchor, Question, Segment, Survey


def survey(values, kind="survey"):
    rows = [
        {"answer": f"R{n:04}:why", "participant": f"R{n:04}", "question": "why", "text": "words", "version": sha256_text("words"),
         "date": "", "rating.score": value}
        for n, value in enumerate(values)
    ]  # fmt: skip
    return Survey("nps", kind, "r1", "nps", "v", (Question("why", "Why?"),), pd.DataFrame(rows))


class Study:
    def __init__(self, *surveys):
        self._surveys = surveys

    def surveys(self):
        return list(self._surveys)


def segments(count, kind="survey"):
    return [
        Segment(f"nps/R{n:04}:why/0-5", Anchor("nps", f"R{n:04}:why", "v", 0, 5), "words", f"R{n:04}", "r1", kind)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("values", "low"),
    [
        ([0, 6, 7, 10], [0, 1]),  # net promoter score: 0 to 6 are detractors
        ([1, 2, 3, 5], [0, 1]),  # five steps
        ([1, 3, 4, 7], [0, 1]),  # seven steps
        ([1, 50, 100], []),  # no scale we know
        ([-2, 0, 2], []),
        ([float("nan"), float("nan")], []),
        ([float("nan"), 2.0, 5.0], [1]),
    ],
)
def test_low_is_read_off_the_scale(values, low):
    weights = ratings.low_rated(Study(survey(values)), segments(len(values)))
    assert sorted(weights) == [f"nps/R{n:04}:why/0-5" for n in low]
    assert set(weights.values()) <= {ratings.WEIGHT}


def test_tickets_are_worth_reading_whatever_they_rate():
    table = survey([5.0], kind="ticket")
    assert len(ratings.low_rated(Study(table), segments(1, kind="ticket"))) == 1


def test_a_study_without_ratings_has_no_weights():
    table = survey([1.0])
    bare = Survey("nps", "survey", "r1", "nps", "v", table.questions, table.answers.drop(columns="rating.score"))
    assert ratings.low_rated(Study(bare), segments(1)) == {}
