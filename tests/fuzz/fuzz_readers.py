"""Every reader of the workbench as a function of bytes, for hypothesis (tests/conformance/test_fuzz.py) and tools/fuzz.py.

A reader may return, or raise one of our errors. Any other exception is a defect. What is read is looked at again by
`whole`: turns within their text, answers as many as their ids, no character that no text may hold.
"""

from __future__ import annotations

import functools
import io
import json
import os
import shutil
import tempfile
import time
import traceback
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz_mutators import MUTATORS, mutate

from workbench.study.errors import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.study.folder import Folder

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "corpus" / "raw"
#: Processor seconds that no input of this size may cost.
SECONDS = 2.0
TRANSCRIPTS = (
    ".vtt", ".srt", ".txt", ".md", ".lrc", ".rtf", ".json", ".html", ".pdf", ".csv", ".tsv", ".sbv", ".textgrid", ".cha", ".eaf",
    ".exb", ".ttml", ".otr", ".eml", ".odt",
)  # fmt: skip


class Wrong(AssertionError):  # noqa: N818 (reads as what it is)
    """A reader returned what cannot be."""


def whole_transcript(draft: Any) -> None:
    """Look at what a transcript's reader returned: its text and turns are what `cast.assemble` will store."""
    from workbench.sources.transcripts import cast

    text, turns = cast.assemble(draft.utterances, [label or "P01" for label in cast.order(draft.utterances)])
    if any(c in text for c in "\0\r") or any("\ud800" <= c <= "\udfff" for c in text):
        raise Wrong("a character that no text may hold")
    end = 0
    for turn in turns:
        if not end <= turn.start < turn.end <= len(text):
            raise Wrong("a turn outside its text")
        end = turn.end
    text.encode()


def transcript(suffix: str) -> Callable[[bytes], None]:
    """Return the reader of transcripts in one format."""

    def read(raw: bytes) -> None:
        from workbench.sources.transcripts import read as transcripts

        whole_transcript(transcripts.parse(raw, name=f"a{suffix}", suffix=suffix))

    return read


@functools.cache
def small() -> Folder:
    """Return a study that is only read, with two people in its key."""
    import atexit

    from workbench.study.folder import Folder
    from workbench.study.settings import Settings

    home = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "study.key.csv").write_text("pseudonym,name,aliases,kind\nP01,Marguerite Okonjo,Maggie,participant\n", encoding="utf-8")
    return Folder.create(home / "study", Settings(title="Small"))


def imported(add: str, suffix: str, **options: Any) -> Callable[[bytes], None]:
    """Return a reader that takes the whole way of an import into a study, and sees that a refusal changes nothing."""

    def read(raw: bytes) -> None:
        from workbench.sources import ingest
        from workbench.sources.numbers import metrics
        from workbench.sources.people import attributes
        from workbench.study.folder import Folder

        with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
            base = small()
            root = Path(home) / "study"
            shutil.copytree(base.root, root)
            shutil.copyfile(base.key_file, Path(home) / "study.key.csv")
            path = Path(home) / f"a{suffix}"
            path.write_bytes(raw)
            folder = Folder(root)
            before = tree(Path(home))
            run = {"people": attributes.add_people, "metrics": metrics.add_metrics}.get(add) or getattr(ingest, add)
            try:
                run(folder, path, **options)
            except WorkbenchError:
                if tree(Path(home)) != before:
                    raise Wrong("a refused file changed the study") from None
                return
            if errors := [f for f in _check(Folder(root)) if f.level == "error"]:
                raise Wrong(f"the study is damaged after the import: {errors[0].where}: {errors[0].what}")

    return read


def _check(folder: Folder) -> list[Any]:
    from workbench.study.check import check

    return check(folder)


def tree(home: Path) -> dict[str, bytes]:
    """Return every file below a folder but the cache, which is no part of a study."""
    return {
        p.relative_to(home).as_posix(): p.read_bytes()
        for p in sorted(home.rglob("*"))
        if p.is_file() and ".workbench" not in p.parts
    }


def on_disk(name: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    """Return a reader of one file of a study."""

    def go(raw: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
            path = Path(home) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
            read(path)

    return go


def _settings(path: Path) -> None:
    from workbench.study import settings

    found = settings.read(path)
    path.write_text(settings.write(found), encoding="utf-8")
    if settings.read(path) != found:
        raise Wrong("study.toml changes when it is written again")


def _log(path: Path) -> None:
    from workbench.study.fold import fold
    from workbench.study.log import LogFile

    log = LogFile(path)
    log.refresh()
    fold(log.acts)
    size = sum(len(line) + 1 for line in path.read_bytes().split(b"\n")[: len(log.acts)])
    if log.size != size or (log.size < path.stat().st_size and not log.problems):
        raise Wrong("bytes of a log that are neither read nor reported")


def _participants(path: Path) -> None:
    from workbench.study import participants

    people = participants.read(path)
    participants.write(path, people.values())
    if participants.read(path) != people:
        raise Wrong("participants.csv changes when it is written again")


def in_study(name: str) -> Callable[[bytes], None]:
    """Return a reader that opens and checks a study one of whose files is spoilt: a finding, never a crash."""

    def go(raw: bytes) -> None:
        from workbench.study.folder import Folder

        with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
            root = Path(home) / "study"
            path = root / name
            path.parent.mkdir(parents=True)
            if name.startswith("sources/"):
                path.with_suffix(".txt").write_bytes(_WORDS)
            path.write_bytes(raw)
            (root / "study.toml").write_text('title = "x"\n', encoding="utf-8")
            _check(Folder(root))

    return go


def acted(raw: bytes) -> None:
    """Take a JSON list of [coder, kind, body] for the logs of a study, with good hashes; then ask for all that can be shown."""
    from workbench import api
    from workbench.study.folder import Folder

    try:
        rows = json.loads(raw)
    except (ValueError, RecursionError):
        return
    if not isinstance(rows, list):
        return
    with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
        root = Path(home) / "study"
        shutil.copytree(talked().root, root)
        _write_logs(root, [r for r in rows if isinstance(r, list) and len(r) == 3 and isinstance(r[2], dict)])
        folder = Folder(root)
        if errors := [f for f in _check(folder) if f.level == "error" and "log" in f.where and "not here" not in f.what]:
            raise Wrong(f"acts whose hashes are right are called damaged: {errors[0]}")
        study = api.Study(folder, "ana")
        study.codings()
        study.codebook()
        study.agreement()
        model = study.journey().model
        json.dumps(model, allow_nan=False).encode()
        if (told := getattr(folder, "history", None)) is not None:
            told()
        folder.state()


def _write_logs(root: Path, rows: list[list[Any]]) -> None:
    """Write acts as docs/format.md says, each coder's in a log of their own."""
    logs: dict[str, list[bytes]] = {}
    last: dict[str, str] = {}
    for lamport, (coder, kind, body) in enumerate(rows, 1):
        who = coder if coder in ("ana", "ben") else "zoe"
        lines = logs.setdefault(who, [])
        at = f"2026-01-01T00:00:{lamport % 60:02d}.000Z"
        fields = {"act": kind if isinstance(kind, str) else "memo.set", "at": at, "body": body,
                  "coder": who, "lamport": lamport, "n": len(lines) + 1, "prev": last.get(who, ""), "v": 2}  # fmt: skip
        rest = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
        last[who] = sha256(rest).hexdigest()[:32]
        lines.append(b'{"id":"' + last[who].encode() + b'",' + rest[1:] + b"\n")
    for who, lines in logs.items():
        (root / "log").mkdir(exist_ok=True)
        (root / "log" / f"{who}-x.jsonl").write_bytes(b"".join(lines))


@functools.cache
def talked() -> Folder:
    """Return a study with an interview and a survey in it, that is only read."""
    from workbench.sources import ingest
    from workbench.study.folder import Folder

    base = small()
    root = base.root.with_name("talked")
    shutil.copytree(base.root, root)
    folder = Folder(root)
    for name, text in (("a.txt", _ACTED_TALK), ("a.csv", _CSV.decode())):
        path = root.parent / name
        path.write_text(text, encoding="utf-8")
        if name.endswith("csv"):
            ingest.add_survey(folder, path, round="r", id="s")
        else:
            ingest.add_transcript(folder, path, round="r")
    return folder


_ACTED_TALK = "Interviewer: And then?\n\nBo: It broke at once and I wrote to support.\n\nInterviewer: Oh?\n\nBo: Yes it did.\n"


def _acts() -> list[bytes]:
    """Return acts of every kind there is, on the study above."""
    folder = talked()
    (talk,), (survey,) = folder.transcripts(), folder.surveys()
    said = {"source": talk.id, "item": "", "version": talk.version, "start": talk.turns[1].start, "end": talk.turns[1].end}
    row = survey.answers.iloc[0]
    written = {"source": survey.id, "item": row["answer"], "version": row["version"], "start": 0, "end": len(row["text"])}
    first = [
        ["ana", "coder.join", {"kind": "human"}],
        ["ana", "code.define", {"code": "pain:a", "label": "It breaks", "stage": "onboarding", "valence": -1, "colour": "#aa0000"}],
        ["ana", "code.define", {"code": "pain:b", "label": "Again", "parent": "pain:a", "include": "x", "exclude": "y"}],
        ["ana", "coding.add", {"code": "pain:a", "anchor": said, "valence": -2, "stance": "for", "memo": "m"}],
        ["ana", "coding.add", {"code": "stage:onboarding", "anchor": said}],
        ["ben", "coding.add", {"code": "pain:a", "anchor": written, "stance": "against"}],
        ["ben", "code.example", {"code": "pain:b", "anchor": written, "stance": "against"}],
        [
            "ana",
            "need.confirm",
            {"need": "need:n", "statement": "Help", "stage": "use", "latent": True, "anchors": [said, written]},
        ],
        ["ana", "memo.set", {"kind": "source", "about": talk.id, "text": "t"}],
        ["ana", "question.about", {"source": survey.id, "question": "why-did-you-give-this-score", "stages": ["onboarding"]}],
        ["ben", "code.merge", {"code": "pain:b", "into": "pain:a"}],
        ["ben", "code.retire", {"code": "pain:a"}],
        ["ana", "source.correct", {"source": talk.id, "before": "0", "after": talk.version}],
        ["ana", "participant.withdraw", {"participant": "P09", "origins": ["0"]}],
    ]
    return [json.dumps(first).encode(), json.dumps([*first[:6], ["ana", "undo", {"target": "0", "also": ["1"]}]]).encode()]


def _key(path: Path) -> None:
    from workbench.sources.people.key import KeyFile

    KeyFile.read(path, path.parent / "study").names()


def _codebook(path: Path) -> None:
    from workbench.coding.codebook.files import read_codebook

    read_codebook(path)


def _numbers(path: Path) -> None:
    from workbench.sources.numbers import analytics

    for shape in (None, *analytics.SHAPES):
        try:
            analytics.read(analytics.sheets_of(path, date="2026-01-31"), shape=shape)
        except WorkbenchError:
            continue


def seeds(suffix: str) -> list[bytes]:
    """Return real files of one format, the smallest first."""
    found = sorted(RAW.glob(f"*{suffix}"), key=lambda p: (p.stat().st_size, p.name))
    return [p.read_bytes()[: 12_000 if suffix in TEXTS else None] for p in found] + OWN.get(suffix, []) + _shapes(suffix)


@functools.cache
def _shapes(suffix: str) -> list[bytes]:
    """Return the files of the tests in formats of which no real ones lie beside the checkout."""
    if suffix not in {".textgrid", ".cha", ".eaf", ".exb", ".ttml", ".otr", ".odt", ".sbv", ".eml"}:
        return []
    from sources.transcripts import shapes, test_mails, test_tiers

    files = [(s.file, s.raw) for s in shapes.SHAPES.values()] + list(test_tiers.FILES.items())
    files += [("a.sbv", b"0:00:01.000,0:00:02.000\nAna: So?\n\n0:00:03.000,0:00:04.000\nBen: No.\n")]
    files += [("a.eml", test_mails.letters(test_mails.mail).encode())]
    return [raw for name, raw in files if name.lower().endswith(suffix)]


_WORDS = b"P01: words"
TEXTS = {".vtt", ".srt", ".txt", ".csv", ".tsv", ".md", ".lrc"}
_MD = (
    "# Talk, 3 March 2026\n\n**Ana Berg:** What did you expect?\n\n- Would you pay?\n    - Ben: Yes 👩‍💻 é.\n\nBen: No.\n".encode()
)
_LRC = b"[ti:talk]\n[00:01.00]Hello there\n[00:05.50]I wish it printed\n[00:09.10]So I copy it by hand\n"
_TSV = b"start\tend\ttext\n0\t5040\tHello there\n5040\t9000\tI wish it printed\n9000\t12000\tSo I copy it by hand\n"
_CSV = b"id,score,Why did you give this score?\n1,7,Because it is slow to print\n2,9,I like the clear price a lot\n3,4,NA\n"
_QUALTRICS = (
    b'StartDate,ResponseId,Q1,Q2\nStart Date,Response ID,How likely?,"Why, in your words?"\n'
    b'"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"\n'
    b"2026-03-01 10:00:00,R_1a,9,It saves me an hour every week\n2026-03-02 11:00:00,R_2b,3,The import lost all my names\n"
)
_MONKEY = (
    b"Respondent ID,Why did you come?,Which of these?,,\n,Open-Ended Response,Phone,Mail,Other\n"
    b"11,To plan our shifts in one place,Phone,,\n12,My friend told me about it at lunch,,Mail,fax\n"
)
_VTT = (
    b"WEBVTT\n\nNOTE made by hand\n\n1\n00:00:01.000 --> 00:00:04.000 align:start\n<v Ana Berg>What happened?</v>\n\n"
    b"00:04.500 --> 00:06.000\n<v.loud Ben>I paid &amp; left. <i>Really</i></v> <v Ana Berg>Oh</v>\n"
)
_SRT = (
    "1\r\n00:00:01,000 --> 00:00:04,000\r\nAna: What happened?\r\n\r\n2\r\n00:00:05,000 --> 00:00:07,000\r\nBen: I paid — 1 €.\r\n"
).encode()
_TXT = b"Ana Berg  0:03\nWhat happened?\n\nBen  1:02\nI paid, and it dropped me on an empty page.\n\nAna Berg  1:20\nAnd then?\n"
_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}\f0\fs24 Interviewer: What happened?\par Ben: I paid \'80 5 \u8212? "
    rb"and \u-10179?\u-8704? left.\par {\*\generator x;}{\b Interviewer:} And then?\par Ben: Nothing.\par}"
)
_SEGMENTS = [{"start": 0.0, "end": 4.0, "text": " What happened?", "speaker": "SPEAKER_00"},
             {"start": 4.0, "end": 7.5, "text": " I paid.", "speaker": "SPEAKER_01", "words": []}]  # fmt: skip
_JSON = json.dumps({"text": "I paid.", "segments": _SEGMENTS}).encode()
_HTML = b"<html><body><p><b>Ana:</b> What happened?</p><p>Ben: I paid &amp; left.</p><p>Ana: Oh?</p><p>Ben: Yes.</p></body></html>"
_TOML = (
    b'[[codes]]\nid = "pain:typing"\nlabel = "Typing names"\ndefinition = "when they type"\ninclude = "by hand"\n\n'
    b'[[codes]]\nid = "need:import"\nlabel = "Import"\nparent = "pain:typing"\nvalence = -1\ncolour = "#aa3300"\n'
)
_FUNNELS = [
    b"Step,Users\n1. Visit,18420\n2. Sign up,1308\n3. Pay,343\n", b"x,y,count\n10,20,5\n11,21,7\n300,40,1\n",
    b'# Start date: 20260101\n# End date: 20260131\nPage path,Views,Bounce rate\n/price,"1,200",41.5%\n/start,300,0.2\n',
    b"Element,Clicks,Visitors\n#buy,120,900\n.nav a,33,900\n",
    b"Month,Promoters,Passives,Detractors\n2026-01,12,8,5\n2026-02,14,6,9\n",
]  # fmt: skip
OWN: dict[str, list[bytes]] = {
    ".md": [_MD, _TXT], ".lrc": [_LRC], ".tsv": [_TSV, _CSV.replace(b",", b"\t")], ".csv": [_CSV, _QUALTRICS, _MONKEY],
    ".vtt": [_VTT],
    ".srt": [_SRT], ".txt": [_TXT, _MD, _LRC, _SRT],
    ".rtf": [_RTF], ".json": [_JSON], ".html": [_HTML],
}  # fmt: skip


@functools.cache
def little_docx() -> bytes:
    """Return a Word file with a table, a list and runs."""
    import docx

    document = docx.Document()
    document.add_heading("Talk", 1)
    document.add_paragraph("Would you pay?", style="List Bullet")
    grid = document.add_table(4, 3)
    for row, cells in zip(
        grid.rows,
        [("Time", "Speaker", "Text"), *[(f"0:0{n}", w, "I paid. " * n) for n, w in ((1, "Ana"), (2, "Ben"), (3, "Ana"))]],
        strict=True,
    ):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    return _slim(document.save)


@functools.cache
def little_xlsx() -> bytes:
    """Return a workbook with a date, a number, a formula and words."""
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    when = dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC).replace(tzinfo=None)  # Excel knows no zones
    for row in (("id", "when", "score", "Why did you give this score?"), ("a1", when.date(), 7, "It is slow to print the rota"),
                ("a2", when, 2.5, "I type all the names by hand"), ("a3", None, True, "=1+1")):  # fmt: skip
        book.active.append(row)
    book.create_sheet("notes").append(["x"])
    return _slim(book.save)


def _slim(save: Callable[[Any], None]) -> bytes:
    """Return what is saved, without the parts that would take all the mutations: themes, pictures."""
    out, thin = io.BytesIO(), io.BytesIO()
    save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(thin, "w", zipfile.ZIP_DEFLATED) as new:
        for info in sorted(old.infolist(), key=lambda i: i.filename):
            if not info.filename.endswith((".jpeg", ".bin")):
                new.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), old.read(info), zipfile.ZIP_DEFLATED)
    return thin.getvalue()


def _act_lines() -> list[bytes]:
    return [(ROOT / "corpus/study/log" / name).read_bytes()[:6000] for name in ("ana-corpus.jsonl", "ben-corpus.jsonl")]


def _people() -> list[bytes]:
    return [(ROOT / "corpus/study/participants.csv").read_bytes()]


def _records() -> list[bytes]:
    turn = {"index": 0, "speaker": "P01", "participant": "P01", "start": 5, "end": 10, "start_s": 0.0, "end_s": None}
    origin = {"file": "a.txt", "path": None, "sha256": "0", "format": "txt", "options": {"speakers": ["P01"]}}
    body = {"id": "p01-r", "kind": "interview", "round": "r", "title": "t", "date": "2026-01-01", "origin": origin, "turns": [turn],
            "version": sha256(_WORDS).hexdigest()}  # fmt: skip
    return [json.dumps(body).encode()]


def _qdcs() -> list[bytes]:
    book = (
        b'<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"><Codes>'
        b'<Code guid="3f2504e0-4f89-11d3-9a0c-0305e82c3301" name="pain: empty page" isCodable="true" color="#FF0000">'
        b"<Description>when</Description>"
        b'<Code guid="3f2504e0-4f89-11d3-9a0c-0305e82c3302" name="child" isCodable="true"/></Code></Codes>'
        b'<Sets><Set guid="3f2504e0-4f89-11d3-9a0c-0305e82c3303" name="s">'
        b'<MemberCode targetGUID="3f2504e0-4f89-11d3-9a0c-0305e82c3301"/></Set></Sets></CodeBook>'
    )
    return [book]


_BOOK = b'Name,Parent,Description,Color\nTyping,Pain,by hand,#aa0000\nPain\\Sick calls,,phoning,red\n\'=1+1,,"a ""b""",\n'


@functools.cache
def qdpx() -> bytes:
    """Return a project of another program: a codebook and a source in a zip."""
    out = io.BytesIO()
    book = _qdcs()[0].replace(b"codebook:1.0", b"project:1.0").replace(b"<CodeBook ", b'<Project name="x" ')
    book = book.replace(b"<Codes>", b"<CodeBook><Codes>").replace(b"</Codes>", b"</Codes></CodeBook>", 1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", book.replace(b"</Sets></CodeBook>", b"</Sets></Project>"))
        archive.writestr("sources/a.txt", b"words")
    return out.getvalue()


@functools.cache
def savs() -> list[bytes]:
    """Return a small SPSS file, if the library that reads them can write one."""
    try:
        import pandas as pd
        import pyreadstat
    except ImportError:
        return [b"$FL2@(#) SPSS DATA FILE"]
    frame = pd.DataFrame(
        {"id": ["a1", "b2"], "score": [7.0, 9.0], "why": ["It is slow to print the rota", "I type all of it by hand"]}
    )
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "a.sav"
        pyreadstat.write_sav(frame, str(path), column_labels=["Id", "Score", "Why did you give this score?"])
        return [path.read_bytes()]


def _zipped(suffix: str, own: bytes) -> list[bytes]:
    return [own, *(p.read_bytes() for p in sorted(RAW.glob(f"*{suffix}"))[:1])]


#: Name of a reader -> what it does with bytes, and files to begin with.
READERS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {
    **{f"transcript{s}": (transcript(s), functools.partial(seeds, s)) for s in TRANSCRIPTS},
    "transcript.docx": (transcript(".docx"), lambda: _zipped(".docx", little_docx())),
    "transcript.xlsx": (transcript(".xlsx"), lambda: _zipped(".xlsx", little_xlsx())),
    **{f"table{s}": (imported("add_survey", s, round="r"), functools.partial(seeds, s)) for s in (".csv", ".tsv")},
    "table.xlsx": (imported("add_survey", ".xlsx", round="r"), lambda: _zipped(".xlsx", little_xlsx())),
    "table.sav": (imported("add_survey", ".sav", round="r"), savs),
    "tickets.csv": (imported("add_survey", ".csv", round="r", kind="ticket"), functools.partial(seeds, ".csv")),
    "import.txt": (imported("add_transcript", ".txt", round="r"), functools.partial(seeds, ".txt")),
    "import.vtt": (imported("add_transcript", ".vtt", round="r"), functools.partial(seeds, ".vtt")),
    "people.csv": (imported("people", ".csv"), lambda: [(RAW / "participants.csv").read_bytes()]),
    "metrics.csv": (imported("metrics", ".csv"), lambda: [(RAW / "metrics.csv").read_bytes()]),
    "study.toml": (on_disk("s/study.toml", _settings), lambda: [(ROOT / "corpus/study/study.toml").read_bytes()]),
    "log.jsonl": (on_disk("log/ana-x.jsonl", _log), _act_lines),
    "check.jsonl": (in_study("log/ana-x.jsonl"), _act_lines),
    "participants.csv": (on_disk("participants.csv", _participants), _people),
    "source.json": (in_study("sources/r/p01-r.json"), _records),
    "check.csv": (in_study("participants.csv"), _people),
    "acts.json": (acted, _acts),
    "map.json": (in_study("maps/journey.json"), lambda: [b'{"made_from":{"digest":"0"},"claims":{}}']),
    "key.csv": (on_disk("study.key.csv", _key), lambda: [(ROOT / "corpus/study.key.csv").read_bytes()]),
    "codebook.qdc": (on_disk("codebook.qdc", _codebook), _qdcs),
    "codebook.qdpx": (on_disk("codebook.qdpx", _codebook), lambda: [qdpx()]),
    "codebook.toml": (on_disk("codebook.toml", _codebook), lambda: [_TOML, (ROOT / "corpus/codebook.toml").read_bytes()[:4000]]),
    "codebook.csv": (on_disk("codebook.csv", _codebook), lambda: [_BOOK, _BOOK.replace(b",", b";")]),
    "codebook.txt": (on_disk("codebook.txt", _codebook), lambda: [b"Pain > Typing\nPain\\Sick calls\nneed: import\n\n- Other\n"]),
    "analytics.csv": (on_disk("a.csv", _numbers), lambda: _FUNNELS),
}  # fmt: skip


def mutated(name: str, number: int, steps: list[tuple[str, int]], other: int = 0) -> bytes:
    """Return a real file of a reader, spoilt by these steps, spliced with another one of its kind."""
    files = list(READERS[name][1]())
    return mutate(files[number % len(files)], steps, files[other % len(files)])


def trouble(name: str, raw: bytes) -> str | None:
    """Return what is wrong with how a reader takes an input: an exception that is not ours, or too much time."""
    began = time.process_time()
    try:
        READERS[name][0](raw)
    except WorkbenchError as error:
        if not str(error).strip():
            return "an error without words"
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException:  # noqa: BLE001 (whatever it is, it is what we look for)
        return traceback.format_exc(limit=-8)
    used = time.process_time() - began
    return f"{used:.1f} s of processor time" if used > SECONDS else None


def steps_for(name: str) -> list[str]:
    """Return the mutators that make sense for a reader."""
    zipped = name.endswith((".docx", ".xlsx", ".qdpx"))
    if zipped:
        return ["member"] * 5 + ["flip", "truncate"]
    if name == "acts.json":
        return ["nodes"]  # anything else would be no list of acts
    return [m for m in MUTATORS if m != "member"] + ["nodes"] * 12 * name.endswith(".json")


os.environ.setdefault("WORKBENCH_DEVICE", "fuzz")
