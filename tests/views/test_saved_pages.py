"""Whatever a view writes passes the share gate first: nothing is written, or a reason stays in the history."""

from __future__ import annotations

import little
import pytest

import workbench as wb
from workbench.share.redact import Redactor
from workbench.study.errors import CheckFailed, UserError
from workbench.views.parts import put

SAVED = {
    "story": lambda s, there, **how: s.story("P01").save(there / "a.html", **how),
    "personas": lambda s, there, **how: s.journey(persona=[None, "Managers"]).save(there / "a.html", **how),
    "changes": lambda s, there, **how: s.compare().save(there / "a.html", **how),
    "owners": lambda s, there, **how: s.owners().save(there, **how),
    "owner": lambda s, there, **how: s.owner("Billing").save(there / "a.html", **how),
    "guide": lambda s, there, **how: s.ask_next().save(there / "a.md", **how),
    "issues": lambda s, there, **how: s.roadmap(there / "a.csv", quotes=2, **how),
    "where to spend": lambda s, there, **how: s.roadmap(there / "a.csv", shape="owners", **how),
    "map": lambda s, there, **how: s.journey().save(there / "a.html", **how),
    "codebook.csv": lambda s, there, **how: s.codebook().save(there / "a.csv", **how),
    "codebook.toml": lambda s, there, **how: s.codebook().save(there / "a.toml", **how),
    "codebook.qdc": lambda s, there, **how: s.codebook().save(there / "a.qdc", **how),
}


@pytest.fixture
def named(study):
    """A study whose words name people everywhere."""
    settings = study.folder.root / "study.toml"
    text = settings.read_text().replace('label = "Retention"', 'label = "What Kofi Okonjo said"')
    settings.write_text(text + '\n[personas.Managers]\nrole = "manager"\n')
    study.folder.act("ana", ("card.set", {"claim": "pain:sick-calls", "owner": "Billing", "reason": "r"}))
    study.codebook().rename("pain:sick-calls", "Phoning round, says Kofi Okonjo", reason="r")
    return wb.open(study.folder.root)


@pytest.fixture
def leaky(named):
    """The same, and masking fails: the gate alone is left."""
    named.redactor = Redactor((), lambda texts, *_, **__: [[] for _ in texts], quotes=2, least=2)
    return named


@pytest.mark.parametrize("form", SAVED)
def test_what_would_leak_is_not_written(leaky, tmp_path, form):
    there = tmp_path / "out"
    there.mkdir()
    with pytest.raises(CheckFailed, match="Nothing was written") as caught:
        SAVED[form](leaky, there)
    assert list(there.iterdir()) == []
    assert not any(name in str(caught.value) for name in little.NAMES)


@pytest.mark.parametrize("form", ["story", "owners", "codebook.qdc", "issues"])
def test_a_reason_lets_it_out_and_the_history_keeps_it(leaky, tmp_path, form):
    SAVED[form](leaky, tmp_path, despite="the board asked by name")
    assert any(path.suffix in {".html", ".qdc", ".csv"} for path in tmp_path.iterdir())
    assert "the board asked by name" in set(leaky.history()["reason"])


@pytest.mark.parametrize("form", SAVED)
def test_what_is_masked_passes(named, tmp_path, form):
    there = tmp_path / "out"
    there.mkdir()
    SAVED[form](named, there)
    assert list(there.iterdir())
    assert named.gate(there) == {str(path): [] for path in sorted(there.iterdir())}


def test_of_several_forms_none_is_written_if_one_would_leak(leaky, tmp_path):
    with pytest.raises(CheckFailed) as caught:
        leaky.journey().save_all([tmp_path / "map.csv", tmp_path / "map.mmd"])
    assert list(tmp_path.glob("map.*")) == []
    assert str(caught.value).count("is not fit to share") == 2


def test_several_forms_are_those_of_one(named, tmp_path):
    both = [tmp_path / "map.csv", tmp_path / "map.json"]
    assert named.journey().save_all(both) == both
    assert both[0].read_bytes() == named.journey().save(tmp_path / "one.csv").read_bytes()


def test_ones_own_copy_of_the_codebook_is_not_looked_at(leaky, tmp_path):
    leaky.codebook().save(tmp_path / "mine.toml", masked=False)
    assert "Kofi Okonjo" in (tmp_path / "mine.toml").read_text()


def test_a_disk_that_refuses_is_said_plainly(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="was not written"):
        put({tmp_path / "file" / "a.html": "<p>"}, None)
