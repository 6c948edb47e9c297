"""A little study, its segments, and fits of them made by hand: which segment is in which topic, and where each topic lies."""

from __future__ import annotations

from dataclasses import replace

from study.makers import survey, talk

from workbench.reading.segments import segments
from workbench.study.folder import Folder
from workbench.study.settings import Settings
from workbench.themes.topics import Topic, Topics

#: What twelve people answered; R000 to R011.
ANSWERS = tuple(f"The {what} again, for the {n}th time." for n, what in enumerate(["rota"] * 5 + ["price"] * 4 + ["phone"] * 3))
SAID = "I copied the rota out by hand. Nobody had told me the price of it beforehand, of course."


def study(root):
    """Make a study of a survey, a table of tickets by the same people, and an interview."""
    folder = Folder.create(root / "study", Settings())
    folder.add_survey(survey(answers=ANSWERS))
    folder.add_survey(replace(survey("desk", ("The rota is wrong on my screen.",)), kind="ticket"))
    folder.add_transcript(talk(words=SAID))
    return folder


def ids(folder, *numbers):
    """Return the ids of the segments of answers, by number."""
    by_item = {s.anchor.item: s.id for s in segments(folder)}
    return [by_item[f"nps-{n}"] for n in numbers]


def fit(folder, groups, *, off_topic=(), axes=None, **about):
    """Return a fit in which the answers are in topics: ``{"t-rota": [0, 1, 2]}``; each topic lies on an axis of its own."""
    names = {topic: ids(folder, *numbers) for topic, numbers in groups.items()}
    people = {s.id: s.participant for s in segments(folder)}
    assignment = dict.fromkeys(people, "") | {name: topic for topic, mine in names.items() for name in mine}
    topics = [
        Topic(topic, topic, (topic,), len(mine), len({people[n] for n in mine}), tuple(mine[:2])) for topic, mine in names.items()
    ]
    axes = axes or {topic: n for n, topic in enumerate(groups)}
    centroids = {topic: tuple(float(n == axes[topic]) for n in range(8)) for topic in groups}
    alone = frozenset(ids(folder, *off_topic))
    small = frozenset(name for name, topic in assignment.items() if not topic and name not in alone)
    return Topics(
        tuple(sorted(topics, key=lambda t: (-t.size, t.id))), assignment, alone, small, centroids, encoder="test", **about
    )
