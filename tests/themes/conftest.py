from __future__ import annotations

import numpy as np
import pytest

from workbench.study.records import Anchor, Segment


def segment(name, text, person="P01"):
    return Segment(name, Anchor("s", name, "v", 0, len(text)), text, person, "r", "survey")


@pytest.fixture(scope="session")
def make():
    return segment


#: What four groups of people say, and where the group lies in the space of meanings.
SAID = {
    "print": "I had to copy the rota out by hand for the kitchen wall, like every Friday, version {n}.",
    "price": "I wish they would show the yearly price before the account, honestly, number {n}.",
    "night": "Why can't we decide when the phone rings at night about shifts, again {n}?",
    "fine": "The staff were friendly and the tea was lovely on visit {n}, all good.",
}


@pytest.fixture
def study():
    """Segments of four clear groups, their vectors, and the group of each."""
    return four_groups()


@pytest.fixture(scope="module")
def study_of():
    """The same for a whole module: nobody changes it."""
    return four_groups()


def four_groups():
    """Segments of four clear groups, twelve people each, and their vectors: one axis a group, a little noise."""
    rng = np.random.default_rng(7)
    segments, vectors, truth = [], [], {}
    for axis, (name, text) in enumerate(SAID.items()):
        for n in range(12):
            found = segment(f"{name}-{n:02}", text.format(n=n), f"R{axis}{n:02}")
            segments.append(found)
            truth[found.id] = name
            vectors.append(np.eye(8)[axis] + 0.1 * rng.standard_normal(8))
    return segments, np.asarray(vectors, np.float32), truth
