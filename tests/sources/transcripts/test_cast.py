from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.people.key import KeyFile
from workbench.sources.text import clean
from workbench.sources.transcripts.cast import assemble, assign, order
from workbench.sources.transcripts.draft import Draft, Utterance, merged
from workbench.study.errors import Refused, UserError


@pytest.fixture
def held(tmp_path):
    return KeyFile.read(tmp_path / "study.key.csv", tmp_path / "study")


def cast(held, *said, **options):
    draft = Draft("txt", "a", None, tuple(Utterance(*u) for u in said))
    return assign(draft, held, called=options.pop("called", "file"), file="a.txt", **options)


def test_a_role_says_who_asks(held):
    found = cast(held, ("Moderator 1", "So?"), ("Mia", "Yes?"), ("Ben", "No?"))
    assert found.shown == ("Interviewer", "P01", "P02")
    assert found.participants == ("P01", "P02")


def test_of_two_the_one_with_more_questions_asks_and_a_note_says_so(held):
    found = cast(
        held, ("Mia", "Long words here, and more. Do you see?"), ("Dana", "Why?"), ("Mia", "It was so and so."), ("Dana", "Really?")
    )
    assert found.shown == ("P01", "Interviewer")
    assert "'Dana' asks most of the questions" in found.notes[0]


def test_what_sorts_notes_among_who_speaks_is_nobodys_evidence(held):
    """*Observation: she sighs* between the turns was a second participant."""
    found = cast(held, ("Dana", "So?"), ("Mia", "Slow."), ("Observation", "She sighs."))
    assert found.shown == ("Interviewer", "P01", "Observer")
    assert "'Observation' are nobody's evidence" in found.notes[0]


def test_a_file_in_which_nobody_but_the_questions_has_a_label_is_refused(held):
    """Of *Frage 1: …* with answers below and one *Zitat: …* the quote was all that the participant had said."""
    with pytest.raises(Refused, match="everybody who speaks is an interviewer"):
        cast(held, ("Frage 1", "Wie? Eine Kollegin."), ("Frage 2", "Und? Drei Wochen."), ("Zitat", "Nie wieder."))


def test_where_nobody_asks_the_note_says_what_to_do_if_they_are_no_people(held):
    found = cast(held, ("Checkout", "It was slow."), ("Delivery", "On time."), ("Returns", "No label."))
    assert "'Checkout', 'Delivery', 'Returns' … sort notes and are no people" in found.notes[0]


def test_of_three_unknown_people_all_are_participants(held):
    assert cast(held, ("A B", "Why?"), ("C D", "So."), ("E F", "No.")).shown == ("P01", "P02", "P03")


def test_the_caller_names_the_interviewers_by_any_part_of_the_label(held):
    found = cast(held, ("Dana Fox", "So."), ("Mia", "Why?"), ("Ben", "No."), interviewers=["dana", "Zoe"])
    assert found.shown == ("Interviewer", "P01", "P02")
    assert "no speaker is called 'Zoe'" in found.notes[0]


def test_the_caller_names_the_participant_and_the_others_are_no_evidence(held):
    found = cast(held, ("Dana", "So?"), ("Mia", "Yes."), ("Zoe", "Hm."), participant="mia", interviewers=["Dana"])
    assert found.shown == ("Interviewer", "P01", "X01")
    assert found.participants == ("P01",)


def test_an_interviewer_in_one_file_is_one_in_the_next(held):
    cast(held, ("Dana", "So?"), ("Mia", "Yes."), interviewers=["Dana"])
    assert cast(held, ("Ben", "Why?"), ("Dana", "So.")).shown == ("P02", "Interviewer")


def test_a_short_name_that_could_be_somebody_of_an_earlier_file_is_kept_apart_and_a_note_asks(held):
    """Calls of one project had "Jenny" in one file and "Jenny Mith" in another: counted as two people unless somebody says so."""
    cast(held, ("Moderator", "So?"), ("Jenny Mith", "Yes."))
    found = cast(held, ("Moderator", "So?"), ("Jenny", "No."))
    assert found.participants == ("P02",)
    (note,) = [n for n in found.notes if "could be" in n]
    remedy = "if so, say speakers={'Jenny': 'P01'}, or add it to the aliases in study.key.csv first"
    assert note == f"'Jenny' could be P01 of another file: kept apart; {remedy}"
    assert not [n for n in cast(held, ("Moderator", "So?"), ("Jenny", "No.")).notes if "could be" in n], "it is asked once"


def test_an_alias_in_the_key_makes_them_one_person(held):
    cast(held, ("Moderator", "So?"), ("Jenny Mith", "Yes."))
    held.add_aliases("P01", ["Jenny"])
    assert cast(held, ("Moderator", "So?"), ("Jenny", "No.")).participants == ("P01",)


def test_a_participant_whom_the_file_does_not_name_is_called_after_the_file(held):
    assert cast(held, ("Interviewer", "So?"), ("Participant", "Yes."), called="P3").shown == ("Interviewer", "P03")
    assert cast(held, ("Interviewer", "So?"), ("Participant", "Yes."), called="P4").shown == ("Interviewer", "P04")
    assert cast(held, ("", "Yes."), participant="P03").participants == ("P03",)


def test_one_person_under_two_labels_is_one_person(held):
    found = cast(held, ("Interviewer", "So?"), ("Jenny", "Yes."), ("Jenny Mith", "And."))
    assert found.shown == ("Interviewer", "P01", "P01")
    assert held.find("jenny") == "P01"


def test_who_the_participant_is_is_not_guessed_among_several(held):
    with pytest.raises(Refused, match="cannot be told"):
        cast(held, ("Interviewer", "So?"), ("A B", "x"), ("C D", "y"), participant="Mia")


HOSTILE = st.text(st.characters(), min_size=1, max_size=30)  # also NUL, halves of pairs, bidi marks, emoji, accents


@given(st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), HOSTILE), min_size=1, max_size=8))
def test_each_turn_covers_its_words_and_nothing_else(said):
    utterances = merged(Utterance(*u) for u in said)
    shown = {"A": "Interviewer", "B": "P01", "C": "P01"}
    text, turns = assemble(utterances, [shown[label] for label in order(utterances)])
    assert clean(text) == (text, 0)
    words = [text[t.start : t.end] for t in turns]
    assert "\n\n".join(f"{t.speaker}: {w}" for t, w in zip(turns, words, strict=True)) == text
    assert "".join(words).replace("\n", "") == "".join(u.text for u in utterances).replace("\n", "")
    assert all((t.participant is None) == (t.speaker == "Interviewer") for t in turns)
    assert [t.index for t in turns] == list(range(len(turns)))


def test_the_caller_says_who_is_the_same(held):
    said = (("Interviewer", "So?"), ("Jenny", "Yes."), ("Jen M", "And."), ("Ann", "No."))
    found = cast(held, *said, same={"jenny": "Jenny Mith", "Jen M": "Jenny"})
    assert found.shown == ("Interviewer", "P01", "P01", "P02")
    assert held.find("Jenny Mith") == held.find("jenny") == held.find("Jen M") == "P01"


def test_the_caller_says_who_is_somebody_of_an_earlier_file(held):
    cast(held, ("Interviewer", "So?"), ("Jenny Mith", "Yes."))
    found = cast(held, ("Interviewer", "So?"), ("Jenny", "No."), same={"Jenny": "P01"})
    assert found.participants == ("P01",)
    assert found.notes == ()


def test_the_caller_keeps_apart_what_looks_like_one(held):
    said = (("Interviewer", "So?"), ("Dan", "Yes."), ("Dan Brown", "And."))
    assert cast(held, *said, same={"Dan": "Dan"}).shown == ("Interviewer", "P01", "P02")


def test_a_label_nobody_bears_is_said_and_a_circle_is_refused(held):
    said = (("Interviewer", "So?"), ("Ann", "Yes."), ("Bea", "No."))
    assert "no speaker is called 'Zoe'" in cast(held, *said, same={"Zoe": "Ann"}).notes[0]
    with pytest.raises(UserError, match="stand for each other"):
        cast(held, *said, same={"Ann": "Bea", "Bea": "Ann"})


def test_an_unknown_speaker_can_be_said_to_be_the_interviewer(held):
    found = cast(held, ("Interviewer", "So?"), ("Speaker 2", "Why?"), ("Ann", "Well."), same={"Speaker 2": "Interviewer"})
    assert found.shown == ("Interviewer", "Interviewer", "P01")


def test_of_three_without_roles_nobody_is_guessed_to_ask_but_it_is_offered(held):
    found = cast(held, ("A B", "Why?"), ("C D", "So."), ("A B", "How?"), ("E F", "No."))
    assert found.participants == ("P01", "P02", "P03")
    assert found.notes == ("nobody is marked as interviewer; 'A B' asks most of the questions: say interviewers=['A B'] if so",)


def test_a_name_beside_a_role_is_masked_like_any_other(held):
    found = cast(held, ("Dana Fox (Interviewer)", "So?"), ("Mia Lund", "Yes."), ("Ida (Observer)", "Hm."))
    assert found.shown == ("Interviewer", "P01", "X01")
    assert held.find("Dana Fox") == "I01"
    assert held.find("Ida") == "X01"


@pytest.mark.parametrize("label", ["Konrad Obermüller (Guest)", "Konrad Obermüller (Participant)", "Konrad Obermüller - Customer"])
def test_a_participant_whom_the_file_names_beside_a_role_is_called_so_and_masked(held, label):
    """Teams writes *(Guest)* behind whoever is not of the firm: the name would be in the study and in no key."""
    found = cast(held, ("Interviewer", "So?"), (label, "Yes."))
    assert found.participants == ("P01",)
    assert held.find("Konrad Obermüller") == "P01"
    assert cast(held, ("Interviewer", "And?"), ("Konrad Obermüller", "No."), called="other").participants == ("P01",)


def test_what_stands_behind_a_role_is_masked_and_makes_no_two_people_one(held):
    for called, label in (("a", "Participant (Mia)"), ("b", "Participant (Female)"), ("c", "Participant (Female)")):
        cast(held, ("Interviewer", "So?"), (label, "Yes."), called=called)
    assert [(e.pseudonym, e.name, e.aliases) for e in held.names()] == [("P01", "a", ("Mia",)), ("P02", "b", ()), ("P03", "c", ())]


@pytest.mark.parametrize(
    ("called", "label", "shown"),
    [
        ("P04_interview_2026-03-11", "P04", "P04"), ("2026-03-11 P4", "P4", "P04"), ("P04_transcript", "Participant", "P04"),
        ("p04", "", "P04"), ("Fox_p2", "Participant", "P01"), ("P04_Fox", "P4", "P04"), ("P04_interview", "P5", "P01"),
        ("P04_and_P05", "Participant", "P01"), ("interview 4", "Participant", "P01"),
    ],
)  # fmt: skip
def test_the_number_the_researchers_gave_in_file_and_label_stays(held, called, label, shown):
    """P03 did not come, and P04 became P03: a table of people by these numbers then told of somebody else."""
    assert cast(held, ("Interviewer", "So?"), (label, "Yes."), called=called).participants == (shown,)


def test_a_number_that_is_somebody_elses_is_not_taken_and_a_known_one_is_said(held):
    cast(held, ("Interviewer", "So?"), ("Mia Lund", "Yes."))
    found = cast(held, ("Interviewer", "So?"), ("P01", "Yes."), called="P01_interview")
    assert found.participants == ("P02",)
    assert found.notes == ("P01 is somebody else in this study already: what the file calls so has a number of its own",)
    cast(held, ("Interviewer", "So?"), ("P07", "Yes."), called="P07_first")
    again = cast(held, ("Interviewer", "So?"), ("P07", "Yes."), called="P07_second")
    assert again.participants == ("P07",)
    assert again.notes == ("'P07' of the file's name is P07, who is in the study already",)


def test_numbers_of_a_focus_group_stay_and_do_not_shift_when_one_is_somebody_elses(held):
    """P16 spoke first and became P01: what a table of people said of its P01, consent too, went to P16."""
    four = [("Interviewer", "So?"), *((f"P{n}", f"Yes, {n}.") for n in (16, 17, 15, 18))]
    assert cast(held, *four, called="group one").shown == ("Interviewer", "P16", "P17", "P15", "P18")
    again = cast(held, *four[:3], ("P19", "Me too."), called="group two")
    assert again.shown == ("Interviewer", "P20", "P21", "P19")
    assert again.notes == (
        "P16, P17 are others in this study already: who is called so in the file has a number of their own",
    )  # fmt: skip
    assert cast(held, *four[:3], ("P19", "Me too."), called="group two") == replace(again, notes=())
    assert cast(held, ("Interviewer", "So?"), ("P30", "Yes."), called="talk with maria").shown == ("Interviewer", "P30")


def test_where_nobody_asks_anything_the_note_does_not_say_that_somebody_does(held):
    found = cast(held, ("Ludo", "I always forget the code."), ("Eva", "Me too."))
    assert found.notes == ("'Eva' says less (nobody asks anything) and is read as the interviewer; say interviewers=[…] if not",)


@pytest.mark.parametrize(
    "pair",
    [("spk_0", "spk_1"), ("S00", "S01"), ("SP1", "SP2"), ("Me", "Them"), ("Channel 0", "Channel 1"), ("INT", "RES"), ("M", "W")],
)
def test_what_programs_call_speakers_is_nobodys_name_in_two_files(held, pair):
    """Twenty interviews in which the second voice is *S01* were one participant."""
    for number in (1, 2):
        cast(held, (pair[0], "How so?"), (pair[1], "Well."), called=f"talk {number}")
    assert [(e.pseudonym, e.name) for e in held.entries.values()] == [("P01", "talk 1"), ("P02", "talk 2")]


def test_initials_of_two_files_are_one_person_and_it_is_said(held):
    cast(held, ("Interviewer", "So?"), ("AB", "Yes."), called="a")
    found = cast(held, ("Interviewer", "So?"), ("AB", "No."), called="b")
    assert found.participants == ("P01",)
    assert found.notes == (
        "'AB' is P01, who is in the study already: read as the same person; if not, say speakers={'AB': 'AB of b'}",
    )
    assert cast(held, ("Interviewer", "So?"), ("AB", "No."), called="b", same={"AB": "AB of b"}).participants == ("P02",)
