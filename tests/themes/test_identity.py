"""Ids of topics last: over rounds, over a kept fit, in any order of rows; and what changed is told."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.study.records import Anchor, Segment
from workbench.themes.identity import TopicChange, by_rounds, carry, changes
from workbench.themes.topics import Topic, Topics, birth_id, fit_topics

WORDS = ("rota swap shifts weekly", "price yearly invoice account", "phone rings night calls", "printer paper kitchen wall",
         "login password email code", "export excel columns dates")  # fmt: skip
AXES = 16


def said(counts, round_="1", seed=1, noise=0.12):
    """Return segments about some axes (``{axis: how many}``), and their vectors: near the axis, a little noise."""
    rng = np.random.default_rng(seed)
    rows, points = [], []
    for axis, count in counts.items():
        for n in range(count):
            name = f"{round_}-{axis}-{n:03}"
            rows.append(Segment(name, Anchor("s", name, "v", 0, 9), f"{WORDS[axis % 6]} {n}", f"P{name}", round_, "survey"))
            points.append(np.eye(AXES)[axis] + noise * rng.standard_normal(AXES))
    return rows, np.asarray(points, np.float32)


def both(*parts):
    return [s for rows, _ in parts for s in rows], np.vstack([points for _, points in parts])


FIRST = said({0: 30, 1: 24, 2: 18, 3: 14})


def bare(groups, axes=None, *, encoder="m", people=0):
    """Return a fit by hand: ``{"t-a": ["s1", "s2"]}``, each topic on an axis of its own, or as `axes` says."""
    axes = axes or {name: n for n, name in enumerate(groups)}
    centroids = {name: tuple(map(float, np.eye(AXES)[axes[name]])) for name in groups}
    topics = tuple(Topic(name, name, (name,), len(mine), people or len(mine), ()) for name, mine in groups.items() if name)
    return Topics(topics, {s: name for name, mine in groups.items() for s in mine}, centroids=centroids, encoder=encoder)


def names(prefix, count, start=0):
    return [f"{prefix}{n}" for n in range(start, start + count)]


# Carrying ------------------------------------------------------------------------------------------------------------


def test_a_topic_that_lies_where_one_lay_and_shares_with_it_gets_its_id():
    before = bare({"t-a": names("a", 6), "t-b": names("b", 5)})
    after = bare({"x": names("b", 7), "y": names("a", 6), "z": names("c", 5)}, {"x": 1, "y": 0, "z": 2})
    found = carry(before, after)
    assert [t.id for t in found.topics] == ["t-b", "t-a", "z"]
    assert (found.assignment["b6"], found.assignment["a0"], found.assignment["c1"]) == ("t-b", "t-a", "z")
    assert found.centroids.keys() == {"t-a", "t-b", "z"}


def test_two_that_lie_at_one_place_are_told_apart_by_what_they_share():
    axes = dict.fromkeys(("t-a", "t-b", "x", "y"), 0)
    before = bare({"t-a": names("a", 6), "t-b": names("b", 6)}, axes)
    after = bare({"x": names("b", 6), "y": names("a", 6)}, axes)
    assert carry(before, after).assignment == before.assignment


def test_what_lies_there_and_shares_nothing_is_another_topic_unless_nothing_is_known_of_both():
    before = bare({"t-a": names("a", 6), "": names("b", 6)}, {"t-a": 0, "": 9})
    assert carry(before, bare({"x": names("b", 6), "": names("a", 6)}, {"x": 0, "": 9})).assignment["b0"] == "x"
    assert carry(before, bare({"x": names("new", 6)}, {"x": 0})).assignment["new0"] == "t-a"


def test_a_fit_of_another_model_is_matched_by_shared_segments_alone():
    before = bare({"t-a": names("a", 6), "t-b": names("b", 6)})
    after = bare({"x": [*names("a", 3), "b0"], "y": [*names("b", 4, 1), "a4"]}, {"x": 1, "y": 0}, encoder="other")
    assert carry(before, after).assignment["a0"] == "t-a"
    assert carry(before, after).assignment["b1"] == "t-b"


def test_an_id_that_was_used_is_never_given_to_another_topic():
    before = bare({"t-a": names("a", 6), "t-b": names("b", 6)})
    after = bare({"t-b": names("a", 6), "t-a": names("c", 6)}, {"t-b": 0, "t-a": 5})
    found = carry(before, after)
    assert found.assignment["a0"] == "t-a"
    assert found.assignment["c0"] not in {"t-a", "t-b"}
    assert len({t.id for t in found.topics}) == 2


def test_nothing_carried_to_or_from_nothing():
    some = bare({"t-a": names("a", 6)})
    assert carry(Topics(), some) == some
    assert carry(some, Topics()) == Topics()


# Changes -------------------------------------------------------------------------------------------------------------


def told(before, after):
    return [(c.kind, c.before, c.after) for c in changes(before, after)]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"t-a": names("a", 10), "t-b": names("b", 10)}, [("kept", ("t-a",), ("t-a",)), ("kept", ("t-b",), ("t-b",))]),
        ({"t-a": names("a", 14), "t-b": names("b", 8)}, [("grew", ("t-a",), ("t-a",)), ("shrank", ("t-b",), ("t-b",))]),
        (
            {"t-a": names("a", 6), "t-c": names("a", 4, 6), "t-b": names("b", 10)},
            [("split", ("t-a",), ("t-a", "t-c")), ("kept", ("t-b",), ("t-b",))],
        ),
        ({"t-a": [*names("a", 10), *names("b", 9)]}, [("merged", ("t-a", "t-b"), ("t-a",))]),
        ({"t-a": names("a", 10), "": names("b", 10)}, [("gone", ("t-b",), ()), ("kept", ("t-a",), ("t-a",))]),
        (
            {"t-a": names("a", 10), "t-b": names("b", 10), "t-c": names("c", 9)},
            [("new", (), ("t-c",)), ("kept", ("t-a",), ("t-a",)), ("kept", ("t-b",), ("t-b",))],
        ),
    ],
)
def test_what_became_of_topics(after, expected):
    before = bare({"t-a": names("a", 10), "t-b": names("b", 10)})
    assert told(before, bare(after)) == expected


def test_a_change_says_how_near_how_much_is_shared_and_how_many_people():
    before, after = bare({"t-a": names("a", 10)}), bare({"t-a": names("a", 16)})
    assert changes(before, after) == [TopicChange("grew", ("t-a",), ("t-a",), 1.0, 10, 10, 16)]
    assert changes(before, replace(after, encoder="other"))[0].cosine is None
    who = [
        Segment(name, Anchor("s", "", "v", n, n + 1), "", f"P{n % 4}", "r", "ticket" if n > 12 else "survey")
        for n, name in enumerate(names("a", 16))
    ]
    (one,) = changes(before, after, who)
    assert (one.people_before, one.people_after) == (4, 4)  # distinct people; authors of tickets are not among them


# Rounds --------------------------------------------------------------------------------------------------------------


def test_a_fresh_round_leaves_ids_and_a_new_theme_gets_its_own():
    before, _ = by_rounds(*FIRST)
    rows, points = both(FIRST, said({0: 5, 1: 4, 4: 10}, "2"))
    after, found = by_rounds(rows, points, ["1", "2"])
    assert len(before.topics) == 4
    assert all(after.assignment[s] == topic for s, topic in before.assignment.items())
    fresh = {after.assignment[s.id] for s in rows if s.id.startswith("2-4")}
    assert len(fresh) == 1
    assert not fresh & before.centroids.keys()
    assert [(c.kind, set(c.after)) for c in found if c.kind == "new"] == [("new", fresh)]
    assert all("export" not in t.label for t in after.topics)


def test_a_theme_near_another_is_found_though_a_fit_of_everything_hides_it():
    """Its middle is no further from a large topic than that topic's own segments; but its nearest are all fresh."""
    rows, points = said({0: 120, 1: 90, 2: 80}, "1", 5, 0.17)
    fresh_rows, fresh = said({0: 10, 1: 8, 3: 12}, "2", 6, 0.17)
    fresh[-12:] += 1.8 * np.eye(AXES)[0]
    rows, points = [*rows, *fresh_rows], np.vstack([points, fresh])
    before, _ = by_rounds(rows[:290], points[:290])
    plain = carry(before, fit_topics(rows, points, grain=before.grain))
    after, _ = by_rounds(rows, points, ["1", "2"])
    new = {after.assignment[s.id] for s in fresh_rows[-12:]}
    assert len(new) == 1
    assert not new & before.centroids.keys()
    hidden = {plain.assignment[s.id] for s in fresh_rows[-12:]}
    assert hidden <= before.centroids.keys()
    kept = [sum(fit.assignment[s] == t for s, t in before.assignment.items()) for fit in (plain, after)]
    assert kept[1] >= kept[0]


def test_a_handful_of_fresh_segments_finds_its_place_and_moves_nothing():
    before, _ = by_rounds(*FIRST)
    late = said({0: 4, 1: 2}, "2", 9)
    odd = [replace(late[0][0], id="2-odd", text="My cat reads Ptolemy."), replace(late[0][0], id="2-still", text=" ")]
    rows, points = both(FIRST, late, (odd, np.eye(AXES, dtype=np.float32)[[9, 0]]))
    after, found = by_rounds(rows, points, ["1", "2"])
    assert all(after.assignment[s] == topic for s, topic in before.assignment.items())
    assert {t.id for t in after.topics} == before.centroids.keys()
    assert {(s.id[:3], after.assignment[s.id]) for s in late[0]} == {(f"2-{n}", after.assignment[f"1-{n}-000"]) for n in (0, 1)}
    assert {"2-odd", "2-still"} <= after.off_topic
    assert {after.assignment["2-odd"], after.assignment["2-still"]} == {""}
    assert [(c.kind, c.people_before) for c in found if c.kind == "grew"] == [("grew", 30)]
    assert all(t.keywords and t.segments for t in after.topics)
    gone, _ = by_rounds(rows[5:], points[5:], ["1", "2"], start=before)  # somebody withdrew
    assert gone.assignment.keys() == {s.id for s in rows[5:]}


def test_rounds_come_in_the_order_given_and_those_not_named_last():
    rows, points = both(FIRST, said({0: 5, 4: 9}, "0"), said({1: 5, 5: 9}, "late"))
    after, _ = by_rounds(rows, points, ["1", "0"])
    first, _ = by_rounds(*FIRST)
    assert all(after.assignment[s] == topic for s, topic in first.assignment.items())
    other, _ = by_rounds(rows, points, ["0", "1"])
    assert {t.id for t in other.topics} != {t.id for t in after.topics}  # ids come from what was first


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_any_order_of_rows_gives_the_same(chance):
    rows, points = both(FIRST, said({0: 5, 4: 9}, "2"))
    expected = by_rounds(rows, points, ["1", "2"])
    order = list(range(len(rows)))
    chance.shuffle(order)
    assert by_rounds([rows[i] for i in order], points[order], ["1", "2"]) == expected


def test_a_second_fit_of_the_same_is_the_same_with_and_without_a_cache(tmp_path):
    rows, points = both(FIRST, said({0: 5, 4: 9}, "2"), said({2: 9, 5: 9}, "3"))
    plain = by_rounds(rows, points, ["1", "2", "3"])
    assert by_rounds(rows, points, ["1", "2", "3"], cache=tmp_path) == plain
    files = sorted(tmp_path.glob("topics/*"))
    assert len(files) == 3  # one a round
    assert by_rounds(rows, points, ["1", "2", "3"], cache=tmp_path) == plain
    for path in files:
        assert b"rota swap" not in path.read_bytes()
    files[0].write_bytes(b"0" * 64 + b"\n{}")
    files[1].write_text("torn")
    files[2].unlink()
    assert by_rounds(rows, points, ["1", "2", "3"], cache=tmp_path) == plain


def test_what_a_cache_holds_is_used_only_for_the_very_same(tmp_path):
    rows, points = both(FIRST, said({0: 5, 4: 9}, "2"))
    by_rounds(rows, points, ["1", "2"], cache=tmp_path)
    other = [replace(s, text=s.text + "!") if n == 3 else s for n, s in enumerate(rows)]
    assert by_rounds(other, points, ["1", "2"], cache=tmp_path) == by_rounds(other, points, ["1", "2"])
    assert len(list(tmp_path.glob("topics/*"))) == 4


def test_topics_stay_as_fine_as_they_were_first_until_there_is_far_more():
    before, _ = by_rounds(*FIRST)
    rows, points = both(FIRST, said({0: 30, 1: 30, 2: 30}, "2"))
    after, _ = by_rounds(rows, points, ["1", "2"])
    assert after.grain == before.grain
    assert after.grains == ()  # nothing was tried again
    rows, points = both(FIRST, said(dict.fromkeys(range(6), 60), "2"))
    much, _ = by_rounds(rows, points, ["1", "2"])
    assert much.grains


def test_a_replay_begins_from_a_fit_that_was_kept():
    start, _ = by_rounds(*FIRST)
    new = {t.id: f"t-kept{n}" for n, t in enumerate(start.topics)} | {"": ""}
    named = replace(
        start,
        topics=tuple(replace(t, id=new[t.id]) for t in start.topics),
        assignment={s: new[topic] for s, topic in start.assignment.items()},
        centroids={new[topic]: row for topic, row in start.centroids.items()},
    )
    rows, points = both(FIRST, said({0: 5, 1: 4, 4: 10}, "2"))
    after, found = by_rounds(rows, points, ["1", "2"], start=named)
    assert all(after.assignment[s] == topic for s, topic in named.assignment.items())
    assert [c.kind for c in found].count("new") == 1
    again, found = by_rounds(*FIRST, start=named)
    assert again.assignment == named.assignment
    assert {c.kind for c in found} == {"kept"}


def test_more_topics_asked_for_are_more_and_those_that_are_the_same_keep_their_ids():
    rows, points = both(FIRST, said({0: 5, 1: 4}, "2"))
    before, _ = by_rounds(rows, points, ["1", "2"])
    finer, _ = by_rounds(rows, points, ["1", "2"], start=before, resolution=6.0)
    assert finer.resolution == 6.0
    assert len(finer.topics) >= len(before.topics)


@pytest.mark.parametrize("count", [0, 1, 3, 12])
def test_a_study_with_hardly_anything_in_it(count):
    rows, points = said({0: count}, "1")
    late = said({0: 2}, "2")
    after, _ = by_rounds(rows, points, ["1"])
    assert len(after.assignment) == count
    rows, points = both((rows, points.reshape(-1, AXES)), late)
    after, _ = by_rounds(rows, points, ["1", "2"])
    assert len(after.assignment) == count + 2


def test_a_birth_id_is_what_the_segments_are():
    after, _ = by_rounds(*FIRST)
    for topic in after.topics:
        assert topic.id == birth_id(s for s, t in after.assignment.items() if t == topic.id)


_SCRIPT = """
import json, sys
import numpy as np
from workbench.study.records import Anchor, Segment
from workbench.themes.identity import by_rounds
rng = np.random.default_rng(1)
middles = rng.standard_normal((5, 16))
def segment(n):
    return Segment(f"s{n:03}", Anchor("s", "", "v", n, n + 1), f"word{n % 5} text", f"P{n % 40}", "12"[n > 150], "survey")
rows = [segment(n) for n in range(200)]
points = np.array([middles[n % (4 if n <= 150 else 5)] + 0.5 * rng.standard_normal(16) for n in range(200)])
found, changed = by_rounds(rows, points, ["1", "2"])
json.dump([sorted(found.assignment.items()), [[c.kind, c.before, c.after] for c in changed]], sys.stdout)
"""


@pytest.mark.slow
def test_every_process_finds_the_same():
    def run(seed):
        environment = {"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": ":".join(sys.path)}
        return json.loads(subprocess.run([sys.executable, "-c", _SCRIPT], env=environment, check=True, capture_output=True).stdout)

    assert run("0") == run("4711")
