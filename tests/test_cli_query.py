"""``workbench query``: quotes or counts, as a table for people or as JSON."""

from __future__ import annotations

import json

import little
import pytest

from workbench import cli


@pytest.fixture
def run(capsys, little_study):
    """Put a query to the small study; return exit status, standard output and standard error."""

    def go(*words):
        with pytest.raises(SystemExit) as stopped:
            cli.main(["query", str(little_study.folder.root), *words])
        return stopped.value.code or 0, *capsys.readouterr()

    return go


def test_it_lists_quotes_and_counts_people(run):
    status, out, err = run("pain: typing every name in and kind:interview")
    assert (status, err) == (0, "")
    assert "4 mentions by 2 of 2 people" in out
    assert "left out: 1 against the claim" in out
    assert "typing names into the rota one by one" in " ".join(out.split())  # the table is as wide as the terminal
    assert not [name for name in little.NAMES if name in out]


def test_it_counts_by_what_is_asked_for(run):
    status, out, _ = run("pain", "--by", "role", "--json")
    assert status == 0
    rows = json.loads(out)
    assert [row["value"] for row in rows] == ["manager", "owner", ""]
    assert all(row["k"] <= row["n"] for row in rows)


def test_its_json_is_the_table(run):
    rows = json.loads(run('"rota"', "--json")[1])
    assert {"source", "participant", "quote", "codes", "start", "end"} <= set(rows[0])


def test_a_query_that_means_nothing_is_the_users_to_mend(run):
    status, out, err = run("pain:tiping-names")
    assert (status, out) == (2, "")
    assert "Did you mean typing-names" in err
    assert "^^^" in err


def test_nothing_found_is_no_error(run):
    status, out, _ = run("zebra")
    assert status == 0
    assert "nothing found for zebra" in out
