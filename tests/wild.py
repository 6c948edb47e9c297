"""Projects as programs write them, made for the tests: a text with its passages, counted in any of the sixteen ways."""

from __future__ import annotations

import io
import uuid
import zipfile
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from workbench.coding.projects.records import Dialect

NAMESPACE = "urn:QDA-XML:project:1.0"
#: With emoji, an accent that is a character of its own, right to left, and labels of speakers.
TEXT = (
    "Interviewer: How did you first hear about us?\nP01: A friend posted it \U0001f600\U0001f44d and I thought, why not.\n"
    "Interviewer: And the sign-up?\nP01: Honestly? It asked for my card before I saw a price. I nearly gave up \U0001f620.\n"
    "Interviewer: What kept you?\nP01: Support rang me back within an hour. Zo\u00eb was lovely, cafe\u0301-level service. "
    "\u05e9\u05dc\u05d5\u05dd, she said.\n"
)
#: What is coded in it, by whom is said elsewhere.
QUOTES = {
    "A friend posted it \U0001f600\U0001f44d and I thought, why not.": ("Awareness",),
    "It asked for my card before I saw a price.": ("Onboarding", "Frustration"),
    "asked for my card": ("Price transparency",),
    "I nearly gave up": ("Frustration",),
    "Support rang me back within an hour.": ("Retention",),
    "Zo\u00eb was lovely, cafe\u0301-level service.": ("Delight",),
}
FOLDERS = {
    "Stages": ("Awareness", "Onboarding", "Retention"),
    "Emotions": ("Frustration", "Delight"),
    "Needs": ("Price transparency",),
}
EVERY = tuple(
    Dialect(unit, crlf, bom, inclusive)
    for unit in ("codepoint", "utf16") for crlf in (1, 2) for bom in (False, True) for inclusive in (False, True)
)  # fmt: skip

#: As the workbench writes.
PLAIN = Dialect()


def guid(*of: object) -> str:
    """Return a GUID that is always the same for the same things."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "|".join(map(str, of))))


def counted(text: str, at: int, dialect: Dialect) -> int:
    """Return what a dialect counts up to a place, the slow and certain way."""
    before = text[:at]
    units = len(before.encode("utf-16-le")) // 2 if dialect.unit == "utf16" else len(before)
    return units + before.count("\n") * (dialect.crlf - 1) + dialect.bom


def ends(text: str, start: int, end: int, dialect: Dialect) -> tuple[int, int]:
    """Return how a passage is written in a dialect."""
    return counted(text, start, dialect), counted(text, end, dialect) - dialect.inclusive


def stored(text: str, *, newline: str = "\n", bom: bool = False) -> bytes:
    """Return a text as a program stores it."""
    return (b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", newline).encode()


@dataclass(frozen=True)
class Passage:
    """A stretch of the text, its codes, and what else an element of it says."""

    start: int
    end: int
    codes: tuple[str, ...] = ()
    name: str = ""
    inside: str = ""


@dataclass(frozen=True)
class Wild:
    """A project in the making: change what a test is about, then `build` it."""

    text: str = TEXT
    passages: tuple[Passage, ...] = ()
    dialect: Dialect = PLAIN
    newline: str = "\n"
    bom: bool = False
    named: bool = False
    qde: str = "project.qde"
    folder: str = "sources"
    origin: str = "somebody"
    braces: bool = False
    namespace: str = NAMESPACE
    base: str = ""
    codes: str = ""
    sources: str = ""
    source: str = ""
    before: str = ""
    after: str = ""
    users: tuple[tuple[str, str], ...] = ((guid("user", "A"), "Coder A"),)
    files: tuple[tuple[str, bytes], ...] = ()
    compress: int = zipfile.ZIP_DEFLATED

    def of(self, **changes: object) -> Wild:
        """Return it with changes."""
        return replace(self, **changes)

    def g(self, *of: object) -> str:
        """Return a GUID as this project writes them."""
        return f"{{{guid(*of).upper()}}}" if self.braces else guid(*of)

    def xml(self) -> str:
        """Return the project file."""
        who = self.users[0][0] if self.users else ""
        users = "".join(f'<User guid="{key}" name={quoteattr(name)}/>' for key, name in self.users)
        selections = "".join(self._selection(p, n, who) for n, p in enumerate(self.passages))
        where = f'name="P01 interview" plainTextPath="internal://{guid("src")}.txt"'
        source = self.source or f'<TextSource guid="{self.g("src")}" {where}>{selections}</TextSource>'
        head = f'xmlns="{self.namespace}" name="Study" origin={quoteattr(self.origin)}{self.base} creatingUserGUID="{who}"'
        codes = f"<CodeBook><Codes>{self.codes or self.tree()}</Codes></CodeBook>"
        body = f"<Users>{users}</Users>{codes}{self.before}<Sources>{source}{self.sources}</Sources>{self.after}"
        return f'<?xml version="1.0" encoding="utf-8"?>\n<Project {head}>{body}</Project>'

    def tree(self) -> str:
        """Return the codes: folders that are families, codes below them."""
        return "".join(
            f'<Code guid="{self.g("code", folder)}" name="{folder}" isCodable="false">'
            + "".join(f'<Code guid="{self.g("code", c)}" name="{c}" isCodable="true" color="#3366cc"/>' for c in inside)
            + "</Code>"
            for folder, inside in FOLDERS.items()
        )

    def _selection(self, passage: Passage, number: int, who: str) -> str:
        start, end = ends(self.text, passage.start, passage.end, self.dialect)
        name = passage.name or (self.text[passage.start : passage.end] if self.named else "")
        codings = "".join(
            f'<Coding guid="{self.g("coding", number, c)}" creatingUser="{who}" creationDateTime="2026-01-01T00:00:00Z">'
            f'<CodeRef targetGUID="{self.g("code", c)}"/></Coding>'
            for c in passage.codes
        )
        spelt = quoteattr(name, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
        return (
            f'<PlainTextSelection guid="{self.g("sel", number)}" name={spelt} startPosition="{start}" endPosition="{end}">'
            f"{passage.inside}{codings}</PlainTextSelection>"
        )

    def build(self) -> bytes:
        """Return the archive."""
        files = {self.qde: self.xml().encode()}
        if not self.source:
            files[f"{self.folder}/{guid('src')}.txt"] = stored(self.text, newline=self.newline, bom=self.bom)
        return archive({**files, **dict(self.files)}, self.compress)


def archive(files: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of files; the same files are the same bytes, whatever the clock says."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in files.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = compress
            made.writestr(member, data)
    return out.getvalue()


def passages(text: str = TEXT, quotes: dict[str, tuple[str, ...]] | None = None) -> tuple[Passage, ...]:
    """Return the passages that say something, with their codes."""
    return tuple(Passage(text.index(q), text.index(q) + len(q), codes) for q, codes in (quotes or QUOTES).items())


def little(**changes: object) -> Wild:
    """Return the little project that nearly every test begins with."""
    return Wild(passages=passages()).of(**changes)


def note(identity: str, text: str, **more: str) -> str:
    """Return a note as an element."""
    attributes = "".join(f" {k}={quoteattr(v)}" for k, v in more.items())
    return f'<Note guid="{identity}"{attributes}><PlainTextContent>{escape(text)}</PlainTextContent></Note>'
