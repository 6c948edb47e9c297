"""study.toml: read as written, refused by name where it cannot be meant."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from workbench.study import settings as settings_file
from workbench.study.errors import Refused
from workbench.study.settings import DEFAULT_STAGES, LANES, PRESETS, Round, Settings, Stage, Touchpoint

ids = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(str.strip)
thresholds = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ids, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def studies(draw):
    names = draw(st.lists(ids, min_size=1, max_size=4, unique_by=str.casefold))
    stages = tuple(Stage(n, n, (), draw(texts), draw(texts)) for n in names)
    return Settings(
        draw(texts), draw(texts), stages, draw(st.dictionaries(ids, st.integers(-2, 2), max_size=4)),
        tuple(Round(i, draw(texts), draw(texts)) for i in draw(st.lists(ids, max_size=3, unique=True))),
        draw(st.dictionaries(ids, st.dictionaries(ids, texts, max_size=2), max_size=2)),
        draw(st.dictionaries(ids, thresholds, max_size=3)), tuple(draw(st.lists(texts, max_size=3))),
        draw(st.integers(0, 2**60)),
        encoder=draw(texts.map(str.strip).filter(bool)),
        touchpoints=tuple(
            Touchpoint(
                n, n, draw(st.sampled_from(["", *names])), draw(texts), tuple(draw(st.lists(texts.filter(bool), max_size=2))),
                (), draw(st.booleans()),
            )
            for n in draw(st.lists(ids, max_size=3, unique_by=str.casefold))
        ),
        lanes=draw(st.sampled_from(sorted(PRESETS)) | st.lists(st.sampled_from(LANES), unique=True).map(tuple)),
        assumptions=draw(st.floats(0, 1)),
        quotes_per_person=draw(st.integers(1, 99)),
        smallest_cell=draw(st.integers(1, 99)),
        allow=tuple(draw(st.lists(texts, max_size=2))),
    )  # fmt: skip


@given(studies())
def test_what_is_written_is_read_again(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("study") / "study.toml"
    path.write_bytes(settings_file.write(made).encode())
    assert settings_file.read(path) == made
    assert settings_file.write(settings_file.read(path)) == settings_file.write(made)


def read(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return settings_file.read(path)


def test_an_empty_file_is_a_study_with_the_defaults(tmp_path):
    assert read(tmp_path, "") == Settings(format=1)  # the oldest: nothing newer was ever written


def test_what_windows_editors_add_does_not_matter(tmp_path):
    assert read(tmp_path, '\ufefftitle = "Café"\r\n'.encode()).title == "Café"


def test_a_stage_needs_only_an_id(tmp_path):
    found = read(tmp_path, '[[stages]]\nid = "try-out"\n[[rounds]]\nid = "r1"\n')
    assert found.stages == (Stage("try-out", "Try-Out"),)
    assert found.rounds == (Round("r1", "r1"),)


@pytest.mark.parametrize("name", ["purchase", "Purchase", " DECISION "])
def test_a_stage_answers_to_its_id_label_and_aliases(name):
    assert Settings(stages=DEFAULT_STAGES).stage(name) == "purchase"


def test_a_persona_may_list_values(tmp_path):
    assert read(tmp_path, '[personas.Boss]\nrole = ["owner", "manager"]\nteam = 4\n').personas == {
        "Boss": {"role": "owner|manager", "team": "4"}
    }


def test_an_unknown_stage_lists_those_there_are():
    with pytest.raises(KeyError, match="no stage is called 'bliss'; the study has awareness, consideration"):
        Settings().stage("bliss")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title = ", "not readable as TOML"),
        (b"\xff", "not readable as TOML"),
        ("format = 3", "format 3, and this version reads up to 2"),
        ('format = "1"', "format is '1'"),
        ("format = true", "format is True"),
        ("format = 0", "format is 0"),
        ('stages = ["a"]', "a table is not as expected"),
        ("[[stages]]\nid = 3", "a table is not as expected"),
        ('[[stages]]\nid = " "', "a table is not as expected"),
        ('[[stages]]\nid = "a"\naliases = "b"', "a table is not as expected"),
        ('[[stages]]\nid = "a"\n[[stages]]\nid = "a"', "two stages have the same id"),
        ('[[stages]]\nid = "a"\n[[stages]]\nid = "b"\naliases = ["A"]', "two stages answer to 'a': a and b"),
        ('[[rounds]]\nid = "a"\n[[rounds]]\nid = "a"', "two rounds have the same id"),
        ("[emotions]\nangry = -3", "valence outside"),
        ("[emotions]\nangry = 1.5", "a table is not as expected"),
        ('emotions = "none"', "a table is not as expected"),
        ("seed = 1.5", "a table is not as expected"),
        ("thresholds = 3", "a table is not as expected"),
        ("reading = 3", "a table is not as expected"),
        ("[reading]\nencoder = 3", "a table is not as expected"),
        ("[reading]\nencoder = ''", "a table is not as expected"),
        ("personas = 3", "a table is not as expected"),
        ('[[touchpoints]]\nlabel = "Shop"', "a table is not as expected"),
        ('[[touchpoints]]\nid = "a"\nvisible = "no"', "visible is true or false"),
        ('[[touchpoints]]\nid = "a"\nowner = [3]', "owner are a list of texts"),
        ('[[touchpoints]]\nid = "a"\n[[touchpoints]]\nid = "a"', "two touchpoints have the same id"),
        ('[[touchpoints]]\nid = "a"\n[[touchpoints]]\nid = "b"\naliases = ["A"]', "two touchpoints answer to 'a': a and b"),
        ('[[touchpoints]]\nid = "a"\nstage = "bliss"', "touchpoint 'a' is in a stage 'bliss', which is not there"),
        ('[map]\nlanes = "big"', "lanes are one of simple, service, emotion, full"),
        ('[map]\nlanes = ["pains"]', "no lane is called 'pains'; there are coverage"),
        ("[map]\nlanes = 3", "lanes are a list of texts"),
        ("[map]\nassumptions = 30", "a share from 0 to 1"),
        ("[map]\nassumptions = true", "a share from 0 to 1"),
        ("map = 3", "a table is not as expected"),
        ("sharing = 3", "a table is not as expected"),
        ("[sharing]\nsmallest_cell = 0", "a whole number from 1"),
        ("[sharing]\nquotes_per_person = 2.5", "is not a whole number"),
        ("[sharing]\nallow = 'a'", "allow are a list of texts"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(tmp_path, text, found):
    with pytest.raises(Refused, match=r"study\.toml") as caught:
        read(tmp_path, text)
    assert found in caught.value.found
    assert caught.value.remedy


def test_a_touchpoint_needs_only_an_id_and_may_have_several_owners(tmp_path):
    found = read(
        tmp_path,
        '[[touchpoints]]\nid = "help-line"\n[[touchpoints]]\nid = "web"\nlabel = "Web site"\nstage = "Decision"\n'
        'channel = "web"\nowner = "Marketing"\naliases = ["homepage"]\nvisible = false\n'
        '[[touchpoints]]\nid = "bill"\nowner = ["Sales", "Finance"]\n',
    )
    assert found.touchpoints == (
        Touchpoint("help-line", "Help-Line"),
        Touchpoint("web", "Web site", "Decision", "web", ("Marketing",), ("homepage",), visible=False),
        Touchpoint("bill", "Bill", owners=("Sales", "Finance")),
    )


def test_the_map_shows_a_preset_or_the_lanes_that_are_named(tmp_path):
    assert read(tmp_path, "").shown == LANES
    assert read(tmp_path, '[map]\nlanes = "simple"\n').shown == ("coverage", "emotion", "pain", "need", "delight")
    assert read(tmp_path, '[map]\nlanes = ["pain", "emotion"]\nassumptions = 0\n').shown == ("pain", "emotion")


def test_presets_name_lanes_that_are_there():
    assert {lane for lanes in PRESETS.values() for lane in lanes} == set(LANES)


def test_no_file(tmp_path):
    with pytest.raises(Refused, match="there is no such file"):
        settings_file.read(tmp_path / "study.toml")


def test_a_misspelt_key_is_told_with_what_it_may_have_been(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text('[reading]\nencodr = "static"\n[[stages]]\nid = "a"\ngol = "x"\n', encoding="utf-8")
    assert sorted(settings_file.unknown_keys(path)) == [("reading.encodr", "encoder"), ("stages.gol", "goal")]
    path.write_text('[reading]\nencoder = "static"\n', encoding="utf-8")
    assert settings_file.unknown_keys(path) == []
    assert settings_file.read(path).encoder == "static"


def test_a_seed_that_no_generator_takes_is_refused(tmp_path):
    """The map drew with it, and stopped with a traceback."""
    (tmp_path / "study.toml").write_text("seed = -1\n", encoding="utf-8")
    with pytest.raises(Refused, match="a whole number from 0"):
        settings_file.read(tmp_path / "study.toml")


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (["wave 1", "Wave 9", "Wave 10"], True),
        (["2026-Q1", "2026-Q3", "2027-Q1"], True),
        (["Q4 2025", "Q1 2026"], True),
        (["Oct 2025", "Jan 2026", "March 2026", "May 2026"], True),
        (["2025-12-01", "2026-01-15"], True),
        (["Autumn 2025", "Spring 2026"], False),
        (["market 1", "pilot 2"], False),
    ],
)
def test_rounds_nobody_listed_come_by_the_years_and_numbers_in_their_names(names, known):
    """By letters wave 10 comes before wave 9, and what rose is said to have fallen."""
    settings = settings_file.Settings()
    assert settings.in_order(reversed(names)) == names
    assert all(settings.ordered(a, b) is known for a, b in pairwise(names))


def test_rounds_that_are_listed_come_as_they_are_listed():
    listed = settings_file.Settings(rounds=(settings_file.Round("spring", ""), settings_file.Round("autumn", "")))
    assert listed.in_order({"autumn", "spring", "later"}) == ["spring", "autumn", "later"]
    assert listed.ordered("spring", "autumn")
    assert not listed.ordered("spring", "later")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("mine/study.toml", "Give the study's folder: {mine}"),
        ("mine/sources", "Give the study's folder: {mine}"),
        ("mien", "Make a study with `workbench new FOLDER`. In {here}, did you mean mine?"),
        (".", "Make a study with `workbench new FOLDER`. In {here}, there are: mine"),
        ("empty", "Make a study with `workbench new FOLDER`."),
    ],
)
def test_a_study_looked_for_in_the_wrong_place_is_found(tmp_path, monkeypatch, given, said):
    (tmp_path / "mine" / "sources").mkdir(parents=True)
    (tmp_path / "mine" / settings_file.FILE).write_text(settings_file.write(Settings()))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="there is no such file") as refused:
        settings_file.read(Path(given) / settings_file.FILE)
    assert refused.value.remedy == said.format(here=tmp_path.name, mine=(tmp_path / "mine").resolve())
    assert not refused.value.file.startswith("/")
