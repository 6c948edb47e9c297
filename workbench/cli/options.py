"""What the readers of files advise in Python, said as options of the command line."""

from __future__ import annotations

import re
from ast import literal_eval

_TEXT = r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_ADVICE = (
    (re.compile(r"interviewers=\[…\]"), lambda _: "--interviewer NAME"),
    (re.compile(rf"interviewers=\[({_TEXT})\]"), lambda m: f"--interviewer {_quoted(literal_eval(m[1]))}"),
    (
        re.compile(rf"speakers=\{{({_TEXT}): ({_TEXT})\}}"),
        lambda m: f"--speaker {_quoted(f'{literal_eval(m[1])}={literal_eval(m[2])}')}",
    ),
    (re.compile(r"\btext=\[(?:…|'…')\]"), lambda _: "--text COLUMN"),
    (re.compile(rf"\bquestion=({_TEXT})"), lambda m: f"--question {_quoted(literal_eval(m[1]))}"),
    (re.compile(r"\bkind='([\w-]+)' or '([\w-]+)'"), lambda m: f"--kind {m[1]} or {m[2]}"),
    (re.compile(r"\bkind=['\"]([\w-]+)['\"]"), lambda m: f"--kind {m[1]}"),
    (re.compile(rf"\bparticipant=({_TEXT})"), lambda m: f"--participant {_quoted(literal_eval(m[1]))}"),
    (re.compile(r"\bencoding=\"([^\"]+)\""), lambda m: f"--encoding {m[1]}"),
    (re.compile(rf"\b(?:replaces|id)=({_TEXT})"), lambda m: f"--replaces {literal_eval(m[1])}"),
    (re.compile(r"\bshape=…?(?=[:.])"), lambda _: "--shape"),
    (re.compile(r"\bshape='(\w+)'"), lambda m: f"--shape {m[1]}"),
    (re.compile(r"\bdate=…"), lambda _: "--date DAY"),
    (re.compile(r"\bread by add_metrics\b"), lambda _: "imported with --kind metrics"),
    (re.compile(r"\bbelong to add_people or metrics\.csv"), lambda _: "are brought in with --kind people or --kind metrics"),
)


def as_options(text: str) -> str:
    """Return `text` with what it advises in Python, ``speakers={'Jen': 'Jenny'}``, said as options, ``--speaker "Jen=Jenny"``."""
    for pattern, said in _ADVICE:
        text = pattern.sub(said, text)
    return text


def _quoted(word: str) -> str:
    return '"' + re.sub(r'(["\\$`])', r"\\\1", word) + '"'
