"""Templates: studies to start from, with stages, touchpoints, a starter codebook and an interview guide.

A template is a TOML file of the package: what ``study.toml`` says, codes, and questions. Its pains, needs and delights are
somebody's guesses. On the map of a new study each is an assumption, until people say so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study import settings as settings_file
from workbench.study.errors import NotSaved, UserError
from workbench.study.records import CLAIM_FAMILIES
from workbench.study.toml import read_toml

if TYPE_CHECKING:
    from workbench.study.folder import Folder
    from workbench.study.settings import Settings

FOLDER = Path(__file__).parent.parent / "templates"
GUIDE = "guide.md"
#: What every guess of a template begins with, in the codebook.
UNTESTED = "To be tested: "
#: What there is in every study that was made from a template; effort has a valence.
_EFFORT = (
    ("effort:easy", "Easy", 2, "It took little of them.", "I did it between two calls.", "It was easy for somebody else."),
    ("effort:hard", "Hard", -2, "It took much of them.", "That was my whole evening.", "They waited, and did nothing."),
)
_BEFORE = """\
Half an hour to an hour. Ask for what happened, the last time it happened, and let people tell it in their order. Leave a
question out where it has been answered. Ask on with "What happened then", "What did you do", "Tell me more about that", and
wait. Do not name a problem or a feeling before they do.

Before the first question: say who you are, what the talk is for, who hears the recording, and that they may stop at any time.
Ask whether they may be quoted without their name, and write the answer down.
"""


@dataclass(frozen=True, slots=True)
class Template:
    """One template.

    Attributes
    ----------
    name, about
        What it is called, and what it is for.
    settings
        As ``study.toml`` will say.
    codes
        What each code of the starter codebook says, as the body of a ``code.define``.
    guide
        The interview guide, as Markdown: questions under the labels of the stages.
    """

    name: str
    about: str
    settings: Settings
    codes: tuple[dict[str, Any], ...]
    guide: str


def names() -> tuple[str, ...]:
    """Return the names of all templates: the smallest first, then by name."""
    return tuple(sorted((p.stem for p in FOLDER.glob("*.toml")), key=lambda name: (name != "simple", name)))


@cache
def template(name: str) -> Template:
    """Return a template.

    Raises
    ------
    UserError
        If there is none of that name; the message lists those there are.
    """
    if name not in names():
        raise UserError(f"no template is called {name!r}; there are: {', '.join(names())}")
    path = FOLDER / f"{name}.toml"
    raw = read_toml(path.read_text(encoding="utf-8"))
    said = replace(settings_file.read(path), format=settings_file.FORMAT)
    return Template(name, raw["about"], said, (*_codes(raw), *_places(said), *_effort()), _guide(raw, said))


def called(chosen: Template, *, title: str = "", scenario: str = "") -> Settings:
    """Return the settings of a template under another title or scenario; the template's own where one is empty."""
    return replace(chosen.settings, title=title or chosen.settings.title, scenario=scenario or chosen.settings.scenario)


def fill(folder: Folder, chosen: Template, *, coder: str) -> bool:
    """Define the codes of a template in a new study and lay its interview guide beside ``study.toml``.

    Parameters
    ----------
    folder
        A study with the settings of the template: `called`.
    chosen
        The template.
    coder
        In whose name the codes are defined; one `undo` takes them all back.

    Returns
    -------
    bool
        Whether the guide was written: a ``guide.md`` that is there already stays as it is.

    Raises
    ------
    NotSaved
        If the disk refused.
    """
    folder.act(coder, *(("code.define", dict(body)) for body in chosen.codes), together=True)
    return _write(folder.root / GUIDE, chosen.guide)


def _write(path: Path, text: str) -> bool:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise NotSaved(f"{path.name}: {error.strerror}") from error
    return True


def _codes(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the codes of a template; what is a guess says so."""
    found = []
    for code in raw["codes"]:
        guess = code["code"].partition(":")[0] in CLAIM_FAMILIES
        found.append({
            "code": code["code"], "label": code["label"], "stage": code["stage"],
            "definition": (UNTESTED if guess else "") + code["definition"],
            "include": f"Such as: \N{LEFT DOUBLE QUOTATION MARK}{code['example']}\N{RIGHT DOUBLE QUOTATION MARK}",
            "exclude": f"Not: {code['not']}",
        })  # fmt: skip
    return found


def _places(settings: Settings) -> list[dict[str, Any]]:
    """Return a code for each touchpoint that was planned, and for each channel of those that customers see."""
    seen = [t for t in settings.touchpoints if t.visible]
    touchpoints = [{"code": f"touchpoint:{t.id}", "label": t.label, "stage": settings.stage(t.stage)} for t in seen]
    channels = dict.fromkeys(t.channel for t in seen)
    return touchpoints + [{"code": f"channel:{c}", "label": c.replace("-", " ").capitalize()} for c in channels]


def _effort() -> list[dict[str, Any]]:
    return [
        {"code": code, "label": label, "valence": valence, "definition": what,
         "include": f"Such as: \N{LEFT DOUBLE QUOTATION MARK}{example}\N{RIGHT DOUBLE QUOTATION MARK}", "exclude": f"Not: {no}"}
        for code, label, valence, what, example, no in _EFFORT
    ]  # fmt: skip


def _guide(raw: dict[str, Any], settings: Settings) -> str:
    """Return the interview guide: what to say before, then questions under headings."""
    labels = {s.id: s.label for s in settings.stages}
    lines = [f"# Interview guide: {settings.title}", "", _BEFORE]
    number = 0
    for part in raw["guide"]:
        lines += [f"## {labels[part['stage']] if 'stage' in part else part['heading']}", ""]
        for question in part["questions"]:
            number += 1
            lines.append(f"{number}. {question}")
        lines.append("")
    return "\n".join(lines)
