from __future__ import annotations

import pytest

from workbench.sources.metrics import Metric, add_metrics, read_metrics
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
