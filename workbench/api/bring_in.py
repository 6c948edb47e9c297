"""Bring in: transcripts, tables of answers, and what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.api.base import Base
from workbench.study.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from workbench.coding.projects.look import Look
    from workbench.coding.projects.take import Taken
    from workbench.sources.ingest import Report
    from workbench.sources.preview import Preview
    from workbench.sources.remove import Removal


class BringIn(Base):
    """Files in, sources out."""

    def __repr__(self) -> str:
        state = self.folder.state()
        sources = len(self.folder.transcripts()) + len(self.folder.surveys())
        title = self.redactor.text(self.folder.settings.title, guess=False)
        return f"<study {title!r}: {sources} sources, {len(state.codings)} codings, {len(state.needs)} needs>"

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

    def add(
        self, files: str | Path, *, round: str = "", kind: str = "interview", **options: Any,  # noqa: A002, ANN401
    ) -> list[Report] | list[Taken]:  # fmt: skip
        """Import transcripts, or projects of other programs with all that was coded in them.

        Parameters
        ----------
        files
            A file, or a pattern such as ``"interviews/*.vtt"``: vtt, srt, txt, md, docx, pdf. Or a project: qdpx (NVivo, MAXQDA,
            ATLAS.ti, QualCoder and others), sqlite3 (Taguette), qda (QualCoder).
        round
            The round they belong to. A project may say so itself.
        kind
            ``interview``, ``meeting``, ``observation``, ``focus-group`` or ``staff-interview``.
        options
            ``interviewers``, ``participant``, ``encoding``: see `workbench.sources.ingest.add_transcript`. For projects
            ``interviewers``, ``offsets``, ``coders``: see `workbench.coding.projects.bring.bring_in`.

        Raises
        ------
        UserError
            If nothing matches, or a file is refused: files before it are in, it and those after it are not.
        """
        from workbench.coding.projects.bring import bring_in, is_project
        from workbench.sources.ingest import add_transcript
        from workbench.sources.matching import matching

        paths = matching(files, whole=whole)
        if any(map(is_project, paths)):
            if not all(map(is_project, paths)):
                raise UserError("projects and transcripts are imported apart: name the ones, then the others.")
            what = "" if kind == "interview" else kind
            return [bring_in(self.folder, path, coder=self.me, round=round, kind=what, **options) for path in paths]
        return [add_transcript(self.folder, path, round=round, kind=kind, **options) for path in paths]

    def add_survey(self, file: str | Path, *, round: str, **options: Any) -> Report:  # noqa: A002, ANN401
        """Import a table of answers (csv, tsv, xlsx); `options` as in `workbench.sources.ingest.add_survey`."""
        from workbench.sources.ingest import add_survey

        return add_survey(self.folder, Path(file), round=round, **options)

    def preview(self, file: str | Path, **options: Any) -> Preview | Look:  # noqa: ANN401
        """Show what an import would make of a file; nothing is written.

        `options`: ``encoding``, ``sheet``; of a project of another program ``offsets``.
        """
        from workbench.coding.projects.bring import is_project
        from workbench.coding.projects.look import look
        from workbench.sources.preview import preview

        if is_project(Path(file)):
            return look(Path(file), **options)
        return preview(Path(file), folder=self.folder, **options)

    def add_metrics(self, file: str | Path, **options: Any) -> Report:  # noqa: ANN401
        """Bring in numbers from elsewhere: a metrics table, a funnel, clicks, a report of an analytics tool.

        `options`: ``stages`` (step or page to stage), ``date``, ``shape`` and others: see
        `workbench.sources.numbers.metrics.add_metrics`.
        """
        from workbench.sources.numbers.metrics import add_metrics

        return add_metrics(self.folder, Path(file), **options)

    def align(self, file: str | Path, like: str | None = None) -> pd.DataFrame:
        """Propose which question of earlier rounds each column of a new file continues; nothing is taken for granted.

        Parameters
        ----------
        file
            The table of the new round.
        like
            Id of the survey it continues; all of them if not given.

        Returns
        -------
        DataFrame
            One row a column. Give those you agree with to ``add_survey(..., same_as={column: question})``.
        """
        from workbench.sources.tables.waves import align, frame

        return frame(align(self.folder, Path(file), like))

    def remove(self, source: str, *, sure: bool = False) -> Removal:
        """Remove a source that was imported by mistake; importing the same file again brings it back with its codings.

        Parameters
        ----------
        source
            Its id, as `sources` lists it.
        sure
            Must be True; without it the error says what would go.

        Returns
        -------
        Removal
            What went. Whoever spoke in it keeps their pseudonym; `withdraw` forgets a person.

        Raises
        ------
        UserError
            If `sure` is not said, or no source has that id.
        """
        from workbench.sources.remove import remove, what_goes

        if not sure:
            goes = what_goes(self.folder, source)
            found = f"{goes.rows:,} turns or answers; {goes.codings:,} codings on them would count for nothing"
            raise UserError(f"removing {goes.source} ({goes.file}, round {goes.round}) takes away {found}. Then say sure=True")
        return remove(self.folder, source)

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
        return self.folder.settings.in_order(heard)


def whole(path: Path) -> bool:
    """Say whether a path is one thing to bring in: a file, or a project that is a folder."""
    from workbench.coding.projects.bring import is_project

    return path.is_file() or (path.is_dir() and is_project(path))
