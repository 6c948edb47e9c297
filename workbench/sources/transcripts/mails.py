"""Letters one after another: threads of mail, and messengers that write *From*, *Sent* and what was said as mail does.

Who wrote stands in a head of lines such as ``From: Mia Lund <mia@example.org>`` and ``Date: …``. What an answer quotes of
an earlier letter is said once, where it was written.
"""

from __future__ import annotations

import email
import email.policy
import html
import re
from typing import TYPE_CHECKING

from workbench.sources.transcripts import speakers
from workbench.sources.transcripts.draft import Utterance, tidy
from workbench.study.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

_FROM = "from|von|de|da|van|från|fra|od|от|kimden|lähettäjä|差出人|发件人|보낸 사람"
_WHEN = (
    "date|sent|datum|gesendet|envoyé|fecha|enviado|enviada|data|inviato|verzonden|datum|skickat|sendt|wysłano|дата|日時|发送时间"
)
_OTHER = (
    "to|cc|bcc|subject|reply-to|an|betreff|kopie|à|objet|para|asunto|assunto|a|oggetto|aan|onderwerp|till|til|ämne|emne|do|temat"
    "|кому|тема|宛先|件名|收件人|主题|type|received|importance|attachments|anlagen|message-id|mime-version|content-type"
)
_LINE = re.compile(rf"(?i)^[*_\s]*(?:(?P<sender>{_FROM})|(?P<when>{_WHEN})|(?:{_OTHER}))[*_\s]*[:：][*_\s]*(?P<value>\S.*)?$")
_ADDRESS = re.compile(r"\s*[<(\[]\s*(?:mailto:)?[^\s<>@]+@[^\s<>]+[>)\]]|\s*\[mailto:[^\]]*\]")
_QUOTED = re.compile(r"^\s*>")
#: What mail programs put above what they quote.
_ABOVE_QUOTE = re.compile(
    r"(?i)^\s*(?:(?:on|am|le|el|il|op|den|em|dnia)\s.{4,160}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu"
    r"|napisał\w*)\b.{0,80}[:：]\s*|-{2,}\s*(?:original message|ursprüngliche nachricht|forwarded message|weitergeleitete nachricht"
    r"|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht)\s*-{2,})\s*$"
)
_SIGN, _RULE = re.compile(r"^-- ?$"), re.compile(r"^\s*[_-]{6,}\s*$")
_NUMBER_NAME = re.compile(r"^\+?[\d\s()/-]{6,20}\((?P<name>[^()\d][^()]*)\)$")
_MOST_LINES = 12
_TAG, _BREAK, _HIDDEN = re.compile(r"<[^<>]*>"), re.compile(r"(?i)<br\s*/?>|</(?:p|div|li|tr)>"), re.compile(
    r"(?is)<(style|script|head)\b.*?</\1>"
)  # fmt: skip


def read_mails(rows: Sequence[str]) -> tuple[tuple[Utterance, ...], tuple[str, ...]] | None:
    """Return what is written in letters, a letter a turn, and notes; None if the lines hold no heads of letters."""
    if not any(m and m["sender"] for m in (_LINE.match(r) for r in rows[:_MOST_LINES])):
        return None
    heads = _heads(rows)
    if not heads or (len(heads) == 1 and speakers.labels(rows[heads[0][1] :])):  # a form above an interview
        return None
    said: list[Utterance] = []
    quoted = 0
    seen: set[tuple[str, str]] = set()
    for number, (_, end, who) in enumerate(heads):
        until = heads[number + 1][0] if number + 1 < len(heads) else len(rows)
        words, left = _words(rows[end:until])
        quoted += left
        key = (who.casefold(), " ".join(words.split()).casefold())
        if words and key not in seen:
            said.append(Utterance(who, words))
        quoted += len(words.split("\n")) if words and key in seen else 0
        seen.add(key)
    notes = [f"{len(said)} letters: their heads (who, when, about what) are left out"]
    notes += [f"{quoted} lines that quote an earlier letter, or sign, were left out"] if quoted else []
    before = sum(1 for r in rows[: heads[0][0]] if r.strip())
    notes += [f"{before} lines before the first letter were left out"] if before else []
    return (tuple(said), tuple(notes)) if said else None


def _heads(rows: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return where each head begins and ends, and who wrote what follows."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(rows):
        if not _LINE.match(rows[at]):
            at += 1
            continue
        end, who, dated, lines = at, "", False, 0
        for i in range(at, len(rows)):
            match = _LINE.match(rows[i])
            if match is None or (match["sender"] and who):
                if rows[i].strip():
                    break
                continue
            who = who or (_name(match["value"] or "") if match["sender"] else "")
            dated = dated or bool(match["when"])
            end, lines = i + 1, lines + 1
        if who and dated and lines > 1:
            found.append((at, end, who))
        at = max(end, at + 1)
    return found


def _name(value: str) -> str:
    """Return who wrote, without the address where there is a name."""
    number = _NUMBER_NAME.match(value.strip())
    name = number["name"] if number else _ADDRESS.sub("", value).strip().strip("\"'*_ ")
    return " ".join((name or value).split())[:60].strip("<> ")


def _words(rows: Sequence[str]) -> tuple[str, int]:
    """Return what was written, without what is quoted and what a program signs with, and how many lines went."""
    signed = next((i for i, r in enumerate(rows) if _SIGN.match(r) and any(x.strip() for x in rows[:i])), len(rows))
    kept = [r for r in rows[:signed] if not (_QUOTED.match(r) or _ABOVE_QUOTE.match(r) or _RULE.match(r))]
    left = sum(1 for r in rows if r.strip()) - sum(1 for r in kept if r.strip())
    return tidy("\n".join(k.rstrip() for k in kept)), left


def text_of(raw: bytes, *, name: str) -> str:
    """Return a letter as mail programs save it (.eml) as the lines that `read_mails` reads.

    Raises
    ------
    Refused
        If it is no letter, or its words are in a character set that is not known.
    """
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        heads = [f"{k}: {' '.join(str(message[k]).split())}" for k in ("From", "Date", "Subject") if message[k]]
        body = _body(message)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise Refused(name, f"not readable as a letter ({type(error).__name__})", "Save what it says as .txt or .docx.") from None
    if not heads or not body.strip():
        raise Refused(name, "no letter with words in it", "Save what it says as .txt or .docx.")
    return "\n".join(heads) + "\n\n" + body


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    text = str(part.get_content())
    if part.get_content_subtype() == "html":
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", text))))
    return text.replace("\r\n", "\n")
