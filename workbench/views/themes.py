"""Topics in a notebook: how many people raise each, in their words, and what people made of it."""

from __future__ import annotations

import html
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.share.words import kind_name
from workbench.study.errors import UserError
from workbench.study.given import looking
from workbench.study.kinds import UNASKED, UNCOUNTED
from workbench.study.shares import wilson
from workbench.study.words import count
from workbench.views.bars import bar
from workbench.views.parts import QUOTES, quote, table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import ArrayLike

    from workbench.study.folder import Folder
    from workbench.study.records import Segment
    from workbench.study.shares import Interval
    from workbench.themes.board import Board
    from workbench.themes.hierarchy import Branch
    from workbench.themes.identity import TopicChange
    from workbench.themes.topics import Topic, Topics
    from workbench.views.landscape import LandscapeView
    from workbench.views.parts import Masks
    from workbench.views.spread import SpreadView

#: Characters of a quote in a list, and of all lists together; passages of no topic that are listed.
LONGEST, MOST_CHARACTERS, MOST_APART = 240, 24_000, 16
#: More topics than this show fewer quotes each before they are opened.
_FEW = 12
#: Of more segments it takes too long to see whether topics come back, for a look at a table.
_MOST_RUNS = 10_000
_COLUMNS = ["topic", "label", "theme", "keywords", "segments", "people", "n", "lo", "hi"]
_LITTLE = "Too little text for topics yet."
_ADD = "Add interviews or survey answers with study.add(…)."
_SOFT = "opacity:.8;font-size:.92em"
_APART = {
    "off topic": "like no other passage: small talk, slips, or something nobody else has said yet",
    "too few": "too few say the like to make a topic",
    "nothing said": "no, n/a, see above and the like: counted among the people, and in no topic",
}


@looking
@dataclass(frozen=True)
class ThemesView:
    """Topics of a model, each with people and quotes. A topic becomes a theme when a person says so.

    Attributes
    ----------
    topics
        The fit.
    segments
        All segments, by id.
    masks
        What stands between what people said and what is shown.
    vectors
        One embedding a segment, in the order of `segments`: for the landscape.
    folder
        The study: for themes, and for stages, personas and attributes.
    changes
        What became of the topics of the round before.
    notices
        Sentences a reader should know before the numbers, such as that the model does not know a language.
    """

    topics: Topics
    segments: dict[str, Segment]
    masks: Masks
    vectors: ArrayLike | None = None
    folder: Folder | None = None
    changes: Sequence[TopicChange] = field(default=())
    notices: Sequence[str] = field(default=())

    def __iter__(self) -> Iterator[Topic]:
        """Yield the topics as `frame` has them: what surely concerns most people first."""
        return iter(sorted(self.topics.topics, key=lambda t: (-wilson(self.people(t.id), self._n).lo if self._n else 0, t.id)))

    def __len__(self) -> int:
        return len(self.topics.topics)

    def __getitem__(self, which: int | str) -> Topic:
        """Return a topic by its id, or by its place, counted from 1 as shown."""
        shown = list(self)
        for place, topic in enumerate(shown, 1):
            if which in (place, topic.id):
                return topic
        there = (
            f"there are {len(shown)}, from 1 to {len(shown)}: {', '.join(topic.id for topic in shown)}"
            if shown
            else "there is none"
        )
        raise UserError(f"no topic is {which!r}; {there}")

    def __repr__(self) -> str:
        mute = len(self._mute & self.topics.off_topic)
        apart = f", {len(self.topics.off_topic) - mute} off topic" + (f", {mute} that say nothing" if mute else "")
        return f"<{count(len(self), 'topic')} in {count(len(self.topics.assignment), 'segment')}{apart}>"

    # What there is to know ---------------------------------------------------------------------------------------

    @cached_property
    def _people(self) -> dict[str, frozenset[str]]:
        """Return topic id -> participants. Who wrote a ticket or a review was not asked, and is not counted."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name, topic in self.topics.assignment.items():
            s = self.segments.get(name)
            if s and topic and s.kind not in UNCOUNTED:
                found[topic].add(s.participant)
        return {topic: frozenset(people) for topic, people in found.items()}

    @cached_property
    def _mute(self) -> frozenset[str]:
        """Return the segments that say nothing, such as "n/a"."""
        from workbench.themes.silent import silent

        return frozenset(s.id for s in self.segments.values() if silent(s.text))

    @cached_property
    def _n(self) -> int:
        return len({s.participant for s in self.segments.values() if s.kind not in UNCOUNTED})

    def people(self, topic: str) -> int:
        """Return how many participants raise a topic."""
        return len(self._people.get(topic, ()))

    @cached_property
    def board(self) -> Board | None:
        """What people made of these topics; None without a study."""
        if self.folder is None:
            return None
        from workbench.themes.board import board

        return board(self.folder, self.topics, list(self.segments.values()))

    @cached_property
    def _themes(self) -> dict[str, str]:
        """Return topic id -> name of the theme that follows it, masked."""
        board = self.board
        follows = {t.topic: t.name for t in reversed(board.themes)} if board else {}
        return {topic: self.masks.text(name, guess=False) for topic, name in follows.items() if topic}

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Return topic id -> its words, masked; in the order of the topics."""
        words = self.masks.redactor.texts([t.label for t in self], guess=True)
        return {t.id: label for t, label in zip(self, words, strict=True)}

    @cached_property
    def names(self) -> dict[str, str]:
        """What people read: the name of the theme that a person made of a topic, or else its words; each only once."""
        seen: defaultdict[str, int] = defaultdict(int)
        names = {}
        for topic, label in self._labels.items():
            name = self._themes.get(topic, label)
            seen[name] += 1
            names[topic] = name if seen[name] == 1 else f"{name} ({seen[name]})"
        return names

    def _inside(self, topic: str) -> list[Segment]:
        """Return the passages of a topic: those that speak for it, then the others, each person once before anybody twice.

        What is withheld comes last: of a dozen quotes that speak for a topic there is another.
        """
        own = next((t for t in self.topics.topics if t.id == topic), None)
        first = [s for s in own.segments if s in self.segments] if own else []
        rest = sorted(s for s, t in self.topics.assignment.items() if t == topic and s not in set(first) and s in self.segments)
        turn: defaultdict[str, int] = defaultdict(int)
        placed = []
        for n, s in enumerate([*first, *rest]):
            who = self.segments[s].participant
            placed.append((who in self.masks.silent, turn[who], n, s))
            turn[who] += 1
        return [self.segments[s] for *_, s in sorted(placed)]

    # What it can be asked ----------------------------------------------------------------------------------------

    def frame(self) -> pd.DataFrame:
        """Return one row a topic: id, words, theme, segments, and people of how many with the 95 % interval of their share."""
        import pandas as pd

        rows = []
        for t in self:
            share = wilson(self.people(t.id), self._n) if self._n else None
            keywords = self.masks.text(", ".join(t.keywords), guess=False)
            ends = (share.lo, share.hi) if share else (0.0, 1.0)
            rows.append((t.id, self._labels[t.id], self._themes.get(t.id, ""), keywords, t.size, self.people(t.id), self._n, *ends))
        return pd.DataFrame(rows, columns=_COLUMNS)

    def quotes(self, topic: str) -> pd.DataFrame:
        """Return all passages of a topic, masked.

        Parameters
        ----------
        topic
            Its id, its words or the name of its theme; ``"off topic"``, ``"too few"`` or ``"nothing said"`` for what is in none.

        Raises
        ------
        UserError
            If there is no such topic.
        """
        import pandas as pd

        inside = self._apart(topic) if topic in _APART else self._inside(self._find(topic))
        words = self.masks.segments(inside)
        rows = [(s.id, s.participant, s.kind, s.round, w) for s, w in zip(inside, words, strict=True)]
        return pd.DataFrame(rows, columns=["segment", "participant", "kind", "round", "quote"])

    def _find(self, name: str) -> str:
        known = {n: topic for topic, n in self._labels.items()} | {n: topic for topic, n in self.names.items()}
        topic = known.get(name, name)
        if topic not in self._labels:
            there = ", ".join(f"{t} ({n})" for t, n in self.names.items())
            raise UserError(f"there is no topic {name!r}; there are {there or 'none yet'}")
        return topic

    def _apart(self, which: str) -> list[Segment]:
        out = self.topics.small if which == "too few" else self.topics.off_topic
        names = out & self._mute if which == "nothing said" else out - self._mute
        return [self.segments[s] for s in sorted(names) if s in self.segments]

    def chart(self) -> Any:  # noqa: ANN401 (an Altair chart)
        """Return topics by the share of people who raise them, with intervals; what is in no topic stands apart."""
        import pandas as pd

        from workbench.share.topic_charts import topic_sizes

        rows = [(self.names[t.id], self.people(t.id), False) for t in self]
        for which, says in _APART.items():
            people = {s.participant for s in self._apart(which) if s.kind not in UNCOUNTED}
            rows += [(f"{which}: {says.partition(':')[0]}", len(people), True)] if people else []
        shares = [wilson(k, self._n) for _, k, _ in rows]
        frame = pd.DataFrame(rows, columns=["topic", "people", "apart"])
        return topic_sizes(frame.assign(n=self._n, lo=[s.lo for s in shares], hi=[s.hi for s in shares]))

    def landscape(self, *, most: int | None = None) -> LandscapeView:
        """Return where topics lie to each other; drag over it to read what was said there.

        Parameters
        ----------
        most
            At most so many dots; 300 if not given, which is what a shared page has room for.
        """
        from workbench.themes.landscape import MOST, landscape
        from workbench.views.landscape import LandscapeView

        if self.vectors is None:
            raise UserError("a landscape needs the embeddings; ask for study.themes().landscape()")
        if most is not None and most < 1:
            raise UserError(f"a landscape has at least one dot; given: {most}")
        places = landscape(self.topics, list(self.segments.values()), self.vectors, most=most or MOST)
        topics = {t.id: (self.names[t.id], self.people(t.id), self._n, t.size) for t in self}
        return LandscapeView(places, topics, self.segments, self.masks)

    def heat(self) -> SpreadView:
        """Return stages and topics: how many of the people of each stage raise each topic. See `over`."""
        return self.over("stage")

    def over(self, by: str = "round") -> SpreadView:
        """Return topics from one side, with people of how many and intervals; every cell opens its quotes.

        Parameters
        ----------
        by
            ``stage``, ``round``, ``persona``, ``kind``, or an attribute of people such as ``role``.

        Raises
        ------
        UserError
            If people have no such attribute.
        """
        from workbench.views.sides import side
        from workbench.views.spread import SpreadView

        if self.folder is None:
            raise UserError("which stage or persona a passage is of, the study says; ask for study.themes().over(…)")
        found = side(self.folder, list(self.segments.values()), by)
        return SpreadView(self.names, self.topics.assignment, self.segments, found, self.masks)

    @property
    def next_step(self) -> str:
        """Return what to do where there are no topics, as plain text; "" where there are some."""
        return "" if len(self) else f"\n{_LITTLE} {_ADD}"

    # What it looks like ------------------------------------------------------------------------------------------

    def _repr_html_(self) -> str:
        notices = "".join(f"<p><strong>{html.escape(self.masks.text(n, guess=False))}</strong></p>" for n in self.notices)
        if not len(self):
            return notices + (f"<p><strong>{_LITTLE}</strong> {_ADD.replace('study.add(…)', '<code>study.add(…)</code>')}</p>")
        caption = f"{count(len(self), 'topic')} in {len(self.segments):,} passages of {self._n:,} people; surest first"
        return f"{notices}<p><strong>{html.escape(caption)}</strong></p>{self._tables()}{self._beneath()}"

    def _tables(self) -> str:
        """Return the topics, under broader ones where there are several."""
        lists = self._lists([t.id for t in self])
        most = max((share.hi for t in self if (share := self._share(t.id))), default=1.0)
        rows = {t.id: self._row(t, most, lists[t.id]) for t in self}
        headings = ["topic", "people", "passages", *(["comes back"] if self._steadiness else []), "in their words"]
        out = ""
        for head, topics in self._broader():
            inside = [rows[t.id] for t in self if t.id in topics]
            out += table(headings, inside, head)
        return out

    def _share(self, topic: str) -> Interval | None:
        return wilson(self.people(topic), self._n) if self._n else None

    def _row(self, topic: Topic, most: float, words: str) -> list[str]:
        share = self._share(topic.id)
        drawn = bar(self.people(topic.id), self._n, share.lo, share.hi, most) if share else ""
        of = f"{self.people(topic.id)} of {self._n}<br>{drawn}" if share else "nobody who was asked"
        steady = [html.escape(self._steadiness.get(topic.id, ""))] if self._steadiness else []
        return [self._called(topic), of, str(topic.size), *steady, words]

    @cached_property
    def _steadiness(self) -> dict[str, str]:
        """Return topic id -> whether it comes back when people are drawn anew; nothing where that is not known, or takes long."""
        if self.vectors is None or self.topics.engine != "graph" or not 0 < len(self) < len(self.segments) <= _MOST_RUNS:
            return {}
        from workbench.themes.stability import stability

        segments = list(self.segments.values())
        found = stability(segments, self.vectors, self.topics, seed=self.folder.settings.seed if self.folder else 42)
        return {t.topic: t.word for t in found.topics}

    def _broader(self) -> list[tuple[str, frozenset[str]]]:
        """Return headings with the topics under each: broader topics, those of most people first, then what stands alone."""
        from workbench.themes.hierarchy import hierarchy

        alone: set[str] = set()
        found: list[tuple[int, str, frozenset[str]]] = []

        def under(branch: Branch, above: str) -> None:
            if not branch.under:
                alone.add(branch.id)
            elif all(not b.under for b in branch.under):
                head = f"{above}{branch.label} \u00b7 {branch.people:,} people, {count(len(branch.topics), 'topic')}"
                found.append((branch.people, head, frozenset(branch.topics)))
            else:
                for b in branch.under:
                    under(b, f"{branch.label} \u203a ")

        for branch in hierarchy(self.topics, list(self.segments.values())):
            under(branch, "")
        heads = [(self.masks.text(head), topics) for _, head, topics in sorted(found, key=lambda f: (-f[0], f[1]))]
        if alone:
            heads.append(("On their own" if heads else "", frozenset(alone)))
        return heads

    def _called(self, topic: Topic) -> str:
        theme = self._themes.get(topic.id)
        shown = topic.keywords[:6] if theme else topic.keywords[3:8]  # the first three are its label
        words = html.escape(self.masks.text(", ".join(shown), guess=False))
        head = f"<strong>{html.escape(theme or self._labels[topic.id])}</strong>"
        kind = f"<div style='{_SOFT}'>theme, named by a person</div>" if theme else ""
        return f"{head}{kind}<div style='{_SOFT}'>{words}</div><div style='{_SOFT}'><code>{html.escape(topic.id)}</code></div>"

    def _lists(self, topics: Collection[str]) -> dict[str, str]:
        """Return the quotes that speak for each topic, and behind them, folded, its passages as far as there is room."""
        inside = {topic: self._inside(topic) for topic in topics}
        room, seen = MOST_CHARACTERS // max(1, len(inside)), QUOTES if len(inside) <= _FEW else QUOTES - 1
        shown = {topic: some[: max(seen, _fits(some, room))] for topic, some in inside.items()}
        flat = {s.id: s for some in shown.values() for s in some}
        said = dict(zip(flat, self.masks.segments(list(flat.values())), strict=True))
        lists = {}
        for topic, some in shown.items():
            first = "".join(quote(_cut(said[s.id]), f"{s.participant}, {s.kind}") for s in some[:seen])
            rest = len(inside[topic]) - len(some)
            more = f"<li style='{_SOFT}'>and {rest} more: <code>.quotes(\"{topic}\")</code></li>" if rest else ""
            folded = f"<details><summary>{len(inside[topic]) - seen} more</summary>{_listed(some[seen:], said, more)}</details>"
            lists[topic] = first + (folded if len(inside[topic]) > seen else "")
        return lists

    def _beneath(self) -> str:
        """Return what is in no topic, and what changed."""
        out = ""
        for which, says in _APART.items():
            apart = self._apart(which)
            if not apart:
                continue
            shown = _spaced(apart, MOST_APART)
            said = dict(zip((s.id for s in shown), self.masks.segments(shown), strict=True))
            rest = len(apart) - len(shown)
            more = f"<li style='{_SOFT}'>and {rest} more: <code>.quotes(\"{which}\")</code></li>" if rest else ""
            head = f"<strong>{which}</strong>: {count(len(apart), 'passage')}, {says}"
            out += f"<details><summary>{head}</summary>{_listed(shown, said, more)}</details>"
        unasked = sorted({s.kind for s in self.segments.values()} & UNASKED)
        if unasked:
            names = " and ".join(kind_name(kind) for kind in unasked)
            out += f"<p style='{_SOFT}'>Authors of {names} are read, and not among the people: nobody asked them.</p>"
        if self._steadiness:
            says = "Comes back: whether the topic is found again when people are drawn anew and passages come in another order."
            out += f"<p style='{_SOFT}'>{says} Fragile: what it holds could as well be cut otherwise.</p>"
        return out + self._changed()

    def _changed(self) -> str:
        from workbench.views.changed import changed

        return changed(self.changes, self.names, self.masks) + self._unheard() if self.changes else ""

    def _unheard(self) -> str:
        """Return which topics nobody raises in the last round."""
        from workbench.views.changed import unheard

        asked = [s for s in self.segments.values() if s.kind not in UNCOUNTED]
        there = {s.round for s in asked}
        last = (self.folder.settings.in_order(there) if self.folder else sorted(there))[-1:]
        fresh = [s for s in asked if s.round in last]
        still = {self.topics.assignment.get(s.id) for s in fresh}
        before = {self.names[t.id]: self.people(t.id) for t in self if t.id not in still and self.people(t.id)}
        return unheard(before, len({s.participant for s in fresh}), *last, masks=self.masks) if before else ""


def _fits(segments: Sequence[Segment], room: int) -> int:
    """Return how many of these are listed in so many characters."""
    used = 0
    for n, s in enumerate(segments):
        used += min(LONGEST, len(s.text)) + 40
        if used > room:
            return n
    return len(segments)


def _spaced(segments: list[Segment], most: int) -> list[Segment]:
    """Return at most so many, evenly from all: the first of the study are no sample of it."""
    return segments if len(segments) <= most else [segments[n * len(segments) // most] for n in range(most)]


def _listed(segments: Sequence[Segment], said: Mapping[str, str], more: str) -> str:
    lines = "".join(
        f"<li>{html.escape(_cut(said[s.id]))} <em>{html.escape(s.participant)}, {html.escape(s.kind)}</em></li>" for s in segments
    )
    return f"<ul style='margin:4px 0;padding-left:18px'>{lines}{more}</ul>"


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} \u2026"
