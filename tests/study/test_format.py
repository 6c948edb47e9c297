"""docs/format.md is what the code does: its example is recomputed, its tables are compared."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from workbench.study.acts import COMMON, NEW_FIELDS, NEW_KINDS, SHAPES
from workbench.study.folder import Folder
from workbench.study.logfile import VERSION, LogFile, parse
from workbench.study.records import Act
from workbench.study.settings import FORMAT, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)


def test_the_worked_example_by_the_rule_alone():
    previous = ""
    for number, line in enumerate(EXAMPLE.splitlines(), 1):
        act = json.loads(line)
        rest = line.replace(f'"id":"{act["id"]}",', "")
        assert hashlib.sha256(rest.encode()).hexdigest()[:32] == act["id"]
        assert (act["prev"], act["n"]) == (previous, number)
        previous = act["id"]
    hashed = re.sub(r'"id":"\w+",', "", EXAMPLE.splitlines()[0])
    assert f"`{hashed}`" in PAGE


def test_the_code_reads_and_writes_the_worked_example(folder):
    path = folder.root / "log" / "ana-test.jsonl"
    path.parent.mkdir()
    path.write_text(EXAMPLE, encoding="utf-8")
    log = LogFile(path)
    log.refresh()
    assert log.problems == []
    assert all(isinstance(parse(raw.encode()), Act) for raw in EXAMPLE.splitlines())
    other = Folder.create(folder.root.parent / "other", Settings())
    for act in log.acts:
        other.act(act.coder, (act.act, act.body), at=act.at)
    assert (other.root / "log" / "ana-test.jsonl").read_text(encoding="utf-8") == EXAMPLE


def test_the_table_of_acts_is_the_one_that_is_checked():
    rows = re.findall(r"^\| `([a-z]+(?:\.[a-z]+)?)` \|(.*)\|(.*)\|$", PAGE.split("## Acts")[1], re.MULTILINE)
    told = {}
    for kind, must, may in rows:
        names = [re.findall(r"(?:^|[,;]) ?`(\w+)`", cell.strip()) for cell in (must, may)]
        told[kind] = tuple(set(found) for found in names)
    assert told == {kind: (set(must), set(may)) for kind, (must, may) in SHAPES.items()}


def test_what_makes_an_act_one_of_version_2_is_what_the_code_says():
    (told,) = re.findall(
        r"^\*\*Version\.\*\* An act is written with `v` 2 if its kind is (.*?), or if it has (.*?)\. ", PAGE, re.MULTILINE
    )
    assert set(re.findall(r"`([\w.]+)`", told[0])) == NEW_KINDS
    assert set(re.findall(r"`(\w+)`", told[1])) == NEW_FIELDS


def test_what_any_act_may_have_is_what_the_code_checks():
    (told,) = re.findall(r"^Any act may also have `(\w+)` .*? and `(\w+)` ", PAGE, re.MULTILINE)
    assert set(told) == set(COMMON)


def test_the_newest_format_and_version_are_those_of_the_code():
    assert f"The current format is {FORMAT}." in PAGE
    assert f"| `v` is higher than {VERSION} |" in PAGE


@pytest.mark.parametrize("name", ["study.toml", "participants.csv", "sources/<round>/<id>.json", "log/<coder>-<device>.jsonl"])
def test_the_files_are_named(name):
    assert f"  {name}" in PAGE.split("```")[1]
