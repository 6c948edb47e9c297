"""One short interview in every shape people have it in: written here, as each program or person writes it.

`SHAPES` maps a name to (file name, bytes, what is there). Each holds the same four turns; ``times`` says whether the begin of
each turn is there, ``date`` which day the file or its name says.
"""

from __future__ import annotations

import html
import io
import json
import zipfile
from dataclasses import dataclass

import docx
from docx.shared import Inches
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

ASKS, TELLS = "Dana Fox", "Mia Lund"
WORDS = ("So, how did you get started?", "It took three weeks. Honestly, too long.", "Why was that?", "The import failed, twice.")
STARTS = (3.0, 7.0, 15.0, 16.0)
ENDS = (6.0, 14.0, 16.0, 21.0)
TURNS = tuple(zip((ASKS, TELLS, ASKS, TELLS), WORDS, STARTS, ENDS, strict=True))


@dataclass(frozen=True)
class Shape:
    file: str
    raw: bytes
    times: str = ""
    date: str | None = None


def clock(seconds, comma=".", *, hours=True):
    whole = f"{int(seconds) // 60 % 60:02d}:{int(seconds) % 60:02d}{comma}{round(seconds % 1 * 1000):03d}"
    return f"00:{whole}" if hours else whole


def short(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def long(seconds):
    return f"00:{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def cues(line, *, head="WEBVTT\n\n", comma=".", number=lambda n, _: f"{n}\n", hours=True):
    body = [
        f"{number(n, who)}{clock(a, comma, hours=hours)} --> {clock(b, comma, hours=hours)}\n{line(who, words)}\n"
        for n, (who, words, a, b) in enumerate(TURNS, 1)
    ]
    return head + "\n".join(body)


def each(line, between="\n\n", head="", foot=""):
    return head + between.join(line(who, words, a) for who, words, a, _ in TURNS) + foot


def role(who, asks, tells):
    return asks if who == ASKS else tells


def labelled(asks, tells, colon=": "):
    return each(lambda who, words, _: f"{role(who, asks, tells)}{colon}{words}")


def document(build):
    made = docx.Document()
    build(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def lines(text):
    """A Word file with a paragraph for each line, as programs that write text first make it."""
    return document(lambda d: [d.add_paragraph(line) for line in text.split("\n")])


def odt(body):
    """A text as LibreOffice saves it, with what is no words in it: what was deleted, a footnote, a comment."""
    spaces = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table", "style", "fo")
    )
    bold = '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
    gone = "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion></text:changed-region>"
    whole = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:automatic-styles>{bold}'
        f"</office:automatic-styles><office:body><office:text>{gone}</text:tracked-changes>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", whole)
    return out.getvalue()


def odt_line(who, words):
    first, _, rest = words.partition(" ")
    note = "<text:note><text:note-body><text:p>Changed.</text:p></text:note-body></text:note>"
    note += "<office:annotation><text:p>!</text:p></office:annotation>"
    return f'<text:p><text:span text:style-name="T1">{who}</text:span>: {first}{note}<text:s/>{rest}</text:p><text:p/>'


def odt_row(*cells):
    return (
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
        + "</table:table-row>"
    )


def ttml(line, *, head="", root=""):
    rows = "\n".join(line(who, html.escape(words).replace(", ", ",<br/>"), a, b) for who, words, a, b in TURNS)
    spaces = "".join(
        f' xmlns{n}="http://www.w3.org/ns/ttml{k}"' for n, k in (("", ""), (":ttm", "#metadata"), (":ttp", "#parameter"))
    )
    head = f"<head><metadata>{head}</metadata></head>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tt{spaces} {root}>\n{head}\n<body><div>{rows}</div></body></tt>'.encode()


AGENTS = "".join(
    f'<ttm:agent type="person" xml:id="{i}"><ttm:name type="full">{w}</ttm:name></ttm:agent>'
    for i, w in (("a1", ASKS), ("a2", TELLS))
)
PIXEL = bytes.fromhex(  # of a picture, as Teams puts one before each name
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060600000"
    "00050001a5f645400000000049454e44ae426082"
)


def teams_docx(d):
    d.add_paragraph("Interview with Mia-20260210_140000-Meeting Recording")
    d.add_paragraph("February 10, 2026, 2:00PM")
    d.add_paragraph("25m 13s")
    d.add_paragraph("Dana Fox started transcription")
    for who, words, start, _ in TURNS:
        paragraph = d.add_paragraph()
        paragraph.add_run().add_picture(io.BytesIO(PIXEL), width=Inches(0.3))
        paragraph.add_run(who).bold = True
        run = paragraph.add_run(f"   {short(start)}")
        run.add_break()
        run.add_text(words)
    d.add_paragraph("Dana Fox stopped transcription")


def teams_docx_old(d):
    for who, words, start, end in TURNS:
        run = d.add_paragraph().add_run(f"0:0:{start} --> 0:0:{end}")
        run.add_break()
        run.add_text(who)
        run.add_break()
        run.add_text(words)


def otter_docx(d):
    d.add_heading("Interview Mia", 1)
    for line in ("Tue, Feb 10, 2026 2:00PM • 0:21", "SUMMARY KEYWORDS", "weeks, import, failed", "SPEAKERS", "Mia Lund, Dana Fox"):
        d.add_paragraph(line)
    for who, words, start, _ in TURNS:
        d.add_paragraph(f"{who}  00:{int(start):02d}")
        d.add_paragraph(words)
    d.add_paragraph("Transcribed by https://otter.ai")


def bold_names(d):
    for who, words, _, _ in TURNS:
        paragraph = d.add_paragraph()
        paragraph.add_run(who).bold = True
        paragraph.add_run(f" {words}")


def bold_questions(d):
    for who, words, _, _ in TURNS:
        d.add_paragraph().add_run(words).bold = who == ASKS


def names_alone(d):
    for who, words, _, _ in TURNS:
        d.add_paragraph(who)
        d.add_paragraph(words)


def table(head, row):
    def build(d):
        d.add_paragraph("Interview 3")
        rows = [*([head] if head else []), *(row(*turn) for turn in TURNS)]
        made = d.add_table(len(rows), len(rows[0]))
        for cells, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text

    return document(build)


def pages(*sheets, size=11):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for sheet in sheets:
        for x, y, text, points in sheet:
            canvas.setFont("Helvetica", points or size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def down(rows, x=60, top=760):
    return [(x, top - 16 * i, text, 0) for i, text in enumerate(rows)]


FURNITURE = [(60, 810, "Study 12 - confidential", 0)]
PDF_PAGES = pages(
    [
        *FURNITURE,
        *down(["Dana Fox: So, how did you", "get started?", "Mia Lund: It took three weeks. Hon-"]),
        (290, 30, "Page 1 of 2", 0),
    ],
    [
        *FURNITURE,
        *down(["estly, too long.", "Dana Fox: Why was that?", "Mia Lund: The import failed, twice."]),
        (290, 30, "Page 2 of 2", 0),
    ],
)
PDF_NUMBERS = pages(
    down(
        [
            f"{n}  {row}"
            for n, row in enumerate(
                ["Dana Fox: So, how did you", "get started?", "Mia Lund: It took three weeks. Honestly,", "too long.",
                 "Dana Fox: Why was that?", "Mia Lund: The import failed, twice."], 1,
            )
        ]
    )
)  # fmt: skip
PDF_FOOTNOTE = pages(
    [
        *down(["Dana Fox: So, how did you get started?", "Mia Lund: It took three weeks. Honestly, too long."]),
        (60, 700, "Dana Fox: Why was that?", 0), (60, 684, "Mia Lund: The import", 0),
        (160, 688, "1", 6), (166, 684, " failed, twice.", 0),
        (60, 60, "1 Of the old spreadsheet; the name of the product is left out here.", 7), (60, 50, "The same is meant below.", 7),
    ]
)  # fmt: skip
_LEFT = [
    "Dana Fox: So, how did you get",
    "started?",
    "Mia Lund: It took three weeks,",
    "Honestly, too long.",
    *["We waited and we waited so."] * 6,
]
_RIGHT = [
    "And nobody could tell us how",
    "Dana Fox: Why was that, then?",
    "Mia Lund: The import failed, it",
    "failed twice.",
    *["We tried it all again later."] * 6,
]


def gathered(order):
    left, right = down(_LEFT), down(_RIGHT, x=310)
    return pages(left + right if order == "columns" else [p for pair in zip(left, right, strict=True) for p in pair])


COLUMNS = {order: gathered(order) for order in ("columns", "rows")}
COLUMNS_SAY = (
    ("Dana Fox", "So, how did you get started?"),
    ("Mia Lund", "It took three weeks, Honestly, too long. " + "We waited and we waited so. " * 6 + "And nobody could tell us how"),
    ("Dana Fox", "Why was that, then?"),
    ("Mia Lund", "The import failed, it failed twice. " + "We tried it all again later. " * 5 + "We tried it all again later."),
)

RTF = "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2709{\\fonttbl\\f0\\fswiss Helvetica;}{\\colortbl;\\red255\\green255\\blue255;}"


def numbered():
    """Return lines with numbers, as legal and linguistic transcripts have them."""
    rows = [part for who, words, _, _ in TURNS for part in (f"{who}: {words.partition(' ')[0]}", words.partition(" ")[2])]
    return "\n".join(f"{n:3d}  {row}" for n, row in enumerate(rows, 1))


WHISPER_SEGMENTS = [
    {"id": n, "start": a, "end": b, "text": f" {w}", "tokens": [1], "temperature": 0.0} for n, (_, w, a, b) in enumerate(TURNS)
]
MEET_HEAD = "Interview Mia (2026-02-10 14:00 GMT+1) - Transcript\nAttendees\nDana Fox, Mia Lund\nTranscript\n"
MEET_FOOT = (
    "\nMeeting ended after 00:25:12 👋\nThis editable transcript was computer generated and might contain errors. "
    "People can also change the text after it was created."
)
MEET = MEET_HEAD + "00:00:03\n\n" + each(lambda who, words, _: f"{who}: {words}", "\n") + MEET_FOOT
NONAMES = ("SPEAKER_00", "SPEAKER_01")

SHAPES = {
    # Zoom
    "zoom vtt": Shape(
        "GMT20260210-140000_Recording.transcript.vtt", cues(lambda w, t: f"{w}: {t}").encode(), "times", "2026-02-10"
    ),
    "zoom closed captions": Shape(
        "meeting_saved_closed_caption.txt", each(lambda w, t, s: f"[{w}] 14:02:{int(s) + 8:02d}\n{t}").encode()
    ),
    # Teams
    "teams vtt": Shape(
        "Interview.vtt", cues(lambda w, t: f"<v {w}>{t}</v>", number=lambda n, _: f"7f1c-4a/{n}-0\n").encode(), "times"
    ),
    "teams vtt, last name first": Shape(
        "Interview.vtt",
        cues(lambda w, t: f"<v {', '.join(w.split()[::-1])} (Acme)>{t}</v>", number=lambda *_: "").encode(),
        "times",
    ),
    "teams docx": Shape("Interview.docx", document(teams_docx), "times", "2026-02-10"),
    "teams docx, old": Shape("Interview.docx", document(teams_docx_old), "times"),
    # Google Meet
    "meet txt": Shape("Interview Mia.txt", MEET.encode(), "", "2026-02-10"),
    "meet docx": Shape("Interview Mia.docx", lines(MEET), "", "2026-02-10"),
    # Otter
    "otter txt": Shape(
        "Interview_otter_ai.txt",
        each(lambda w, t, s: f"{w}  {short(s)}  \n{t}", foot="\n\nTranscribed by https://otter.ai\n").encode(),
        "times",
    ),
    "otter srt": Shape("Interview_otter_ai.srt", cues(lambda w, t: f"{w}: {t}", head="", comma=",").encode(), "times"),
    "otter docx": Shape("Interview_otter_ai.docx", document(otter_docx), "times", "2026-02-10"),
    # Webex, Chorus and the like
    "webex vtt": Shape("webex.vtt", cues(lambda _, t: t, number=lambda n, w: f'{n} "{w}" (3423423{n % 2})\n').encode(), "times"),
    "time | name": Shape("call.txt", each(lambda w, t, s: f"{short(s)} | {w}\n{t}", "\n\n").encode(), "times"),
    "time - name (company)": Shape("call.txt", each(lambda w, t, s: f"{short(s)} - {w} (Acme)\n  {t}", "\n\n").encode(), "times"),
    "time name: words": Shape("call.txt", each(lambda w, t, s: f"{long(s)} {w}: {t}", "\n").encode(), "times"),
    # Whisper with speakers, Descript, Rev, Sonix, Trint, Riverside, Dovetail
    "whisperx srt": Shape("a.srt", cues(lambda w, t: f"[{role(w, *NONAMES)}]: {t}", head="", comma=",").encode(), "times"),
    "whisperx txt": Shape("a.txt", each(lambda w, t, _: f"[{role(w, *NONAMES)}]: {t}", "\n").encode()),
    "descript txt": Shape("a.txt", each(lambda w, t, s: f"[{long(s)}] {w}: {t}").encode(), "times"),
    "descript md": Shape("a.md", each(lambda w, t, s: f"**{w}:** [{long(s)}] {t}", head="# Interview\n\n").encode(), "times"),
    "rev txt": Shape("a.txt", each(lambda w, t, s: f"{w} ({long(s)[3:]}):\n{t}", foot="\n").encode(), "times"),
    "rev docx": Shape("a.docx", lines(each(lambda w, t, s: f"{w} ({long(s)}):\n{t}", "\n")), "times"),
    "sonix txt": Shape(
        "a.txt", each(lambda w, t, s: f"[{clock(s)[:-1]}] - {w}\n{t}", foot="\n\nTranscribed by Sonix (sonix.ai)").encode(), "times"
    ),
    "trint txt": Shape("a.txt", each(lambda w, t, s: f"[{long(s)}] {w}: {t}", foot="\n[end of transcript]\n").encode(), "times"),
    "trint docx": Shape("a.docx", lines(each(lambda w, t, s: f"{w} [{long(s)}] {t}", "\n")), "times"),
    "riverside txt": Shape("a.txt", each(lambda w, t, s: f"{w} ({clock(s, hours=False)})\n{t}").encode(), "times"),
    "begin - end name, words": Shape(
        "a.txt", "\n".join(f"{clock(a)} - {clock(b)} {w}\n{t}" for w, t, a, b in TURNS).encode(), "times"
    ),
    "descript md, escaped": Shape("a.md", each(lambda w, t, s: f"**{w}:** \\[{long(s)}\\] {t}").encode(), "times"),
    "fathom": Shape(
        "a.txt",
        each(
            lambda w, t, s: (
                f"{short(s)} - {w} (Acme)\n  {t}\n  ACTION ITEM: Send the link - WATCH: https://fathom.video/share/a?timestamp=1"
            )
        ).encode(),
        "times",
    ),
    "name, time, words": Shape("a.txt", each(lambda w, t, s: f"{w}\n{long(s)}\n{t}").encode(), "times"),
    "time, name, words": Shape("a.txt", each(lambda w, t, s: f"{short(s)}\n{w}\n{t}").encode(), "times"),
    "name, time, words, docx": Shape("a.docx", lines(each(lambda w, t, s: f"{w}\n{long(s)}\n{t}", "\n")), "times"),
    "csv": Shape(
        "a.csv",
        ("Speaker,Start,End,Text\n" + "".join(f'{w},{long(a)},{long(b)},"{t}"\n' for w, t, a, b in TURNS)).encode(),
        "times",
    ),
    "csv, german": Shape(
        "a.csv", ("Zeit;Sprecher;Inhalt\n" + "".join(f'{long(a)};{w};"{t}"\n' for w, t, a, _ in TURNS)).encode(), "times"
    ),
    # JSON
    "whisperx json": Shape(
        "a.json",
        json.dumps(
            {
                "segments": [
                    s | {"speaker": role(w, *NONAMES), "words": [{"word": x, "start": 0.1} for x in t.split()]}
                    for s, (w, t, _, _) in zip(WHISPER_SEGMENTS, TURNS, strict=True)
                ],
                "language": "en",
            }
        ).encode(),
        "times",
    ),
    "rev json": Shape(
        "a.json",
        json.dumps(
            {
                "speakers": [{"id": 0}],
                "monologues": [
                    {
                        "speaker": int(w == TELLS),
                        "elements": [
                            x
                            for n, word in enumerate(t.split())
                            for x in (
                                {"type": "text", "value": word, "ts": a + n / 10, "end_ts": a + n / 10},
                                {"type": "punct", "value": " "},
                            )
                        ],
                    }
                    for w, t, a, _ in TURNS
                ],
            }
        ).encode(),
        "times",
    ),
    "assembly json": Shape(
        "a.json",
        json.dumps(
            {
                "text": " ".join(WORDS),
                "utterances": [
                    {"speaker": role(w, "A", "B"), "text": t, "start": int(a * 1000), "end": int(b * 1000), "confidence": 0.9}
                    for w, t, a, b in TURNS
                ],
            }
        ).encode(),
        "times",
    ),
    "deepgram json": Shape(
        "a.json",
        json.dumps(
            {
                "results": {
                    "channels": [{"alternatives": [{"transcript": " ".join(WORDS)}]}],
                    "utterances": [{"speaker": int(w == TELLS), "transcript": t, "start": a, "end": b} for w, t, a, b in TURNS],
                }
            }
        ).encode(),
        "times",
    ),
    "amazon json": Shape(
        "a.json",
        json.dumps(
            {
                "results": {
                    "transcripts": [{"transcript": " ".join(WORDS)}],
                    "audio_segments": [
                        {
                            "id": n,
                            "speaker_label": role(w, "spk_0", "spk_1"),
                            "transcript": t,
                            "start_time": str(a),
                            "end_time": str(b),
                        }
                        for n, (w, t, a, b) in enumerate(TURNS)
                    ],
                }
            }
        ).encode(),
        "times",
    ),
    "fireflies json": Shape(
        "a.json",
        json.dumps(
            [{"sentence": t, "startTime": short(a), "endTime": short(b), "speaker_name": w} for w, t, a, b in TURNS]
        ).encode(),
        "times",
    ),
    # typed by a person
    "names": Shape("a.txt", labelled(ASKS, TELLS).encode()),
    "I and P": Shape("a.txt", labelled("I", "P").encode()),
    "Q and A": Shape("a.txt", labelled("Q", "A").encode()),
    "I and P without space": Shape("a.txt", labelled("I", "P", ":").encode()),
    "capitals": Shape("a.txt", labelled("DANA FOX", "MIA LUND").encode()),
    "capitals and dashes": Shape("a.txt", labelled("DANA FOX", "MIA LUND", " – ").encode()),
    "titles": Shape("a.txt", labelled("Prof. Dr. Fox", "Ms. Lund").encode()),
    "initials": Shape("a.txt", labelled("D.F.", "M.L.").encode()),
    "brackets": Shape("a.txt", labelled("[Dana]", "[Mia]", " ").encode()),
    "brackets and colon": Shape("a.txt", labelled("[Dana]", "[Mia]").encode()),
    "angles": Shape("a.txt", labelled("<Dana>", "<Mia>", " ").encode()),
    "tabs": Shape("a.txt", labelled("Dana", "Mia", "\t").encode()),
    "news": Shape("a.txt", labelled(">> Dana", ">> Mia").encode()),
    "role and name": Shape("a.txt", labelled("Dana (Interviewer)", "Mia (Participant)").encode()),
    "role beside name": Shape("a.txt", labelled("Dana Fox, Researcher", "Mia Lund, Nurse").encode()),
    "described": Shape("a.txt", labelled("Interviewer", "P3 (female, 34)").encode()),
    "all in one paragraph": Shape("a.txt", each(lambda w, t, _: f"{w}: {t}", " ").encode()),
    "line numbers": Shape("a.txt", numbered().encode()),
    "f4": Shape("a.txt", "\n\n".join(f"{role(w, 'I', 'B')}: {t} #00:00:{int(b):02d}-0#" for w, t, _, b in TURNS).encode()),
    "head": Shape(
        "a.txt",
        (
            "Interview transcript\nDate: 10 February 2026\nPlace: Bonn\nInterviewer: Dana Fox\nParticipant: Mia Lund\n\n"
            + labelled("I", "P")
        ).encode(),
        "",
        "2026-02-10",
    ),
    "markdown table": Shape(
        "a.md", ("| Speaker | Text |\n|---|---|\n" + "\n".join(f"| {w} | {t} |" for w, t, _, _ in TURNS)).encode()
    ),
    "bold names": Shape("a.docx", document(bold_names)),
    "bold questions": Shape("a.docx", document(bold_questions)),
    "names alone": Shape("a.docx", document(names_alone)),
    "table": Shape("a.docx", table(("Speaker", "Text"), lambda w, t, *_: (w, t))),
    "table without head": Shape("a.docx", table(None, lambda w, t, *_: (w, t))),
    "table with times": Shape("a.docx", table(("Time", "Speaker", "Text"), lambda w, t, a, _: (long(a), w, t)), "times"),
    "nvivo table": Shape(
        "a.docx",
        table(("", "Timespan", "Content", "Speaker"), lambda w, t, a, b: ("1", f"0:{a:04.1f} - 0:{b:04.1f}", t, w)),
        "times",
    ),
    "table of a german": Shape("a.docx", table(("Zeit", "Sprecherin", "Inhalt"), lambda w, t, a, _: (long(a), w, t)), "times"),
    "rtf": Shape("a.rtf", (RTF + "\n\\f0\\fs24 \\cf0 " + "\\\n\\\n".join(f"{w}: {t}" for w, t, _, _ in TURNS) + "}").encode()),
    "rtf table": Shape(
        "a.rtf",
        (
            "{\\rtf1\\ansi " + "".join(f"\\trowd\\cellx2000\\cellx9000 {w}\\cell {t}\\cell\\row " for w, t, _, _ in TURNS) + "}"
        ).encode(),
    ),
    "pdf with heads and feet": Shape("a.pdf", PDF_PAGES),
    "pdf with line numbers": Shape("a.pdf", PDF_NUMBERS),
    "pdf with a footnote": Shape("a.pdf", PDF_FOOTNOTE),
    "odt": Shape(
        "a.odt",
        odt("<text:h>Talk of 10 February 2026</text:h>" + "".join(odt_line(w, t) for w, t, _, _ in TURNS)),
        "",
        "2026-02-10",
    ),
    "odt table": Shape(
        "a.odt",
        odt(
            "<table:table>"
            + odt_row("Time", "Speaker", "Text")
            + "".join(odt_row(long(a), w, t) for w, t, a, _ in TURNS)
            + "</table:table>"
        ),
        "times",
    ),
    "odt called docx": Shape("a.docx", odt("".join(odt_line(w, t) for w, t, _, _ in TURNS))),
    "ttml with agents": Shape(
        "a.ttml",
        ttml(
            lambda w, t, a, b: f'<p begin="{clock(a)}" end="{clock(b)}" ttm:agent="{role(w, "a1", "a2")}"><span>{t}</span></p>',
            head=AGENTS,
        ),
        "times",
    ),
    "dfxp in ticks": Shape(
        "a.dfxp",
        ttml(lambda w, t, a, b: f'<p begin="{int(a * 1e7)}t" end="{int(b * 1e7)}t">{w}: {t}</p>', root='ttp:tickRate="10000000"'),
        "times",
    ),
    "ttml in frames": Shape(
        "a.xml",
        ttml(lambda w, t, a, b: f'<p begin="{long(a)}:00" dur="{b - a}s">{w.upper()}: {t}</p>', root='ttp:frameRate="25"'),
        "times",
    ),
    "otranscribe": Shape(
        "a.otr",
        json.dumps(
            {
                "text": "".join(
                    f'<p><span class="timestamp" data-timestamp="{a}">{short(a)}</span>&nbsp;<b>{w}:</b> {html.escape(t)}</p>'
                    for w, t, a, _ in TURNS
                ),
                "media": "a.mp3",
                "media-source": "",
                "media-time": 9.5,
            }
        ).encode(),
        "times",
    ),
    # other languages
    "german": Shape("a.txt", labelled("Moderatorin", "Teilnehmerin").encode()),
    "german letters": Shape("a.txt", labelled("I", "B").encode()),
    "french": Shape("a.txt", labelled("Enquêteur", "Enquêtée", " : ").encode()),
    "french letters": Shape("a.txt", labelled("E", "I", " : ").encode()),
    "spanish": Shape("a.txt", labelled("Entrevistadora", "Entrevistado").encode()),
    "spanish letters": Shape("a.txt", labelled("P", "R").encode()),
    "italian": Shape("a.txt", labelled("Intervistatrice", "Partecipante").encode()),
    "portuguese": Shape("a.txt", labelled("Pesquisadora", "Entrevistada").encode()),
    "dutch": Shape("a.txt", labelled("Interviewster", "Deelnemer").encode()),
    "swedish": Shape("a.txt", labelled("Intervjuare", "Deltagare").encode()),
    "polish": Shape("a.txt", labelled("Badaczka", "Uczestnik").encode()),
    "russian": Shape("a.txt", labelled("Интервьюер", "Респондент").encode()),
    "chinese": Shape("a.txt", labelled("面试官", "受访者", "：").encode()),
    "chinese, narrow colon": Shape("a.txt", labelled("面试官", "受访者", ":").encode()),
    "japanese": Shape("a.txt", labelled("聞き手", "参加者", "：").encode()),
    "korean": Shape("a.txt", labelled("면접관", "참가자").encode()),
    "arabic": Shape("a.txt", labelled("\u200fالمحاور", "\u200fالمشارك").encode()),
    "hebrew": Shape("a.txt", labelled("\u202bמראיינת\u202c", "\u202bמשתתף\u202c").encode()),
    # names that lie
    "vtt called txt": Shape("a.txt", cues(lambda w, t: f"{w}: {t}").encode(), "times"),
    "srt called vtt": Shape("a.vtt", cues(lambda w, t: f"{w}: {t}", head="", comma=",").encode(), "times"),
    "vtt called srt": Shape("a.srt", cues(lambda w, t: f"{w}: {t}").encode(), "times"),
    "docx called doc": Shape("a.doc", document(names_alone)),
    "rtf called doc": Shape("a.doc", ("{\\rtf1\\ansi " + "\\par ".join(f"{w}: {t}" for w, t, _, _ in TURNS) + "}").encode()),
    "text called docx": Shape("a.docx", labelled(ASKS, TELLS).encode()),
    "pdf called txt": Shape("a.txt", PDF_PAGES),
    "json called txt": Shape(
        "a.txt", json.dumps({"segments": [{"speaker": w, "start": a, "text": t} for w, t, a, _ in TURNS]}).encode(), "times"
    ),
    "text without an ending": Shape("transcript", labelled(ASKS, TELLS).encode()),
    "utf-16 of Windows": Shape("a.txt", labelled(ASKS, TELLS).encode("utf-16")),
    "captions in a Word file": Shape("a.docx", lines(cues(lambda w, t: f"{w}: {t}")), "times"),
}
