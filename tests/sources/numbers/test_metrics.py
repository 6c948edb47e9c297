from __future__ import annotations

import pytest

from workbench.sources.numbers.metrics import Metric, add_metrics, read_metrics
from workbench.study.errors import Refused

HEAD = "stage,date,metric,n,value,source\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="m.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_metrics_are_read_in_order(file):
    path = file(HEAD + "Onboarding,2026-02-01,activation,200,0.42,analytics\nawareness,2026-01-01,visits,10,3,\n")
    assert read_metrics(path) == [
        Metric("Onboarding", "2026-02-01", "activation", 200, 0.42, "analytics"),
        Metric("awareness", "2026-01-01", "visits", 10, 3.0, "m.csv"),
    ]


def test_a_study_keeps_them_once_under_its_own_stages(folder, file):
    path = file(HEAD + "Decision,2026-02-01,activation,200,0.42,x\n")
    assert add_metrics(folder, path).status == "added"
    assert add_metrics(folder, path).status == "unchanged"
    assert read_metrics(folder.root / "metrics.csv")[0].stage == "purchase"
    assert add_metrics(folder, file(HEAD + "purchase,2026-02-01,activation,300,0.5,x\n")).status == "new version"
    assert [m.value for m in read_metrics(folder.root / "metrics.csv")] == [0.5]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("onboarding,2026-02-01,a,x,1,s", "row 2, column n"),
        ("onboarding,2026-02-01,a,1,nan,s", "row 2, column value"),
        ("onboarding,soon,a,1,1,s", "row 2, column date"),
        (",2026-02-01,a,1,1,s", "row 2"),
        ("moon,2026-02-01,a,1,1,s", ""),
        ("onboarding,2026-02-01,a,1.5,1,s", "row 2, column n"),
    ],
)
def test_what_cannot_be_read_changes_nothing(folder, file, tree, row, place):
    before = tree(folder)
    with pytest.raises(Refused) as error:
        add_metrics(folder, file(HEAD + row + "\n"))
    assert error.value.place == place
    assert tree(folder) == before


def test_a_percent_sign_makes_a_share_and_a_comma_is_asked_about(file):
    assert read_metrics(file(HEAD + "a,2026-02-01,x,200,42%,s\n"))[0].value == 0.42
    assert read_metrics(file(HEAD + 'a,2026-02-01,x,"1,234",0.5,s\n'))[0].n == 1234
    with pytest.raises(Refused, match=r"can be read as 1234 and as 1\.234") as error:
        read_metrics(file(HEAD + 'a,2026-02-01,x,,"1,234",s\n'))
    assert error.value.place == "row 2, column value"
    assert read_metrics(file(HEAD + "a,2026-02-01,x,,1.234,s\n"))[0].value == 1.234  # the format's own point


def test_a_unit_is_kept_and_written_only_if_there_is_one(folder, file):
    add_metrics(folder, file(HEAD + "purchase,2026-02-01,a,200,0.5,x\n"))
    written = folder.root / "metrics.csv"
    assert written.read_text().splitlines()[0] == HEAD.strip()
    add_metrics(folder, file("stage,date,metric,n,value,source,unit\npurchase,2026-02-01,effort,200,0.5,x,mean\n"))
    assert written.read_text().splitlines() == [
        "stage,date,metric,n,value,source,unit",
        "purchase,2026-02-01,a,200,0.5,x,",
        "purchase,2026-02-01,effort,200,0.5,x,mean",
    ]
    with pytest.raises(Refused, match="'foot' is no unit"):
        read_metrics(file("stage,date,metric,n,value,source,unit\npurchase,2026-02-01,effort,200,0.5,x,foot\n"))


def test_two_numbers_that_would_replace_each_other_are_refused(folder, file):
    with pytest.raises(Refused, match="two numbers for 'a' of purchase"):
        add_metrics(folder, file(HEAD + "purchase,2026-02-01,a,200,0.5,x\nDecision,2026-02-01,a,200,0.6,x\n"))


def test_stages_of_another_name_are_mapped_in_the_own_shape_too(folder, file):
    add_metrics(folder, file(HEAD + "Till,2026-02-01,a,200,0.5,x\n"), stages={"till": "purchase"})
    assert read_metrics(folder.root / "metrics.csv")[0].stage == "purchase"
