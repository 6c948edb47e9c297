"""What was imported by mistake goes again, and comes back with its codings when the same file does."""

from __future__ import annotations

import pytest
from study.makers import coding

from workbench.coding.frame import codings_frame
from workbench.sources.ingest import add_survey, add_transcript
from workbench.sources.people.key import KeyFile
from workbench.sources.remove import remove, what_goes
from workbench.study.check import check
from workbench.study.errors import UserError
from workbench.study.orphans import orphans

TALK = "Interviewer: How was it?\n\nMagda Oak: The rota vanished overnight.\n\nMagda Oak: So I print it on Fridays.\n"


@pytest.fixture
def talk(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text(TALK)
    return path


def test_a_source_goes_with_its_original_and_earlier_versions_and_comes_back_with_its_codings(folder, talk, tree):
    before = set(tree(folder))
    add_transcript(folder, talk, round="r")
    talk.write_text(TALK.replace("Fridays", "Mondays"))
    assert add_transcript(folder, talk, round="r").status == "new version"
    (act,) = folder.act("ana", coding(folder, "p01-r", 32, 40))
    plan = what_goes(folder, "p01-r")
    assert (plan.rows, plan.codings, plan.people, plan.file) == (2, 1, ("P01",), "talk.txt")
    assert remove(folder, "p01-r") == plan
    assert not any((folder.root / name).exists() for name in plan.files)
    assert {p for p in tree(folder) if p.startswith(("raw/", "sources/"))} <= before
    assert KeyFile.of(folder).find("Magda Oak")
    (orphan,) = orphans(folder)
    assert (orphan.id, orphan.why.partition(":")[0]) == (act.id, "its source is not in the study any more")
    assert codings_frame(folder).empty
    assert not any(f.level == "error" for f in check(folder))
    add_transcript(folder, talk, round="r")
    assert (orphans(folder), codings_frame(folder)["participant"].tolist()) == ([], ["P01"])


def test_an_original_that_another_source_was_made_from_stays(folder, tmp_path):
    one, two = (tmp_path / f"{name}.csv" for name in "ab")
    one.write_text("Why did you leave us?\nThe price was far too high for us\n")
    two.write_text("Why did you leave us?\nNobody ever answered the phone\n")
    kept = add_survey(folder, one, round="r", text=["Why did you leave us?"]).source
    gone = add_survey(folder, two, round="r", text=["Why did you leave us?"]).source
    assert what_goes(folder, gone).people == ("R0002",)
    remove(folder, gone)
    assert [s.id for s in folder.surveys()] == [kept]
    assert len(list((folder.root / "raw").iterdir())) == 1


@pytest.mark.parametrize(("name", "hint"), [("P01-R", "mean p01-r"), ("p02-r", "mean p01-r"), ("x", "there are: p01-r")])
def test_a_source_that_is_not_there_is_refused_and_its_like_is_named(folder, talk, name, hint):
    add_transcript(folder, talk, round="r")
    with pytest.raises(UserError, match=hint):
        remove(folder, name)
