"""Bringing files into a study: a transcript or a table of answers becomes a source, once, under pseudonyms.

An import is all or nothing, and doing it again changes nothing. The bytes are kept in ``raw/``, what was said under
``sources/`` or ``surveys/``, who is behind a pseudonym beside the study.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.sources import store
from workbench.sources.again import Reread, read_again
from workbench.sources.alike import answers_alike, talk_alike
from workbench.sources.corrections import correct, reimport, revise
from workbench.sources.people import agreed
from workbench.sources.people.attributes import add_people
from workbench.sources.people.key import KeyFile, is_name
from workbench.sources.people.withdraw import refuse_withdrawn
from workbench.sources.remove import the_source
from workbench.sources.store import Report
from workbench.sources.tables import answers, asked, cells
from workbench.sources.tables import read as tables
from workbench.sources.tables.survey import Roles, guess_roles
from workbench.sources.text import read_bytes
from workbench.sources.transcripts import cast, labels
from workbench.sources.transcripts import read as transcripts
from workbench.study.canon import write_atomic
from workbench.study.errors import Refused, UserError
from workbench.study.names import slug, unique
from workbench.study.records import Participant, Transcript
from workbench.study.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from concurrent.futures import Future

    from workbench.sources.transcripts.draft import Draft
    from workbench.study.folder import Folder
    from workbench.study.records import Survey

__all__ = ["Report", "Reread", "Roles", "add_people", "add_survey", "add_transcript", "guess_roles", "read_again"]

TRANSCRIPT_KINDS = ("interview", "meeting", "observation", "focus-group", "staff-interview")


def add_transcript(
    folder: Folder, path: str | Path, *, round: str, kind: str = "interview", interviewers: Sequence[str] = (),  # noqa: A002
    participant: str | None = None, speakers: Mapping[str, str] | None = None, encoding: str | None = None,
    replaces: str | None = None,
) -> Report:  # fmt: skip
    """Add a transcript to a study.

    Parameters
    ----------
    folder
        The study.
    path
        A .vtt, .srt, .ttml, .txt, .md, .lrc, .docx, .odt, .rtf, .pdf, .eml, .json, .jsonl, .otr, .csv, .tsv, .xlsx,
        .TextGrid, .cha, .eaf or .exb file.
    round
        The round of fieldwork it belongs to.
    kind
        ``interview``, ``meeting``, ``observation``, ``focus-group`` or ``staff-interview``.
    interviewers
        Names, as the file writes them, of those who ask; their words are never evidence.
    participant
        Name or pseudonym of the one participant; everybody else is then an interviewer or merely in the room.
    speakers
        Who is the same: ``{"Jenny": "Jenny Mith"}`` reads one label as another, or as a name or pseudonym of the key;
        ``{"Jenny": "Jenny"}`` keeps apart what would be read as one.
    encoding
        If it is a text file that is not UTF-8.
    replaces
        Id of the transcript this is a corrected copy of, whatever the file is called: it becomes its new version.

    Returns
    -------
    Report
        Status ``unchanged`` if these bytes were imported before and nothing new is said about who is who.

    Raises
    ------
    Refused
        If the file cannot be read whole; the study is as it was.
    NotSaved
        If the disk said no; the study is as it was.
    """
    file = Path(path)
    _check(round, kind, TRANSCRIPT_KINDS)
    draft = transcripts.read_transcript(file, encoding=encoding)
    raw = read_bytes(file)
    with store.locked(folder):
        known = folder.transcripts()
        refuse_withdrawn(folder, store.sha256(raw), file.name)
        same = store.same_file(known, store.sha256(raw))
        replaced = _replaced(known, replaces, same, file.name) if replaces else None
        if isinstance(same, Transcript) and not interviewers and participant is None and not speakers:
            where = (f"it is in round {same.round} already",) if same.round != round else ()
            return Report(same.id, "unchanged", len(same.turns), where + _kept(folder, same))
        held = KeyFile.to_add_to(folder)
        found, made, held = _cast(draft, held, known, file, round, interviewers, participant, speakers, same, replaced)
        plural = len(made.participants) > 1 and kind == "interview"
        options: dict[str, Any] = {"kind": kind, "encoding": encoding, "speakers": list(made.shown)}
        whence = store.origin(folder, file, store.sha256(raw), options, held)
        real = "meeting" if plural else kind
        notes = draft.notes + made.notes + (("more than one participant: kept as a meeting",) if plural else ())
        taken = {t.id for t in known} | {s.id for s in folder.surveys()}
        source = found.id if found else unique(_transcript_id(made.participants, real, draft.date, round), taken)
        fresh = cast.transcript(draft, made, source=source, kind=real, round_=found.round if found else round, origin=whence)
        if found is None:
            notes = (*talk_alike(fresh, known), *notes)
            _write_transcript(folder, fresh, raw, held, made.participants)
            return Report(source, "added", len(fresh.turns), notes)
        was = reimport.as_imported(folder, found)
        if (was.version, was.turns, was.kind, was.date) == (fresh.version, fresh.turns, fresh.kind, fresh.date):
            notes += _kept(folder, found)
            if found.origin["sha256"] == whence["sha256"]:
                return Report(found.id, "unchanged", len(found.turns), notes)
            notes += ("the file differs, what is said in it does not",)
            fresh = replace(found, origin=whence)
        else:
            fresh = reimport.following(folder, found, fresh)
            if who := reimport.since(folder, found):
                notes += (f"corrections made in the study {who}, were replaced; restore brings them back",)
        before = folder.carried()
        _write_transcript(folder, fresh, raw, held, made.participants)
        return Report(source, "new version", len(fresh.turns), notes + correct.shaken(folder, before, source))


def _replaced(known: list[Transcript], name: str, same: Any, file: str) -> Transcript:  # noqa: ANN401 (what these bytes made)
    """Return the transcript that a file is a corrected copy of."""
    old = the_source(known, name)
    if same is not None and same.id != old.id:
        raise Refused(file, f"it is in the study as {same.id}", f"Remove {same.id} first if it is to replace {old.id}.")
    return old


def _kept(folder: Folder, found: Transcript) -> tuple[str, ...]:
    """Return a note on corrections that an import leaves as they are."""
    who = reimport.since(folder, found)
    return (f"corrected since {who}: the corrections stay",) if who else ()


def _check(round_: str, kind: str, kinds: Sequence[str]) -> None:
    if not round_.strip():
        msg = "the round has no name: give for instance round='2026-Q1'"
        raise UserError(msg)
    if kind not in kinds:
        msg = f"no kind of source is called {kind!r}; there are {', '.join(kinds)}"
        raise UserError(msg)


def _cast(  # noqa: PLR0913, PLR0917 (each says something of who is who)
    draft: Draft, held: KeyFile, known: list[Transcript], file: Path, round_: str, interviewers: Sequence[str],
    participant: str | None, alike: Mapping[str, str] | None,
    same: Any,  # noqa: ANN401 (the transcript made from these bytes, if any)
    replaced: Transcript | None,
) -> tuple[Transcript | None, cast.Cast, KeyFile]:  # fmt: skip
    """Say who is who, which transcript this is an edit of, if of any, and what the key then holds.

    A file of the same name is an edit if it says some of the same; else it is somebody else's (*transcript.vtt*).
    """
    called = file.name.rsplit(".", 1)[0]
    told = {"file": file.name, "interviewers": interviewers, "same": alike}
    made = cast.assign(draft, held, called=called, participant=participant, **told)  # type: ignore[arg-type]
    if same is not None:
        return same, made, held
    name = store.without_names(file.name, held)
    lines = [u.text for u in draft.utterances]
    everywhere = [t for t in known if t.origin.get("file") == name]
    namesakes = [t for t in everywhere if t.round == round_] if replaced is None else [replaced]
    unnamed = participant is None and any(not u.speaker or labels.role(u.speaker) for u in draft.utterances)
    for old in namesakes:
        if replaced or store.in_common([old.text[t.start : t.end] for t in old.turns], lines):
            them = revise.people(old)
            if unnamed and len(them) == len(made.participants) == 1 and them != made.participants:
                held = held.again()
                made = cast.assign(draft, held, called=called, participant=them[0], **told)  # type: ignore[arg-type]
            return old, made, held
    if unnamed and (namesakes or (everywhere and not is_name(called))):
        fresh = held.again()
        again = cast.assign(draft, fresh, called=f"{called} ({len(everywhere) + 1})", **told)  # type: ignore[arg-type]
        where = "the round" if namesakes else f"round {everywhere[0].round}"
        note = f"a file of this name is in {where} already and says other things: this is read as somebody else"
        before = "" if namesakes else "".join(revise.people(everywhere[0])[:1])
        note += f"; if it is the same person, say participant={before!r}" if before else ""
        return None, replace(again, notes=(*again.notes, note)), fresh
    return None, made, held


def _transcript_id(people: Sequence[str], kind: str, date: str | None, round_: str) -> str:
    if len(people) == 1:
        return slug(f"{people[0]}-{round_}")
    return slug(f"{kind}-{date}-{round_}" if date else f"{kind}-{round_}")


def _write_transcript(folder: Folder, fresh: Transcript, raw: bytes, held: KeyFile, people: Sequence[str]) -> None:
    if fresh.history:
        upgrade(folder)
    bytes_at = store.raw_path(folder, fresh.origin["sha256"], fresh.origin["format"])
    base = folder.root / "sources" / slug(fresh.round) / slug(fresh.id)
    with store.all_or_nothing(bytes_at, folder.root / "participants.csv", held.path, bases=[base], folder=folder):
        write_atomic(bytes_at, raw)
        held.save()
        everybody = folder.participants()
        if any(p not in everybody for p in people):
            folder.save_participants([*everybody.values(), *(Participant(p) for p in people if p not in everybody)])
        folder.add_transcript(fresh)  # last: whoever is killed before imports again, and nobody is there without a row


def add_survey(  # noqa: PLR0913 (each says what one part of the table is; all but two have defaults)
    folder: Folder, path: str | Path, *, round: str, text: Sequence[str] | None = None, participant: str | None = None,  # noqa: A002
    ratings: Sequence[str] | None = None, attributes: Sequence[str] | None = None, date: str | None = None, kind: str = "survey",
    id: str | None = None, sheet: str | None = None, encoding: str | None = None,  # noqa: A002
    question: str | None = None, same_as: Mapping[str, str] | None = None, stages: Mapping[str, Sequence[str]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:  # fmt: skip
    """Add a table of answers: a survey, tickets, reviews.

    Parameters
    ----------
    folder
        The study.
    path
        A .csv, .tsv or .xlsx file, with one line of header, Qualtrics' three or SurveyMonkey's two.
    round
        The round of fieldwork it belongs to.
    text, ratings, attributes
        Columns with open answers, with numbers or words on a scale, with what somebody is; None: guessed, and reported.
    participant
        Column that says who answered; None: guessed, else each row is somebody of their own.
    date
        Column of dates, or one ISO date for all; None: guessed.
    kind
        ``survey``: one row a respondent. ``ticket``, ``review`` or ``social``: an author may have several rows.
    id
        What to call it; None: from the file's name and the round.
    sheet
        Sheet of a workbook; None: the first in which people say something.
    encoding
        If a CSV is not UTF-8.
    question
        Column that says which question a row answers, where each row is one answer. A respondent may then have many rows,
        but of a survey only one for each question.
    same_as
        For a question whose wording has changed, the id or the text of the same question in an earlier survey: the answers
        to both are then answers to one question. None: what was said when this survey was imported before.
    stages
        For a question, the stages it asks about. None: as before.
    progress
        Called with what is done and what there is in all.

    Returns
    -------
    Report
        Its notes say what each column was taken for.

    Raises
    ------
    Refused
        If the table is not whole, a column is not there, or a respondent is there twice; the study is as it was.
    NotSaved
        If the disk said no; the study is as it was.
    """
    file = Path(path)
    _check(round, kind, answers.KINDS)
    raw = read_bytes(file)
    with ThreadPoolExecutor(1) as beside:
        reckoned = beside.submit(store.sha256, raw)
        table = tables.parse(raw, name=file.name, suffix=file.suffix.lower(), encoding=encoding, sheet=sheet, progress=progress)
        digest = reckoned.result()
    with store.locked(folder):
        known = folder.surveys()
        refuse_withdrawn(folder, digest, file.name)
        same = store.same_file(known, digest)
        held = KeyFile.to_add_to(folder)
        if held.find(file.stem):
            raise Refused(
                file.name, "the file is named after somebody in the key", "Rename it, and give the survey an id with id=…."
            )
        called = store.without_names(file.stem, held)
        name = slug(id) if id else _survey_id(called, round)
        old = same or next(
            (s for s in known if s.id == name or (id is None and s.origin.get("file") == file.name and s.round == round)), None
        )
        if old is None:
            name = unique(name, {t.id for t in folder.transcripts()} | {s.id for s in known})
        if old is not None and old.round != round:
            return Report(old.id, "unchanged", _answers(old), (f"it is in round {old.round} already",))  # type: ignore[arg-type]
        before = old.origin.get("options", {}) if old is not None else {}
        said = asked.Asked(
            text, participant, ratings, attributes, date, question or before.get("question"),
            before.get("same_as") if same_as is None else same_as, before.get("stages") if stages is None else stages,
            several=kind != "survey",
        )  # fmt: skip
        source = old.id if old else name
        with ExitStack() as writing:
            base = folder.root / "surveys" / slug(round) / slug(source)
            write = partial(_Writing.begin, writing, folder, store.raw_path(folder, digest, file.suffix[1:]), raw, held, base)
            begun = write() if same is None else None  # these bytes are new, so the original is kept while they are made out
            if begun:
                del raw, write  # what the original takes is free for its columns once it is written
            frame, rows, roles, notes = asked.roles_of(table, said, file.name, settings=folder.settings, known=known)
            options = {**table.options, "kind": kind, **asked.stored(roles, said)}
            del table  # a million rows need not be held twice
            fresh, more = answers.laid_out(frame, rows, roles, held, source=source, kind=kind, file=file.name)
            people = agreed.changed(folder, frame, lambda f: answers.people(f, rows, roles, held, source, kind, file.name)[0])
            del frame
            if (shown := store.without_names(called, held)) != called and not (old or id):
                found = f"its name holds the name of somebody in a column that is left out: {shown}"
                raise Refused(file.suffix.lstrip(".") + " file", found, "Rename it, or give the survey an id with id=….")
            notes = (*notes, *more)
            fresh = answers.finished(
                fresh, store.origin(folder, file, digest, options, held), round_=round, title=store.without_names(file.stem, held)
            )
            notes = notes if old else (*answers_alike(fresh, known), *notes)
            if same is not None:
                fresh = answers.versioned(fresh)
                if not people and same.origin == fresh.origin and answers.same(same, fresh):  # type: ignore[arg-type]
                    return Report(source, "unchanged", _answers(fresh), notes)
            carried = folder.carried() if old is not None else {}
            (begun or write()).finish(folder, fresh, held, people)
        shaken = correct.shaken(folder, carried, source) if old is not None else ()
        return Report(source, "new version" if old else "added", _answers(fresh), notes + shaken)


def _answers(survey: Survey) -> int:
    """Return how many answers hold words: the others are kept for their ratings. Counted without making a table of them."""
    return int(cells.present(survey.answers["text"]).sum())


def _survey_id(stem: str, round_: str) -> str:
    return slug(stem) if slug(round_) in slug(stem) else slug(f"{slug(stem)[:50]}-{round_}")


@dataclass(frozen=True, slots=True)
class _Writing:
    """A survey being written: its original is on the way to the disk while the rest is made out."""

    beside: ThreadPoolExecutor
    original: Future[None]

    @classmethod
    def begin(cls, stack: ExitStack, folder: Folder, path: Path, raw: bytes, held: KeyFile, base: Path) -> _Writing:
        """Begin; all is taken back if `stack` is left by an error."""
        also = folder.root / "participants.csv"
        stack.enter_context(store.all_or_nothing(path, held.path, also, bases=[base], folder=folder))
        beside = stack.enter_context(ThreadPoolExecutor(1))
        return cls(beside, beside.submit(write_atomic, path, raw))

    def finish(self, folder: Folder, fresh: Survey, held: KeyFile, people: Collection[Participant]) -> None:
        """Write the key, who does not consent and the answers, then the survey, which names people only the key knows."""
        key = self.beside.submit(held.save)
        reckoned = None if fresh.version else self.beside.submit(answers.versioned, fresh)
        whole = fresh if folder.settings.format > 1 else replace(fresh, answers=answers.with_versions(fresh.answers))
        with folder.store.adding(whole) as add:
            self.original.result()
            key.result()
            if people:
                folder.save_participants(people)
            add(reckoned.result() if reckoned else fresh)
