"""Templates: each is a study that opens, draws guesses as guesses, and asks without leading."""

import json
import re

import pytest

import workbench as wb
from workbench.coding.codebook.codes import codebook_frame
from workbench.journey.strength.leading import leads
from workbench.sources.planned import read_guide
from workbench.study import templates
from workbench.study.errors import UserError
from workbench.study.records import CLAIM_FAMILIES, FAMILIES
from workbench.study.settings import read

NAMES = templates.names()

#: An open question begins so, also after "Take me back to ….": what asks for yes or no does not.
OPEN = re.compile(r"(What|Who|Whom|Whose|Which|Where|When|How|Tell|Take|Walk|Think|Show|Describe|You are in for the first time)\b")
#: Words that say beforehand how it was.
JUDGED = re.compile(
    r"\b(eas(y|ily)|hard|difficult|annoy\w*|frustrat\w*|confus\w*|great|good|bad|helpful|slow|fast|problem\w*|pain\w*|love\w*|like[sd]?|"
    r"hate\w*|happy|better|worse|best|worst|enjoy\w*|disappoint\w*|unfortunately|why didn)\b",
    re.IGNORECASE,
)  # fmt: skip
#: What looks judged and is not: the day, or a comparison.
FINE = ("a good day and on a bad one", "a day like the one", "look like", "would you rather")


def questions(name):
    return [line.partition(". ")[2] for line in templates.template(name).guide.splitlines() if re.match(r"\d+\. ", line)]


def led(question):
    """Say whether a question leads: it puts an answer, a feeling or a judgement into people's mouths, or asks for yes or no."""
    plain = question
    for phrase in FINE:
        plain = plain.replace(phrase, "")
    return leads(question) or JUDGED.search(plain) is not None or not OPEN.match(question)


def test_there_are_at_least_six_and_the_smallest_comes_first():
    assert len(NAMES) >= 6
    assert NAMES[0] == "simple"
    assert len(templates.template("simple").settings.stages) == 1


@pytest.fixture(scope="module", params=NAMES)
def made(request, tmp_path_factory):
    """Return a new study of each template, with the template."""
    root = tmp_path_factory.mktemp(request.param) / "study"
    return wb.new(root, template=request.param), templates.template(request.param)


def test_a_study_of_it_opens_and_nothing_is_wrong_with_it(made):
    study, template = made
    assert read(study.folder.root / "study.toml") == template.settings
    assert study.folder.state().problems == []
    assert study.check() == []
    assert not list(study.folder.root.parent.glob("*.zip")), "nothing to be brought up to date"


def test_its_codes_are_defined_with_an_example_and_an_anti_example(made):
    study, template = made
    book = codebook_frame(study.folder).set_index("code")
    stages = {s.id for s in template.settings.stages}
    for body in template.codes:
        family, _, name = body["code"].partition(":")
        assert family in FAMILIES
        assert name
        assert book.loc[body["code"], "label"] == body["label"]
        assert body.get("stage", "") in {"", *stages}
        if family not in {"touchpoint", "channel"}:
            assert body["definition"].strip()
            assert body["include"].startswith("Such as: ")
            assert body["exclude"].startswith("Not: ")
    assert len({b["code"] for b in template.codes}) == len({b["label"] for b in template.codes}) == len(template.codes)


def test_its_pains_needs_and_delights_are_guesses_and_drawn_as_such(made):
    study, template = made
    guesses = [b for b in template.codes if b["code"].partition(":")[0] in CLAIM_FAMILIES]
    kinds = [b["code"].partition(":")[0] for b in guesses]
    assert all(b["definition"].startswith(templates.UNTESTED) and b["stage"] for b in guesses)
    assert (kinds.count("pain") >= 3, kinds.count("need") >= 2, kinds.count("delight") >= 2) == (True, True, True)
    model = study.journey().model
    assert {c["id"]: (c["grade"], c["k"]) for c in model["claims"].values()} == {b["code"]: ("ASSUMPTION", 0) for b in guesses}
    assert model["facts"]["assumptions"] == model["facts"]["claims"] == len(guesses)
    assert [s["id"] for s in model["stages"]] == [s.id for s in template.settings.stages]


def test_its_guide_is_read_back_with_the_stage_of_each_question(made):
    study, template = made
    guide = read_guide(study.folder.root / templates.GUIDE, study.folder.settings)
    assert [q.text for q in guide.questions] == questions(template.name)
    assert 12 <= len(guide.questions) <= 20
    assert {s for q in guide.questions for s in q.stages} == {s.id for s in template.settings.stages}


@pytest.mark.parametrize("name", NAMES)
def test_its_guide_does_not_lead(name):
    assert [q for q in questions(name) if led(q)] == []


@pytest.mark.parametrize(
    "question",
    [
        "Was the checkout easy?", "How annoying was the wait?", "Don't you think that it took long?", "Did you find the price?",
        "What problems did you have with the form?", "How much did you like the app?", "You waited a while, didn't you?",
        "What was the best part?", "Would you buy it again?",
    ],
)  # fmt: skip
def test_a_leading_question_is_found(question):
    assert led(question)


@pytest.mark.parametrize("name", NAMES)
def test_a_planned_touchpoint_has_somebody_who_sees_it_or_does_not(name):
    planned = templates.template(name).settings.touchpoints
    assert planned
    assert all(t.stage and t.channel for t in planned)


def test_a_title_and_a_scenario_of_ones_own_are_kept(tmp_path):
    study = wb.new(tmp_path / "s", title="Ours", template="e-commerce")
    assert study.folder.settings.title == "Ours"
    assert study.folder.settings.scenario == templates.template("e-commerce").settings.scenario


def test_a_guide_that_is_there_is_never_written_over(tmp_path):
    (tmp_path / "guide.md").write_text("mine", encoding="utf-8")
    wb.new(tmp_path, template="simple")
    assert (tmp_path / "guide.md").read_text(encoding="utf-8") == "mine"


def test_a_template_there_is_none_of_makes_nothing(tmp_path):
    with pytest.raises(UserError, match="no template is called 'shop'; there are: simple, b2b-service"):
        wb.new(tmp_path / "s", template="shop")
    assert not (tmp_path / "s").exists()


def test_one_undo_takes_the_starter_codebook_back(tmp_path):
    study = wb.new(tmp_path / "s", template="simple")
    study.undo()
    assert study.folder.state().codes == {}


def test_the_same_template_gives_the_same_settings_and_guide(tmp_path):
    one, other = (wb.new(tmp_path / name, template="tax-filing").folder.root for name in "ab")
    assert (one / "study.toml").read_bytes() == (other / "study.toml").read_bytes()
    assert (one / "guide.md").read_bytes() == (other / "guide.md").read_bytes()


# The command


def test_the_command_lists_them_and_makes_nothing(run):
    status, text, _ = run("new", "--templates")
    assert status == 0
    assert [line.split()[0] for line in text.splitlines()] == list(NAMES)
    assert json.loads(run("new", "--templates", "--json")[1]) == {n: templates.template(n).about for n in NAMES}


def test_the_command_makes_a_study_and_says_what_became_of_the_guide(run, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "guide.md").write_text("mine", encoding="utf-8")
    assert "Questions to ask are in guide.md." in run("new", tmp_path / "a", "--template", "simple")[1]
    assert "guide.md was there already and stays." in run("new", tmp_path / "b", "--template", "simple")[1]


@pytest.mark.parametrize(("words", "said"), [
    (["new"], "name a folder for the study"),
    (["new", "{tmp}", "--template", "shop"], "no template is called 'shop'"),
])  # fmt: skip
def test_the_command_refuses_without_a_traceback(run, tmp_path, words, said):
    status, _, error = run(*[w.format(tmp=tmp_path / "s") for w in words])
    assert status == 2
    assert said in error
