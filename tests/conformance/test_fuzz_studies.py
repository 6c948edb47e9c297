"""Whole studies that are spoilt, cut short or written to by two: the drivers of `make fuzz`, with seeds that are always tried.

The drivers are in tests/fuzz/fuzz_studies.py and fuzz_kills.py; `make fuzz` goes on with chance.
"""

from __future__ import annotations

import shutil
import sys

import fuzz_kills
import fuzz_studies
import pytest
from fuzz_studies import DAMAGE

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals and forks of POSIX"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
#: Commands that take no language model and no second.
QUICK = ("merge STUDY ../other", "mend STUDY LOG", "codebook STUDY --take ../raw/more.toml", "capture STUDY note", "undo",
         "import STUDY ../raw/more_numbers.csv --kind metrics")  # fmt: skip


@pytest.fixture(scope="module")
def base(little_study, tmp_path_factory):
    """The small study with what the commands ask for beside it."""
    home = tmp_path_factory.mktemp("fuzz") / "home"
    shutil.copytree(little_study.folder.root, home / "study")
    shutil.copy2(little_study.folder.key_file, home / "study.key.csv")
    shutil.copytree(little_study.folder.root.parent / "raw", home / "raw")
    fuzz_studies.furnish(home)
    return home


@pytest.fixture(autouse=True)
def one_coder(monkeypatch):
    monkeypatch.setenv("WORKBENCH_DEVICE", "test")
    monkeypatch.setenv("WORKBENCH_CODER", "ana")


@pytest.mark.parametrize("how", sorted(DAMAGE))
def test_a_study_with_a_spoilt_file_is_refused_in_a_sentence_or_read_right(base, how):
    for seed in range(2):
        fuzz_studies.case(
            f"{how} {seed}".encode(), base=base, damage=(how,), commands=("check", "history", "undo", "codings", "code")
        )


@pytest.mark.parametrize("seed", range(8))
def test_a_command_that_is_cut_short_leaves_nothing_half_done_and_ends_well_the_next_time(base, seed):
    fuzz_kills.case(b"%d" % seed, base=base, commands=QUICK)


@pytest.mark.parametrize("seed", range(2))
def test_two_commands_at_the_same_time_lose_nothing(base, seed):
    fuzz_kills.together(b"%d" % seed, base=base, commands=QUICK)
