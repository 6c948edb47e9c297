"""Interview guides: which stage each question is about, which turn asks it, and what a person's yes writes."""

from __future__ import annotations

import docx
import pytest

from workbench.coding.frame import codings_frame
from workbench.sources.guide import about, accept, frame, propose, read_guide
from workbench.sources.ingest import add_survey, add_transcript
from workbench.study.errors import Refused, UserError
from workbench.study.settings import Settings

QUESTIONS = {
    "What do you do here?": (),
    "How did you first hear about Tern?": ("awareness",),
    "Who had to agree before you paid?": ("purchase",),
    "Tell me about the first days": ("onboarding",),
    "Would you recommend it?": ("advocacy",),
}
MARKDOWN = """# Guide, spring
Warm up (2 min)

- What do you do here?

## 1. Awareness (5 min)
1. How did you first hear about Tern?
Note to self: stay quiet.
## Decision
- Who had to agree before you paid?
**Onboarding**
* Tell me about the first days
## Advocacy:
Would you recommend it?
"""
TALK = [
    "Interviewer: Thanks for making time. What do you do here?",
    "Ana: I run the floor and do the rota on Sundays.",
    "Interviewer: Lovely. So how did you hear about Tern at first?",
    "Ana: From the woman next door, she swears by it.",
    "Interviewer: And why was that?",
    "Ana: It is calmer than the group chat.",
    "Interviewer: Who else had to agree before you paid for it? And then tell me about those first days.",
    "Ana: My brother. The first days were a mess.",
]


@pytest.fixture
def file(tmp_path):
    def write(text, name="guide.md"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def guide(file):
    return read_guide(file(MARKDOWN), Settings())


@pytest.fixture
def spoken(folder, file):
    """Return a study with one interview."""
    add_transcript(folder, file("\n\n".join(TALK), "talk.txt"), round="2026-Q1")
    return folder


def word(path):
    document = docx.Document()
    document.add_heading("Guide", 0)
    document.add_paragraph("Warm up").runs[0].bold = True
    document.add_paragraph("What do you do here?")
    document.add_heading("1. Awareness", 1)
    document.add_paragraph("How did you first hear about Tern?", style="List Bullet")
    document.add_heading("Decision", 1)
    document.add_paragraph("Who had to agree before you paid?")
    document.add_heading("Onboarding", 1)
    document.add_paragraph("Tell me about the first days", style="List Number")
    document.add_paragraph("Advocacy").runs[0].bold = True
    document.add_paragraph("Would you recommend it?")
    document.save(path)
    return path


def table(path):
    rows = "".join(f'"{q}",{s[0] if s else ""}\n' for q, s in QUESTIONS.items())
    path.write_text("Question,Stage\n" + rows.replace("purchase", "Decision"), encoding="utf-8")
    return path


# Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["md", "txt", "docx", "csv"])
def test_a_guide_is_questions_with_their_stages_in_every_format(tmp_path, kind):
    path = tmp_path / f"guide.{kind}"
    made = {"docx": word, "csv": table}.get(kind)
    if made:
        made(path)
    else:
        plain = MARKDOWN.replace("# ", "").replace("#", "").replace("**", "") if kind == "txt" else MARKDOWN
        path.write_text(plain, encoding="utf-8")
    assert {q.text: q.stages for q in read_guide(path, Settings()).questions} == QUESTIONS


def test_what_each_heading_was_taken_for_is_said(guide):
    assert "'1. Awareness (5 min)' is about awareness" in guide.notes
    assert "'Decision' is about purchase" in guide.notes
    assert "'Warm up (2 min)' names no stage" in guide.notes


def test_a_heading_can_name_two_stages_and_a_person_can_name_the_stage(file):
    text = "## Purchase and onboarding\n- How did it start?\n## Money\n- What did it cost?\n"
    found = read_guide(file(text), Settings(), stages={"Money": "Decision"})
    assert [q.stages for q in found.questions] == [("purchase", "onboarding"), ("purchase",)]


@pytest.mark.parametrize(
    ("text", "name", "stages", "why"),
    [
        ("## Purchase\nNothing here.\n", "guide.md", None, "no question in it"),
        ("## Money\n- What did it cost you?\n", "guide.md", None, r"no heading names a stage.*stages="),
        ("## Purchase\n- What did it cost?\n", "guide.md", {"Mony": "purchase"}, "no heading is called 'mony'"),
        ("## Money\n- What did it cost?\n", "guide.md", {"Money": "moon"}, "no stage is called 'moon'"),
        ("a,b\n1,2\n", "guide.csv", None, "no columns question and stage"),
        ("## Purchase\n- What?\n", "guide.odt", None, "not read as guides"),
        ("PK", "guide.docx", None, "guide.docx"),
    ],
)
def test_what_is_no_guide_is_refused(file, text, name, stages, why):
    with pytest.raises(Refused, match=why):
        read_guide(file(text, name), Settings(), stages=stages)


# Proposing ----------------------------------------------------------------------------------------------------------


def test_each_turn_of_the_interviewer_is_given_the_question_it_asks(spoken, guide, tree):
    before = tree(spoken)
    found = propose(spoken, guide)
    assert tree(spoken) == before  # proposals write nothing
    assert {(p.turn, p.question, p.stages) for p in found} == {
        (2, "How did you first hear about Tern?", ("awareness",)),
        (6, "Who had to agree before you paid?", ("purchase",)),
        (6, "Tell me about the first days", ("onboarding",)),
    }
    assert all(0.35 <= p.score <= 1 for p in found)
    assert list(frame(found)["turn"]) == [2, 6, 6]


def test_words_of_participants_ask_nothing(spoken, file):
    answer = file("## Advocacy\n- From the woman next door, she swears by it?\n")
    assert propose(spoken, read_guide(answer, Settings())) == []


def test_a_transcript_that_is_not_there_is_named(spoken, guide):
    with pytest.raises(UserError, match="no transcript is called 'p99'"):
        propose(spoken, guide, sources=["p99"])


def test_how_alike_two_questions_are_can_be_told_by_something_else(spoken, guide):
    found = propose(
        spoken, guide, alike=lambda sentences, questions: [[0.9 if i == 3 else 0 for i in range(len(questions))]] * len(sentences)
    )
    assert {p.question for p in found} == {"Would you recommend it?"}


# Accepting ----------------------------------------------------------------------------------------------------------


def test_what_a_person_keeps_is_coded_on_the_interviewers_words_in_one_gesture(spoken, guide):
    made = accept(spoken, propose(spoken, guide), coder="ana")
    assert len(made) == 3
    codings = codings_frame(spoken)
    assert set(codings["code"]) == {"stage:awareness", "stage:purchase", "stage:onboarding"}
    assert set(codings["speech"]) == {"interviewer"}  # so it says who was asked, and is no evidence
    assert set(codings["participant"]) == {"P01"}
    spoken.undo("ana")
    assert spoken.state().codings == {}


def test_what_is_coded_already_is_not_coded_again(spoken, guide):
    accept(spoken, propose(spoken, guide)[:1], coder="ana")
    assert len(accept(spoken, propose(spoken, guide), coder="ana")) == 2
    assert accept(spoken, propose(spoken, guide), coder="ana") == []
    assert len(accept(spoken, propose(spoken, guide), coder="ben")) == 3  # another coder's view is theirs


def test_proposals_of_a_text_that_changed_since_are_refused(spoken, guide, file):
    found = propose(spoken, guide)
    add_transcript(spoken, file("\n\n".join([*TALK, "Interviewer: Thanks!"]), "talk.txt"), round="2026-Q1")
    with pytest.raises(UserError, match="make them again"):
        accept(spoken, found, coder="ana")


# Surveys ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def surveyed(folder, file):
    rows = (
        'id,Why do you stay?\na1,"The planner shows an empty week"\na2,"It just works and support is kind"\na3,"Too many mails"\n'
    )
    add_survey(folder, file(rows, "nps.csv"), round="2026-Q1")
    return folder


def test_a_person_says_which_stages_a_survey_question_asks_about(surveyed):
    about(surveyed, "nps-2026-q1", "why do you  stay?", ["Retention", "Decision"], coder="ana")
    assert surveyed.state().about == {("nps-2026-q1", "why-do-you-stay"): ("retention", "purchase")}
    about(surveyed, "nps-2026-q1", "why-do-you-stay", ["advocacy"], coder="ana")
    assert surveyed.state().about == {("nps-2026-q1", "why-do-you-stay"): ("advocacy",)}


@pytest.mark.parametrize(
    ("source", "question", "stage", "why"),
    [
        ("moon", "why-do-you-stay", "retention", "no survey is called 'moon'; there are nps-2026-q1"),
        ("nps-2026-q1", "how", "retention", "asks no 'how'; its questions are 'Why do you stay"),
        ("nps-2026-q1", "why-do-you-stay", "moon", "no stage is called 'moon'"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_written(surveyed, source, question, stage, why):
    with pytest.raises(UserError, match=why):
        about(surveyed, source, question, [stage], coder="ana")
    assert surveyed.acts() == []
