"""Projects of other programs: how long one takes to come in, and whether every passage lands on its words."""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import time
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from measure import ROOT, Row, median_row

sys.path[:0] = [str(ROOT / "tests")]  # the tests' maker of projects
import wild  # noqa: E402 (from there)

RUNS = 3
CODINGS, LENGTH, TEXTS = 5_000, 600_000, 2
#: One fixture for each dialect that was found in a file or a program; beside the project where the task came with them.
FIXTURES = ROOT.parent / "shared" / "refi"
_WORDS = "the price was fine and I paid by card because nobody told me what to do in the first week of work 😀 café".split()  # noqa: SIM905


def _talk(chance: random.Random) -> str:
    out, size = [], 0
    while size < LENGTH:
        asks = len(out) % 2 == 0
        said = (" ".join(chance.choice(_WORDS) for _ in range(chance.randint(8, 14))) + "." for _ in range(1 if asks else 5))
        out.append(f"{'Interviewer' if asks else 'Jenny Mith'}: {' '.join(said)}")
        size += len(out[-1]) + 2
    return "\n\n".join(out)


@cache
def large() -> bytes:
    """Return a project as NVivo writes it: units of UTF-16, line ends of two, one selection a coding, no names."""
    chance = random.Random(7)  # noqa: S311 (a text, no secret)
    who, sources, files = wild.guid("user"), "", {}
    for number in range(TEXTS):
        text = _talk(chance)
        words = [(m.start(), m.end()) for m in re.finditer(r"[^\s.]+", text)]
        ends, at, seen = {}, 0, 0
        for place, char in enumerate(text):  # what the dialect counts up to each place
            ends[place] = at
            at += 2 if char == "\n" or ord(char) > 0xFFFF else 1  # noqa: PLR2004 (UTF-16's own)
            seen = place + 1
        ends[seen] = at
        selections = []
        for n in range(CODINGS // TEXTS):
            i = chance.randrange(len(words) - 10)
            start, end = words[i][0], words[i + chance.randint(2, 9)][1]
            ref = f'<CodeRef targetGUID="{wild.guid("code", chance.choice(("Awareness", "Delight", "Frustration")))}"/>'
            selections.append(
                f'<PlainTextSelection guid="{wild.guid(number, n)}" startPosition="{ends[start]}" endPosition="{ends[end]}">'
                f'<Coding guid="{wild.guid("c", number, n)}" creatingUser="{who}">{ref}</Coding></PlainTextSelection>'
            )
        key = wild.guid("text", number)
        path = f'name="Talk {number}" plainTextPath="internal://{key}.txt"'
        sources += f'<TextSource guid="{key}" {path}>{"".join(selections)}</TextSource>'
        files[f"sources/{key}.txt"] = wild.stored(text, newline="\r\n", bom=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", wild.Wild(source=sources, users=((who, "Ana"),)).xml())
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def qdpx_import_s() -> Row:
    """Bring a large project into an empty study: read, place, pseudonymise, write texts and acts to the disk."""
    import workbench

    raw, took = large(), []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as home:
            study = workbench.new(Path(home) / "study")
            path = Path(home) / "project.qdpx"
            path.write_bytes(raw)
            began = time.perf_counter()
            taken: Any = study.add(path, round="2026-Q1")
            took.append(time.perf_counter() - began)
            twice = sum(loss.count for loss in taken[0].losses if loss.what == "codings")
            _expect(taken[0].codings + twice == CODINGS, "not every coding came in")
            _expect(taken[0].reading.standing != "open", "how places are counted was not found")
    how = f"study.add of a .qdpx with {CODINGS:,} codings on {TEXTS} x {LENGTH:,} characters, counted as NVivo does"
    return median_row(took, "s", "2 s", how)


def qdpx_export_s() -> Row:
    """Write a large study as a project: texts masked by the key and by what numbers and addresses look like, codings, XML, zip."""
    import workbench
    from workbench.share.exchange import hand_over
    from workbench.share.redact import Redactor
    from workbench.sources.people.key import KeyFile

    took = []
    with tempfile.TemporaryDirectory() as home:
        study = workbench.new(Path(home) / "study")
        path = Path(home) / "project.qdpx"
        path.write_bytes(large())
        study.add(path, round="2026-Q1")
        there = len(study.folder.state().codings)
        for _ in range(RUNS):
            masks = Redactor(KeyFile.of(study.folder).names(), names=dict)  # names are guessed once a study, for all that is shown
            began = time.perf_counter()
            made = hand_over(study.folder, path, redactor=masks)
            took.append(time.perf_counter() - began)
            _expect(made.holds["codings"] == there, "not every coding went out")
    how = f"a study of {CODINGS:,} codings on {TEXTS} x {LENGTH:,} characters as .qdpx, masked; the gate has a row of its own"
    return median_row(took, "s", "2 s", how)


def qdpx_dialects_exact() -> Row:
    """Count the fixtures of which every coding stands on its words, end included."""
    from workbench.coding.projects import refi

    wanted = sorted((quote, code) for quote, codes in wild.QUOTES.items() for code in codes)
    exact = []
    for name, raw in _fixtures().items():
        project = refi.read(raw, name)
        text, codes = project.sources[0].text, {c.id: c.name for c in project.codes}
        exact.append(sorted((text[c.start : c.end], codes[c.code]) for c in project.codings) == wanted)
    where = "../shared/refi" if FIXTURES.is_dir() else "files made like those of ../shared/refi"
    how = f"{where}: projects of which every coding stands on its words, end included"
    return Row(sum(exact), "of 6", "6 of 6", how, [sum(exact), sum(exact)])


def _fixtures() -> dict[str, bytes]:
    """Return the six fixtures, or projects made in the same six ways."""
    if FIXTURES.is_dir():
        return {path.name: path.read_bytes() for path in sorted(FIXTURES.glob("*.qdpx"))}
    plain, utf16 = wild.EVERY[0], wild.EVERY[12]
    ways = {
        "nvivo": {"dialect": utf16, "newline": "\r\n", "bom": True, "folder": "Sources"},
        "atlasti": {"dialect": plain, "newline": "\r\n", "named": True, "qde": "Journey study.qde"},
        "u16_crlf_nobom": {"dialect": utf16, "newline": "\r\n"},
        "qualcoder": {"dialect": plain, "bom": True},
        "potato_inclusive": {"dialect": wild.EVERY[1], "named": True},
        "spec_exclusive": {"dialect": plain, "named": True},
    }
    return {name: wild.little(**way).build() for name, way in ways.items()}


def _expect(found: bool, message: str) -> None:  # noqa: FBT001 (what must be so)
    if not found:
        raise RuntimeError(message)


ROWS = {"qdpx_import_s": qdpx_import_s, "qdpx_export_s": qdpx_export_s, "qdpx_dialects_exact": qdpx_dialects_exact}
