"""What lies where on the topic board: what people put in themes, and what topics propose for them.

A theme holds what somebody put in it, through every refit. It follows the topic that holds most of that, and what else is in the
topic is proposed for it, counted apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.study.errors import Refused
from workbench.study.kinds import UNCOUNTED
from workbench.themes import kept
from workbench.themes.graph import SAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Anchor, Segment, Theme
    from workbench.themes.topics import Topic, Topics

#: So much of a passage, or of a segment, must be in the other for them to be the same thing.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class BoardTheme:
    """A theme as the board shows it.

    Attributes
    ----------
    id, name, description, codes, stage
        As people said.
    topic
        The topic it follows; empty if there is none any more.
    confirmed
        Ids of the segments that somebody put in it.
    proposed
        Ids of what else is in its topic and was not put anywhere by anybody.
    people_confirmed, people_proposed
        Different people in either; the authors of tickets, reviews and posts are not among them.
    n
        Different people in both together.
    missing
        Passages that somebody put in it and that are no segment now: their words were edited or are gone.
    coder, at
        Who made it, and when.
    """

    id: str
    name: str
    topic: str
    confirmed: tuple[str, ...]
    proposed: tuple[str, ...]
    people_confirmed: int
    people_proposed: int
    n: int
    codes: tuple[str, ...] = ()
    stage: str = ""
    description: str = ""
    missing: int = 0
    coder: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Loose:
    """A topic that no theme follows: its segments that nobody put anywhere, and how many people they are from."""

    topic: Topic
    segments: tuple[str, ...]
    people: int

    @property
    def id(self) -> str:
        """Id of the topic."""
        return self.topic.id


@dataclass(frozen=True, slots=True)
class Board:
    """Themes, and what is in none.

    Attributes
    ----------
    themes
        Those in use, by people who are surely in them, most first.
    loose
        Topics that no theme follows, largest first.
    off_topic, small
        Ids of segments in no topic that nobody put anywhere: nobody speaks of the like; too few do.
    aside
        Ids of segments that somebody said are in no theme.
    people
        Different people who speak in any segment.
    """

    themes: tuple[BoardTheme, ...]
    loose: tuple[Loose, ...]
    off_topic: tuple[str, ...]
    small: tuple[str, ...]
    aside: tuple[str, ...]
    people: int

    def theme(self, name: str) -> BoardTheme:
        """Return a theme by its id; KeyError if the board has none of it."""
        for theme in self.themes:
            if theme.id == name:
                return theme
        raise KeyError(name)


def board(folder: Folder, topics: Topics, segments: Sequence[Segment]) -> Board:
    """Return what people made of topics.

    Parameters
    ----------
    folder
        The study.
    topics
        A fit of `segments`, any.
    segments
        All segments of the study. What is not among them, such as the words of who withdrew, is shown nowhere.

    Returns
    -------
    Board
        A segment that somebody put somewhere is there and nowhere else, whatever the fit says.
    """
    state = folder.state()
    where, missing = placed(state, segments)
    live = {name: theme for name, theme in state.themes.items() if not theme.retired}
    where = {name: theme for name, theme in where.items() if theme in live or not theme}
    confirmed: dict[str, list[str]] = defaultdict(list)
    for name in sorted(where):
        confirmed[where[name]].append(name)
    open_: dict[str, list[str]] = defaultdict(list)
    for segment in segments:
        if segment.id not in where:
            open_[topics.assignment.get(segment.id, "")].append(segment.id)
    follows = _follows(folder, state, topics, {name: confirmed[name] for name in live})
    owner = _owners(live, follows, topics, confirmed)
    asked = {s.id: s.participant for s in segments if s.kind not in UNCOUNTED}
    themes = [
        _shown(theme, follows[name], confirmed[name], sorted(open_[follows[name]]) if owner.get(follows[name]) == name else [],
               missing[name], asked)
        for name, theme in live.items()
    ]  # fmt: skip
    free = [t for t in topics.topics if t.id not in owner]
    return Board(
        tuple(sorted(themes, key=lambda t: (-t.people_confirmed, -len(t.confirmed), -t.n, t.id))),
        tuple(Loose(t, tuple(sorted(open_[t.id])), len(_people(open_[t.id], asked))) for t in free),
        tuple(sorted(name for name in open_[""] if name in topics.off_topic)),
        tuple(sorted(name for name in open_[""] if name not in topics.off_topic)),
        tuple(confirmed[""]),
        len(set(asked.values())),
    )


def _shown(
    theme: Theme, topic: str, confirmed: Sequence[str], proposed: Sequence[str], missing: int, asked: Mapping[str, str]
) -> BoardTheme:
    sure, more = _people(confirmed, asked), _people(proposed, asked)
    return BoardTheme(
        theme.id, theme.name, topic, tuple(confirmed), tuple(proposed), len(sure), len(more), len(sure | more), theme.codes,
        theme.stage, theme.description, missing, theme.coder, theme.at,
    )  # fmt: skip


def _people(names: Iterable[str], asked: Mapping[str, str]) -> set[str]:
    return {asked[name] for name in names if name in asked}


def placed(state: State, segments: Iterable[Segment]) -> tuple[dict[str, str], Counter[str]]:
    """Return where people put segments (segment id to theme id, or to nothing), and how many passages of a theme are none.

    A passage that was put somewhere is a segment if it is its very span, or shares the larger part of either: texts are cut
    anew when they are corrected. Of several the last word counts, but the very span goes first.
    """
    spans: dict[Anchor, str] = {}
    texts: dict[tuple[str, str, str], list[Segment]] = defaultdict(list)
    wanted = {(a.source, a.item, a.version) for a in state.placed}
    for segment in segments:
        a = segment.anchor
        if (a.source, a.item, a.version) in wanted:
            spans[a] = segment.id
            texts[a.source, a.item, a.version].append(segment)
    where: dict[str, str] = {}
    exact: dict[str, str] = {}
    missing: Counter[str] = Counter()
    for anchor, one in state.placed.items():
        if anchor in spans:
            exact[spans[anchor]] = one.theme
            continue
        near = [s.id for s in texts[anchor.source, anchor.item, anchor.version] if _same(anchor, s.anchor)]
        missing[one.theme] += not near
        where.update(dict.fromkeys(near, one.theme))
    return {**where, **exact}, missing


def _same(one: Anchor, other: Anchor) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > _MOST * min(one.end - one.start, other.end - other.start)


def _follows(folder: Folder, state: State, topics: Topics, confirmed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the topic that each theme follows: the one that holds most of what is in it, else the one it was made from."""
    there = {t.id for t in topics.topics}
    found = {}
    for name, mine in confirmed.items():
        born = state.themes[name].topic
        held = Counter(topic for s in mine if (topic := topics.assignment.get(s, "")) in there)
        best = min(held, key=lambda topic: (-held[topic], topic != born, topic), default=born if born in there else "")
        found[name] = best or (_nearest(folder, state, topics, born) if born else "")
    return found


def _nearest(folder: Folder, state: State, topics: Topics, born: str) -> str:
    """Return the topic that lies where `born` lay in the last fit that was kept with it; nothing if none is near."""
    for one in reversed(state.kept.values()):
        try:
            before = kept.read(folder, one.fit)
        except Refused:
            continue  # which `check` says
        if before.encoder == topics.encoder and (old := before.centroids.get(born)) is not None:
            alike = {t.id: sum(a * b for a, b in zip(old, topics.centroids[t.id], strict=False)) for t in topics.topics}
            best = max(alike, key=lambda name: (alike[name], name), default="")
            return best if best and alike[best] >= SAME else ""
    return ""


def _owners(
    live: Mapping[str, Theme], follows: Mapping[str, str], topics: Topics, confirmed: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return, for each topic that is followed, the theme that gets its other segments proposed: the one made from it goes first."""

    def rank(name: str) -> tuple[bool, int, str, str]:
        topic = follows[name]
        held = sum(topics.assignment.get(s, "") == topic for s in confirmed.get(name, ()))
        return live[name].topic != topic, -held, live[name].at, name

    owner: dict[str, str] = {}
    for name in sorted(live, key=rank):
        if follows[name]:
            owner.setdefault(follows[name], name)
    return owner
