from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest

from workbench.study.errors import UserError
from workbench.themes.topics import birth_id, fit_topics, people_of


@pytest.fixture
def topics(study):
    return fit_topics(study[0], study[1])


def test_topics_are_the_groups(study, topics):
    segments, _, truth = study
    assert len(topics.topics) == 4
    assert len({(topics.assignment[s.id], truth[s.id]) for s in segments}) == 4
    assert {(t.size, t.people) for t in topics.topics} == {(12, 12)}


def test_a_label_is_made_of_its_words(topics):
    words = " ".join(" ".join(t.keywords) for t in topics.topics)
    assert all(word in words for word in ("rota", "price", "phone", "staff"))
    assert all(t.label == ", ".join(t.keywords[:3]) for t in topics.topics)


def test_quotes_come_from_different_people(study):
    segments, vectors, _ = study
    people = {s.id: s.participant for s in segments}
    for topic in fit_topics(segments, vectors).topics:
        who = [people[s] for s in topic.segments]
        assert len(who) == len(set(who)) == 12


def test_order_of_rows_does_not_matter(study, topics):
    segments, vectors, _ = study
    order = list(range(len(segments)))[::-1]
    assert fit_topics([segments[i] for i in order], vectors[order]) == topics


@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 30])
def test_few_segments_give_few_topics(study, n):
    found = fit_topics(study[0][:n], study[1][:n])
    assert len(found.assignment) == n
    assert len(found.topics) <= n // 4


@pytest.mark.parametrize(("text", "words"), [("yes yes", "yes yes"), ("!!!", "(no words)"), ("", "(no words)")])
def test_texts_without_words_are_no_error(make, text, words):
    segments = [make(f"s{n}", text, f"P{n}") for n in range(8)]
    found = fit_topics(segments, np.ones((8, 4)))
    assert [t.keywords for t in found.topics] == [(words,)] or not found.topics


def test_what_nobody_else_says_is_flagged_and_not_lost(study, make):
    segments, vectors, _ = study
    found = fit_topics([*segments, make("zz", "My cat is called Ptolemy and reads.", "R9")], np.vstack([vectors, np.eye(8)[6]]))
    assert found.off_topic == {"zz"}
    assert found.assignment["zz"] == ""


def test_an_id_is_made_of_the_segments_and_nothing_else(topics):
    inside = sorted(s for s, t in topics.assignment.items() if t == topics.topics[0].id)
    assert topics.topics[0].id == birth_id(reversed(inside)) == "t-" + sha256("\n".join(inside).encode()).hexdigest()[:8]
    assert len({t.id for t in topics.topics}) == 4


def test_who_is_in_no_topic_is_small_or_off_topic(study, make):
    segments, vectors, _ = study
    few = [make(f"few{n}", "The tax office wrote again.", f"F{n}") for n in range(3)]
    found = fit_topics([*segments, *few], np.vstack([vectors, np.repeat(np.eye(8)[5:6], 3, axis=0)]), min_size=4)
    outside = {s for s, t in found.assignment.items() if not t}
    assert outside == found.small | (found.off_topic & outside)
    assert not found.small & found.off_topic


def test_what_made_the_fit_is_kept_with_it(study):
    class Other:
        id, alone = "other@1", 0.99

    found = fit_topics(study[0], study[1], resolution=2.0, encoder=Other())
    assert (found.engine, found.encoder, found.resolution) == ("graph", "other@1", 2.0)
    assert found.off_topic == {s for s, near in found.nearness.items() if near < 0.99 and not found.assignment[s]} != set()


def test_an_unknown_engine_is_named_with_those_there_are(study):
    with pytest.raises(UserError, match="no engine 'lda'; there are graph, umap, evoc, kmeans"):
        fit_topics(study[0], study[1], engine="lda")


def test_people_of_topics(study, topics):
    assert all(len(people) == 12 for people in people_of(topics, study[0]).values())


_SCRIPT = """
import json, sys
import numpy as np
from workbench.study.records import Anchor, Segment
from workbench.themes.topics import fit_topics
rng = np.random.default_rng(1)
words = "payroll price night import rota swap cover phone".split()
texts = [" ".join(rng.choice(words, 6)) for _ in range(60)]
rows = [Segment(f"s{n:02}", Anchor("s", "", "v", 0, 1), t, f"P{n % 9}", "r", "survey") for n, t in enumerate(texts)]
found = fit_topics(rows, rng.standard_normal((60, 16)))
json.dump([[t.id, t.label, list(t.segments)] for t in found.topics] + [sorted(found.assignment.items())], sys.stdout)
"""


@pytest.mark.slow
def test_every_process_finds_the_same():
    def run(seed):
        environment = {"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": ":".join(sys.path)}
        return json.loads(subprocess.run([sys.executable, "-c", _SCRIPT], env=environment, check=True, capture_output=True).stdout)

    assert run("0") == run("4711")
