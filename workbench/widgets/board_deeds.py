"""What can be done on the topic board, by the functions that a notebook has, too (`workbench.themes.board`).

What the browser names is looked up first: a segment that is not in the fit, or a card that is gone, is refused in plain words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.themes import board

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.study.folder import Folder
    from workbench.study.records import Act, Segment
    from workbench.themes.topics import Topics
    from workbench.widgets.board_cards import Pile

Message = dict[str, Any]

#: So many segments at once; what is more is moved in several goes, each of which can be taken back.
MOST = 5_000
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed did: in words, its acts, and the card to go to."""

    words: str
    acts: list[Act]
    card: str = ""


def said(message: Message, name: str) -> str:
    """Return a text of a message; anything else is none."""
    value = message.get(name, "")
    return value if isinstance(value, str) else ""


class Deeds:
    """Does what a message asks, in the name of one coder.

    Parameters
    ----------
    folder
        The study.
    coder
        Who does it.
    topics
        The fit.
    segments
        Its segments by id.
    piles
        The cards, by id.
    """

    def __init__(
        self, folder: Folder, coder: str, topics: Topics, segments: Mapping[str, Segment], piles: Mapping[str, Pile]
    ) -> None:
        self._folder, self._coder = folder, coder
        self._topics = {t.id: t for t in topics.topics}
        self._segments, self._piles = segments, piles

    def pile(self, message: Message, name: str = "card") -> Pile:
        """Return the card that a message names; UserError if it is not there."""
        found = self._piles.get(said(message, name))
        if found is None:
            raise UserError("that is not on the board any more: somebody changed it meanwhile")
        return found

    def chosen(self, message: Message) -> list[Segment]:
        """Return the segments that a message names; UserError if there are none, too many, or one that is not here."""
        names = message.get("segments")
        if not isinstance(names, list) or not names:
            raise UserError("choose segments first")
        if len(names) > MOST:
            raise UserError(f"{len(names):,} segments at once are too many; take at most {MOST:,}")
        found = [self._segments.get(name) if isinstance(name, str) else None for name in dict.fromkeys(map(str, names))]
        there = [s for s in found if s is not None]
        if len(there) < len(found):
            raise UserError(f"{_many(len(found) - len(there))} of these are not in the study any more; read it again")
        return there

    def mark(self, message: Message) -> Done:
        """Make a theme of a topic: its quotes are put in it, and the rest is proposed."""
        pile = self.pile(message)
        if pile.kind != "topic":
            raise UserError("only a topic becomes a theme; of other segments, choose some and make a new theme")
        topic = self._topics[pile.topic]
        open_ = set(pile.proposed)
        # What somebody has put elsewhere stays there, also if the model takes it for typical.
        quotes = tuple(s for s in topic.segments if s in open_) or pile.proposed[: len(topic.segments) or 1]
        acts = board.mark(self._folder, replace(topic, segments=quotes), said(message, "name"), coder=self._coder)
        return Done(f"the theme {_quoted(message)}", acts, acts[0].body["theme"])

    def split(self, message: Message) -> Done:
        """Make a new theme of some segments, which leave the theme they were in."""
        chosen, pile = self.chosen(message), self._piles.get(said(message, "card"))
        name = said(message, "name")
        if pile is not None and pile.kind == "theme":
            acts = board.split(self._folder, pile.id, chosen, name, coder=self._coder)
        else:
            acts = board.mark(self._folder, chosen, name, coder=self._coder)
        return Done(f"the theme {_quoted(message)} of {_many(len(chosen))}", acts, acts[0].body["theme"])

    def merge(self, message: Message) -> Done:
        """Make one of two: of themes, of a topic and a theme, or of two topics, which then become a theme with a name."""
        one, into = self.pile(message), self.pile(message, "into")
        if one.id == into.id or "tray" in {one.kind, into.kind}:
            raise UserError("choose two themes, or a topic and what it belongs to")
        if into.kind == "theme" and one.kind == "theme":
            return Done("a merge of themes", board.merge(self._folder, one.id, into.id, coder=self._coder), into.id)
        if into.kind == "theme" or one.kind == "theme":
            theme, topic = (into, one) if into.kind == "theme" else (one, into)
            acts = board.move(self._folder, [self._segments[s] for s in topic.proposed], theme.id, coder=self._coder)
            return Done(f"a topic of {_many(len(topic.proposed))} put in a theme", acts, theme.id)
        both = [self._segments[s] for s in (*one.proposed, *into.proposed)]
        acts = board.mark(self._folder, both, said(message, "name"), coder=self._coder)
        return Done(f"the theme {_quoted(message)} of two topics", acts, acts[0].body["theme"])

    def move(self, message: Message) -> Done:
        """Put segments in a theme, or in none: so also what is proposed is confirmed."""
        chosen, theme = self.chosen(message), said(message, "theme")
        acts = board.move(self._folder, chosen, theme, coder=self._coder)
        return Done(f"{_many(len(chosen))} put in {'a theme' if theme else 'no theme'}", acts, said(message, "card"))

    def rename(self, message: Message) -> Done:
        """Give a theme another name."""
        acts = board.rename(self._folder, self._theme(message), said(message, "name"), coder=self._coder)
        return Done("another name", acts, said(message, "card"))

    def describe(self, message: Message) -> Done:
        """Say what a theme means, or at which stage it stands."""
        told = {key: said(message, key) for key in ("description", "stage") if key in message}
        acts = board.describe(self._folder, self._theme(message), **told, coder=self._coder)
        return Done("the stage of a theme" if "stage" in told else "what a theme means", acts, said(message, "card"))

    def link(self, message: Message) -> Done:
        """Say which codes a theme stands for."""
        codes = message.get("codes")
        if not isinstance(codes, list) or not all(isinstance(c, str) for c in codes):
            raise UserError("choose codes of the codebook")
        return Done(
            "the codes of a theme", board.link(self._folder, self._theme(message), codes, coder=self._coder), said(message, "card")
        )

    def retire(self, message: Message) -> Done:
        """Hide a theme; what was put in it is proposed elsewhere again."""
        return Done("retiring a theme", board.retire(self._folder, self._theme(message), coder=self._coder))

    def _theme(self, message: Message) -> str:
        pile = self.pile(message)
        if pile.kind != "theme":
            raise UserError("that can be done to a theme; make one of this topic first")
        return pile.id


def _many(number: int) -> str:
    return f"{number:,} segment{'s' if number != 1 else ''}"


def _quoted(message: Message) -> str:
    return f"“{said(message, 'name').strip()[:_SHOWN]}”"
