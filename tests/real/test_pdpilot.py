"""Seven interviews about a widget for Jupyter, with the codes their authors published (shared/data/pdpilot_user_study).

A MAXQDA project: 260 coded passages, one coder. The codes become codings by a coder "gold"; what each group of codes means on a
journey is said here, as the researcher would say it.
"""

from __future__ import annotations

import csv
import re

import pytest

from workbench.study.names import slug
from workbench.study.settings import Settings, Stage, write

pytestmark = pytest.mark.slow

STAGES = (
    Stage("before", "Before the tool", goal="Explain a model with what is at hand"),
    Stage("learning", "Finding the way", goal="Know what the tool can do"),
    Stage("exploring", "Exploring", goal="See which plots matter"),
    Stage("after", "Looking back", goal="Take findings along"),
)
#: Group of the MAXQDA code system -> stage and family. Techniques are liked or not by what the code says.
GROUPS = {
    "Explainability purposes": ("before", "goal"),
    "Explainability techniques": ("before", "action"),
    "PDPilot General Usage": ("learning", "pain"),
    "Study limitations": ("learning", "free"),
    "PDPilot Techniques Usage": ("exploring", "delight"),
    "Interaction": ("exploring", "touchpoint"),
    "Benefits of PDPilot": ("after", "delight"),
    "PDPilot improvements": ("after", "need"),
}
UNHAPPY = re.compile(r"\b(?:didn't|did not|not very|pain point)\b", re.IGNORECASE)
ROLE = re.compile(r"\b(Dan|Participant): *")


def meaning(code):
    """Return stage, code id and label of a MAXQDA code."""
    group, _, name = code.partition(" > ")
    stage, family = GROUPS[group]
    if (family == "delight" or "pain point" in code.lower()) and UNHAPPY.search(code):
        family = "pain"
    label = (name or group).split(" > ")[-1]
    return stage, f"{family}:{slug(label)}", label


def gold(folder):
    with (folder / "coded_segments.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def loosely(words):
    """Return a pattern for words as the study keeps them: white space as it comes, other names for who speaks, or none."""
    speaker = r"(?:(?:Interviewer|P\d\d):)?"
    parts = [speaker if word == "\0" else re.escape(word) for word in ROLE.sub(" \0 ", words).split()]
    return re.compile(r"\s*".join(parts))


def place(text, words):
    """Return where a published passage stands in a transcript, and whether all of it does.

    The published codebook is a PDF, which lost some words at its page breaks: then the longest stretch by one speaker that
    is there word by word is taken.
    """
    if whole := loosely(words).search(text):
        return whole.span(), True
    for piece in sorted(re.split(ROLE.pattern, words), key=len, reverse=True):
        for part in sorted([piece, *re.split(r"(?<=[.?!]) ", piece)], key=len, reverse=True):
            if len(part) > 20 and (found := loosely(part.strip()).search(text)):
                return found.span(), False
    return None, False


@pytest.fixture(scope="module")
def taken(real_data, bench):
    here = real_data / "pdpilot_user_study"
    pd = bench("pdpilot", title="PDPilot", scenario="A data scientist reads a model with a widget in the notebook.")
    (pd.root / "study.toml").write_text(write(Settings(title="PDPilot", stages=STAGES)), encoding="utf-8")
    pd.bring_in(*sorted((here / "transcripts").glob("P*.txt")), round="2024")
    pd.exact = 0
    study, acts, placed = pd.study, {}, []
    texts = {t.id: t for t in study.folder.transcripts()}
    for row in gold(here):
        source = texts[f"p0{row['document'][1:]}-2024"]
        span, whole = place(source.text, row["segment"])
        assert span, row
        pd.exact += whole
        placed.append((row, source.id, span, whole))
        stage, code, label = meaning(row["code"])
        anchor = {"source": source.id, "item": "", "version": source.version, "start": span[0], "end": span[1]}
        acts[code] = ("code.define", {"code": code, "label": label, "stage": stage})
        acts[code, source.id, span] = ("coding.add", {"code": code, "anchor": anchor})
        acts[stage, source.id, span] = ("coding.add", {"code": f"stage:{stage}", "anchor": anchor})
    study.folder.act("gold", *acts.values())
    pd.placed = placed
    pd.taken = pd.take(with_notebooks=True)
    return pd


def test_all_that_was_said_came_in_and_the_interviewer_was_found_out(taken, real_data):
    """833 turns in the files; neighbours of one speaker become one. Nobody said that "Dan" asks."""
    files = sorted((real_data / "pdpilot_user_study" / "transcripts").glob("P*.txt"))
    stanzas = [s for f in files for s in f.read_text(encoding="utf-8").split("\n\n") if s.strip()]
    assert len(stanzas) == 833
    transcripts = taken.study.folder.transcripts()
    assert [t.id for t in transcripts] == [f"p0{n}-2024" for n in range(1, 8)]
    for file, transcript in zip(files, transcripts, strict=True):
        text = file.read_text(encoding="utf-8").replace(" Particpant: ", "\n\nParticipant: ")  # once, in the middle of a line
        said = re.split(r"(?:^|\n\n)(Dan|Participant): ", text)
        mine = [" ".join(w.split()) for who, w in zip(said[1::2], said[2::2], strict=True) if who == "Participant"]
        kept = [transcript.text[t.start : t.end] for t in transcript.turns if t.participant]
        assert " ".join(" ".join(kept).split()) == " ".join(" ".join(mine).split()), "every word of the participant, in order"
        assert {t.speaker for t in transcript.turns} == {"Interviewer", transcript.id[:3].upper()}
    assert taken.taken.result.counts["participants"] == 7


def test_published_passages_became_codings_with_their_words(taken):
    """SOURCE.md: 260 passages, 231 located word by word; here 227 are found whole, the others by their longest stretch."""
    assert len(taken.placed) == 260
    assert taken.exact >= 225
    folder = taken.study.folder
    texts = {t.id: t for t in folder.transcripts()}
    for row, source, (start, end), whole in taken.placed:
        if whole:
            quote = re.sub(r"\b(?:Interviewer|P\d\d): *", "", texts[source].text[start:end])
            assert "".join(quote.split()) == "".join(ROLE.sub("", row["segment"]).split())
    frame = taken.study.codings()
    assert set(frame["coder"]) == {"gold"}
    assert len(frame[frame["family"] != "stage"]) == len({(meaning(r["code"])[1], s, p) for r, s, p, _ in taken.placed})


def test_the_map_counts_people_as_the_published_codes_do(taken):
    """For each claim, k is the number of documents its MAXQDA code occurs in: one participant each."""
    documents = {}
    for row, *_ in taken.placed:
        documents.setdefault(meaning(row["code"])[1], set()).add(row["document"])
    cards = taken.taken.model["claims"]
    assert {c for c in documents if c.partition(":")[0] in {"pain", "need", "delight"}} == set(cards)
    assert {c: card["k"] for c, card in cards.items()} == {c: len(documents[c]) for c in cards}
    assert cards["need:visualization-sizing-issue"]["stage"] == "after"


def test_one_coder_is_no_agreement_and_says_so(taken):
    view = taken.study.agreement()
    assert view.frame().empty
    assert "No two coders" in view._repr_html_()


def test_the_report_has_the_notebooks_and_leaves_the_interviewer_unnamed(taken):
    assert len(list((taken.root / "out" / "notebooks").glob("0*.ipynb"))) == 6
    assert "Do two coders see the same thing" not in taken.taken.words
    assert not re.search(r"\bDan\b", taken.taken.words)
    assert "The map" in taken.taken.words
