"""Lines that are more than a label and words: each of these was read as one participant who also asks, or as many people."""

from __future__ import annotations

import pytest
from sources.transcripts.shapes import STARTS, TURNS, WORDS, each, labelled, long, role, short

from workbench.sources.people.key import KeyFile
from workbench.sources.preview import preview
from workbench.sources.transcripts import cast
from workbench.sources.transcripts.read import parse
from workbench.study.errors import Refused

DIALOGUE = [("Interviewer", WORDS[0]), ("P01", WORDS[1]), ("Interviewer", WORDS[2]), ("P01", WORDS[3])]


@pytest.fixture
def read(tmp_path):
    def reading(text, name="a.txt"):
        draft = parse(text.encode(), name=name, suffix="." + name.rsplit(".", 1)[1])
        held = KeyFile.read(tmp_path / "study.key.csv", tmp_path / "study")
        made = cast.assign(draft, held, called="file", file=name)
        words, turns = cast.assemble(draft.utterances, made.shown)
        return [(t.speaker, words[t.start : t.end]) for t in turns], draft

    return reading


def numbered(asks, tells, mark=": "):
    return "\n\n".join(f"{role(w, asks, tells)}{n // 2 + 1}{mark}{t}" for n, (w, t, *_) in enumerate(TURNS))


SHAPES = {
    "a full stop": labelled("Q", "A", ". "),
    "a bracket": labelled("INT", "P1", ") "),
    "a semicolon": labelled("Interviewer", "Participant 7", "; "),
    "a stroke": labelled("DF", "ML", "/ "),
    "bold without a colon": each(lambda w, t, _: f"**{w}** {t}"),
    "a link behind a time": each(lambda w, t, s: f"**{w}** [{long(s)}](https://tldv.io/app/meetings/6?t={s})\n{t}"),
    "numbered questions": numbered("Q", "A"),
    "numbered questions with a full stop": numbered("Q", "A", ". "),
    "a number of the line, tabs": "\n".join(f"{n}\t{role(w, 'INT', 'RES')}\t{t}" for n, (w, t, *_) in enumerate(TURNS, 1)),
    "a table with tabs": "\n".join(
        f"{role(w, 'INT', 'P01')}\t\t{long(a)}.000\t{a:.3f}\t{long(b)}.000\t{b:.3f}\t{t}" for w, t, a, b in TURNS
    ),
    "a number in brackets": each(lambda w, t, _: f"({role(w, 'speaker 0', 'speaker 1')}) {t}"),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_who_speaks_is_told_by(shape, read):
    assert read(SHAPES[shape], "a.md" if "link" in shape else "a.txt")[0] == DIALOGUE


def test_a_colon_further_on_hides_no_label_without_one(read):
    said, _ = read(SHAPES["a full stop"].replace("weeks. Honestly", "weeks, honestly: far"))
    assert [who for who, _ in said] == ["Interviewer", "P01", "Interviewer", "P01"]


@pytest.mark.parametrize(
    "text",
    [
        "No. I never did that before.\n\nYes. We had a long talk about it.\n\nNo. It was too late for it.\n\nYes. That is so.",
        "A. one way\n\nB. another way\n\nC. a third way",
        "**Really** that was bad.\n\n**Never** again, we said.\n\n**Twice** it broke.",
    ],
)
def test_sentences_and_lists_are_no_labels(text, read):
    assert len({who for who, _ in read(text)[0]}) == 1


def test_two_who_ask_and_two_who_answer_are_no_numbered_questions(read):
    text = "I1: How?\n\nP1: So.\n\nP2: And so.\n\nI2: Why?\n\nP1: Because.\n\nI1: Well?\n\nP2: Well."
    assert {who for who, _ in read(text)[0]} == {"Interviewer", "P01", "P02"}


def test_times_before_words_of_nobody_are_times(read):
    said, draft = read("Transcript\n\n" + each(lambda _, t, s: f"{short(s)} {t}", "\n"))
    assert " ".join(words for _, words in said) == " ".join(WORDS)
    assert draft.utterances[0].start_s == STARTS[0]


def test_times_in_a_turn_are_not_said(read):
    said, draft = read(labelled("I", "P").replace("three weeks", "three [00:00:09] weeks"))
    assert said == DIALOGUE
    assert "1 times inside turns were left out" in draft.notes


def test_a_table_without_speakers_is_no_interview(read):
    rows = "\n".join(f"{n}|{n % 3}|The price went up {n} times" for n in range(8))
    with pytest.raises(Refused, match=r"9 lines of 3 cells: a table, in which no column says who speaks\. If it holds answers"):
        read(f"ID|NPS|Why\n{rows}")


@pytest.mark.parametrize(
    "line",
    [
        "Transcription ended after 00:06:12",
        "Sonix is the world’s most advanced automated transcription, translation, and subtitling platform.",
        'Replying to "So, how did you…"',
    ],
)  # fmt: skip
def test_what_programs_add_below_is_nobodys_words(line, read):
    assert read(labelled("I", "P") + f"\n\n{line}\n")[0] == DIALOGUE


def test_notes_of_the_researcher_below_are_not_the_participants(read):
    said, _ = read(labelled("I", "P") + "\n\nResearcher notes: She seemed tired.")
    assert said == [*DIALOGUE, ("Observer", "She seemed tired.")]


def test_in_a_chat_a_phone_number_writes_and_pictures_say_nothing(read):
    """Her words were joined to the researcher's, with her number in them."""
    rows = [f"12/03/2026, 14:0{n} - {role(w, 'Dana Fox', '+44 7700 900123')}: {t}" for n, (w, t, *_) in enumerate(TURNS)]
    more = ["<Media omitted>", "IMG-1.jpg (file attached)", "\u200eimage omitted", "This message was deleted"]
    text = "\n".join([*rows, *(f"12/03/2026, 14:1{n} - +44 7700 900123: {x}" for n, x in enumerate(more))])
    said, draft = read(text)
    assert said == DIALOGUE
    assert "4 lines that nobody wrote were left out (such as who joined, or a picture)" in draft.notes


QUESTIONS = "".join(f"{asked}\t{said}\n" for asked, said in (WORDS[:2], WORDS[2:]))


@pytest.mark.parametrize(
    ("head", "sign"), [("Question\tAnswer\n", ","), ("Frage\tAntwort\n", ";"), ("#\tQuestion\tResponse\n", "\t")]
)
def test_a_table_of_questions_and_answers_is_one_persons(head, sign, read):
    """Each question was a person, or all of it was said by the one who answered."""
    rows = [f"{n}\t{row}" if head.startswith("#") else row for n, row in enumerate(QUESTIONS.splitlines(), 1)]
    cells = [[f'"{c}"' for c in row.split("\t")] for row in [head.strip(), *rows]]
    said, _ = read("\n".join(sign.join(row) for row in cells), "a.csv")
    assert said == DIALOGUE


def test_a_preview_knows_a_table_of_questions_and_answers_from_one_of_many_people(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Question,Answer\n"Why?","So, it was late"\n"How?","In the end, by hand"\n"When?","Last May, I think"\n')
    assert preview(path).kind == "transcript"
    path.write_text("Question,Answer\n" + '"Why?","So, it was late and I went home"\n' * 5)
    assert preview(path).kind == "table"


@pytest.mark.parametrize("sign", [" — ", " – ", " - ", " -> ", " = ", " | ", "/ ", "; "])
def test_any_sign_behind_few_names_that_come_back_makes_them_labels(sign, read):
    assert read(each(lambda w, t, _: f"{w.split()[0]}{sign}{t}", "\n"))[0] == DIALOGUE


@pytest.mark.parametrize(
    "text",
    [
        "Monday — I got up.\nTuesday — I stayed.\nWednesday — I left.\nThursday — I came back.",  # a diary
        "Pros — it is fast.\nCons — it is dear.\nAnd then I thought about it.\nPros — none.\nNot much more.\nCons — many.\nSo no.",
    ],
)
def test_a_dash_behind_other_words_makes_no_labels(text, read):
    assert {who for who, _ in read(text)[0]} == {"P01"}


def test_a_participant_with_and_without_the_name_beside_the_number_is_one(read):
    said, _ = read("I: How?\n\nP1 (Mia): So.\n\nP2 (Ben): And so.\n\nI: Why?\n\nP1: Because.\n\nP2: Hm.")
    assert [who for who, _ in said] == ["Interviewer", "P01", "P02", "Interviewer", "P01", "P02"]


def test_captions_of_youtube_in_its_own_form_are_read(read):
    text = "\n\n".join(f"0:00:{int(a):02d}.000,0:00:{int(b):02d}.000\n{role(w, 'I', 'P')}: {t}" for w, t, a, b in TURNS)
    said, draft = read(text, "a.sbv")
    assert said == DIALOGUE
    assert [u.start_s for u in draft.utterances] == list(STARTS)
