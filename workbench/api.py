"""The study as a notebook uses it: open, add, code, agree, read, map."""

from __future__ import annotations

import atexit
import getpass
import glob
import os
import shutil
import tempfile
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.settings import Settings
from workbench.views import AgreementView, ChangesView, JourneyView, Masks, NeedsView, Notice, ThemesView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pandas as pd

    from workbench.share.redact import Redactor
    from workbench.sources.ingest import Report
    from workbench.study.check import Finding
    from workbench.study.records import Segment
    from workbench.themes.needs import Candidate
    from workbench.widgets import Coder

    Progress = Callable[[int, int], None]

_PAIR = 2
_CANDIDATES = 40
_PLACES = 5
_UNITS = ("segment", "character")


def open(path: str | Path) -> Study:  # noqa: A001 (wb.open reads well)
    """Open the study in a folder.

    Raises
    ------
    Refused
        If there is no study there, or its ``study.toml`` cannot be read.
    """
    return Study(Folder(path))


def new(path: str | Path, *, title: str = "Untitled study", scenario: str = "") -> Study:
    """Make a new study in a folder, with six stages and eleven emotions to start from.

    Raises
    ------
    UserError
        If there is a study already; nothing is touched.
    """
    return Study(Folder.create(path, Settings(title=title, scenario=scenario)))


class Study:
    """A study: its folder, and what can be done with it.

    Parameters
    ----------
    folder
        The study folder.
    me
        Your name as a coder; ``$WORKBENCH_CODER`` or your login name if not given.
    """

    def __init__(self, folder: Folder, me: str | None = None) -> None:
        self.folder = folder
        self.me = me or os.environ.get("WORKBENCH_CODER") or _login()

    def __repr__(self) -> str:
        state = self.folder.state()
        sources = len(self.folder.transcripts()) + len(self.folder.surveys())
        return f"<study {self.folder.settings.title!r}: {sources} sources, {len(state.codings)} codings, {len(state.needs)} needs>"

    def _repr_html_(self) -> str:
        import html

        frame = self.sources()
        title = html.escape(self.redactor.text(self.folder.settings.title, guess=False))
        if frame.empty:
            return (
                f"<p><strong>{title}</strong> is empty. Add transcripts with "
                "<code>study.add('interviews/*.vtt', round='2026-Q1')</code> and answers with "
                "<code>study.add_survey('survey.csv', round='2026-Q1')</code>.</p>"
            )
        return f"<p><strong>{title}</strong></p>{frame.to_html(index=False, border=0)}"

    # Bring in --------------------------------------------------------------------------------------------------

    def add(self, files: str | Path, *, round: str, kind: str = "interview", **options: Any) -> list[Report]:  # noqa: A002, ANN401
        """Import transcripts.

        Parameters
        ----------
        files
            A file, or a pattern such as ``"interviews/*.vtt"``: vtt, srt, txt, md, docx, pdf.
        round
            The round they belong to.
        kind
            ``interview``, ``meeting``, ``observation`` or ``focus-group``.
        options
            ``interviewers``, ``participant``, ``encoding``: see `workbench.sources.ingest.add_transcript`.

        Raises
        ------
        UserError
            If nothing matches, or a file is refused: files before it are in, it and those after it are not.
        """
        from workbench.sources.ingest import add_transcript

        paths = _matching(files)
        return [add_transcript(self.folder, path, round=round, kind=kind, **options) for path in paths]

    def add_survey(self, file: str | Path, *, round: str, **options: Any) -> Report:  # noqa: A002, ANN401
        """Import a table of answers (csv, tsv, xlsx); `options` as in `workbench.sources.ingest.add_survey`."""
        from workbench.sources.ingest import add_survey

        return add_survey(self.folder, Path(file), round=round, **options)

    def sources(self) -> pd.DataFrame:
        """Return one row a source: id, kind, round, date (of a survey the last answer's), people, words."""
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for t in self.folder.transcripts():
            spoken = [t.text[turn.start : turn.end] for turn in t.turns if turn.participant]
            people = len({turn.participant for turn in t.turns if turn.participant})
            rows.append(
                {
                    "source": t.id,
                    "kind": t.kind,
                    "round": t.round,
                    "date": t.date or "",
                    "people": people,
                    "words": sum(len(s.split()) for s in spoken),
                }
            )
        for s in self.folder.surveys():
            answered = s.answers[s.answers["text"].str.strip() != ""]
            rows.append(
                {
                    "source": s.id,
                    "kind": s.kind,
                    "round": s.round,
                    "date": max((str(d) for d in answered["date"] if isinstance(d, str)), default=""),
                    "people": answered["participant"].nunique(),
                    "words": sum(len(str(text).split()) for text in answered["text"]),
                }
            )
        return pd.DataFrame(rows, columns=["source", "kind", "round", "date", "people", "words"])

    def rounds(self) -> list[str]:
        """Return the rounds there is material of, oldest first: as study.toml lists them, then by name."""
        heard = {t.round for t in self.folder.transcripts()} | {s.round for s in self.folder.surveys()}
        listed = [r.id for r in self.folder.settings.rounds if r.id in heard]
        return listed + sorted(heard - set(listed))

    # Code ------------------------------------------------------------------------------------------------------

    def coder(self, source: str | None = None, me: str | None = None, *, blind: bool = False) -> Coder | Notice:
        """Return the widget that codes a transcript.

        Parameters
        ----------
        source
            Id of a transcript, or the pseudonym of its participant; the first you have not coded if not given.
        me
            Who codes.
        blind
            Neither show nor send other people's codings: for coding the same text independently.
        """
        from workbench.widgets import Coder

        name = me or self.me
        there = [t.id for t in self.folder.transcripts()]
        if not there:
            return Notice("There is no transcript to code yet. Add some with study.add('interviews/*.vtt', round='2026-Q1').")
        if source is None:
            mine = {c.anchor.source for c in self.folder.state().codings.values() if c.coder == name}
            source = next((t for t in there if t not in mine), there[0])
        return Coder(self.folder, source, name, blind=blind, redactor=self.redactor)

    def code(
        self,
        code: str,
        words: str,
        *,
        source: str | None = None,
        valence: int | None = None,
        against: bool = False,
        me: str | None = None,
    ) -> str:
        """Code words that somebody said or wrote, without a widget: the way to code answers of a survey.

        Parameters
        ----------
        code
            ``"family: name"``, such as ``"stage: onboarding"`` or ``"pain: typing names in"``; a new code is made.
        words
            The passage, exactly as it stands in one transcript or one answer.
        source
            Where to look, if the words stand in several places: the id of a transcript, a survey, or an answer.
        valence
            How it felt, from -2 to 2.
        against
            The passage contradicts the claim.
        me
            Who codes.

        Returns
        -------
        str
            Id of the act; `undo` takes it back.

        Raises
        ------
        UserError
            If the words stand nowhere, or in several places: the message lists them.
        """
        from workbench.coding.codebook import code_id
        from workbench.coding.frame import passages

        identity, label = code_id(code, self.folder)
        places = passages(self.folder, words, source)
        if len(places) != 1:
            listed = ", ".join(f"{a.source} {a.item}".strip() for a in places[:_PLACES])
            found = f"stand in {len(places)} places: {listed}. Name one with source=" if places else "stand nowhere in the study"
            raise UserError(f"the words {words[:60]!r} {found}")
        (anchor,) = places
        body: dict[str, Any] = {"code": identity, "anchor": asdict(anchor), "stance": "against" if against else "for"}
        if valence is not None:
            body["valence"] = valence
        new = [] if identity in self.folder.state().codes else [("code.define", {"code": identity, "label": label})]
        *_, act = self.folder.act(me or self.me, *new, ("coding.add", body))
        return act.id

    def codebook(self) -> pd.DataFrame:
        """Return the codebook with how often and for how many people each code is used."""
        from workbench.coding.codebook import codebook_frame

        return codebook_frame(self.folder)

    def codings(self) -> pd.DataFrame:
        """Return every live coding, one row each, with its quote as it was said (not masked)."""
        from workbench.coding.frame import codings_frame

        return codings_frame(self.folder)

    def coders(self) -> list[str]:
        """Return the people who coded, most codings first."""
        counts: dict[str, int] = {}
        for coding in self.folder.state().codings.values():
            if coding.coder_kind == "human":
                counts[coding.coder] = counts.get(coding.coder, 0) + 1
        return sorted(counts, key=lambda c: (-counts[c], c))

    def agreement(self, coders: Sequence[str] | None = None, *, unit: str = "segment") -> AgreementView:
        """Compare two coders; the two who coded most if none are named.

        Parameters
        ----------
        coders
            Two names.
        unit
            ``segment`` (a participant's turn, an answer) or ``character``.

        Raises
        ------
        UserError
            If a named coder has coded nothing, not two different ones are named, or the unit is neither.
        """
        from workbench.coding.agreement import agreement, disagreements, overall

        there = self.coders()
        pair = list(coders) if coders else there[:_PAIR]
        unknown = [c for c in pair if c not in there]
        if unknown:
            raise UserError(f"{', '.join(unknown)} has coded nothing here; coders are: {', '.join(there) or 'none'}")
        if coders and (len(pair) != _PAIR or pair[0] == pair[1]):
            raise UserError(f"agreement compares two different coders; given: {', '.join(pair)}; there are: {', '.join(there)}")
        if unit not in _UNITS:
            raise UserError(f"no unit is called {unit!r}; there are {' and '.join(_UNITS)}")
        frame = self.codings()
        if len(pair) < _PAIR:
            nothing = frame.head(0)[["source", "item", "turn", "participant", "quote", "family"]]
            return AgreementView(("", ""), [], {}, nothing, self.masks)
        results = agreement(self.folder, frame, pair, unit=unit, seed=self.folder.settings.seed)  # type: ignore[arg-type]
        return AgreementView((pair[0], pair[1]), results, overall(results), disagreements(frame, pair), self.masks)

    # Read ------------------------------------------------------------------------------------------------------

    def read(self, progress: Progress | None = None) -> tuple[list[Segment], np.ndarray]:
        """Return the segments of all participants and their embeddings; only new text is embedded."""
        from workbench.reading.cache import embed
        from workbench.reading.encoder import load_encoder
        from workbench.reading.segments import segments

        found = segments(self.folder)
        return found, embed([s.text for s in found], load_encoder(), self.folder.cache / "embeddings", progress)

    def themes(self, *, resolution: float = 1.0) -> ThemesView:
        """Return topics over everything participants said; a higher resolution gives more of them."""
        from workbench.themes.topics import fit_topics

        if not resolution > 0:
            raise UserError(f"the resolution is above 0, from 0.5 to 8 is sensible; given: {resolution}")
        found, vectors = self.read()
        topics = fit_topics(found, vectors, seed=self.folder.settings.seed, resolution=resolution)
        return ThemesView(topics, {s.id: s for s in found}, self.masks)

    def needs(self, *, limit: int = 15) -> NeedsView:
        """Return candidate needs, strongest first. They are proposals: confirm those you stand for."""
        from workbench.reading.ratings import low_rated
        from workbench.reading.signals import signals
        from workbench.themes.needs import candidates

        if limit < 1:
            raise UserError(f"show at least one candidate; given: {limit}")
        found, vectors = self.read()
        weights = low_rated(self.folder, found)
        # Ranked among more than are shown: how alike two candidates are decides between those at the edge, too.
        wide = max(limit, _CANDIDATES)
        ranked = candidates(found, vectors, signals(found), seed=self.folder.settings.seed, limit=wide, weights=weights)
        return NeedsView(list(ranked[:limit]), {s.id: s for s in found}, self.masks)

    def confirm_need(
        self,
        candidate: Candidate,
        need: str,
        statement: str,
        *,
        stage: str = "",
        segments: Sequence[str] | None = None,
        latent: bool | None = None,
    ) -> str:
        """Put a candidate into the need ledger in your name: its segments become codings of the need.

        Parameters
        ----------
        candidate
            As `needs` ranks them.
        need
            Permanent id, such as ``"need:quiet-hours"``.
        statement
            Who needs what, in words you stand for.
        stage
            Where on the journey (id, label or alias).
        segments
            Those of its segments you read and accept; all if not given.
        latent
            Whether people work around it rather than ask; the candidate's own flag if not given.

        Returns
        -------
        str
            Id of the act; ``study.undo(id)`` takes it back.

        Raises
        ------
        UserError
            If a segment is not one of the candidate's or is not there any more, there is no such stage, or the id is not
            ``need:`` and a name.
        """
        if not need.startswith("need:"):
            raise UserError(f"a need's id begins with 'need:'; given: {need!r}")
        from workbench.reading.segments import segments as read_segments

        wanted = list(segments) if segments is not None else list(candidate.segments)
        stray = [s for s in wanted if s not in candidate.segments]
        if stray:
            raise UserError(f"not a segment of this candidate: {', '.join(stray[:3])}")
        known = {s.id: s for s in read_segments(self.folder)}
        if gone := [s for s in wanted if s not in known]:
            raise UserError(f"the sources have changed since this candidate was found ({gone[0]}); ask for study.needs() again")
        anchors = [
            {"source": a.source, "item": a.item, "version": a.version, "start": a.start, "end": a.end}
            for a in (known[s].anchor for s in wanted)
        ]
        body = {
            "need": need,
            "statement": statement,
            "stage": self._stage(stage) if stage else "",
            "latent": candidate.latent if latent is None else latent,
            "candidate": candidate.id,
            "anchors": anchors,
        }
        (act,) = self.folder.act(self.me, ("need.confirm", body))
        return act.id

    def _stage(self, name: str) -> str:
        try:
            return self.folder.settings.stage(name)
        except KeyError as error:
            raise UserError(str(error.args[0])) from None

    def undo(self, act: str) -> str:
        """Take an act back; undoing an undo brings it back again. Returns the id of the new act.

        Raises
        ------
        UserError
            If there is no such act.
        """
        if act not in {a.id for a in self.folder.acts()}:
            raise UserError(f"no act has the id {act!r}")
        (done,) = self.folder.act(self.me, ("undo", {"target": act}))
        return done.id

    # Map -------------------------------------------------------------------------------------------------------

    def journey(self, *, persona: str | None = None, round: str | None = None) -> JourneyView:  # noqa: A002
        """Return the journey map of a persona and a round; everybody and all rounds if not given."""
        from workbench.journey.map import build

        return JourneyView(build(self.folder, persona=persona, round=round), self.redactor)

    def compare(self, earlier: str | None = None, later: str | None = None) -> ChangesView:
        """Say what really changed between two rounds; the last two if none are named.

        Parameters
        ----------
        earlier
            Id of a round; the one before `later` if not given.
        later
            Id of a round; the last if not given.

        Raises
        ------
        UserError
            If a named round is not there, or there is none before it.
        """
        from workbench.journey.map import evidence_by_round, placebo
        from workbench.journey.rounds import compare

        found = evidence_by_round(self.folder)
        order = list(found)
        if len(order) < _PAIR and not (earlier or later):
            return ChangesView("", order[-1] if order else "", [], {})
        for name in (n for n in (earlier, later) if n and n not in found):
            raise UserError(f"no round is called {name!r}; there are: {', '.join(order) or 'none'}")
        last = later or order[-1]
        first = earlier or order[max(0, order.index(last) - 1)]
        if first == last:
            raise UserError(f"two different rounds are compared; given: {first} and {last}; there are: {', '.join(order)}")
        labels = {c.id: self.redactor.text(c.label, guess=False) for c in self.folder.state().codes.values()}
        idle = placebo(self.folder, round=first, seed=self.folder.settings.seed)
        return ChangesView(first, last, compare(found[first], found[last]), labels, idle)

    # Share -----------------------------------------------------------------------------------------------------

    @property
    def masks(self) -> Masks:
        """What every view shows words through: the redactor, and who does not consent to being quoted."""
        people = self.folder.participants().values()
        return Masks(self.redactor, frozenset(p.id for p in people if not (p.consent_quote and p.consent_share)))

    @cached_property
    def redactor(self) -> Redactor:
        """What masks names, addresses and phone numbers in anything that is shown or shared."""
        from workbench.reading.guesses import study_names
        from workbench.share.redact import Redactor
        from workbench.sources.people import KeyFile

        return Redactor(KeyFile.of(self.folder).names(), names=lambda: study_names(self.folder))

    def check(self) -> list[Finding]:
        """Verify every hash, anchor and reference of the study."""
        from workbench.study.check import check

        return check(self.folder)

    def check_table(self) -> pd.DataFrame:
        """Return the findings of `check` as a table."""
        import pandas as pd

        rows = [{"level": f.level, "where": f.where, "what": f.what, "remedy": f.remedy} for f in self.check()]
        return pd.DataFrame(rows, columns=["level", "where", "what", "remedy"])

    def try_out(self) -> Study:
        """Return a throw-away copy of the study, for trying things that write; it goes when Python ends."""
        home = Path(tempfile.mkdtemp(prefix="workbench-"))  # nobody else can read it: it holds names
        target = home / self.folder.root.resolve().name
        shutil.copytree(self.folder.root, target, ignore=shutil.ignore_patterns("out", "*.lock"), copy_function=shutil.copyfile)
        for path in (target, *(p for p in target.rglob("*") if p.is_dir())):
            path.chmod(0o700)  # the original may be read-only
        if self.folder.key_file.is_file():
            shutil.copyfile(self.folder.key_file, target.parent / self.folder.key_file.name)
        atexit.register(shutil.rmtree, home, ignore_errors=True)  # not earlier: a widget may still be writing in it
        return Study(Folder(target), self.me)


def _matching(files: str | Path) -> list[Path]:
    """Return the files that a name or a pattern means: a file of exactly that name goes first, whatever is in it."""
    given = Path(files).expanduser()
    if given.is_file():
        return [given]
    if given.is_dir():
        raise UserError(f"{files} is a folder; say which of its files, as in {given.as_posix()}/*.vtt")
    paths = sorted(p for p in map(Path, glob.glob(str(given))) if p.is_file())  # noqa: PTH207 (patterns may be absolute)
    if not paths:
        raise UserError(f"no file matches {files}")
    return paths


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container without a user entry
        return "me"
