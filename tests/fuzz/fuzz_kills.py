"""A command that is cut short at any of its writes: killed, stopped with Ctrl-C, or the disk says no. Nothing is half done.

Every call that changes a file is counted by an audit hook, which Python tells before it happens; at the one that chance says, the
process is killed, interrupted or told that the disk is full. It runs in a fork, so that thousands of tries cost no imports.
Afterwards each file has its old bytes or its new ones, a check finds no more than before, no name lies where none may, and the
same command again ends as if nothing had happened.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz_studies import NAMES, Trouble, run_words, template, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

#: Commands that write and give the same again; what they write is compared with a run that nobody disturbed.
AGAIN = (
    "import STUDY ../raw/fresh.txt --round 2026-Q3", "import STUDY ../raw/fresh.csv --round 2026-Q3",
    "import STUDY ../raw/more_people.csv --kind people", "import STUDY ../raw/more_numbers.csv --kind metrics",
    "withdraw STUDY P02 --yes", "link STUDY P01 P02", "merge STUDY ../other", "mend STUDY LOG",
    "names STUDY --confirm Kofi --is person",
    "export STUDY ../made/map.html ../made/map.json ../made/codebook.qdc ../made/project.qdpx", "map STUDY",
    "share STUDY --no-notebooks", "share STUDY --site ../made/site", "codebook STUDY --take ../raw/more.toml",
    "rerun STUDY --round 2026-Q3 --no-notebooks --add ../raw/fresh.csv ../raw/fresh.txt", "roadmap STUDY ../made/issues.csv",
)  # fmt: skip
#: What only a notebook does.
DEEDS: dict[str, Callable[[Any], object]] = {
    "fix words": lambda s: s.fix_words("p01-2026-q1", 1, "lunch", "dinner", reason="listened again"),
    "rename speaker": lambda s: s.rename_speaker("p02-2026-q1", "P02", "P01"),
    "restore": lambda s: [s.fix_words("p01-2026-q1", 1, "lunch", "dinner"), s.restore("p01-2026-q1", _first(s, "p01-2026-q1"))],
    "remove": lambda s: s.remove("p02-2026-q1", sure=True),
    "undo session": lambda s: [s.code("pain: late", "The price was fine"), s.undo_session()],
}


def _first(study: Any, source: str) -> str:
    return str(study.folder.store.source(source).history[0].before)


#: Commands of which all is there or nothing, once the study is opened again: nobody sees what is between.
WHOLE = (
    "import STUDY ../raw/fresh.txt --round 2026-Q3", "import STUDY ../raw/fresh.csv --round 2026-Q3",
    "import STUDY ../raw/more_people.csv --kind people", "import STUDY ../raw/more_numbers.csv --kind metrics",
    "withdraw STUDY P02 --yes", "link STUDY P01 P02", "fix words", "rename speaker", "remove",
)  # fmt: skip
#: Commands that do one more thing each time: only that nothing is half done.
ONCE = ("undo", "capture STUDY note", "comment STUDY pain:typing-names well", "assign STUDY p01-2026-q1 --to zoe cleo")
WAYS = ("kill", "interrupt", "full once", "full from then on", "not allowed", "no room for files so large")
#: What Python tells of before a file is changed.
_WRITING = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod", "shutil.copyfile", "shutil.move",
}  # fmt: skip
_PATIENCE = 120


@dataclass
class Cut:
    """Where and how a command is cut short."""

    at: int
    way: str
    seen: int = 0


def cutting(cut: Cut, home: Path) -> None:
    """Cut this process short from now on; for good, so only in a fork."""
    place = str(home)

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if not _changes(event, given, place):
            return
        cut.seen += 1
        if cut.seen < cut.at:
            return
        if cut.way == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif cut.way == "interrupt" and cut.seen == cut.at:
            raise KeyboardInterrupt
        elif (cut.way == "full once" and cut.seen == cut.at) or cut.way == "full from then on":
            if event != "os.remove":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(given[0]))
        elif cut.way == "not allowed" and cut.seen == cut.at:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(given[0]))

    if cut.way == "no room for files so large":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (cut.at * 300, cut.at * 300))
    else:
        sys.addaudithook(hook)


def _changes(event: str, given: tuple[Any, ...], place: str) -> bool:
    """Say whether an event is about to change something below `place`."""
    if event == "open":
        path, _, flags = given
        return isinstance(path, str) and path.startswith(place) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    return event in _WRITING and any(isinstance(one, str | Path) and str(one).startswith(place) for one in given)


def forked(run: Callable[[], tuple[int | str | None, str, str]]) -> tuple[int, str]:
    """Run something in a fork; return its status (minus the signal that ended it), and what it said."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(read)
            signal.alarm(_PATIENCE)
            status, out, err = run()
            with os.fdopen(write, "w", encoding="utf-8", errors="replace") as told:
                told.write(f"{err}{out}")
            os._exit(status if isinstance(status, int) else 70)
        os._exit(71)
    os.close(write)
    with os.fdopen(read, encoding="utf-8", errors="replace") as told:
        said = told.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def same_time() -> None:
    """Let each act be done at one time, so that two runs write the same."""
    from workbench.study import log

    log.now = lambda: "2026-11-23T10:00:00.000Z"


def _run(words: list[str], cut: Cut | None, home: Path) -> tuple[int, str]:
    def go() -> tuple[int | str | None, str, str]:
        same_time()
        if cut:
            cutting(cut, home)
        status, out, err = _done(words) if words[0] in DEEDS else run_words(words)
        return status, out, f"{cut.seen} {err}" if cut else err

    return forked(go)


def _done(words: list[str]) -> tuple[int | str | None, str, str]:
    """Do what a notebook does; return it as a command would."""
    from workbench import api
    from workbench.study.errors import UserError

    try:
        study = api.open(words[1])
        study.me = "ana"
        DEEDS[words[0]](study)
    except UserError as error:
        return 2, "", f"{error}"
    except KeyboardInterrupt:
        return 130, "", ""
    return 0, "", ""


def kept(home: Path) -> dict[str, bytes]:
    """Return the files that count, with their bytes: no cache, no lock."""
    every = (p for p in sorted(home.rglob("*")) if p.is_file() and p.suffix != ".lock")
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in every if ".workbench" not in p.parts}


def ready(base: Path, home: Path, command: str) -> list[str]:
    """Make `home` anew from `base`, as the command wants it; return its words."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(base, home, symlinks=True)
    path = min((home / "study/log").glob("ana*.jsonl"))
    if command.startswith("mend"):
        lines = path.read_bytes().split(b"\n")
        lines[3] = lines[3].replace(b"act", b"atc", 1)
        path.write_bytes(b"\n".join(lines))
    if command in DEEDS:
        return [command, str(home / "study")]
    return words_of(command.replace("LOG", path.name), home, random.Random(0), as_json=False)  # noqa: S311 (chance)


@functools.cache
def undisturbed(base: Path, home: Path, command: str) -> tuple[dict[str, bytes], dict[str, bytes], int]:
    """Return what there is before and after a command that nobody disturbs, and how often it changes a file."""
    words = ready(base, home, command)
    before = kept(home)
    status, said = _run(words, Cut(10**9, "never"), home)
    if status not in (0, 3):
        raise Trouble(f"{words}: {status}: {said}")
    count = int(said.partition(" ")[0])
    if not count:
        raise Trouble(f"{words}: changes nothing: {said}")
    return before, kept(home), count


def case(raw: bytes, base: Path | None = None, commands: tuple[str, ...] = (*AGAIN, *ONCE, *DEEDS)) -> str:
    """Cut a command short as these bytes say, look, run it again, look; return what was done."""
    chance = random.Random(int.from_bytes(sha256(raw).digest()))  # noqa: S311 (chance, not a secret)
    base = base or template()
    home = _place() / "home"
    command, way = chance.choice(commands), chance.choice(WAYS)
    count = undisturbed(base, home, command)[2]
    return one(base, home, command, Cut(chance.randint(1, count), way))


def one(base: Path, home: Path, command: str, cut: Cut) -> str:
    """Cut a command short at this place; see `case`."""
    way = cut.way
    before, after, _ = undisturbed(base, home, command)
    words = ready(base, home, command)
    status, said = _run(words, cut, home)
    done = f"{command} {cut.way} at {cut.at} -> {status} {said[-600:]}"
    allowed = {-9} if way == "kill" else {130, 2} if way == "interrupt" else {2, 3}
    if status not in allowed | {0, 3}:
        raise Trouble(f"{done}: status {status}")
    _whole(home, before, after, done)
    checked, found = _run(["check", str(home / "study")], None, home)
    known = command.startswith("mend") and "error: log/ana" in found  # it says what to do
    if checked not in (0, 3) or ("error:" in found and not known):
        raise Trouble(f"{done}: check says {found[:3000]}")
    _whole(home, before, after, f"{done}, then check")
    now = {name: raw for name, raw in kept(home).items() if not _is_draft(name)}
    if command in WHOLE and now not in (before, after):
        differ = [sorted(n for n in now.keys() | one.keys() if now.get(n) != one.get(n)) for one in (before, after)]
        raise Trouble(f"{done}: then neither as before nor as after: {differ}")
    if command in ONCE or command in DEEDS:
        return done
    status, said = _run(words, None, home)
    now = {name: raw for name, raw in kept(home).items() if way != "kill" or not _is_draft(name)}  # those go after a day
    if now != after:
        differ = sorted(n for n in now.keys() | after.keys() if now.get(n) != after.get(n))
        raise Trouble(f"{done}: again -> {status} {said}: not as if nothing had happened: {differ}")
    return done


def together(raw: bytes, base: Path | None = None, commands: tuple[str, ...] = (*AGAIN, *ONCE)) -> str:
    """Run two commands on one folder at the same time: each is done or says why not, and nothing is lost by that."""
    chance = random.Random(int.from_bytes(sha256(raw).digest()))  # noqa: S311 (chance, not a secret)
    home = _place() / "home"
    base = base or template()
    both = [chance.choice(commands) for _ in range(2)]
    words = [ready(base, home, command) for command in both if not command.startswith("mend")]
    before = kept(home)
    made: list[tuple[int, str]] = []
    threads = [threading.Thread(target=lambda w=w: made.append(_run(w, None, home))) for w in words]  # type: ignore[misc]
    for thread in threads:
        thread.start()
        time.sleep(chance.choice((0, 0.02, 0.1, 0.3)))
    for thread in threads:
        thread.join()
    done = f"{both} -> {[(status, said[-300:]) for status, said in made]}"
    if any(status not in (0, 2, 3) for status, _ in made):
        raise Trouble(done)
    checked, found = _run(["check", str(home / "study")], None, home)
    if checked not in (0, 3) or "error:" in found:
        raise Trouble(f"{done}: check says {found[:2000]}")
    after = kept(home)
    for name, was in before.items():
        if name.startswith("study/log/") and not after.get(name, b"").startswith(was):
            raise Trouble(f"{done}: {name} lost acts")
    if left := [name for name in after if _is_draft(name)]:
        raise Trouble(f"{done}: left {left}")
    return done


@functools.cache
def _place() -> Path:
    import atexit

    place = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def _is_step(name: str, done: str) -> bool:
    """Say whether a file may be between old and new until the study is opened again."""
    if done.startswith(("link", "rename", "rerun")):
        return name in {"study/participants.csv", "study.key.csv"}
    return done.startswith(("withdraw", "remove")) and "/old/" in name


def _is_draft(name: str) -> bool:
    """Say whether a file was still being written."""
    return any(part.startswith((".tmp-", ".study.key.csv.", ".site-")) for part in Path(name).parts)


def _whole(home: Path, before: dict[str, bytes], after: dict[str, bytes], done: str) -> None:
    """Look whether each file is as before or as after, and no name lies where none may."""
    for name, raw in kept(home).items():
        if name.startswith("study/log/"):
            if not any(raw.startswith(was) or was.startswith(raw) for was in (before.get(name, b""), after.get(name, b""))):
                raise Trouble(f"{done}: {name} is neither")
        elif _is_step(name, done):
            continue
        elif _is_draft(name):
            private = name.startswith((".", "study/raw/", "study/maps/")) or done.startswith(tuple(DEEDS))  # as the text itself
            if any(n.encode() in raw for n in NAMES) and not private and (home / name).stat().st_mode & 0o077:
                raise Trouble(f"{done}: a name in {name}")
        elif raw not in (before.get(name), after.get(name)):
            raise Trouble(f"{done}: {name} is neither the old nor the new")
