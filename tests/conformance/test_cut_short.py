"""What takes several steps and is cut short: all of it is there or nothing, once somebody opens the study again."""

from __future__ import annotations

import os
import shutil

import fuzz_kills
import pytest

import workbench as wb
from workbench.sources import store
from workbench.sources.people import withdraw
from workbench.study.errors import NotSaved
from workbench.study.records import Participant
from workbench.study.shell import at


def forking(test):
    """Let a test run where a process can be forked."""
    test = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")(test)
    return pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")(test)


def whole(study):
    """Return every file of the study and its key, with its bytes; no cache, no draft."""
    home = study.folder.root.parent
    places = [p for p in home.rglob("*") if p.is_file() and not {".workbench", "raw"} & set(p.relative_to(home).parts[:2])]
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in places if p.suffix != ".lock" and ".tmp-" not in p.name}


def cut(study, deed, at):
    """Do something in a fork that is killed at its write number `at`; return how many writes there were, in its status."""
    if (child := os.fork()) == 0:
        end = fuzz_kills.Cut(at, "kill")
        try:
            fuzz_kills.same_time()
            fuzz_kills.cutting(end, study.folder.root.parent)
            deed(wb.open(study.folder.root))
        finally:
            os._exit(end.seen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def put_back(base, study):
    """Make the study what it was."""
    shutil.rmtree(study.folder.root.parent)
    shutil.copytree(base, study.folder.root.parent)


DEEDS = {
    "link": lambda s: s.link("P01", "R0001"),
    "withdraw": lambda s: s.withdraw("P02", sure=True, reason="asked by mail"),
    "remove": lambda s: s.remove("p02-2026-q1", sure=True),
    "fix words": lambda s: s.fix_words("p02-2026-q1", 1, "advert", "poster"),
}


@forking
@pytest.mark.parametrize("what", ["link", "withdraw", "remove", "fix words"])
def test_what_was_killed_is_as_it_was_or_done_once_the_study_is_opened_again(study, tmp_path_factory, what):
    """Killed between the words and the act that says so, a correction stood in no history; a link counted one person as two."""
    base = tmp_path_factory.mktemp("base") / "home"
    shutil.copytree(study.folder.root.parent, base)
    before = whole(study)
    writes = cut(study, DEEDS[what], 10**9)
    after = whole(study)
    assert writes > 9
    found = set()
    for write in (*range(5, writes, 10), writes):
        put_back(base, study)
        assert cut(study, DEEDS[what], write) == -9
        again = wb.open(study.folder.root)
        now = whole(again)
        assert now in (before, after), (write, sorted(n for n in now.keys() | after.keys() if now.get(n) != after.get(n)))
        assert not store.pending(again.folder)
        found.add(now == after)
    assert found == {False, True}


@forking
def test_who_withdrew_consents_to_nothing_from_the_act_on_and_check_says_what_is_left(study):
    """Another machine looks while the one that began it is gone."""
    deed = DEEDS["withdraw"]
    study.folder.save_participants([Participant("P01"), Participant("P02", {"role": "owner"})])
    if (child := os.fork()) == 0:
        withdraw.clear_cache = lambda _: os._exit(9)  # the act is logged, and their originals are gone
        deed(wb.open(study.folder.root))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_DEVICE", "theirs")
        theirs = wb.open(study.folder.root)
        assert store.pending(theirs.folder)
        row = theirs.folder.participants()["P02"]
        assert (row.consent_quote, row.consent_share) == (False, False)
        assert "P02" in theirs.masks.silent
        found = {(f.level, f.where): f for f in theirs.check()}
        said = found["error", ".workbench/withdraw.json"]
        assert "cut short" in said.what
        assert said.remedy == f"Run `workbench withdraw {at(study.folder.root.name)} P02 --yes`."
        assert ("error", "p02-2026-q1") in found
        with pytest.raises(NotSaved, match="another machine"), store.locked(theirs.folder):
            pass
    assert not [f for f in wb.open(study.folder.root).check() if "P02" in f.what and f.level != "note"]


def test_a_withdrawal_that_came_with_another_log_is_an_error_until_it_is_done_here(study):
    copy = study.try_out()
    copy.withdraw("P02", sure=True)
    assert study.merge(copy.folder.root) > 0
    assert "P02" in study.masks.silent
    (found,) = [f for f in study.check() if f.where == "p02-2026-q1" and f.level == "error"]
    assert "holds words of P02, who withdrew" in found.what
    study.withdraw("P02", sure=True)
    assert not [f for f in study.check() if f.level == "error"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"participant": "P02"}', "[" * 100_000])
def test_a_damaged_note_of_a_withdrawal_withdraws_nobody(study, text):
    note = study.folder.cache / "withdraw.json"
    study.folder.cache.mkdir(exist_ok=True)
    note.write_text(text, encoding="utf-8")
    before = whole(study)
    wb.open(study.folder.root)
    assert whole(study) == before
    assert not note.exists()
