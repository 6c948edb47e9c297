"""The command line: parse, call, print.

Exit status: 0 done, 1 our bug, 2 the input, 3 a check did not pass.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import warnings
from typing import TYPE_CHECKING

from workbench.cli import (
    bring_in,
    cards,
    code,
    dashboard,
    evidence,
    keep,
    lanes,
    look,
    notebooks,
    numbers,
    plan,
    render,
    rerun,
    results,
    rounds,
    share,
)
from workbench.cli.base import app, begin, say_no
from workbench.cli.groups import group
from workbench.study.errors import CheckFailed, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "app",
    "bring_in",
    "cards",
    "code",
    "commands",
    "dashboard",
    "evidence",
    "keep",
    "lanes",
    "look",
    "main",
    "notebooks",
    "numbers",
    "plan",
    "render",
    "rerun",
    "results",
    "rounds",
    "share",
]

group(app)

#: What a disk says that only the person at the machine can put right.
_DISK = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG,
    errno.ELOOP, errno.EIO, errno.ESTALE, errno.EBUSY, errno.ENODEV, errno.ENXIO, errno.ETIMEDOUT, errno.EFBIG, errno.EMFILE,
    errno.ENFILE, errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY, errno.EXDEV,
}  # fmt: skip


_STOPPED = "stopped; everything shown as saved is saved"


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    tokens = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in tokens
    begin()
    _stop_gently()
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _notice  # type: ignore[assignment]
            app(tokens, result_action="return_value", exit_on_error=False, print_error=True)
        sys.stdout.flush()
    except CheckFailed as error:
        _stop(str(error), 3, as_json=as_json)
    except UserError as error:
        _stop(str(error), 2, as_json=as_json)
    except KeyboardInterrupt:
        _stop(_STOPPED, 130, as_json=as_json)
    except BrokenPipeError:
        _seen_enough()
    except OSError as error:
        if error.errno not in _DISK:
            raise
        _stop(f"{error.filename or 'the disk'}: {error.strerror}. Put it right and run this again.", 2, as_json=as_json)
    except Exception as error:
        if type(error).__module__.startswith("cyclopts"):
            _stop(str(error), 2, as_json=as_json, printed=True)
        if _was_stopped(error):
            _stop(_STOPPED, 130, as_json=as_json)
        raise
    sys.exit(0)


def _stop_gently() -> None:
    """Take being told to end (by `timeout`, a service, a terminal that closes) for Ctrl-C: drafts and kernels go as they should."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):  # which Windows has not all
        number = getattr(signal, name, None)
        alone = threading.current_thread() is threading.main_thread()
        if number is not None and alone and signal.getsignal(number) == signal.SIG_DFL:  # nohup stays what it is
            signal.signal(number, stop)


def _was_stopped(error: BaseException | None) -> bool:
    """Say whether Ctrl-C is what is behind an error: pressed while a module was imported, it comes as another."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _stop(message: str, status: int, *, as_json: bool, printed: bool = False) -> None:
    """Say why nothing, or no more, was done, and exit."""
    try:
        say_no(message, status, as_json=as_json, printed=printed)
        sys.stdout.flush()
    except OSError:
        _seen_enough(status)
    sys.exit(status)


def _seen_enough(status: int = 0) -> None:
    """Exit without another word: whoever read our output has seen enough of it, or it can hold no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def _notice(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
    """Print our own notices as a sentence, anybody else's warning as Python does."""
    from workbench.reading.notices import Notice

    ours = issubclass(category, Notice)
    print(f"workbench: {message}" if ours else warnings.formatwarning(message, category, filename, lineno).strip(), file=sys.stderr)


def commands() -> Iterable[str]:
    """Return the names of all commands."""
    return sorted(name for name in app if not name.startswith("-"))
