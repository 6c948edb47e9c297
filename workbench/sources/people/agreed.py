"""Whether respondents may be quoted, where a survey asked them: *May we quote you?* is no attribute of theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.sources.tables import cells
from workbench.study.records import Participant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from workbench.study.folder import Folder

_THEIRS = r"(answers?|words|comments?|feedback|responses?|data|story|review|what (you|i) (say|said|wrote))"
_LET = r"(permission|allow\w*|agree\w*|happy|willing|ok|okay|fine|mind|authori[sz]e\w*)"
#: A question or the name of a column that asks whether words may be used. *Could you get a quote?* and *Did they ask for your
#: consent?* are about other things.
_ASKED = re.compile(
    rf"\b(may|can|could|might) we\b.{{0,60}}\b((quote|cite|publish)\b|(use|share)\b.{{0,40}}\b{_THEIRS}\b)"
    rf"|\b{_LET}\b.{{0,60}}\b(quote|quoting|cite|citing|publish\w*|use|using|share|sharing)\b.{{0,40}}\b{_THEIRS}\b"
    rf"|\b{_LET}\b.{{0,60}}\b(quote|quoting|cite|citing) (you|me)\b|\b(be|being) (quoted|cited)\b|\bmay be shared\b"
    rf"|\b{_THEIRS}\b.{{0,40}}\b(be|being) (used|shared|published)\b"
    r"|^(i |do you )?consent\b|\bconsent[ -]?(to|for|quote|share|given|form)?$|\bconsent (to|for)\b|\binformed consent\b"
    r"|^(quote|quoting|quotation|sharing|publication)[ -]?(ok|okay|allowed|consent|permission)$|^(may|can) (quote|share)$"
    r"|\b(zitier\w*|zitat\w*)\b.*\b(dürfen|darf|einverst\w+|erlaub\w+)|\b(dürfen|darf|einverst\w+|erlaub\w+)\b.*\b(zitier|zitat)"
    r"|einwillig(ung|en)|consentement|consentimi?ento|\b(vous|vos) citer\b|\bciter (vos|votre)\b|\bcitar(te|le|lo|la)\b"
)
#: What else may be consented to: nothing of that is about words.
_OTHER = re.compile(r"contact|newsletter|marketing|cookie|e-?mails?\b|follow[ -]?up|call you|kontakt|recontact")
_WORDS = re.compile(r"quot|cite|publish|zitier|zitat|citer|citar|answers|words|comments")
_ABOUT_IT = re.compile(r"^(how|why|was|were|did|does|wie|warum|war|comment|pourquoi)\b")
_YES = re.compile(
    r"(yes|y|true|1|x|ok|okay|sure|of course|given|granted|accept(ed)?|checked|selected|agree[ds]?|consent(ed)?"
    r"|i( do| fully| hereby)? (agree|consent|accept)|ja|gerne?|einverstanden|stimme zu|ich (stimme zu|bin einverstanden)"
    r"|oui|d'accord|j'accepte|s[ií]|acepto|de acuerdo|sim|aceito|concordo|tak|accetto|certo|да|はい|是|نعم)\b"
    r"(?!.*\b(not?|nicht|pas|nie)\b)"
)
_BUT = re.compile(r"\b(but|only|except|aber|nur|mais|pero)\b(?!.*(anonym|anón|without|ohne|name))")
_ANSWERS = 6


def asks(column: str) -> bool:
    """Say whether a column by that name asks whether somebody's words may be quoted or shared."""
    plain = " ".join(column.casefold().replace("_", " ").split())
    if _ABOUT_IT.match(plain) or (_OTHER.search(plain) and not _WORDS.search(plain)):
        return False
    return bool(_ASKED.search(plain))


def agrees(cell: str) -> bool:
    """Say whether a cell clearly says yes; a blank does not."""
    plain = " ".join(cell.casefold().split())
    return bool(_YES.match(plain)) and not _BUT.search(plain)


def refused(frame: pd.DataFrame) -> dict[str, np.ndarray[Any, Any]]:
    """Return the columns of a table of answers that ask for consent, each with whether a row does not give it.

    A column of words of their own, of scores, or of blanks asks for none.
    """
    import numpy as np

    found = {}
    for column in map(str, frame.columns):
        if not asks(column) or cells.different(frame[column], most=_ANSWERS + 1) > _ANSWERS + 1:
            continue
        said, codes = cells.coded(frame[column])
        there = [cell for cell in said if cell.strip()]
        if not 0 < len(there) <= _ANSWERS or all(re.fullmatch(r"\s*([2-9]|\d\d+)\s*", cell) for cell in there):
            continue
        found[column] = np.array([not agrees(cell) for cell in said], dtype=bool)[codes]
    return found


def told(no: Mapping[str, np.ndarray[Any, Any]]) -> list[str]:
    """Return in words what `refused` found."""
    return [
        f"{column[:60]!r} asks for consent: "
        + (f"{int(rows.sum()):,} of {len(rows):,} rows do not say yes; they are counted, and nobody else is shown their words"
           if rows.any() else "every row says yes")
        for column, rows in no.items()
    ]  # fmt: skip


def changed(folder: Folder, frame: pd.DataFrame, who: Callable[[pd.DataFrame], pa.Array]) -> list[Participant]:
    """Return who is in ``participants.csv`` once those who did not agree are heeded; nobody, if it says so already.

    Parameters
    ----------
    folder
        The study.
    frame
        The table of answers.
    who
        Returns the pseudonym of each row; asked only where the table asks for consent.
    """
    import pyarrow as pa

    no = {column: rows for column, rows in refused(frame).items() if rows.any()}
    if not no:
        return []
    names = who(frame)
    everybody = folder.participants()
    people = dict(everybody)
    for column, rows in no.items():
        quoting = re.search(r"quot|zitier|citer|citar", column.casefold()) is not None
        for name in sorted(set(names.filter(pa.array(rows)).to_pylist())):
            old = people.get(name) or Participant(name)
            people[name] = replace(old, consent_quote=False, consent_share=old.consent_share and quoting)  # never given here
    return list(people.values()) if people != everybody else []
