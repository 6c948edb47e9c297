"""Names of participants, wherever a researcher may have written one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from study.makers import survey, talk

from workbench.study.check import check
from workbench.study.records import Participant, Question


@pytest.fixture
def study(folder):
    folder.add_transcript(talk())
    return folder


def found(folder):
    return [(f.level, f.where, f.what) for f in check(folder)]


def test_names_in_whatever_else_a_researcher_writes(study):
    study.key_file.write_text("pseudonym,name,aliases,kind\nP01,Maria Lopez,Mia,participant\n")
    asked = survey("poll")
    study.add_survey(replace(asked, questions=(Question("why", "What did Mia tell you?"),), title="After Maria Lopez"))
    study.act("ana", ("code.define", {"code": "pain:x", "include": "as Mia said", "exclude": "not Maria Lopez"}))
    study.act(
        "ana", ("theme.make", {"theme": "theme:x", "name": "What Mia wants"}), ("topics.keep", {"fit": "c" * 64, "name": "Mia"})
    )
    (note,) = study.act("ana", ("card.note", {"text": "Mia again"}))
    card = {"claim": "pain:x", "title": "What Mia hates", "reason": "r"}
    tried = {"hypothesis": "hypothesis:h", "change": "call Mia", "who": "w", "effect": "e", "measure": "m", "claims": []}
    study.act("ana", ("card.set", card), ("card.comment", {"about": "pain:x", "text": "Mia?"}), ("hypothesis.make", tried))
    study.act("ana", ("future.set", {"about": "pain:x", "becomes": "Mia laughs"}))
    study.act("ana", ("code.define", {"code": "pain:y", "label": "Y", "reason": "Mia asked for it"}))
    (study.root / "metrics.csv").write_text("stage,date,metric,n,value,source\npurchase,2026-01-01,calls,1,2,Mia\n")
    study.save_participants([Participant("P01", {"boss": "Maria Lopez"})])
    told = {where for level, where, what in found(study) if what == "holds the name of P01"}
    (act,) = [a for a in study.acts() if a.act == "code.define" and a.body.get("reason")]
    assert told == {
        "theme theme:x",
        "kept topics cccccccccccc",
        "code pain:x",
        f"note {note.id}",
        "card pain:x",
        "comment on pain:x",
        "hypothesis h",
        "future of pain:x",
        f"reason of act {act.id}",
        "question why of poll",
        "poll",
        "metrics.csv",
        "participants.csv",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Maria Lopez", "After Maria Lopez left"),
        ("maria@lopez.org", "write to maria@lopez.org."),
        ("+44 7700", "rang 1+44 7700 twice"),  # begins with no word: it is looked for anywhere
        ("O'Brien-Łuka", "what O'Brien-Łuka said"),
    ],
)
def test_a_name_among_thousands_is_found_as_it_would_be_alone(study, name, text):
    crowd = "".join(f"R{n:04d},u-{n}@example.org,,respondent\n" for n in range(3000))
    study.key_file.write_text(f"pseudonym,name,aliases,kind\n{crowd}P01,{name},,participant\n", encoding="utf-8")
    study.act("ana", ("code.define", {"code": "pain:x", "include": f"{text}; u-17@example.organic; u-2999@example.org too"}))
    told = [what for _, where, what in found(study) if where == "code pain:x"]
    assert told == ["holds the name of P01", "holds the name of R2999"]


def test_a_name_among_thousands_is_found_in_a_path(study):
    crowd = "".join(f"R{n:04d},u-{n}@example.org,,respondent\n" for n in range(3000))
    study.key_file.write_text(f"pseudonym,name,aliases,kind\n{crowd}P01,Maria Lopez,April,participant\n", encoding="utf-8")
    for path in ("talk with MARIA_lopez.txt", "survey-april.md", "u 2999 example org.md", "aprilia.md"):
        (study.root / path).write_text("-", encoding="utf-8")
    told = [(level, where, what.split()[-1]) for level, where, what in found(study) if "file name holds" in what]
    assert sorted(told, key=lambda row: row[1]) == [
        ("warning", "survey-april.md", "P01"),
        ("error", "talk with MARIA_lopez.txt", "P01"),
        ("error", "u 2999 example org.md", "R2999"),
    ]
