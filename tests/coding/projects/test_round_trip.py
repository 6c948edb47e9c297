"""From another program into a study and out again: every coding is on the words it was on, whoever counted them and how."""

from __future__ import annotations

import pytest
import qualcoder_files
import taguette_files
import wild

import workbench as wb
from workbench.coding.projects import refi, refi_write
from workbench.coding.projects.give import give
from workbench.coding.projects.hypertext import Hypertext
from workbench.study.errors import Refused

SAID = "Interviewer: How was it?\n\nP01: Slow 🐌 and dear.\n\nInterviewer: And then?\n\nP01: I left 🐌 then, כן.\n"
WORDS = ("Slow 🐌", "dear", "I left 🐌 then, כן")


def by_taguette():
    html = "".join(f"<p>{line}</p>" for line in SAID.split("\n\n"))
    told = Hypertext(html).told
    made = taguette_files.project(html, tags=("Price", "Price.high"))
    for words in WORDS:
        start = len(told[: told.index(words)].encode())
        taguette_files.highlight(made, start, start + len(words.encode()), 2)
    return "talk.sqlite3", made.raw, {(words, "high", "ana") for words in WORDS}


def by_qualcoder():
    made = qualcoder_files.project(SAID)
    for words in WORDS:
        qualcoder_files.coded(made, SAID, words, by="ben")
    return "Study.qda", qualcoder_files.zipped(made.raw), {(words, "Price", "ben") for words in WORDS}


def by_refi(dialect):
    raw = wild.little(dialect=dialect, newline="\r\n" if dialect.crlf > 1 else "\n", bom=dialect.bom, named=True).build()
    return "p.qdpx", raw, {(words, code, "coder-a") for words, codes in wild.QUOTES.items() for code in codes}


MADE = {
    "taguette": by_taguette, "qualcoder": by_qualcoder, "nvivo": lambda: by_refi(wild.EVERY[12]),
    "potato": lambda: by_refi(wild.EVERY[1]), "plain": lambda: by_refi(wild.PLAIN),
}  # fmt: skip


def told(project):
    texts, codes, users = ({one.id: one for one in those} for those in (project.sources, project.codes, project.users))
    return {(texts[c.source].text[c.start : c.end], codes[c.code].name, users[c.user].name) for c in project.codings}


@pytest.mark.parametrize("made", MADE)
def test_what_another_program_coded_goes_out_again_on_the_same_words(made, tmp_path):
    name, raw, expected = MADE[made]()
    path = tmp_path / name
    path.write_bytes(raw)
    study = wb.new(tmp_path / "study")
    study.add(path, round="2026-Q1")
    out = refi_write.write(give(study.folder, everything=True))
    assert {(words, code, slug(user)) for words, code, user in told(refi.read(out, "out.qdpx"))} == expected
    assert out == refi_write.write(give(wb.open(tmp_path / "study").folder, everything=True))


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_database_whose_last_changes_lie_beside_it_is_refused(tmp_path, ending):
    (tmp_path / "Study.qda").mkdir()
    (tmp_path / "Study.qda" / "data.qda").write_bytes(qualcoder_files.project(SAID).raw)
    (tmp_path / "Study.qda" / f"data.qda{ending}").write_bytes(b"x")
    study = wb.new(tmp_path / "study")
    with pytest.raises(Refused, match="not in it yet"):
        study.add(tmp_path / "Study.qda", round="2026-Q1")
    assert study.folder.transcripts() == []


def slug(user):
    return user.casefold().replace(" ", "-")
