"""Who spoke together: people of one focus group hear each other, so they are one cluster and not independent voices."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.journey import stats

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from workbench.journey.said.people import Person


def clusters(people: Mapping[str, Person]) -> dict[str, str]:
    """Return, for everybody who spoke together with somebody, the cluster they are in.

    Two people are in one cluster if they spoke in one source of kind ``focus-group``, or share the ``group`` of
    ``participants.csv``; so are people who are linked through others. Who spoke alone is not in the answer.

    Parameters
    ----------
    people
        As `workbench.journey.said.people.everybody` gives them.

    Returns
    -------
    dict
        Pseudonym to the first pseudonym of the cluster, by pseudonym.
    """
    head = {name: name for name in sorted(people) if people[name].together}

    def root(name: str) -> str:
        while head[name] != name:
            head[name] = head[head[name]]
            name = head[name]
        return name

    first: dict[tuple[str, str], str] = {}
    for name in head:
        for where in sorted(people[name].together):
            a, b = root(first.setdefault(where, name)), root(name)
            head[max(a, b)] = min(a, b)
    found = {name: root(name) for name in head}
    size = Counter(found.values())
    return {name: cluster for name, cluster in found.items() if size[cluster] > 1}


def sizes(people: Iterable[str], together: Mapping[str, str]) -> list[int]:
    """Return how many of `people` are in each cluster, largest first; who spoke alone is a cluster of one."""
    return sorted(Counter(together.get(name, name) for name in people).values(), reverse=True)


def together(people: Collection[str], clusters_of: Mapping[str, str], likeness: float) -> list[str]:
    """Return a notice of how many people spoke together and what intervals make of it; none if nobody did."""
    found = sizes(people, clusters_of)
    joint = [size for size in found if size > 1]
    if not joint:
        return []
    where = "1 group" if len(joint) == 1 else f"{len(joint)} groups"
    taken = f"intervals take the {len(people)} for {stats.effective_n(found, likeness):.1f} independent people"
    return [f"{sum(joint)} of {len(people)} people spoke together in {where}: {taken} (group_likeness {likeness:g})"]
