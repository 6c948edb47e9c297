"""A small study made on the spot: one interview, with an emoji, a question and a hostile speaker if asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Transcript, Turn
from workbench.study.settings import Round, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

INTERVIEW = (
    ("Interviewer", None, "Take me back to the first time you opened it. What happened?"),
    ("P01", "P01", "So I paid, I clicked, and it dropped me on an empty page. 👩\u200d💻 I sat there thinking: and now what?"),
    ("Interviewer", None, "And then?"),
    ("P01", "P01", "I put it in a spreadsheet first. Nobody told me what to bring."),
    ("P01", "P01", "The invoice was fine, though 🙂 one line with the yearly price."),
)


def transcript(turns: Sequence[tuple[str, str | None, str]] = INTERVIEW, id: str = "p01-first", seconds: float = 7.0) -> Transcript:  # noqa: A002
    """Return a transcript of these turns; its text has the speakers' names in it, as a file would."""
    text, made = "", []
    for n, (speaker, participant, words) in enumerate(turns):
        text += f"{speaker}: "
        made.append(Turn(n, speaker, participant, len(text), len(text) + len(words), n * seconds, (n + 1) * seconds))
        text += words + "\n\n"
    return Transcript(id, "interview", "2026-Q2", f"First talk {id}", "2026-05-04", text, sha256_text(text), tuple(made))


def study(root: Path, *transcripts: Transcript) -> Folder:
    """Return a new study with these transcripts, or with the one above."""
    folder = Folder.create(root, Settings(title="Small", rounds=(Round("2026-Q2", "Spring"),)))
    for one in transcripts or (transcript(),):
        folder.add_transcript(one)
    return folder
