"""What patients wrote, with the codes and the sentiment the NHS gave each comment (shared/data/nhs_fft_feedback_dev).

The file has one row a comment, and up to two comments a respondent; a survey has one row a respondent, so the two questions are
put side by side first, as one would in a spreadsheet. Every fifth respondent is taken, to keep the test short: about 800 comments.
"""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from workbench.study.names import slug
from workbench.study.settings import Settings, Stage, write

pytestmark = pytest.mark.slow

STAGES = (
    Stage("access", "Getting in", goal="Be seen soon"),
    Stage("care", "Being cared for", goal="Be taken seriously"),
    Stage("after", "Afterwards", goal="Know what happens next"),
)
#: Where the codes of the framework lie on the way of a patient; what is not named is care.
WHERE = {
    "access": ("Appointment", "Timeliness", "Transport", "Parking", "Contacting", "Waiting", "Booking"),
    "after": ("Discharge", "Follow", "Aftercare", "Gratitude", "Recovery"),
}
SENTIMENT = {1: 2, 2: 1, 3: 0, 4: -1, 5: -2}  # 1 is very positive there, +2 here


def stage(label):
    return next((s for s, words in WHERE.items() if any(w.lower() in label.lower() for w in words)), "care")


def comments(folder):
    """Return the comments of every fifth respondent that are answers."""
    with (folder / "fft_comments.csv").open(encoding="utf-8", newline="") as file:
        found = [r for r in csv.DictReader(file) if r["FFT answer"].strip() not in {"", "Did not answer"}]
    people = sorted({r["Respondent ID"] for r in found})[::5]
    return found, [r for r in found if r["Respondent ID"] in set(people)]


@pytest.fixture(scope="module")
def taken(real_data, bench, tmp_path_factory):
    here = real_data / "nhs_fft_feedback_dev"
    study = bench("nhs")
    (study.root / "study.toml").write_text(write(Settings(title="What patients say", stages=STAGES)), encoding="utf-8")
    study.all, study.some = comments(here)
    questions = sorted({r["FFT question"] for r in study.some})
    wide = {}
    for row in study.some:
        person = wide.setdefault(row["Respondent ID"], {c: row[c] for c in ("Respondent ID", "Trust", "Date")})
        person[row["FFT question"]] = row["FFT answer"]
    table = tmp_path_factory.mktemp("wide") / "friends and family.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["Respondent ID", "Trust", "Date", *questions], restval="")
        writer.writeheader()
        writer.writerows(wide.values())
    study.bring_in(table, round="2021-22", text=questions, participant="Respondent ID", date="Date", attribute=["Trust"])
    study.wide, study.questions = wide, questions
    study.gold = _code(study)
    study.taken = study.take()
    return study


def _code(bench):
    """Code each answer with its labels; a label is a delight where the comment is positive, else a pain."""
    study = bench.study
    (survey,) = study.folder.surveys()
    asked = dict(zip(bench.questions, (q.id for q in survey.questions), strict=True))
    answers = {(row.question, row.text): row for row in survey.answers.itertuples()}
    acts, gold = {}, {}
    for row in bench.some:
        if not row["Comment sentiment"] or bench.wide[row["Respondent ID"]][row["FFT question"]] != row["FFT answer"]:
            continue
        answer = answers[asked[row["FFT question"]], row["FFT answer"]]
        valence = SENTIMENT[round(float(row["Comment sentiment"]))]
        place = {"source": survey.id, "item": answer.answer, "version": answer.version, "start": 0, "end": len(answer.text)}
        for label in row["labels"].split("; "):
            code = f"{'delight' if valence > 0 else 'pain'}:{slug(label)}"
            acts[code] = ("code.define", {"code": code, "label": label, "stage": stage(label)})
            acts[code, answer.answer] = ("coding.add", {"code": code, "anchor": place, "valence": valence})
            acts[stage(label), answer.answer] = ("coding.add", {"code": f"stage:{stage(label)}", "anchor": place})
            gold.setdefault(code, set()).add(answer.participant)
        feeling = {2: "delighted", 1: "content", 0: "neutral", -1: "disappointed", -2: "angry"}[valence]
        acts[feeling, answer.answer] = ("coding.add", {"code": f"emotion:{feeling}", "anchor": place, "valence": valence})
    study.folder.act("gold", *acts.values())
    return gold


def test_one_row_a_comment_is_refused_with_a_way_out(real_data, bench, capsys):
    from workbench import cli

    study = bench("nhs-long")
    with pytest.raises(SystemExit) as stopped:
        cli.main(["import", str(study.root), str(real_data / "nhs_fft_feedback_dev" / "fft_comments.csv"), "--round", "r"])
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "2015 rows repeat a respondent" in said
    assert "--kind ticket or review" in said
    assert study.study.sources().empty


def test_every_answer_came_in(taken):
    """4667 rows, of which 716 say "Did not answer" and 298 nothing."""
    assert len(taken.all) == 4667 - 716 - 298
    assert 700 < len(taken.some) < 900
    (survey,) = taken.study.folder.surveys()
    written = sorted(person[q] for person in taken.wide.values() for q in taken.questions if person.get(q))
    assert sorted(survey.answers["text"]) == written
    assert taken.taken.result.counts["participants"] == len(taken.wide)


def test_dates_that_can_be_read_two_ways_are_left_empty_and_it_is_said(taken):
    """The file has days first in some rows and months first in others: nobody can tell 05/10/2021."""
    (survey,) = taken.study.folder.surveys()
    assert set(survey.answers["date"].str[:4]) <= {"", "2021", "2022"}
    assert any("can be read two ways: left empty" in note for note in taken.reports[0]["notes"])


def test_cards_count_the_respondents_the_gold_labels_count(taken):
    cards = taken.taken.model["claims"]
    assert {c: card["k"] for c, card in cards.items()} == {c: len(people) for c, people in taken.gold.items()}
    assert taken.taken.result.counts["assumptions"] == 0
    common = Counter({c: card["k"] for c, card in cards.items()}).most_common(3)
    assert "delight:positive-experience-gratitude" in {c for c, _ in common}


def test_feeling_is_a_mean_of_people_with_its_interval(taken):
    for found in taken.taken.model["stages"]:
        feeling = found["emotion"]
        assert feeling["n"] >= 3
        means = [p["mean"] for p in feeling["people"]]
        assert -2 <= min(means) <= max(means) <= 2
        assert feeling["mean"] == pytest.approx(sum(means) / len(means))
        assert feeling["lo"] <= feeling["mean"] <= feeling["hi"]
    access, care = (s["emotion"]["mean"] for s in taken.taken.model["stages"][:2])
    assert access < care, "waiting is what patients complain of"


def test_no_respondent_is_named_by_their_id(taken):
    assert [who for who in taken.wide if who in taken.taken.words] == []
