"""Themes: the topic board, and everything it does as plain functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.api.read import Read
from workbench.api.waiting import Waiting
from workbench.reading.backends import load_encoder
from workbench.views import ThemesView

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.study.records import Act, Segment
    from workbench.themes.pending import Pending
    from workbench.themes.sample import Trained
    from workbench.themes.topics import Topic, Topics
    from workbench.themes.whole import Whole
    from workbench.views.parts import Notice
    from workbench.widgets import Board


_AS_USUAL: dict[str, Any] = {"resolution": 1.0, "topics": None, "engine": "graph"}


class Themes(Read):
    """What a person makes of topics. A topic is a model's cluster; a theme is what somebody stands for."""

    def themes(
        self,
        *,
        resolution: float = 1.0,
        topics: int | None = None,
        engine: str = "graph",
        client: Any = None,  # noqa: ANN401 (untyped library)
    ) -> ThemesView:
        """Return the topics of everything participants said, with the themes people made of them and what the last round changed.

        Topics keep their ids from round to round: the first round is fitted, then the first two together, and so on.

        Parameters
        ----------
        resolution
            1 for as fine as the data suggest, 2 for twice as fine, 0.5 for half.
        topics
            So many topics, if there are so many to be had; then `resolution` says nothing.
        engine
            ``"graph"``; ``"kmeans"``; or, when they are installed, ``"umap"`` (BERTopic's own: UMAP and HDBSCAN) and ``"evoc"``.
        client
            A ``distributed.Client``: its workers embed what is new (docs/scale.md).

        Raises
        ------
        UserError
            If there is no such engine or it is not installed, or a number makes no sense.
        """
        from workbench.themes.whole import whole

        found, vectors = self.read(client=client)
        fit: dict[str, Any] = {"resolution": resolution, "topics": topics, "engine": engine}

        def make() -> Whole:
            with Waiting("Finding topics", "passages", len(found)):
                return whole(self.folder, found, vectors, **fit, encoder=load_encoder(self.folder.settings.encoder))

        made = self._once(("themes", *fit.values()), make)
        notices = [_sampled(made.sample)] if made.sample else []
        return ThemesView(made.topics, {s.id: s for s in found}, self.masks, vectors, self.folder, made.changes, notices)

    def board(self, *, me: str | None = None, resolution: float = 1.0) -> Board | Notice:
        """Return the widget in which topics become themes: named, merged, split and filled.

        Parameters
        ----------
        me
            Who does it.
        resolution
            1 for as fine as the data suggest, 2 for twice as fine, 0.5 for half.
        """
        from workbench.views.parts import Notice
        from workbench.widgets import Board
        from workbench.widgets.board_fit import reader

        if not self.folder.transcripts() and not self.folder.surveys():
            return Notice("There is nothing to find topics in yet. Add some with study.add('interviews/*.vtt', round='2026-Q1').")
        self.read()  # with a bar; the widget would show none before it is there
        return Board(self.folder, me or self.me, reader(self.folder), resolution=resolution, redactor=self.redactor)

    def pending(self) -> list[Pending]:
        """Return what the last round, or what was added since a fit was kept, changed around your themes: what needs a look first.

        Each can be accepted by `accept_change`; what is not stays as it is. The board shows the same.
        """
        import numpy as np

        from workbench.themes.board import board
        from workbench.themes.identity import by_rounds
        from workbench.themes.kept import last_kept
        from workbench.themes.pending import pending

        now = self.themes()
        before = last_kept(self.folder)
        segments = list(now.segments.values())
        heard = self.folder.settings.in_order(s.round for s in segments)
        if before is None and len(heard) > 1:
            old = [n for n, s in enumerate(segments) if s.round != heard[-1]]
            # As `themes` asks for it: then the fit of the rounds before is the one in the cache.
            fit: dict[str, Any] = {"seed": self.folder.settings.seed, **_AS_USUAL}
            fit["encoder"] = load_encoder(self.folder.settings.encoder)
            vectors = np.asarray(now.vectors)[old]
            before, _ = by_rounds([segments[n] for n in old], vectors, heard, cache=self.folder.cache, bare=True, **fit)
        if before is None:
            return []
        earlier, later = (board(self.folder, topics, segments) for topics in (before, now.topics))
        return pending(earlier, later, now.changes)

    def accept_change(self, change: Pending, name: str = "", *, reason: str = "") -> list[Act]:
        """Accept something that is pending, as one gesture; a new theme needs a name.

        Raises
        ------
        UserError
            If there is no name for a new theme, or a passage is not in the study any more.
        """
        from workbench.themes.pending import accept

        return accept(self.folder, change, coder=self.me, name=name, reason=reason)

    def mark_theme(self, what: Topic | Iterable[str | Segment], name: str, *, reason: str = "") -> str:
        """Make a theme of a topic, or of segments, and return its id.

        Parameters
        ----------
        what
            A topic, as ``study.themes()`` lists them: its quotes are put in the theme, the rest of it is proposed. Or segments,
            or their ids.
        name
            In words you stand for.
        reason
            Why, for the history.

        Returns
        -------
        str
            ``"theme:…"``: permanent, whatever the theme is called later and however topics are fitted again.

        Raises
        ------
        UserError
            If the name is empty or taken, or nothing is named that could be in it.
        """
        from workbench.themes import board

        return str(board.mark(self.folder, what, name, coder=self.me, reason=reason)[0].body["theme"])

    def edit_theme(
        self,
        theme: str,
        *,
        name: str | None = None,
        description: str | None = None,
        stage: str | None = None,
        codes: Sequence[str] | None = None,
        reason: str = "",
    ) -> list[Act]:
        """Change what a theme is called and means, where on the journey it stands, which codes it stands for.

        Parameters
        ----------
        theme
            Its id.
        name, description, stage, codes
            What is not given stays; an empty description, stage or list takes away what was there.
        reason
            Why, for the history.

        Returns
        -------
        list of Act
            What was written: nothing for what was so already.

        Raises
        ------
        UserError
            If there is no such theme, stage or code, or the name is taken.
        """
        from workbench.themes import board

        how: dict[str, Any] = {"coder": self.me, "reason": reason}
        place = self._stage(stage) if stage else stage
        acts = [] if name is None else board.rename(self.folder, theme, name, **how)
        if description is not None or place is not None:
            acts += board.describe(self.folder, theme, description, stage=place, **how)
        return acts + ([] if codes is None else board.link(self.folder, theme, codes, **how))

    def move_segments(self, segments: Iterable[str | Segment], theme: str, *, reason: str = "") -> list[Act]:
        """Put segments in a theme, or with ``""`` in none; they stay there through every refit. So is what is proposed confirmed.

        Raises
        ------
        UserError
            If there is no such theme, or no such segment.
        """
        from workbench.themes import board

        return board.move(self.folder, segments, theme, coder=self.me, reason=reason)

    def split_theme(self, theme: str, segments: Iterable[str | Segment], name: str, *, reason: str = "") -> str:
        """Make a theme of some segments of another, and return its id. One undo takes it back."""
        from workbench.themes import board

        return str(board.split(self.folder, theme, segments, name, coder=self.me, reason=reason)[0].body["theme"])

    def merge_themes(self, theme: str, into: str, *, reason: str = "") -> Act:
        """Put everything that is in one theme, or will be, into another."""
        from workbench.themes import board

        return board.merge(self.folder, theme, into, coder=self.me, reason=reason)[0]

    def retire_theme(self, theme: str, *, reason: str = "") -> Act:
        """Hide a theme. What was put in it is proposed elsewhere again; an undo brings it back."""
        from workbench.themes import board

        return board.retire(self.folder, theme, coder=self.me, reason=reason)[0]

    def keep_topics(self, topics: Topics, name: str = "") -> Act:
        """Keep a fit: later ones begin from it, so that its ids last even if sources or settings are changed.

        Parameters
        ----------
        topics
            ``study.themes().topics``.
        name
            What you call it.
        """
        from workbench.themes import board

        return board.keep(self.folder, topics, coder=self.me, name=name)[0]


def _sampled(model: Trained) -> str:
    agree = "" if model.agree is None else f"; in the sample the two agree for {model.agree:.0%}"
    return (
        f"Topics were found in a sample of {model.sampled:,} of {model.of:,} passages. All others are in the topic whose centre is"
        f" nearest{agree}."
    )
