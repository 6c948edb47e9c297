"""A small study for the tests of the surface: brought in from files, with names, addresses and markup in what people say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import workbench as wb
from workbench.study.canon import sha256_text

if TYPE_CHECKING:
    from pathlib import Path

MARKUP = "<img src=x onerror=alert(1)>"
#: What must never be read in anything shown.
NAMES = ("Lindqvist", "Okonjo", "maria@calm.example", "+46 70 123 45 67")

MARIA = f"""Interviewer: How did you hear of it?

Maria Lindqvist: My friend Kofi Okonjo told me about it over lunch. I wish there was a way to print the rota for the wall,
so I copy it by hand every Sunday evening.

Interviewer: And paying?

Maria Lindqvist: The price was fine {MARKUP} and the invoice came at once. Write to me at
maria@calm.example or call +46 70 123 45 67 if you want the invoice. I was really pleased with how clear the price page was.

Interviewer: What happened in the first week?

Maria Lindqvist: The first week was empty <script>alert(2)</script> and nobody told me what to do. I sat there every night
typing names into the rota one by one, because there was no import. I would have paid somebody to do it for me.

Maria Lindqvist: We still keep a paper list beside the till, because the staff do not open the app. I wish it sent them
a message when the rota changes.
"""
KOFI = """Interviewer: How did you hear of it?

Kofi Okonjo: From an advert, I think. I compared three of them in a spreadsheet and this was the only one with a price on the page.

Interviewer: And the first week?

Kofi Okonjo: It took me an evening to type everybody in. There should be an import from the spreadsheet that I already have.
Otherwise the first week was good, Maria showed me how she does it.

Kofi Okonjo: When somebody is ill I end up phoning round everybody myself. I wish the app would ask them for me.
In the end I just do the shift on my own.
"""
SURVEY = {
    "2026-Q1": [
        ("a1", "owner", 3, "I copy the rota by hand for the wall because it does not print"),
        ("a2", "owner", 9, "The price was clear from the start and the invoice is easy"),
        ("a3", "manager", 5, f"{MARKUP} no import from my spreadsheet, typed all the names myself"),
        ("a4", "manager", 2, "When somebody calls in sick I phone round for an hour"),
        ("a5", "owner", 7, "Would be nice to import the staff list"),
        ("a6", "owner", 8, "Maria Lindqvist recommended it and the price is fair"),
        ("a7", "manager", 4, "Printing the rota is impossible, I photograph the screen"),
        ("a8", "owner", 6, "Typing in all the staff took an evening, please import"),
    ],
    "2026-Q3": [
        ("a1", "owner", 6, "Printing works now but the wall copy is too small to read"),
        ("a2", "owner", 9, "Still a clear price, no surprises on the invoice"),
        ("b1", "manager", 3, "Sick calls at six in the morning and I have to phone everybody"),
        ("b2", "manager", 4, "Nobody takes over when a person is ill, so I work the shift myself"),
        ("b3", "owner", 8, "The import of the spreadsheet worked at once"),
        ("b4", "owner", 5, "I wish it would ask the others when somebody is ill"),
    ],
}


def files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Write the raw files; return transcripts and surveys."""
    folder.mkdir(parents=True, exist_ok=True)
    talks = [folder / "lindqvist.txt", folder / "okonjo.txt"]
    for path, text in zip(talks, (MARIA, KOFI), strict=True):
        path.write_text(text, encoding="utf-8")
    tables = []
    for round_, rows in SURVEY.items():
        path = folder / f"survey {round_}.csv"
        lines = ["respondent_id,role,score,What is the main reason for your score?"]
        lines += [f'{who},{role},{score},"{text}"' for who, role, score, text in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        tables.append(path)
    return talks, tables


def anchor(study: wb.Study, source: str, words: str, item: str = "") -> dict:
    """Return the anchor of `words`, as an act has it."""
    text = study.folder.text(source, item)
    start = text.index(words)
    return {"source": source, "item": item, "version": sha256_text(text), "start": start, "end": start + len(words)}


def make(root: Path, raw: Path) -> wb.Study:
    """Return a study of two interviews and two rounds of a survey, coded by ana and ben."""
    study = wb.new(root, title="Rota & Co", scenario="A café owner plans shifts.")
    study.me = "ana"
    talks, tables = files(raw)
    for talk in talks:
        study.add(talk, round="2026-Q1")
    for table, round_ in zip(tables, SURVEY, strict=True):
        study.add_survey(table, round=round_, participant="respondent_id")
    code = [
        ("code.define", {"code": "pain:typing-names", "label": "Typing every name in", "stage": "onboarding"}),
        ("code.define", {"code": "delight:clear-price", "label": "Maria Lindqvist likes the price page", "stage": "purchase"}),
        ("code.define", {"code": "pain:sick-calls", "label": f"Phoning round {MARKUP}", "stage": "retention"}),
        ("code.define", {"code": "need:offline", "label": "Works without a network", "stage": "retention"}),
    ]
    study.folder.act("ana", *code)
    for coder, rows in CODED.items():
        study.folder.act(coder, *(("coding.add", {"code": c, "anchor": anchor(study, s, w), **more}) for c, s, w, more in rows))
    study.folder.act("ana", *_answers(study))
    return study


def _answers(study: wb.Study) -> list[tuple[str, dict]]:
    """Code the answers by what they speak of."""
    about = {"sick": "pain:sick-calls", "ill": "pain:sick-calls", "typ": "pain:typing-names", "price": "delight:clear-price"}
    stage = {"pain:sick-calls": "retention", "pain:typing-names": "onboarding", "delight:clear-price": "purchase"}
    acts = []
    for survey in study.folder.surveys():
        for item, text in zip(survey.answers["answer"], survey.answers["text"], strict=True):
            for code in sorted({c for word, c in about.items() if word in text.lower()}):
                place = {"source": survey.id, "item": item, "version": sha256_text(text), "start": 0, "end": len(text)}
                acts += [("coding.add", {"code": c, "anchor": place}) for c in (code, f"stage:{stage[code]}")]
    return acts


CODED = {
    "ana": [
        ("stage:purchase", "p01-2026-q1", "The price was fine", {}),
        ("emotion:delighted", "p01-2026-q1", "really pleased with how clear the price page was", {"valence": 2}),
        ("delight:clear-price", "p01-2026-q1", f"The price was fine {MARKUP} and the invoice came at once", {}),
        ("stage:onboarding", "p01-2026-q1", "The first week was empty <script>alert(2)</script> and nobody told me", {}),
        ("pain:typing-names", "p01-2026-q1", "typing names into the rota one by one", {"valence": -1}),
        ("stage:onboarding", "p02-2026-q1", "And the first week?", {}),
        ("pain:typing-names", "p02-2026-q1", "It took me an evening to type everybody in", {}),
        ("pain:sick-calls", "p02-2026-q1", "When somebody is ill I end up phoning round everybody myself", {"valence": -2}),
        ("pain:typing-names", "p02-2026-q1", "Otherwise the first week was good, Maria showed me", {"stance": "against"}),
    ],
    "ben": [
        ("stage:onboarding", "p01-2026-q1", "The first week was empty", {}),
        ("pain:typing-names", "p01-2026-q1", "there was no import", {}),
        ("pain:typing-names", "p02-2026-q1", "import from the spreadsheet that I already have", {}),
    ],
}
