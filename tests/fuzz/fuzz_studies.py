"""A whole study with one thing wrong in its folder: every command ends in a result or in a sentence, and nothing is lost.

What disks, sync tools, editors and bad intentions do to a folder: a file is cut, emptied, changed, exchanged, saved otherwise,
doubled, locked, or is no file any more. Bytes are the recipe: the same bytes spoil the same study the same way and run the
same commands, so hypothesis and tools/fuzz.py find what makes trouble, and find it again.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import traceback
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds after which a command hangs, such as on a pipe that nobody writes to.
PATIENCE = 120
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("Lindqvist", "Okonjo")
_NO_CACHE = 0.5  # how often a study comes without its cache


class Trouble(AssertionError):  # noqa: N818 (reads as what it is)
    """A command did what none may do."""


# What may happen to a file ---------------------------------------------------------------------------------------------


def _cut(path: Path, chance: random.Random, _home: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: chance.randint(0, max(0, len(raw) - 1))])


def _empty(path: Path, _chance: random.Random, _home: Path) -> None:
    path.write_bytes(b"")


def _flip(path: Path, chance: random.Random, _home: Path) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 4) if raw else 0):
        raw[chance.randrange(len(raw))] ^= chance.choice((1, 2, 4, 16, 32, 128, 255))
    path.write_bytes(raw)


def _zeros(path: Path, chance: random.Random, _home: Path) -> None:
    """Leave what a power cut leaves: the length is there, the end of the bytes is not."""
    raw = path.read_bytes()
    at = chance.randint(0, len(raw))
    path.write_bytes(raw[:at] + b"\0" * (len(raw) - at))


def _exchange(path: Path, chance: random.Random, home: Path) -> None:
    other = chance.choice(files(home))
    if other != path:
        mine = path.read_bytes()
        path.write_bytes(other.read_bytes())
        other.write_bytes(mine)


def _saved_as(codec: str) -> Callable[[Path, random.Random, Path], None]:
    def go(path: Path, _chance: random.Random, _home: Path) -> None:
        path.write_bytes(path.read_bytes().decode("utf-8", "replace").encode(codec, "replace"))

    return go


def _crlf(path: Path, _chance: random.Random, _home: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _conflict(path: Path, chance: random.Random, _home: Path) -> None:
    """Leave what git leaves where two changed the same lines."""
    lines = path.read_bytes().splitlines(keepends=True)
    at = chance.randint(0, len(lines))
    mine, theirs = b"".join(lines[at:]), b"".join(lines[at:][: chance.randint(0, 3)])
    path.write_bytes(b"".join(lines[:at]) + b"<<<<<<< HEAD\n" + mine + b"=======\n" + theirs + b">>>>>>> theirs\n")


def _folder(path: Path, _chance: random.Random, _home: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "in it").write_bytes(b"x")


def _gone(path: Path, _chance: random.Random, _home: Path) -> None:
    path.unlink()


def _folder_gone(path: Path, _chance: random.Random, home: Path) -> None:
    shutil.rmtree(path.parent if path.parent not in {home, home / "study"} else home / "study" / "log")


def _outside(path: Path, _chance: random.Random, home: Path) -> None:
    """Lead a name of the study to a file of somebody else."""
    away = home / "elsewhere" / path.name
    away.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(away)


def _itself(path: Path, _chance: random.Random, _home: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _nowhere(path: Path, _chance: random.Random, home: Path) -> None:
    path.unlink()
    path.symlink_to(home / "elsewhere" / "nothing")


def _pipe(path: Path, _chance: random.Random, _home: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _locked(path: Path, _chance: random.Random, _home: Path) -> None:
    path.chmod(0)


def _folder_locked(path: Path, _chance: random.Random, _home: Path) -> None:
    path.parent.chmod(0o500)


def _huge(path: Path, chance: random.Random, _home: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw * 200 if chance.random() < 0.5 else raw + b"x" * 3_000_000)


def _conflicted_copy(path: Path, chance: random.Random, _home: Path) -> None:
    name = chance.choice(
        ("{} (conflicted copy 2026-11-23){}", "{}-LAPTOP{}", "{} (1){}", "{}.sync-conflict-20261123-101500-ABC{}", "{} 2{}")
    )
    copy = path.with_name(name.format(path.stem, path.suffix))
    copy.write_bytes(path.read_bytes()[: None if chance.random() < 0.5 else chance.randint(0, path.stat().st_size)])


def _leftover(path: Path, _chance: random.Random, _home: Path) -> None:
    for name in (f".tmp-{path.name}", f"~${path.name}", f"{path.name}.tmp", f"._{path.name}", f"{path.name}~"):
        path.with_name(name).write_bytes(b"\0\5left")


def _old(path: Path, chance: random.Random, _home: Path) -> None:
    os.utime(path, chance.choice(((0, 0), (-1e9, -1e9), (4e9, 4e9), (2.5e11, 2.5e11))))


DAMAGE: dict[str, Callable[[Path, random.Random, Path], None]] = {
    "cut": _cut, "empty": _empty, "flip": _flip, "zeros": _zeros, "exchange": _exchange, "crlf": _crlf,
    "utf-16": _saved_as("utf-16"), "bom": _saved_as("utf-8-sig"), "latin": _saved_as("cp1252"), "conflict": _conflict,
    "folder": _folder, "gone": _gone, "folder gone": _folder_gone, "outside": _outside, "itself": _itself, "nowhere": _nowhere,
    "pipe": _pipe, "locked": _locked, "folder locked": _folder_locked, "huge": _huge, "copy": _conflicted_copy,
    "leftover": _leftover, "old": _old,
}  # fmt: skip
if sys.platform == "win32":
    for _name in ("pipe", "itself", "nowhere", "outside"):
        del DAMAGE[_name]

# What is done with the study then --------------------------------------------------------------------------------------

#: Commands that only look: nothing in the study is another afterwards but its cache and its maps.
LOOK = (
    "check", "history", "orphans", "names", "codebook", "sources", "ledger", "agree", "assign", "drift", "capture", "coverage",
    "evidence", "triangulation", "saturation", "moments", "ask-next", "thresholds", "numbers", "fuse", "outcomes", "owners",
    "causes", "signals", "priorities", "loop", "future", "table", "touchpoints", "channels", "handoffs", "contradictions",
    "actions", "thoughts", "goals", "gaps", "prefs", "alternatives", "effort", "staff", "content-gaps", "personas", "paths",
    "words", "hypotheses", "map check", "diff", "diff STUDY 2026-Q1 2026-Q3", "story STUDY P01", "query STUDY pain",
    "withdraw STUDY P01", "suggest", "needs", "map", "align STUDY ../raw/fresh.csv", "preview ../raw/fresh.csv --study STUDY",
    "gate STUDY ../raw/fresh.csv",
)  # fmt: skip
#: Commands that write.
WRITE = (
    "undo", "merge STUDY ../other", "mend STUDY LOG", "capture STUDY note", "comment STUDY pain:typing-names well",
    "link STUDY P01 R0001", "withdraw STUDY P02 --yes", "import STUDY ../raw/fresh.txt --round 2026-Q3",
    "import STUDY ../raw/fresh.csv --round 2026-Q3", "import STUDY ../raw/people.csv --kind people",
    "import STUDY ../raw/numbers.csv --kind metrics", "import STUDY ../raw/lindqvist.txt --round 2026-Q1",
    "export STUDY ../made/map.json ../made/map.xlsx ../made/map.html", "export STUDY ../made/codebook.qdc",
    "codebook STUDY ../made/codebook.csv", "rerun STUDY --round 2026-Q3 --no-notebooks", "share STUDY --no-notebooks",
    "share STUDY --site ../made/site", "assign STUDY p01-2026-q1 --to zoe", "names STUDY --confirm Kofi --is person",
    "same-question STUDY", "roadmap STUDY ../made/issues.csv",
)  # fmt: skip


def surface() -> dict[str, Callable[[Any], object]]:
    """Return what a notebook does with a study, by name."""
    return {
        "codings": lambda s: s.codings(),
        "code": lambda s: s.code("pain: typing-names", "The price was fine"),
        "widgets": lambda s: [s.coder(), s.grid(), s.board(), s.map(), s.segments(), s.codebook().editor()],
        "adjudicator": lambda s: s.adjudicator(["ana", "ben"]),
        "sources": lambda s: [s.sources(), s.people(), s.turns("p01-2026-q1"), s.corrections("p01-2026-q1")],
        "journey": lambda s: s.journey()._repr_mimebundle_(),
        "keep": lambda s: [s.history(), s.undo(), s.redo(), s.undo_session(), s.check_table()],
        "correct": lambda s: [s.fix_words("p01-2026-q1", 1, "lunch", "dinner"), s.rename_speaker("p02-2026-q1", "P02", "P09")],
        "try_out": lambda s: s.try_out().check(),
        "ledger": lambda s: [s.ledger(), s.assignments(), s.memos(), s.matrix(), s.cooccurrence()],
        "as_of": lambda s: s.folder.as_of("2026-01-01"),
    }  # fmt: skip


@functools.cache
def template() -> Path:
    """Return the folder of a study with something of everything in it, beside its key, its raw files and another copy."""
    import atexit

    import little

    home = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    study = little.make(home / "study", home / "raw")
    furnish(home)
    study.journey().save(home / "study/out/map.html")
    run_words(["map", str(home / "study")])
    return home


def furnish(home: Path) -> None:
    """Put beside a study what the commands ask for, and into it what they read."""
    from workbench import api

    raw = home / "raw"
    numbers = "stage,date,metric,n,value,source,unit\n"
    for name, text in {
        "numbers.csv": f"{numbers}onboarding,2026-03-01,finished,200,0.4,web,share\n",
        "more_numbers.csv": f"{numbers}onboarding,2026-06-01,finished,90,0.5,web,share\n",
        "people.csv": "participant,role,consent_quote\nP01,owner,yes\nP02,owner,no\n",
        "more_people.csv": "participant,role,team,consent_quote\nP01,owner,4,yes\nP02,owner,9,no\n",
        "fresh.txt": "Interviewer: Well?\n\nNora Quist: I print it on Mondays and it works for us.\n",
        "fresh.csv": "respondent_id,role,score,What is the main reason for your score?\n"
        "c1,owner,4,I still copy the rota by hand\nc2,owner,8,It is cheap\n",
        "more.toml": 'format = 1\n[[codes]]\nid = "pain:late"\nlabel = "Late"\n[[codes]]\nid = "pain:lost"\nlabel = "Lost"\n',
    }.items():
        (raw / name).write_text(text, encoding="utf-8")
    study = api.open(home / "study")
    study.add_metrics(raw / "numbers.csv")
    study.add_people(raw / "people.csv")
    study.me = "ana"
    study.capture("a note about the price")
    shutil.copytree(study.folder.root, home / "other")
    other = api.open(home / "other")
    other.me = "cleo"
    other.capture("from the other copy")
    for name in ("elsewhere", "made"):
        (home / name).mkdir()
    (home / "elsewhere/letter.txt").write_text("not of the study")


def files(home: Path) -> list[Path]:
    """Return the files of the study in `home` and its key; no locks."""
    found = [home / "study.key.csv", *(home / "study").rglob("*")]
    return sorted(p for p in found if p.is_file() and not p.is_symlink() and p.suffix != ".lock")


def run_words(words: list[str]) -> tuple[int | str | None, str, str]:
    """Run a command here; return its exit status and what it said."""
    from workbench import cli

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main(words)
        except SystemExit as ended:
            return ended.code or 0, out.getvalue(), err.getvalue()
    return "no exit", out.getvalue(), err.getvalue()


@contextlib.contextmanager
def patience(seconds: int = PATIENCE) -> Iterator[None]:
    """End what hangs."""

    def over(*_: object) -> None:
        raise Trouble(f"nothing came of it in {seconds} s")

    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def bytes_of(home: Path) -> dict[str, bytes | str]:
    """Return what stands in a folder: bytes of files, where links lead, and what else there is."""
    found: dict[str, bytes | str] = {}
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_symlink():
            found[name] = f"leads to {path.readlink()}"
        elif path.is_file():
            with contextlib.suppress(OSError):
                found[name] = path.read_bytes()
    return found


def spoilt(home: Path, chance: random.Random, times: int, damage: tuple[str, ...]) -> list[str]:
    """Spoil files of the study; return what was done to which."""
    done = []
    for _ in range(times):
        left = files(home)
        if not left:
            break
        path, how = chance.choice(left), chance.choice(damage)
        with contextlib.suppress(OSError):
            DAMAGE[how](path, chance, home)
            done.append(f"{path.relative_to(home).as_posix()}: {how}")
    return done


def words_of(command: str, home: Path, chance: random.Random, *, as_json: bool = True) -> list[str]:
    """Return the words of a command, with the places in `home`."""
    words = command.split()
    if "STUDY" not in words:
        words.append("STUDY")
    logs = sorted(p.name for p in (home / "study/log").glob("*.jsonl")) or ["ana-x.jsonl"]
    named = {"STUDY": str(home / "study"), "LOG": chance.choice(logs)}
    words = [str(home / w[3:]) if w.startswith("../") else named.get(w, w) for w in words]
    return [*words, "--json"] if as_json and chance.random() < 0.2 else words


def _after(home: Path, before: dict[str, bytes | str], command: str, told: str) -> None:
    """Look whether anything was lost or written where it does not belong."""
    after = bytes_of(home)
    allowed = ("study/", "study.key.csv", "made/", "study.backup")
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name) and not name.startswith(allowed):
            raise Trouble(f"{command}: wrote outside the study: {name}\n{told}")
    if left := [n for n in after if Path(n).name.startswith(".tmp-") and n not in before]:
        raise Trouble(f"{command}: left {left}\n{told}")
    here = b"\n".join(v for n, v in after.items() if n.startswith("study/log/") and isinstance(v, bytes))
    for name, was in before.items():
        if name.startswith("study/log/") and isinstance(was, bytes):
            lost = [line for line in was.split(b"\n") if line.strip(b"\r\0\xef\xbb\xbf") and line.strip(b"\r\0") not in here]
            if lost:
                raise Trouble(f"{command}: {name} lost {lost[0][:80]!r}\n{told}")
    if command in LOOK or command in _LOOKS:
        changed = [n for n in before.keys() | after.keys() if before.get(n) != after.get(n) and not n.startswith(_DERIVED)]
        if changed:
            raise Trouble(f"{command}: changed {changed}\n{told}")


_DERIVED = ("study/.workbench/", "study/maps/", "made/", "study/out/", "study/log/", "study/.git")
_LOOKS = ("codings", "sources", "journey", "try_out", "ledger", "as_of", "widgets")


def case(
    raw: bytes, base: Path | None = None, damage: tuple[str, ...] = tuple(DAMAGE), commands: tuple[str, ...] = ()
) -> list[str]:
    """Spoil a study as these bytes say and go on with it; return what was done to it."""
    chance = random.Random(int.from_bytes(sha256(raw).digest()))  # noqa: S311 (chance, not a secret)
    calls = surface()
    with tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True) as place:
        home = Path(place) / "home"
        shutil.copytree(base or template(), home, symlinks=True)
        if chance.random() < _NO_CACHE:
            shutil.rmtree(home / "study/.workbench")
        done = spoilt(home, chance, chance.choice((1, 1, 1, 2, 3)), damage)
        for _ in range(3):
            what = chance.choice(commands or (*LOOK, *WRITE, *WRITE, *calls))
            _one(what, calls.get(what), home, chance, "\n".join(done))
        for path in home.rglob("*"):
            if not path.is_symlink() and path.is_dir():
                path.chmod(0o700)
    return done


def _one(what: str, call: Callable[[Any], object] | None, home: Path, chance: random.Random, told: str) -> None:
    """Do one thing with a spoilt study and look what became of it."""
    before = bytes_of(home)
    try:
        with patience():
            said = _called(call, home) if call else _run(words_of(what, home, chance), what)
    except Trouble as error:
        raise Trouble(f"{what}: {error}\n{told}") from None
    except BaseException:  # noqa: BLE001 (whatever it is, it is what we look for)
        raise Trouble(f"{what}: {traceback.format_exc(limit=-12)}\n{told}") from None
    _after(home, before, what, f"{told}\n{said}")


def _run(words: list[str], command: str) -> str:
    status, out, err = run_words(words)
    if status not in (0, 2, 3):
        raise Trouble(f"status {status}: {out[-1000:]}{err[-2000:]}")
    if status == 2 and not err.strip():
        raise Trouble("status 2 without a word")
    if "Traceback" in err or "Warning:" in err:
        raise Trouble(err)
    if any(name in err for name in NAMES) and "lindqvist" not in command:
        raise Trouble(f"a name: {err}")
    return f"{words} -> {status} {err[-500:]}{out[-500:] if status == 3 else ''}"


def _called(call: Callable[[Any], object], home: Path) -> str:
    from workbench import api
    from workbench.study.errors import WorkbenchError

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            study = api.open(home / "study")
            study.me = "ana"
            call(study)
        except WorkbenchError as error:
            return str(error)
    return "done"
