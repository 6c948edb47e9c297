"""Correct a transcript and be killed after the n-th file was put in its place, for every n. Run by test_correct.py."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from workbench.sources.corrections.correct import fix_words, pseudonymise, rename_speaker
from workbench.study.folder import Folder

study, work = Path(sys.argv[1]), Path(sys.argv[2])
real = Path.replace


def correction(folder: Folder, what: str) -> None:
    source = folder.transcripts()[0]
    if what == "words":
        fix_words(folder, source.id, 1, "frend", "friend", coder="ben")
    elif what == "speaker":
        rename_speaker(folder, source.id, "P02", "P01", coder="ben")
    else:
        at = source.text.index("colleague")
        pseudonymise(folder, source.id, {(at, at + 9): "P07"}, coder="ben")


def copied(name: str) -> Path:
    copy = work / name / "study"
    shutil.copytree(study, copy)
    shutil.copy(study.parent / "study.key.csv", copy.parent)
    return copy


correction(Folder(copied("warm")), "words")  # so that no child has to import anything
for what in ("words", "speaker", "names"):
    for number in range(1, 30):
        copy = copied(f"{what}-{number}")
        child = os.fork()
        if child == 0:
            put: list[Path] = []

            def dies(self: Path, target: Path, last: int = number, put: list[Path] = put) -> Path:
                put.append(target)
                if len(put) == last:
                    os._exit(9)
                return real(self, target)

            Path.replace = dies  # type: ignore[method-assign]
            correction(Folder(copy), what)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            print(what, number)  # noqa: T201 (said to the test)
            break
