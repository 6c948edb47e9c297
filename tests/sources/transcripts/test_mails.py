from __future__ import annotations

import pytest
from sources.transcripts.shapes import lines

from workbench.sources.transcripts.read import parse
from workbench.study.errors import Refused

TALK = [
    ("Anna Fox", "Hi Mara,\nhow did you hear of it?"),
    ("Mara Klein", "A colleague told me.\nI waited three weeks."),
    ("Anna Fox", "And then?"),
    ("Mara Klein", "I gave up: too long."),
]


def letters(head, foot=lambda _: ""):
    return "\n".join(f"{head(who, n)}\n{words}\n{foot(n)}" for n, (who, words) in enumerate(TALK))


def quoted(n):
    return f"\nOn Tue, Feb 10, 2026 at 2:0{n} PM Anna Fox <anna@acme.example> wrote:\n> {TALK[n - 1][1].split()[0]}\n" if n else ""


def mail(who, n):
    return f"From: {who} <{who[:4].lower()}@acme.example>\nTo: Team\nDate: Tue, 10 Feb 2026 14:0{n}:11 +0100\nSubject: The card\n"


def outlook(who, n):
    rule = "________________________________\n" if n else ""
    return f"{rule}Von: {who}\nGesendet: Dienstag, 10. Februar 2026 14:0{n}\nAn: Team\nBetreff: AW: Karte\n"


def signal(who, n):
    own = who == "Anna Fox"
    got = "" if own else f"Received: Tue, 10 Feb 2026 14:0{n}:13 +0100\n"
    number = who if own else f"+49 170 1234567 ({who})"
    return f"From: {number}\nType: {'outgoing' if own else 'incoming'}\nSent: Tue, 10 Feb 2026 14:0{n}:11 +0100\n{got}"


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("thread.txt", letters(mail).encode()),
        ("thread.txt", letters(mail, quoted).encode()),
        ("thread.txt", letters(outlook).encode()),
        ("thread.docx", lines(letters(mail))),
        ("signal.txt", letters(signal).encode()),
        ("again.txt", (letters(mail) + mail(*TALK[0][:1], 0) + "\n" + TALK[0][1]).encode()),
    ],
)
def test_who_wrote_a_letter_says_its_words_and_nothing_else_does(name, raw):
    """The whole thread was one participant's words, also the questions; of an export of Signal *Type* asked them."""
    said = parse(raw, name=name, suffix=name[-5:] if name.endswith("docx") else ".txt").utterances
    assert [(u.speaker, " ".join(u.text.split())) for u in said] == [(who, " ".join(words.split())) for who, words in TALK]


def test_a_form_above_an_interview_is_no_letter():
    talk = (
        "From: Research\nTo: Product\nDate: 10 February 2026\n\nInterviewer: How so?\nMara: Slow.\nInterviewer: Why?\nMara: Forms."
    )
    assert [u.speaker for u in parse(talk.encode(), name="a.txt", suffix=".txt").utterances] == ["Interviewer", "Mara"] * 2


def test_a_saved_letter_is_read_and_what_is_none_is_refused():
    head = b"From: Mara Klein <m@x.example>\nDate: Tue, 10 Feb 2026 16:00:00 +0100\nMIME-Version: 1.0\n"
    html = (
        b"Content-Type: text/html; charset=utf-8\n\n<style>p {}</style><p>Es war <b>schlimm</b>.</p><p>Drei Wochen &amp; mehr.</p>"
    )
    found = parse(head + html, name="a.eml", suffix=".eml")
    assert [(u.speaker, u.text) for u in found.utterances] == [("Mara Klein", "Es war schlimm.\nDrei Wochen & mehr.")]
    assert found.date == "2026-02-10"
    for raw in (b"nothing", head + b"Content-Type: text/plain; charset=klingon\n\nx", head + b"Content-Type: image/png\n\nx"):
        with pytest.raises(Refused):
            parse(raw, name="a.eml", suffix=".eml")


def test_an_export_of_signal_as_markdown_has_no_reactions_and_nothing_said_twice():
    """What was quoted, who reacted and the name of a picture were said by whoever came before them."""
    chat = (
        "[2026-02-10 14:02] Me: How did you hear of it?  \n[2026-02-10 14:03] Mara: A friend. (- Me: 👍 -)  \n"
        "[2026-02-10 14:03] Mara: ![IMG_1.jpg](./media/IMG_1.jpg)  \n[2026-02-10 14:04] Me: And then?  \n"
        "[2026-02-10 14:06] Mara: \n>\n> And then?\n>\nI waited.  \n"
    )
    said = parse(chat.encode(), name="chat.md", suffix=".md").utterances
    assert [(u.speaker, u.text) for u in said] == [
        ("Me", "How did you hear of it?"), ("Mara", "A friend."), ("Me", "And then?"), ("Mara", "I waited."),
    ]  # fmt: skip
