"""Tables in a document that hold a conversation: a column of speakers, one of words, perhaps one of times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.sources.transcripts import speakers
from workbench.sources.transcripts.draft import ASKED, Utterance, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CLOCK = r"[\[(]?\d{1,3}:\d{2}(?::\d{2})?(?:[.,:]\d+)?[\])]?"
_TIME = re.compile(rf"^{_CLOCK}(?:\s*(?:-+>?|–|—|to|bis|à)\s*{_CLOCK})?$")
_SPAN = re.compile(r"\s*(?:-+>?|–|—|\bto\b|\bbis\b|\bà\b)\s*")
#: What the first row calls its columns, by language.
_HEADS = {
    "who": (
        "speaker, who said, speaker name, speaker_name, speaker label, name, who, participant, sprecher, sprecherin, sprechende, "
        "person, wer, locuteur, locutrice, qui, intervenant, intervenante, hablante, quién, nombre, interlocutor, "
        "parlante, chi, falante, quem, nome, spreker, wie, naam, mówca, kto, mluvčí, кто, говорящий, спикер, 说话人, 發言人, "
        "发言人, 发言者, 話者, 발화자, 화자, المتحدث, דובר"
    ),
    "words": (
        "text, utterance, what was said, what they said, words, "
        "transcript, content, said, sentence, transcription, inhalt, transkript, gesagt, äußerung, "
        "aussage, wortlaut, texte, propos, paroles, contenu, texto, contenido, palabras, transcripción, testo, parole, "
        "contenuto, trascrizione, conteúdo, fala, tekst, inhoud, treść, obsah, текст, 内容, 內容, 文本, "
        "发言, 発言, 発話, テキスト, 내용, النص, טקסט"
    ),
    "when": (
        "start, start time, start_time, start_s, begin, from, time, timestamp, timecode, time code, timespan, time span, "
        "zeit, zeitmarke, uhrzeit, heure, temps, minutage, hora, tiempo, tempo, ora, tijd, czas, čas, время, 时间, 時間, 시간, "
        "الوقت, זמן"
    ),
    "asked": (
        "question, questions, interview question, interview questions, question asked, frage, fragen, interviewfrage, pregunta, "
        "domanda, pergunta, vraag, fråga, spørgsmål, spørsmål, pytanie, otázka, вопрос, 问题, 問題, 質問, 질문"
    ),
    "answered": (
        "answer, answers, response, responses, reply, antwort, antworten, réponse, réponses, respuesta, risposta, resposta, "
        "antwoord, svar, odpowiedź, odpověď, ответ, 回答, 답변"
    ),
    "number": "#, no, no., nr, nr., line, zeile, ligne, línea, riga, linha, regel",
}
_KINDS = {word.strip(): kind for kind, row in _HEADS.items() for word in row.split(",")}
_LONGEST_LABEL = 40
_MOST = 0.7


def read_grid(rows: Sequence[Sequence[str]]) -> list[Utterance] | None:
    """Read a table as a conversation; None if it has no column of words or none of speakers.

    A cell of speakers that is empty goes on with the one above.
    """
    width = max((len(r) for r in rows), default=0)
    if width < 2 or len(rows) < 2:  # noqa: PLR2004 (a table of one row or column holds no dialogue)
        return None
    table = [[*r, *[""] * (width - len(r))] for r in rows]
    named = {kind: table[0].index(column) for kind, column in kinds(table[0]).items()}
    if {"asked", "answered"} <= named.keys() and "words" not in named:
        return [Utterance(*said) for row in table[1:] for said in ((ASKED, row[named["asked"]]), ("", row[named["answered"]]))]
    if "words" in named:
        table = table[1:]
    else:
        named = _columns(table, width)
        when = named.get("when")
        if when is not None and table[0][when].strip() and not _TIME.match(table[0][when].strip()):
            table = table[1:]  # what its columns are called, in words that are not known
    if "words" not in named or "who" not in named:
        return None
    said, who = [], ""
    for row in table:
        who = row[named["who"]].strip().rstrip(":：").strip("*_ ") or who
        start, end = span(row[named["when"]] if "when" in named else "")
        said.append(Utterance(who, row[named["words"]], start, end))
    return said


def kinds(columns: Iterable[str]) -> dict[str, str]:
    """Return which column holds ``who``, ``words`` and ``when``, by their names; for each the word that is best known first."""
    named = {c.strip().rstrip(":").strip("*_ ").casefold(): c for c in reversed(list(columns))}
    found: dict[str, str] = {}
    for word, kind in _KINDS.items():
        if word in named and kind not in found:
            found[kind] = named[word]
    return found


def span(cell: str) -> tuple[float | None, float | None]:
    """Return begin and end of ``0:00.0 - 0:12.3``, or of one time only the begin."""
    if not cell.strip():
        return None, None
    first, *rest = _SPAN.split(cell.strip(), maxsplit=1)
    return seconds(first), seconds(rest[0]) if rest else None


def _columns(rows: Sequence[Sequence[str]], width: int) -> dict[str, int]:
    """Tell by what is in them which column holds times, which names, which words."""
    found: dict[str, int] = {}
    filled = {i: [r[i].strip() for r in rows if r[i].strip()] for i in range(width)}
    times = [i for i, cells in filled.items() if cells and sum(bool(_TIME.match(c)) for c in cells) > _MOST * len(cells)]
    if times:
        found["when"] = times[0]
    rest = [i for i in range(width) if i not in times and sum(c.isdecimal() for c in filled[i]) < _MOST * len(filled[i])]
    if len(rest) < 2:  # noqa: PLR2004 (one for names, one for words)
        return found
    longest = max(rest, key=lambda i: sum(map(len, filled[i])))
    short = [i for i in rest if i != longest and max(map(len, filled[i])) <= _LONGEST_LABEL]
    repeated = [
        i
        for i in short
        if len({speakers.fold(c.rstrip(":")) for c in filled[i]}) < len(filled[i]) or any(map(speakers.role, filled[i]))
    ]
    if repeated:
        found |= {"words": longest, "who": repeated[0]}
    return found
