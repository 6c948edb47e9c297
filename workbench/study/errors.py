"""What can go wrong, by whose doing.

::

    WorkbenchError
    ├── UserError      the input: exit status 2, no traceback
    │   ├── Refused    a file we will not read: names the file, the place, the remedy
    │   └── NotSaved   the disk said no: the act is kept for another try
    └── CheckFailed    a check that was asked for did not pass: exit status 3
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """Base of every error raised on purpose."""


class UserError(WorkbenchError):
    """Something in the input that the person can put right."""


class Refused(UserError):  # noqa: N818 (reads as what happened)
    """A file that will not be read.

    Parameters
    ----------
    file
        Name of the file, as the person gave it.
    found
        What was found, in words.
    remedy
        What to do about it.
    place
        Where in the file: ``"line 12"``, ``"row 3, column score"``. Empty if it is the whole file.
    """

    def __init__(self, file: str, found: str, remedy: str, place: str = "") -> None:
        self.file, self.found, self.remedy, self.place = file, found, remedy, place
        where = f"{file}, {place}" if place else file
        super().__init__(f"{where}: {found}. {remedy}")


class NotSaved(UserError):  # noqa: N818 (reads as what happened)
    """An act that did not reach the disk."""


class CheckFailed(WorkbenchError):  # noqa: N818 (reads as what happened)
    """A check found something that must be looked at."""
