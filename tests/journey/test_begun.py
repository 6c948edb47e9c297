"""A study that was just begun from a template has personas nobody is of yet: they are named, and stop nothing."""

from __future__ import annotations

import pytest

import workbench as wb
from workbench.journey.look import look
from workbench.journey.map import build
from workbench.study.errors import UserError
from workbench.study.folder import Folder

TALK = "Dana Fox: How did it go?\n\nAlba Lund: I stood there for an hour.\n"


@pytest.mark.parametrize("template", ["saas-onboarding", "e-commerce", "simple", "public-health"])
def test_after_the_first_interview_of_a_template_there_is_a_map(tmp_path, template):
    study = wb.new(tmp_path / "mine", template=template, title="Mine")
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    study.add(tmp_path / "talk.txt", round="2026-Q1", interviewers=["Dana Fox"])
    study.code("pain: an hour", "I stood there for an hour.", valence=-1)
    model = study.journey().model
    assert model["claims"]["pain:an-hour"]["k"] == 1
    told = [n for n in model["notices"] if n.startswith("persona ")]
    assert len(told) == len(study.folder.settings.personas)
    assert all(n.endswith("so it is nobody yet") for n in told)
    for view in (study.evidence(), study.saturation(), study.ask_next(), study.priorities(), study.personas()):
        assert view._repr_html_()


def test_a_persona_of_nobody_is_an_error_only_for_who_asks_for_it(field):
    made = field(personas={"Owner": {"role": "owner"}, "Cook": {"roel": "cook"}})
    made.interview("P1", "The week was empty.").people(("P1", {"role": "owner"}))
    folder = Folder(made.folder.root)
    assert [n for n in build(folder)["notices"] if "persona" in n] == [
        "persona Cook: nobody has the attribute 'roel', so it is nobody yet"
    ]
    assert build(folder, persona="Owner")["people"]["N"] == 1
    with pytest.raises(UserError, match="nobody has the attribute 'roel'; there are: role"):
        assert look(folder, persona="Cook").material
