"""Bring in: transcripts, tables of answers, and what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.api.base import Base
from workbench.study.errors import UserError
from workbench.study.given import known_options, looked_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
        self, files: str | Path | Sequence[str | Path], *, round: str = "", kind: str = "interview", **options: Any,  # noqa: A002, ANN401
    ) -> list[Report] | list[Taken]:  # fmt: skip
        """Import transcripts, or projects of other programs with all that was coded in them.

        Parameters
        ----------
        files
            A file, a pattern such as ``"interviews/*.vtt"``, or several of these: vtt, srt, txt, md, docx, pdf and others. Or
            projects: qdpx (NVivo, MAXQDA, ATLAS.ti, QualCoder and others), sqlite3 (Taguette), qda (QualCoder).
        round
            The round they belong to. A project may say so itself.
        kind
            ``interview``, ``meeting``, ``observation``, ``focus-group`` or ``staff-interview``.
        options
            ``interviewers``, names of those who ask; ``participant``, name of the only one who is asked; ``speakers``, labels
            that are one person, as ``{"Jenny": "Jenny Mith"}``; ``encoding``; ``replaces``, the id of the transcript this is a
            corrected copy of. For projects ``interviewers``, ``offsets``, ``coders``.

        Raises
        ------
        UserError
            If nothing matches, or a file is refused: files before it are in, it and those after it are not.
        """
        from workbench.coding.projects.bring import bring_in, is_project
        from workbench.sources.ingest import add_transcript
        from workbench.sources.matching import matching

        several = [files] if isinstance(files, str | Path) else files
        paths = [path for one in several for path in matching(one, whole=whole)]
        if any(map(is_project, paths)):
            if not all(map(is_project, paths)):
                raise UserError("projects and transcripts are imported apart: name the ones, then the others.")
            what = "" if kind == "interview" else kind
            known_options("add", bring_in, options)
            take = looked_at(bring_in)
            return [take(self.folder, path, coder=self.me, round=round, kind=what, **options) for path in paths]
        known_options("add", add_transcript, options)
        add = looked_at(add_transcript)
        return [add(self.folder, path, round=round, kind=kind, **options) for path in paths]

    def add_survey(  # noqa: PLR0913 (each says what one part of the table is; all but two have defaults)
        self, file: str | Path, *, round: str,  # noqa: A002
        text: Sequence[str] | None = None, ratings: Sequence[str] | None = None, attributes: Sequence[str] | None = None,
        participant: str | None = None, date: str | None = None, question: str | None = None, kind: str = "survey",
        same_as: Mapping[str, str] | None = None, stages: Mapping[str, Sequence[str]] | None = None,
        id: str | None = None, sheet: str | None = None, encoding: str | None = None,  # noqa: A002
        progress: Callable[[int, int], None] | None = None,
    ) -> Report:  # fmt: skip
        """Import a table of answers: a survey, tickets, reviews. What a column is, is guessed and told, or said here.

        Parameters
        ----------
        file
            csv, tsv, xlsx, ods, sav, por, dta; records in json with a `kind`.
        round
            The round it belongs to.
        text, ratings, attributes
            Columns with open answers, with scores, with what somebody is.
        participant
            Column that says who answered; each row is somebody of their own if there is none.
        date
            Column of dates, or one ISO date for all.
        question
            Column that says which question a row answers, where each row is one answer.
        kind
            ``survey``; ``ticket``, ``review`` or ``social``, where an author may have several rows.
        same_as
            For a question that is worded anew, the one of an earlier survey: `align` proposes it.
        stages
            For a question, the stages it asks about.
        id
            What to call it; made of the file's name and the round if not given.
        sheet, encoding
            Sheet of a workbook; how a text file is written if not in UTF-8.
        progress
            Called with what is done and what there is in all.

        Raises
        ------
        UserError
            If the table is not whole, or has no such column; the study is as it was.
        """
        from workbench.sources.ingest import add_survey

        return add_survey(
            self.folder, Path(file), round=round, text=text, ratings=ratings, attributes=attributes, participant=participant,
            date=date, question=question, kind=kind, same_as=same_as, stages=stages, id=id, sheet=sheet, encoding=encoding,
            progress=progress,
        )  # fmt: skip

    def preview(
        self, file: str | Path, *, encoding: str | None = None, sheet: str | None = None, offsets: str = ""
    ) -> Preview | Look:
        """Show what an import would make of a file; nothing is written.

        Parameters
        ----------
        file
            Anything that can be imported.
        encoding, sheet
            As for `add_survey`.
        offsets
            Of a project of another program, how it counts places.
        """
        from workbench.coding.projects.bring import is_project
        from workbench.coding.projects.look import look
        from workbench.sources.preview import preview

        if is_project(Path(file)):
            return look(Path(file), offsets=offsets)
        return preview(Path(file), folder=self.folder, encoding=encoding, sheet=sheet)

    def add_metrics(
        self, file: str | Path, *, stages: Mapping[str, str | None] | str | None = None, date: str | None = None,
        shape: str | None = None, source: str | None = None, decimal: str | None = None, percent: bool | None = None,
        sheet: str | None = None, encoding: str | None = None,
    ) -> Report:  # fmt: skip
        """Bring in numbers from elsewhere: a metrics table, a funnel, clicks, a report of an analytics tool.

        Parameters
        ----------
        file
            csv, tsv, xlsx or parquet.
        stages
            Step, page or element to stage, as ``{"Checkout": "purchase", "/help*": "retention", "/careers": None}``; one
            stage as text for the whole file.
        date
            Day the numbers are for, where the file has none: of a period its last.
        shape
            Which shape the file has; told by its columns if not given.
        source
            What to call where they come from; the file's name if not given.
        decimal, percent
            ``"."`` or ``","``, where a number can be read both ways; whether shares without a sign are in per cent.
        sheet, encoding
            As for `add_survey`.

        Raises
        ------
        UserError
            If a number can be read two ways, or a step or page belongs to no stage; nothing is changed.
        """
        from workbench.sources.numbers.metrics import add_metrics

        return add_metrics(
            self.folder, Path(file), stages=stages, shape=shape, date=date, decimal=decimal, percent=percent, source=source,
            encoding=encoding, sheet=sheet,
        )  # fmt: skip

    def align(self, file: str | Path, *, like: str | None = None) -> pd.DataFrame:
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

    def answers(self, survey: str | None = None) -> pd.DataFrame:
        """Return what was written in surveys, one row an answer, as it was written (not masked).

        ``item`` is the answer's id, as in `codings`: join them by it. Who rated and wrote nothing has a row without words.

        Parameters
        ----------
        survey
            Id of one; all of them if not given.

        Returns
        -------
        DataFrame
            ``source``, ``item``, ``participant``, ``round``, ``date``, ``question``, ``words``, then ``attr.…`` and
            ``rating.…`` as the tables have them.

        Raises
        ------
        UserError
            If no survey has that id.
        """
        import pandas as pd

        from workbench.sources.remove import the_source

        there = self.folder.surveys()
        first = ["source", "item", "participant", "round", "date", "question", "words"]
        tables = []
        for one in there if survey is None else [the_source(there, survey)]:
            asked = {question.id: question.text for question in one.questions}
            table = one.answers.rename(columns={"answer": "item", "text": "words"}).drop(columns="version", errors="ignore")
            table = table.assign(source=one.id, round=one.round, question=table["question"].map(asked))
            tables.append(table[first + [name for name in table.columns if name not in first]])
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=first)

    def rounds(self) -> list[str]:
        """Return the rounds there is material of, oldest first: as study.toml lists them, then by name."""
        heard = {t.round for t in self.folder.transcripts()} | {s.round for s in self.folder.surveys()}
        return self.folder.settings.in_order(heard)


def whole(path: Path) -> bool:
    """Say whether a path is one thing to bring in: a file, or a project that is a folder."""
    from workbench.coding.projects.bring import is_project

    return path.is_file() or (path.is_dir() and is_project(path))
