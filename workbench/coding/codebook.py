"""The codebook: what a study starts with, how a code is defined, and how often each is used."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

from workbench.coding.frame import codings_frame
from workbench.study.errors import UserError
from workbench.study.names import slug
from workbench.study.records import FAMILIES, Code

if TYPE_CHECKING:
    from collections.abc import Collection

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
#: Keys of the coder; s t v m j k are its commands and stay free.
STAGE_KEYS = "123456789"
EMOTION_KEYS = "qweryuiopadfg"

COLUMNS = ("code", "family", "label", "definition", "stage", "codings", "people")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# What a spreadsheet takes for the start of a formula, the full-width forms as well.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


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
        ``definition``, ``stage``, ``valence``, ``colour``, ``key``, ``owner``, ``latent``.

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
    """Return the codebook, one row a code, by family and in the order in which codes were made.

    Parameters
    ----------
    folder
        The study.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`. ``codings`` counts what people coded, ``people`` the distinct participants in whose own
        words it was found; what only a model coded and what an interviewer said is in neither. Codes that were retired
        or merged are left out; stages and emotions of ``study.toml`` are there also before they are used.
    """
    import pandas as pd

    frame = codings_frame(folder)
    human = frame[(frame["coder_kind"] == "human") & (frame["speech"] != "interviewer")]
    codings = human.groupby("code").size().to_dict()
    people = human[human["participant"] != ""].groupby("code")["participant"].nunique().to_dict()
    rows = [
        (c.id, c.family, c.label, c.definition, c.stage, int(codings.get(c.id, 0)), int(people.get(c.id, 0)))
        for c in codebook(folder.settings, folder.state()) if not c.retired
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


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
    return sorted(listed.values(), key=lambda c: FAMILIES.index(c.family) if c.family in FAMILIES else len(FAMILIES))


def _merged(base: Code, code: Code) -> Code:
    """Return what the log says about a stage or an emotion, with study.toml for what it leaves out."""
    unnamed = code.label == code.id.partition(":")[2].replace("-", " ")
    return replace(
        code, family=base.family, label=base.label if unnamed else code.label, definition=code.definition or base.definition,
        valence=base.valence if code.valence is None else code.valence,
    )  # fmt: skip


def codebook_csv(folder: Folder) -> str:
    """Return the codebook as the text of ``codebook.csv``.

    A cell that a spreadsheet would take for a formula gets a ``'`` in front (OWASP ASVS 1.2.10).
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in codebook_frame(folder).itertuples(index=False):
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


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
    for code in codebook(folder.settings, folder.state()):
        names = {code.id.casefold(), code.label.casefold(), code.id.partition(":")[2].casefold()}
        if (not family or code.family == family) and {name.strip().casefold(), label.casefold()} & names:
            return code.id, code.label
    if family == "stage":
        with suppress(KeyError):
            return f"stage:{folder.settings.stage(label)}", label
    return f"{family or 'free'}:{slug(label)}", label
