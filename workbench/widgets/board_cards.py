"""The cards of the topic board as plain dicts: themes, topics, what is apart; each with its people, under what one looks at."""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.study.kinds import UNCOUNTED
from workbench.study.shares import wilson
from workbench.themes.silent import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Segment, Survey
    from workbench.themes.board import Board, BoardTheme
    from workbench.widgets.board_fit import Fitted

Message = dict[str, Any]

OFF_TOPIC, SMALL, ASIDE = "off-topic", "small", "aside"
#: What is in no topic: id -> what it is called, and what it says.
TRAYS = {
    OFF_TOPIC: (
        "Nobody else speaks of the like: worth a look",
        "Each stands alone. A need that only one person names may be here. At the end: what says nothing, such as \u201cn/a\u201d.",
    ),
    SMALL: ("Too few for a topic", "Small groups: a few segments that are alike."),
    ASIDE: ("In no theme", "Somebody took these out of every theme."),
}
_WORDS = 6


@dataclass(frozen=True, slots=True)
class Look:
    """What one looks at.

    Attributes
    ----------
    round, stage
        Only segments of this round, at this stage; all if empty.
    words
        Only segments with all of these words.
    only
        Only what nobody has confirmed.
    """

    round: str = ""
    stage: str = ""
    words: str = ""
    only: bool = False

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.round or self.stage or self.words)


@dataclass(frozen=True, slots=True)
class Pile:
    """The segments of one card.

    Attributes
    ----------
    id, kind
        Of the card: ``theme``, ``topic`` or ``tray``.
    confirmed, proposed
        Ids, the most typical first.
    theme, topic
        What the card is about; the topic is the one a theme follows.
    """

    id: str
    kind: str
    confirmed: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    theme: BoardTheme | None = None
    topic: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """What is to be looked at first: what is proposed."""
        return self.proposed + self.confirmed


def piles(board: Board, fitted: Fitted) -> dict[str, Pile]:
    """Return the segments of each card, in the order of the board: themes, topics, what is apart."""
    typical = {t.id: t.segments for t in fitted.topics.topics}
    near = fitted.topics.nearness

    def first(ids: Iterable[str], topic: str) -> tuple[str, ...]:
        """Return ids with the quotes of a topic first, then what most others say the like of."""
        rank = {s: n for n, s in enumerate(typical.get(topic, ()))}
        return tuple(sorted(ids, key=lambda s: (rank.get(s, len(rank)), -near.get(s, 0.0), s)))

    found = [Pile(t.id, "theme", t.confirmed, first(t.proposed, t.topic), t, t.topic) for t in board.themes]
    found += [Pile(t.id, "topic", (), first(t.segments, t.id), None, t.id) for t in board.loose if t.segments]
    out = set(board.off_topic)
    mute = {s.id for s in fitted.segments if s.id in out and silent(s.text)}  # the last to be looked at
    for name, ids in ((OFF_TOPIC, board.off_topic), (SMALL, board.small), (ASIDE, board.aside)):
        if ids:
            found.append(Pile(name, "tray", (), tuple(sorted(ids, key=lambda s: (s in mute, near.get(s, 0.0), s)))))
    return {p.id: p for p in found}


def narrowed(pile: Pile, seen: Collection[str] | None, *, only: bool = False) -> Pile:
    """Return a pile with only the segments that are seen; None: all of them."""
    if seen is not None:
        pile = replace(
            pile, confirmed=tuple(s for s in pile.confirmed if s in seen), proposed=tuple(s for s in pile.proposed if s in seen)
        )
    return replace(pile, confirmed=()) if only else pile


class Cards:
    """Makes cards of piles.

    Parameters
    ----------
    folder
        The study.
    fitted
        The fit.
    masked
        Masks names in words that are nobody's in particular.
    """

    def __init__(self, folder: Folder, fitted: Fitted, masked: Callable[[str], str]) -> None:
        self._folder, self.fitted = folder, fitted
        self.segments: dict[str, Segment] = {s.id: s for s in fitted.segments}
        self.asked = {s.id: s.participant for s in fitted.segments if s.kind not in UNCOUNTED}
        self._topics = {t.id: t for t in fitted.topics.topics}
        self._names = {t.id: masked(t.label) for t in fitted.topics.topics}
        self._words = {t.id: [masked(w) for w in t.keywords[:_WORDS]] for t in fitted.topics.topics}
        called = {r.id: r.label or r.id for r in folder.settings.rounds}
        there = {s.round for s in fitted.segments if s.round}
        #: Id and label of the rounds that are in it, in their order.
        self.rounds = [[r, called.get(r, r)] for r in (*(r for r in called if r in there), *sorted(there - called.keys()))]

    def name(self, topic: str) -> str:
        """Return what the model calls a topic; empty for one that is no more."""
        return self._names.get(topic, "")

    def seen(self, look: Look) -> set[str] | None:
        """Return the ids of the segments that fit what one looks at; None: all."""
        if not look.narrow:
            return None
        stages = stages_of(self._folder, self._folder.state(), self.fitted.segments) if look.stage else {}
        words = look.words.casefold().split()
        return {
            s.id
            for s in self.fitted.segments
            if (not look.round or s.round == look.round)
            and (not look.stage or look.stage in stages.get(s.id, ()))
            and (not words or all(w in s.text.casefold() for w in words))
        }

    def people(self, ids: Iterable[str]) -> int:
        """Return how many different people of the study speak in these."""
        return len({self.asked[s] for s in ids if s in self.asked})

    def heard(self, look: Look) -> int:
        """Return how many people speak at all, in that round and at that stage."""
        seen = self.seen(replace(look, words=""))
        return len(set(self.asked.values())) if seen is None else self.people(seen)

    def card(self, whole: Pile, seen: Collection[str] | None, heard: int) -> Message:
        """Return one card as the browser wants it.

        Parameters
        ----------
        whole
            Its segments.
        seen
            The segments that fit what one looks at, as `seen` gives them.
        heard
            How many people speak at all: what the people of the card are a share of.
        """
        pile = narrowed(whole, seen)
        theme = whole.theme
        sure = self.people(pile.confirmed if theme else pile.proposed)
        n = max(heard, sure)
        share = wilson(sure, n) if n else None
        rounds = {self.segments[s].round for s in pile.ids if s in self.segments}
        name, description = TRAYS.get(whole.id, ("", ""))
        return {
            "id": whole.id, "kind": whole.kind, "name": theme.name if theme else name or self.name(whole.id) or whole.id,
            "words": self._words.get(whole.topic, []), "description": theme.description if theme else description,
            "k": sure, "more": self.people(pile.ids) - sure, "n": n,
            "lo": round(share.lo, 4) if share else 0.0, "hi": round(share.hi, 4) if share else 0.0,
            "confirmed": len(pile.confirmed), "proposed": len(pile.proposed), "missing": theme.missing if theme else 0,
            "stability": str(self.fitted.stability.get(whole.topic, "")),
            "rounds": [label for key, label in self.rounds if key in rounds], "stage": theme.stage if theme else "",
            "codes": list(theme.codes) if theme else [], "follows": whole.topic,
            "topic": self.name(whole.topic) if theme and whole.topic else "",
            "by": theme.coder if theme else "", "v": zlib.crc32("\n".join((*pile.proposed, "", *pile.confirmed)).encode()),
        }  # fmt: skip


def stages_of(folder: Folder, state: State, segments: Iterable[Segment]) -> Mapping[str, set[str]]:
    """Return the stages that each segment is about: where somebody coded one on its words, or said what the question asks about.

    Parameters
    ----------
    folder
        The study.
    state
        What the acts add up to.
    segments
        Whose.
    """
    ids = {f"stage:{s.id}": s.id for s in folder.settings.stages}
    spans: dict[tuple[str, str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for coding in state.codings.values():
        if coding.code in ids and coding.stance == "for" and state.counts(coding):
            a = coding.anchor
            spans[a.source, a.item, a.version].append((a.start, a.end, ids[coding.code]))
    found: defaultdict[str, set[str]] = defaultdict(set)
    asked = {survey.id: _asked(survey, state) for survey in folder.surveys()}
    for segment in segments:
        a = segment.anchor
        about = asked.get(a.source, {}).get(a.item, ()) if a.item else ()
        spoken = spans.get((a.source, a.item, a.version), ())
        found[segment.id].update(about, (stage for start, end, stage in spoken if start < a.end and a.start < end))
    return found


def _asked(survey: Survey, state: State) -> dict[str, tuple[str, ...]]:
    """Return answer id -> stages that its question asks about: as somebody said, else as the survey says."""
    about = {q.id: state.about.get((survey.id, q.id), q.stages) for q in survey.questions}
    if not any(about.values()):
        return {}
    rows = zip(survey.answers["answer"].tolist(), survey.answers["question"].tolist(), strict=True)
    return {str(answer): stages for answer, question in rows if (stages := about.get(question))}
