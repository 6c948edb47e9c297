"""What importing a table of a million answers costs, against pandas reading the same file and writing it as Parquet."""

from __future__ import annotations

import functools
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROOT, Row, median_row, run_tree

ANSWERS = 1_000_000
PAIRS = 9
SAID = """the planner shows an empty week and support was kind but slow to answer I could not find fees at all when page loads again
nothing happens because my calendar never synced with phone so we went back to paper for two months until somebody told us"""
PEER = r"""
import time, pandas
pandas.read_csv({table!r}, nrows=10).to_parquet({out!r})  # so that no library is loaded while the clock runs
started = time.perf_counter()
pandas.read_csv({table!r}).to_parquet({out!r})
print(time.perf_counter() - started)
"""
IMPORT = r"""
import json, sys, tempfile, time
from pathlib import Path
from workbench.sources.ingest import add_survey
from workbench.study.folder import Folder
from workbench.study.settings import Settings
with tempfile.TemporaryDirectory(dir={home!r}) as home:
    warm = Path(home, "warm.csv")
    rows = "".join(f"w-{{n}},Reason number {{n}} was the empty week,{{n % 11}},Team\n" for n in range(50))
    warm.write_text("respondent_id,why,nps,plan\n" + rows)
    add_survey(Folder.create(Path(home, "warm"), Settings()), warm, round="r")  # loads the libraries
    folder = Folder.create(Path(home, "study"), Settings())
    started = time.perf_counter()
    report = add_survey(folder, {table!r}, round="2026-Q1")
    seconds = time.perf_counter() - started
    found = folder.surveys()[0]
    print(json.dumps([report.rows, report.status, [q.id for q in found.questions]]))
    print(seconds)
"""


@functools.cache
def folder() -> tempfile.TemporaryDirectory[str]:
    """Make the table once, for both rows; it goes when the process ends."""
    home = tempfile.TemporaryDirectory(prefix="bench-tables-")
    chance = random.Random(42)  # noqa: S311 (a table, no secret)
    said = [" ".join(chance.choices(SAID.split(), k=chance.randint(3, 9))) for _ in range(20_000)]
    with Path(home.name, "answers.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("respondent_id,why,nps,plan\n")
        for number in range(ANSWERS):
            first, second = chance.choices(said, k=2)
            text = f'"{first}, ""{second}"""' if number % 5 == 0 else f"{first} {second}"
            file.write(f"u-{chance.getrandbits(48):012x},{text},{chance.randrange(11)},{chance.choice(('Team', 'Solo', 'Free'))}\n")
    return home


def seconds(code: str) -> float:
    """Run one side in a fresh interpreter; it times itself, without loading libraries."""
    home = folder().name
    filled = code.format(table=str(Path(home, "answers.csv")), out=str(Path(home, "answers.parquet")), home=home)
    done = subprocess.run([sys.executable, "-c", filled], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(done.stdout.split()[-1])


def import_1m_ratio() -> Row:
    """Time both sides in pairs, order alternating."""
    ratios = []
    for pair in range(PAIRS):
        sides = {}
        for code in (PEER, IMPORT) if pair % 2 else (IMPORT, PEER):
            sides[code] = seconds(code)
        ratios.append(sides[IMPORT] / sides[PEER])
    how = (
        f"add_survey of a CSV of {ANSWERS:,} answers (id, text, rating, attribute), pseudonyms, originals and all; fresh processes"
    )
    return median_row(ratios, "times", "pandas.read_csv + to_parquet of the same file", how)


def import_1m_rss_mib() -> Row:
    """Take the peak memory of the importing process; the worst run counts."""
    home = folder().name
    code = IMPORT.format(table=str(Path(home, "answers.csv")), home=home)
    peaks = []
    for _ in range(2):
        run = run_tree([sys.executable, "-c", code], ROOT)
        rows, status, _ = json.loads(run.output.splitlines()[0])
        if (rows, status) != (ANSWERS, "added"):
            message = f"the import ended with {status} and {rows} answers: nothing to measure"
            raise RuntimeError(message)
        peaks.append(run.peak_mib)
    how = f"largest resident memory of a process that imports {ANSWERS:,} answers, sampled every 50 ms; worst of {len(peaks)} runs"
    return Row(max(peaks), "MiB", "1024 MiB", how, [min(peaks), max(peaks)])


ROWS = {"import_1m_ratio": import_1m_ratio, "import_1m_rss_mib": import_1m_rss_mib}
