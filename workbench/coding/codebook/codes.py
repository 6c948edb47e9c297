"""The codebook: what a study starts with, how a code is defined, and how often each is used."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.book import FIELDS
from workbench.coding.frame import codings_frame, counted
from workbench.study.errors import UserError
from workbench.study.names import slug
from workbench.study.records import FAMILIES, Code

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.settings import Settings

Item = tuple[str, dict[str, Any]]

#: Okabe and Ito 2008: told apart under every common colour blindness. The yellow is darkened to be seen on white, the
#: black is a grey, since text is black.
STAGE_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#6b7280")
#: Paul Tol's "muted" scheme by valence: greens and blues for good, reds and purples for bad, sand and grey between.
GOOD_COLOURS = ("#117733", "#44aa99", "#88ccee", "#999933")
BAD_COLOURS = ("#cc6677", "#aa4499", "#332288", "#882255", "#661100")
MIXED_COLOURS = ("#ddcc77", "#999999")
#: Keys of the coder; those of its commands, below, stay free.
STAGE_KEYS = "123456789"
EMOTION_KEYS = "qweryuiopaghlzxcb"

#: Keys of the coder's commands: no code may have one.
COMMAND_KEYS = 'stvmjkdf/?-,.0<>[]=+"'

COLUMNS = ("code", "family", "label", "depth", *FIELDS, "examples", "against", "codings", "people")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
#: What tells one label from another though no id has it: C++ and C#, two emoji.
_SIGNS, _SYMBOLS = frozenset("#&%@*"), frozenset({"Sm", "Sc", "So"})


@dataclass(frozen=True, slots=True)
class Use:
    """How often a code was used: codings by people, distinct participants, examples for it and against it."""

    codings: int = 0
    people: int = 0
    examples: int = 0
    against: int = 0


def starter(settings: Settings) -> list[Item]:
    """Return the acts that define a code for each stage and each emotion of a study.

    Parameters
    ----------
    settings
        What ``study.toml`` says.

    Returns
    -------
    list of (kind, body)
        For `Folder.act`. Each key is given once; codes beyond the last key have none.
    """
    items: list[Item] = []
    for number, stage in enumerate(settings.stages):
        items.append(("code.define", {
            "code": f"stage:{stage.id}", "label": stage.label, "definition": stage.goal,
            "colour": STAGE_COLOURS[number % len(STAGE_COLOURS)], "key": STAGE_KEYS[number : number + 1], "owner": stage.owner,
        }))  # fmt: skip
    pools = {1: list(GOOD_COLOURS), -1: list(BAD_COLOURS), 0: list(MIXED_COLOURS)}
    for number, (label, valence) in enumerate(settings.emotions.items()):
        pool = pools[(valence > 0) - (valence < 0)]
        items.append(("code.define", {
            "code": f"emotion:{slug(label)}", "label": label, "valence": valence,
            "colour": pool.pop(0) if len(pool) > 1 else pool[0], "key": EMOTION_KEYS[number : number + 1],
        }))  # fmt: skip
    return items


def define(
    family: str, label: str, *, settings: Settings | None = None, taken: Collection[str] = (), **more: str | int | bool | None,
) -> Item:  # fmt: skip
    """Return the act that defines a code; its id is the family and a slug of the label.

    Parameters
    ----------
    family
        One of `workbench.study.records.FAMILIES`.
    label
        What people read. For a need, a whole sentence.
    settings
        If given, ``stage`` may be a label or alias and must be a stage of the study.
    taken
        Ids of codes there are already: another code of that name is refused instead of changed.
    more
        ``definition``, ``include``, ``exclude``, ``parent``, ``stage``, ``valence``, ``colour``, ``key``, ``owner``,
        ``latent``.

    Raises
    ------
    UserError
        If the family or the stage is unknown, the label is empty, the colour is not ``#rrggbb`` or the code is there.
    """
    if family not in FAMILIES:
        raise UserError(f"There is no family {family!r}. Choose one of {', '.join(FAMILIES)}.")
    if not label.strip():
        raise UserError("A code needs a label.")
    code = f"{family}:{slug(label)}"
    if code in taken:
        raise UserError(f"There is a code {code} already. Choose another label, or edit that one.")
    if settings is not None and more.get("stage"):
        try:
            more["stage"] = settings.stage(str(more["stage"]))
        except KeyError as error:
            raise UserError(f"{error.args[0]}.") from None
    colour = more.get("colour")
    if colour and not _COLOUR.fullmatch(str(colour)):
        raise UserError(f"{colour!r} is not a colour. Write it as #0072b2.")
    return "code.define", {"code": code, "label": label.strip(), **more}


def codebook_frame(folder: Folder) -> pd.DataFrame:
    """Return the codebook, one row a code: a tree by family, codes that stand side by side in the order they were made.

    Parameters
    ----------
    folder
        The study.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`; ``depth`` is 0 for a code without a parent, and children follow theirs. ``codings`` counts
        what people coded, ``people`` the distinct participants in whose own words it was found; what only a model coded,
        what fell where coders differed and what an interviewer said is in neither. Codes that were retired or merged are
        left out; stages and emotions of ``study.toml`` are there also before they are used.
    """
    import pandas as pd

    used = use(folder)
    rows = [
        (c.id, c.family, c.label, depth, *(getattr(c, f) for f in FIELDS), u.examples, u.against, u.codings, u.people)
        for c, depth in tree(codebook(folder.settings, folder.state())) for u in (used.get(c.id, Use()),)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"valence": "Int64"})


def use(folder: Folder) -> dict[str, Use]:
    """Return how often each code was used, by id; a code that was never used is not in it."""
    frame = codings_frame(folder)
    human = counted(frame[frame["speech"] != "interviewer"])
    codings: dict[str, int] = human.groupby("code").size().to_dict()  # type: ignore[assignment]  # keys are texts
    people: dict[str, int] = human[human["participant"] != ""].groupby("code")["participant"].nunique().to_dict()  # type: ignore[assignment]
    shown = [(e.code, e.stance) for e in folder.state().examples.values()]
    return {
        code: Use(int(codings.get(code, 0)), int(people.get(code, 0)), shown.count((code, "for")), shown.count((code, "against")))
        for code in {*codings, *(code for code, _ in shown)}
    }


def tree(codes: Iterable[Code]) -> list[tuple[Code, int]]:
    """Return the codes in use as a tree: each after its parent, with its depth, families in order.

    A code stands below its parent where that is of the same family. Below a retired code the way goes on upwards.
    """
    everything = {c.id: c for c in codes}
    below: dict[str, list[Code]] = {}
    for code in everything.values():
        if not code.retired:
            below.setdefault(_stands_below(code, everything), []).append(code)
    found: list[tuple[Code, int]] = []
    todo = [(code, 0) for code in reversed(below.get("", []))]
    while todo:
        code, depth = todo.pop()
        found.append((code, depth))
        todo += [(child, depth + 1) for child in reversed(below.get(code.id, []))]
    return found


def _stands_below(code: Code, codes: dict[str, Code]) -> str:
    """Return the nearest code above `code` that is in use and of its family; empty at the top."""
    seen = {code.id}
    above = codes.get(code.parent)
    while above is not None and above.id not in seen and above.family == code.family:
        if not above.retired:
            return above.id
        seen.add(above.id)
        above = codes.get(above.parent)
    return ""


def codebook(settings: Settings, state: State) -> list[Code]:
    """Return all codes: the study's stages and emotions first, then the rest by family, in the order they were made.

    Stages and emotions of ``study.toml`` are there before anybody uses them; what the log says about them goes first.
    """
    listed = {f"stage:{s.id}": Code(f"stage:{s.id}", "stage", s.label, s.goal) for s in settings.stages}
    for label, valence in settings.emotions.items():
        key = f"emotion:{slug(label)}"
        listed[key] = Code(key, "emotion", label, valence=valence)
    for code in state.codes.values():
        listed[code.id] = _merged(listed[code.id], code) if code.id in listed else code
    for old in state.merged.keys() & listed.keys():
        listed[old] = replace(listed[old], retired=True)
    return sorted(listed.values(), key=lambda c: FAMILIES.index(c.family) if c.family in FAMILIES else len(FAMILIES))


def _merged(base: Code, code: Code) -> Code:
    """Return what the log says about a stage or an emotion, with study.toml for what it leaves out."""
    unnamed = code.label == code.id.partition(":")[2].replace("-", " ")
    return replace(
        code, family=base.family, label=base.label if unnamed else code.label, definition=code.definition or base.definition,
        valence=base.valence if code.valence is None else code.valence,
    )  # fmt: skip


def called(code: Code) -> str:
    """Return what people read for a code: stages, emotions and free codes by their label, claims with their family."""
    return code.label if code.family in {"stage", "emotion", "free"} else f"{code.family}: {code.label}"


def code_id(name: str, folder: Folder) -> tuple[str, str]:
    """Return the id and the label of the code that a person means by ``"family: label"``.

    An id, or the label of a code there is, finds that code; stages answer to their aliases too. Anything else names a new
    code: of the family before the colon, or ``free``.

    Raises
    ------
    UserError
        If nothing is named.
    """
    family, colon, label = name.partition(":")
    family, label = (family.strip().casefold(), label.strip()) if colon else ("", name.strip())
    if not label:
        raise UserError(f"a code needs a name, as in 'pain: typing names in'; given: {name!r}")
    if colon and family not in FAMILIES:
        family, label = "", name.strip()
    for code in sorted(codebook(folder.settings, folder.state()), key=lambda c: c.retired):  # those in use first
        names = {code.id.casefold(), code.label.casefold(), code.id.partition(":")[2].casefold()}
        if (not family or code.family == family) and {name.strip().casefold(), label.casefold()} & names:
            return code.id, code.label
    if family == "stage":
        with suppress(KeyError):
            return f"stage:{folder.settings.stage(label)}", label
    known = {code.id: code for code in codebook(folder.settings, folder.state())}
    return id_for(family or "free", label, known), label


def id_for(family: str, label: str, codes: Mapping[str, Code]) -> str:
    """Return the id of the code of this family that is called so, or one that no other code has.

    An id has no signs and at most 80 characters, so *C++* and *C#*, or two long sentences that begin alike, would be one code.

    Parameters
    ----------
    family, label
        What somebody named.
    codes
        The codes there are, retired and merged ones too, by id.
    """
    called = _read(label)
    for code in codes.values():
        if code.family == family and not code.retired and _read(code.label) == called:
            return code.id
    first = made = f"{family}:{slug(label)}"
    number = 1
    while made in codes and _read(codes[made].label) != called:
        number += 1
        made = f"{first}-{number}"
    return made


def _read(label: str) -> str:
    """Return a label as it is told from others: without regard to case, punctuation and spaces, but with its signs."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())
    kept = (c if _tells(c) else " " for c in folded)
    return " ".join("".join(kept).split())


def _tells(sign: str) -> bool:
    return sign.isalnum() or sign in _SIGNS or unicodedata.category(sign) in _SYMBOLS or unicodedata.combining(sign) > 0
