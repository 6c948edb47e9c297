"""What keeps two rounds from being compared, and everything they are compared in as one family."""

import pytest

from workbench.journey import stats
from workbench.journey.change.between import between, wins
from workbench.journey.change.comparable import unlike, wording
from workbench.journey.look import look
from workbench.study.canon import canonical_json
from workbench.study.errors import UserError
from workbench.study.folder import Folder
from workbench.study.records import Question, Survey
from workbench.study.settings import Round

SPRING, AUTUMN = "2026-Q1", "2026-Q3"


def compared(made, earlier=None, later=AUTUMN):
    return between(look(Folder(made.folder.root), round=later), earlier)


def asked(made, round_, text, *, question="why", name=None, stages=("onboarding",), same_as=None, people="ABCDEFGHJKLM"):
    """A survey of one question about a stage, answered by a dozen."""
    made.survey({f"{p}{round_}": f"{p} says a word in {round_} {name}" for p in people}, round_=round_, name=name)
    survey = next(s for s in made.folder.surveys() if s.id == (name or f"survey-{round_}".lower()))
    frame = survey.answers.assign(question=question)
    origin = {"options": {"same_as": same_as}} if same_as else {}
    made.folder.add_survey(
        Survey(survey.id, survey.kind, round_, survey.title, survey.version, (Question(question, text, stages),), frame, origin)
    )
    return survey.id


def told(made):
    return unlike(made.folder.surveys(), made.folder.state(), made.folder.settings, SPRING, AUTUMN)


@pytest.mark.parametrize("text", ["How did it begin?", "how did it  begin", "HOW did it begin ?!"])
def test_the_same_words_are_the_same_question(made, text):
    asked(made, SPRING, "How did it begin?")
    asked(made, AUTUMN, text, question="other-id")
    assert told(made) == []


def test_other_words_are_another_question_and_nothing_of_its_stage_is_compared(made):
    made.define("need:calm", stage="onboarding").define("need:price", stage="purchase").define("emotion:glad", valence=1)
    spring, autumn = asked(made, SPRING, "How did it begin?"), asked(made, AUTUMN, "What went wrong at the beginning?")
    for round_ in (SPRING, AUTUMN):
        for who in "ABCD":
            made.code(f"{who} says a word in {round_}", "stage:onboarding", "need:calm", "emotion:glad")
    assert (spring, autumn) == tuple(s.id for s in made.folder.surveys())
    reason = "the question changed: before “How did it begin?”, now “What went wrong at the beginning?”"
    found = compared(made)
    assert [c.text for c in found.changes] == [f"not comparable ({reason})"]
    assert found.felt["onboarding"].text == f"not comparable ({reason})"
    assert found.changes[0].p is None


def test_a_question_of_one_round_only_is_another_question(made):
    asked(made, SPRING, "How did it begin?")
    asked(made, AUTUMN, "How did it begin?")
    asked(made, AUTUMN, "And what of the price?", question="price", name="more")
    (one,) = told(made)
    assert one.reason == "a question was asked in the later round only: “And what of the price?”"
    assert (one.stage, one.before, one.now) == ("onboarding", (), (("more", "price"),))


def test_a_question_that_is_about_the_stage_in_one_round_only_was_put_in_both(made):
    asked(made, SPRING, "How did it begin?")
    asked(made, AUTUMN, "How did it begin?", stages=())
    assert told(made) == []  # that n is counted otherwise is seen by who was only asked


def test_a_person_says_that_it_is_the_same(made):
    asked(made, SPRING, "How did it begin?")
    asked(made, AUTUMN, "How did it start?", question="start")
    assert [u.stage for u in told(made)] == ["onboarding"]
    same = {"source": "survey-2026-q3", "question": "start", "as": {"source": "survey-2026-q1", "question": "why"}}
    made.folder.act("ana", ("question.same", same | {"reason": "a word"}))
    assert told(made) == []
    made.folder.undo("ana")
    assert [u.stage for u in told(made)] == ["onboarding"]


def test_who_imported_it_as_the_same_has_said_so(made):
    asked(made, SPRING, "How did it begin?")
    asked(made, AUTUMN, "How did it start?", same_as={"How did it start?": "why"})
    assert told(made) == []


def test_an_id_alone_says_nothing(made):
    asked(made, SPRING, "How did it begin?", question="q1")
    asked(made, AUTUMN, "What did you pay?", question="q1")
    assert [u.reason.partition(":")[0] for u in told(made)] == ["the question changed"]


def test_questions_about_no_stage_and_of_tickets_keep_nothing_apart(made):
    asked(made, SPRING, "How did it begin?", stages=())
    made.survey({"T1": "Broken since noon"}, round_=AUTUMN, kind="ticket", stages=("onboarding",))
    assert told(made) == []


def test_wording_is_of_letters_and_digits():
    assert wording(" How, then,\u00a0did \uff29\uff34 begin?") == "how then did it begin"


def heard(made, who, round_, *codes):
    words = f"Well, says {who} in {round_}"
    made.interview(who, words, round_=round_).code(words, "stage:onboarding", *codes)


def test_a_code_made_after_the_earlier_round_was_coded_is_not_called_new(made):
    """What nobody can have looked for was not silent before."""
    for n in range(12):
        heard(made, f"P{n}", SPRING)
    made.define("need:calm", stage="onboarding")
    for n in range(12):
        heard(made, f"Q{n}", AUTUMN, "need:calm")
    found = compared(made)
    assert found.changes[0].verdict == "not comparable"
    assert "nobody has looked for it there since" in found.changes[0].text
    assert any("calm" in c.casefold() for c in found.cautions)
    made.code("Well, says P0 in 2026-Q1", "emotion:glad")  # somebody reads the earlier round again
    assert compared(made).changes[0].verdict == "new"


def test_a_code_that_was_defined_otherwise_since_is_a_caution(made):
    made.define("need:calm", stage="onboarding", definition="Wants quiet")
    heard(made, "P1", SPRING, "need:calm")
    made.define("need:calm", include="while coding the first round")  # a rule that was not there is no other rule
    heard(made, "Q1", AUTUMN, "need:calm")
    assert compared(made).cautions == ()
    made.define("need:calm", definition="Wants quiet at night", label="Calm")
    assert compared(made).cautions == (
        "Defined otherwise since the earlier round was coded: Calm. Code some of it again, blind, to see what that did.",
    )
    made.code("Well, says P1 in 2026-Q1", "emotion:glad")
    assert compared(made).cautions == ()
    made.folder.undo("ana")
    made.folder.undo("ana")
    assert compared(made).cautions == ()  # the other definition was taken back


def test_other_recruitment_is_a_warning(field):
    made = field(rounds=(Round(SPRING, "Spring", "customers, by e-mail"), Round(AUTUMN, "Autumn", "Those who left")))
    heard(made, "P1", SPRING)
    heard(made, "P2", AUTUMN)
    (line,) = compared(made).cautions
    assert line.startswith("Recruited differently, as study.toml has it: before “customers, by e-mail”, now “Those who left”.")
    same = field(rounds=(Round(SPRING, "Spring", "By e-mail"), Round(AUTUMN, "Autumn", "by e-mail.")))
    heard(same, "P1", SPRING)
    heard(same, "P2", AUTUMN)
    assert compared(same).cautions == ()


def test_other_coders_are_a_warning(made):
    for who, round_, by in (("P1", SPRING, "ana"), ("P2", AUTUMN, "ben")):
        words = f"Well, says {who} in {round_}"
        made.interview(who, words, round_=round_).code(words, "stage:onboarding", by=by)
    assert compared(made).cautions == ("Coded by others: before by ana, now by ben. What differs may be how they code.",)


def test_claims_and_feelings_are_one_family(sample):
    found = between(look(sample, round=AUTUMN))
    p = {c.code: c.p for c in found.changes if c.p is not None} | {s: f.p for s, f in found.felt.items() if f.p is not None}
    q = {c.code: c.q for c in found.changes} | {s: f.q for s, f in found.felt.items()}
    assert len(p) > len(found.felt)
    assert [q[name] for name in p] == pytest.approx(stats.benjamini_hochberg(list(p.values())))


def test_wins_have_a_verdict_and_say_what_got_better(sample):
    here = look(sample, round=AUTUMN)
    found = between(here)
    told = wins(found, here)
    assert [(w["id"], w["word"]) for w in told] == [("need:staff-import", "down"), ("pain:retype-staff", "down")]
    assert {w["id"] for w in told}.isdisjoint({"need:sick-cover", "need:quiet-hours"})  # these got worse


def test_a_first_round_and_all_rounds_have_nothing_before(sample):
    assert between(look(sample, round=SPRING)) is None
    assert between(look(sample)) is None
    with pytest.raises(UserError, match="no round is called '1999'"):
        between(look(sample, round=AUTUMN), "1999")


def test_the_same_study_gives_the_same_comparison(sample):
    one, other = (between(look(Folder(sample.root), round=AUTUMN)) for _ in range(2))
    assert canonical_json({"c": one.claims(), "f": one.stages()}) == canonical_json({"c": other.claims(), "f": other.stages()})


def answers(round_):
    return {f"{n}{round_}": f"Answer {n} in {round_}." for n in range(40)}


def asked_all(made, coded):
    """Forty people a round answer a question; the first so many are coded with a fee, the next so many with all is well."""
    made.define("pain:fee", label="Fee", stage="purchase").define("delight:well", label="All well", stage="purchase")
    for round_, (fee, well) in coded.items():
        said = answers(round_)
        made.survey(said, round_=round_, stages=["purchase"], date=f"{round_[:4]}-0{round_[-1]}-01")
        for n, words in enumerate(said.values()):
            if n < fee + well:
                made.code(words, "pain:fee" if n < fee else "delight:well")
    return made


@pytest.mark.parametrize(
    ("coded", "word", "why"),
    [
        ({SPRING: (9, 0), AUTUMN: (0, 0)}, "not comparable", "nothing is coded yet of what these people said in the later round"),
        ({SPRING: (0, 0), AUTUMN: (9, 0)}, "not comparable", "nothing is coded yet of what these people said in the earlier round"),
        ({SPRING: (9, 0), AUTUMN: (0, 9)}, "not heard", ""),  # somebody read the later round, and nobody there says so
    ],
)
def test_a_round_nobody_has_coded_yet_is_no_silence(made, coded, word, why):
    """Right after a fresh round came in, its answers hold nothing: the page must not say that a pain is gone."""
    found = compared(asked_all(made, coded))
    change = next(c for c in found.changes if c.code == "pain:fee")
    assert change.verdict == word
    assert why in change.text
    assert wins(found, look(Folder(made.folder.root), round=AUTUMN)) == [] or word == "not heard"


def test_a_round_that_is_half_coded_is_a_caution(made):
    found = compared(asked_all(made, {SPRING: (9, 20), AUTUMN: (2, 5)}))
    assert [c for c in found.cautions if c.startswith("Something is coded of what 29 of 40 people said before and 7 of 40 now.")]
    assert not [c for c in compared(asked_all(made, {SPRING: (9, 20), AUTUMN: (2, 27)})).cautions if "coded of what" in c]


def test_a_round_that_holds_days_of_the_one_before_is_a_caution(made):
    """A file of two waves brought in as one: nothing said that half of it was of the round before. Nothing need be coded."""
    for round_, person, date in ((SPRING, "P1", "2026-02-03"), (AUTUMN, "P2", "2026-09-01"), (AUTUMN, "P3", "2026-01-20")):
        made.interview(person, f"It is calm, says {person}", round_=round_, date=date)
    said = f"Something of {AUTUMN} is dated 2026-01-20, before the last day of {SPRING} (2026-02-03). If a file holds"
    assert [c for c in compared(made).cautions if c.startswith(said)]


@pytest.mark.parametrize(
    ("rounds", "dates", "said"),
    [
        (("wave 9", "wave 10"), ("2026-02-03", "2026-02-03"), ""),
        (("autumn", "spring"), ("2026-02-03", "2026-02-03"), "is taken from their names only"),
        (("autumn", "spring"), ("2025-09-01", "2026-02-03"), ""),  # what they said tells
        (("wave 1", "wave 2"), ("2026-02-03", "2025-09-01"), "All of wave 2 is dated before anything of wave 1"),
    ],
)
def test_rounds_of_which_nobody_said_the_order_are_a_caution_where_it_is_not_plain(made, rounds, dates, said):
    """In the wrong order what rose is said to have fallen."""
    made.define("need:calm", stage="onboarding")
    for round_, date in zip(rounds, dates, strict=True):
        made.interview(f"P-{round_}", f"No calm in {round_}", round_=round_, date=date)
        made.code(f"No calm in {round_}", "stage:onboarding", "need:calm")
    cautions = compared(made, later=rounds[1]).cautions
    assert [c for c in cautions if "study.toml, oldest first" in c] == [c for c in cautions if said and said in c]
    assert bool(said) is any("oldest first" in c for c in cautions)
