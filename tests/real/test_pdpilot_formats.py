"""The PDPilot interviews once as text and once as PDF; and their located passages, character by character.

The text files were made from the PDFs by whoever published them: they kept the paragraph numbers of the PDFs' margins as runs
of numbers at the end of each page (*24 25 26 … 45*), which the import of the PDF leaves out.
"""

from __future__ import annotations

import csv
import re

import pytest

from workbench.sources import ingest
from workbench.sources.transcripts.read import read_transcript
from workbench.study.folder import Folder
from workbench.study.settings import Settings

pytestmark = pytest.mark.slow

#: The published offsets leave out the punctuation at either end of a passage.
EDGES = ".,?!()"
#: Once a label is misspelt and stands in the middle of a line; it is a label all the same.
LABEL = re.compile(r"(?:(?<=\n\n)|\A)(?:Dan|Participant): |(?<=\. )Particpant: ")


@pytest.fixture(scope="module")
def here(real_data):
    return real_data / "pdpilot_user_study"


@pytest.fixture(scope="module")
def folder(here, tmp_path_factory):
    made = Folder.create(tmp_path_factory.mktemp("pd") / "study", Settings())
    for file in sorted((here / "transcripts").glob("P*.txt")):
        ingest.add_transcript(made, file, round="2024")
    return made


def without_runs(words):
    """Return words without runs of three or more numbers that count up, or that stand at the end of all."""
    out, run = [], []
    for word in [*words, ""]:
        if word.isdecimal() and (not run or int(word) == int(run[-1]) + 1):
            run.append(word)
            continue
        if len(run) < 3 and word:
            out += run
        run = [word] if word.isdecimal() else []
        out += [word] if word and not word.isdecimal() else []
    return out


def healed(text):
    """A hyphen at a line's end left a space in the text files."""
    return re.sub(r"(\w-) (?=way\b|monotonic\b)", r"\1", text)


@pytest.mark.parametrize("number", range(1, 8))
def test_a_pdf_and_the_text_made_from_it_give_the_same_words_by_the_same_people(here, number):
    text = read_transcript(here / "transcripts" / f"P{number}.txt").utterances
    pdf = read_transcript(here / "original_pdf" / f"P{number}.pdf").utterances
    for who in (("Dan",), ("Participant", "Particpant")):
        mine = [" ".join(without_runs(healed(u.text).split())) for u in text if u.speaker in who]
        theirs = [" ".join(without_runs(u.text.split())) for u in pdf if u.speaker in who]
        assert " ".join(theirs).split() == " ".join(mine).split()
    assert not re.search(r"\b(\d+) (\d+) (\d+) (\d+)\b", " ".join(u.text for u in pdf)), "no number of the margin is anybody's word"


def places(original, transcript):
    """Return for each character of a file, that is no label and no space, where it is in the study."""
    spoken = LABEL.sub(lambda m: " " * len(m[0]), original)
    from_ = [i for i, c in enumerate(spoken) if not c.isspace()]
    to = [i for t in transcript.turns for i in range(t.start, t.end) if not transcript.text[i].isspace()]
    assert [spoken[i] for i in from_] == [transcript.text[i] for i in to], "every character came in, in order, and no other"
    return dict(zip(from_, to, strict=True))


def test_each_of_the_231_located_passages_resolves_to_its_words(here, folder):
    with (here / "coded_segments.csv").open(encoding="utf-8", newline="") as file:
        located = [r for r in csv.DictReader(file) if r["start"]]
    assert len(located) == 231
    exact = 0
    for number in range(1, 8):
        original = (here / "transcripts" / f"P{number}.txt").read_text(encoding="utf-8")
        transcript = next(t for t in folder.transcripts() if t.id == f"p0{number}-2024")
        where = places(original, transcript)
        for row in (r for r in located if r["document"] == f"P{number}"):
            start, end = int(float(row["start"])), int(float(row["end"]))
            kept = [where[i] for i in range(start, end) if i in where]
            quote = transcript.text[kept[0] : kept[-1] + 1]
            wanted = LABEL.sub(" ", original[start:end]) if start == 0 else LABEL.sub(" ", "\n\n" + original[start:end])
            bare = re.sub(r"(?:(?<=\n\n)|\A)(?:Interviewer|P\d\d): ", " ", quote)
            assert bare.split() == wanted.split()
            coded = "".join(re.sub(r"\b(?:Dan|Participant): ?", "", row["segment"]).split())
            assert coded.strip(EDGES) == "".join(bare.split()).strip(EDGES)
            exact += 1
    assert exact == 231
