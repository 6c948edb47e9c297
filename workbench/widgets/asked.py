"""What the browser asked, part by part: nothing that came from there is believed before it was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import id_for
from workbench.study.errors import UserError
from workbench.study.names import slug
from workbench.widgets.coder_view import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.study.records import Code, Transcript
    from workbench.study.settings import Settings

_LIMIT = 2  # valence goes from -2 to +2


def anchor(transcript: Transcript, span: dict[str, Any]) -> dict[str, Any]:
    """Return the anchor of a span, after checking that the browser and the disk mean the same words.

    Parameters
    ----------
    transcript
        The text as it is on the disk.
    span
        ``turn``, ``start`` and ``end`` in code points from the start of the turn, and ``quote``, the words themselves.

    Raises
    ------
    UserError
        If the turn has no such words.
    """
    number, start, end = int(span["turn"]), int(span["start"]), int(span["end"])
    turn = next((x for x in transcript.turns if x.index == number), None)
    if turn is None or not 0 <= start < end <= turn.end - turn.start:
        raise UserError(f"turn {number} has no words from {start} to {end}: the text is another now; select again")
    start, end = turn.start + start, turn.start + end
    if transcript.text[start:end] != span["quote"]:
        raise UserError("the words on the screen are not the words on the disk at this place: they were corrected; select again")
    return {"source": transcript.id, "item": "", "version": transcript.version, "start": start, "end": end}


def valence(value: Any) -> int | None:  # noqa: ANN401 (whatever the browser sent)
    """Return a feeling from -2 to +2 or None.

    Raises
    ------
    UserError
        If it is anything else.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not -_LIMIT <= value <= _LIMIT:
        raise UserError(f"a feeling is a whole number from -2 to +2, not {value!r}")
    return value


def stance(value: Any) -> str:  # noqa: ANN401 (whatever the browser sent)
    """Return "for" or "against".

    Raises
    ------
    UserError
        If it is anything else.
    """
    if value not in {"for", "against"}:
        raise UserError(f"a passage speaks for or against, not {value!r}")
    return str(value)


def code(message: Mapping[str, Any], known: Mapping[str, Code], settings: Settings) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    """Return the code a message means, and the acts that make it if it is new.

    Parameters
    ----------
    message
        ``code``, an id; or ``name``, as somebody typed it.
    known
        The codebook by id.
    settings
        Whose stages are the only ones.

    Raises
    ------
    UserError
        If there is no such code, or the name is none.
    """
    if "name" not in message:
        found = str(message["code"])
        if found not in known:
            raise UserError(f"there is no code {found!r} in this study")
        return found, []
    family, label = named(str(message["name"]))
    if not slug(label, fallback=""):
        raise UserError("a code needs a name with a letter or a digit in it, such as “pain: empty week”")
    usual = f"{family}:{slug(label)}"
    found = usual if family == "stage" and usual in known else id_for(family, label, known)
    if found in known and not known[found].retired:
        return found, []
    if family == "stage":
        stages = ", ".join(s.label for s in settings.stages)
        raise UserError(f"“{label}” is not a stage of this study ({stages}); stages are set in study.toml")
    return found, [("code.define", {"code": found, "label": label})]
