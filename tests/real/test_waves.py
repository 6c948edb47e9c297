"""Waves whose columns drifted, aligned by hand, against what is proposed.

The true alignment was made by reading the questionnaires side by side. A column asks the same as an earlier one if a
researcher would put the two answers under one heading: "helps you the most" and "has helped you the most in the past
year" are one; "dropped support for Python 2.6" and "for Python 2" are not, nor are a workshop and a user meeting.
The weights of the score were chosen on spack; dask and jupyter were only looked at afterwards.
"""

from __future__ import annotations

import itertools

import pytest

from workbench.sources.ingest import add_survey
from workbench.sources.tables.read import read_table
from workbench.sources.tables.survey import headed
from workbench.sources.tables.waves import THRESHOLD, align
from workbench.sources.tables.wording import Weights, alike
from workbench.study.folder import Folder
from workbench.study.settings import Settings

RANK = "Rank these TBD Spack features by importance "
HELPED = ("What about Spack helps you the most?", "What about Spack has helped you the most in the past year?")
PRIOR = "What features NOT in the prior list would you like to see"
#: For each pair of waves: the columns that go on under another name, earlier to later.
DRIFTED = {
    ("spack_user_survey/spack_2020", "spack_user_survey/spack_2021"): [
        HELPED,
        (
            f"{RANK}[Separate concretization of build dependencies ]",
            f"{RANK}[Separate concretization of build dependencies (build build tools with gcc/clang, not fancy compilers)]",
        ),
    ],
    ("spack_user_survey/spack_2021", "spack_user_survey/spack_2022"): [
        (f"{RANK}[Autodetection of system packages]", f"{RANK}[Better autodetection of system packages]"),
    ],
    ("spack_user_survey/spack_2022", "spack_user_survey/spack_2025"): [
        (f"{PRIOR}?", f"{PRIOR} (tell us your wish list)?"),
        (
            "How many software installations have you done with Spack in the past year?",
            "How many package installations have you done with Spack in the past year?",
        ),
        ("Do you have local Spack package repositories?", "Do you have your own local Spack package repositories?"),
        ("Have you done a Spack Tutorial?", "Have you attended a Spack Tutorial?"),
    ],
    ("dask_user_survey/dask_2019", "dask_user_survey/dask_2020"): [],
    ("dask_user_survey/dask_2020", "dask_user_survey/dask_2021"): [],
    ("jupyter_ux_survey_2015_2020/2015_survey_export", "jupyter_ux_survey_2015_2020/2020_text_fields"): [
        ("Other - Write In:How do you run the Jupyter Notebook?", "How do you run and/ or access Jupyter? (other)"),
    ],
}
#: Questions that two waves word the same way; the rest of `DRIFTED` has other columns.
OPEN_AS_THEY_WERE = [
    "Tell us briefly about your use case and your usual Spack workflow.",
    "What are the biggest pain points in Spack for your workflow? (feel free to link to issues)",
    "What's the biggest thing we could do to improve Spack over the next year?",
    "Are there key packages you'd like to see in Spack that are not included yet?",
    "Do you have any other comments for us?",
]
LIBRARIES = "What are some other libraries that you often use with Dask?"


def proposed(real_data, root, waves):
    """Return the kind, the later and the earlier wording of all that is proposed, and what the earlier wave asked."""
    old, new = (real_data / f"{name}.csv" for name in waves)
    folder = Folder.create(root, Settings())
    add_survey(folder, old, round="one", text=[LIBRARIES] if "dask" in old.name else None)
    (survey,) = folder.surveys()
    options = survey.origin["options"]
    return {(m.kind, m.column, m.wording) for m in align(folder, new) if m.question}, {
        *(q.text for q in survey.questions),
        *options["ratings"],
        *options["attributes"],
    }


@pytest.fixture(scope="module")
def measured(real_data, tmp_path_factory):
    """Return right, wrong and missed proposals of all pairs of waves: for open questions, and for all columns that drifted."""
    counts = {"open": [0, 0, 0], "closed": [0, 0, 0], "drifted": [0, 0, 0]}
    for waves, drifted in DRIFTED.items():
        found, earlier = proposed(real_data, tmp_path_factory.mktemp("waves") / "study", waves)
        later = {" ".join(c.split()) for c in headed(read_table(real_data / f"{waves[1]}.csv"))[0].columns}
        same = {(old, old) for old in earlier if old in later}
        true = same | set(drifted)
        opened = {new for kind, new, _ in found if kind == "question"} | {new for _, new in drifted if new in OPEN}
        pairs = {(old, new) for _, new, old in found}
        for name, keep in (
            ("open", lambda p: p[1] in opened or p[1] in OPEN_AS_THEY_WERE),  # noqa: B023 (used at once)
            ("closed", lambda p: not (p[1] in opened or p[1] in OPEN_AS_THEY_WERE)),  # noqa: B023
            ("drifted", lambda p: p[0] != p[1]),
        ):
            mine, truth = {p for p in pairs if keep(p)}, {p for p in true if keep(p)}
            counts[name][0] += len(mine & truth)
            counts[name][1] += len(mine - truth)
            counts[name][2] += len(truth - mine)
    return counts


OPEN = {HELPED[1], f"{PRIOR} (tell us your wish list)?", "How do you run and/ or access Jupyter? (other)"}


def test_the_proposals_for_open_questions(measured):
    right, wrong, missed = measured["open"]
    print(f"\nopen questions: {right} right, {wrong} wrong, {missed} missed; threshold {THRESHOLD}")  # noqa: T201 (a measurement)
    assert wrong == 0
    assert right / (right + missed) >= 0.9


def test_the_proposals_for_columns_that_drifted(measured):
    right, wrong, missed = measured["drifted"]
    print(f"\ncolumns that drifted: {right} right, {wrong} wrong, {missed} missed")  # noqa: T201
    assert wrong == 0
    assert right / (right + missed) >= 0.75


def test_the_proposals_for_closed_questions(measured):
    right, wrong, missed = measured["closed"]
    print(f"\nclosed questions: {right} right, {wrong} wrong, {missed} missed")  # noqa: T201
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.95


@pytest.mark.parametrize("name", sorted({w for pair in DRIFTED for w in pair}))
def test_within_one_questionnaire_hardly_any_two_columns_are_taken_for_one(real_data, name):
    """Two columns of one wave never ask the same: each pair above the threshold only looks alike."""
    columns = list(headed(read_table(real_data / f"{name}.csv"))[0].columns)
    weights = Weights(columns)
    pairs = list(itertools.combinations(columns, 2))
    alike_ = [pair for pair in pairs if alike(*pair, weights)[0] >= THRESHOLD]
    print(f"\n{name}: {len(alike_)} of {len(pairs)} pairs only look alike")  # noqa: T201
    assert len(alike_) <= 0.01 * len(pairs)
