"""Addresses, numbers, keys and folders are found by their shape; what only looks like them passes."""

from __future__ import annotations

import pytest

from workbench.share.gate import scan_file


def found(text, name="a.txt"):
    return {leak.kind for leak in scan_file(name, text.encode())}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/home/ann/study", "home path"), ("file:///home/ann/study", "home path"), ("/Users/ann", "home path"),
        (r"C:\Users\ann\study", "home path"), ("C:/Users/ann/study", "home path"), (r"'C:\\Users\\ann\\study'", "home path"),
        ("/mnt/c/Users/ann/study", "home path"), (r"\\fileserver\home$\ann\study.docx", "home path"),
        (r"C:\Documents and Settings\ann\x", "home path"), ("/var/home/ann/x", "home path"),
        ("sk-proj-" + "aB3" * 12, "token"), ("AKIA" + "ABCDEFGH12345678", "token"), ("xoxb-1234567890-abcdef", "token"),
        ("Authorization: Bearer abc123abc123abc123abc", "token"), ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3.abc", "token"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "token"), ("password = 'hunter2!'", "token"), ("AIza" + "x1" * 17 + "y", "token"),
        ("api_key=abcdef0123456789abcdef", "token"), ("postgres://ann:s3cret@db.example/x", "token"),
        ("glpat-" + "a1" * 10, "token"),
        ("maria at bluegate dot example", "e-mail"), ("a.b@mail.example", "e-mail"), ("ａ@mail.example", "e-mail"),
        ("call 020 7946 0958", "phone"), ("my number is seven nine four six one three five nine", "phone"),
        ("GB33 BUKB 2020 1555 5555 55", "account"), ("4111 1111 1111 1111", "account"),
        ("I was born on 12 March 1984", "birth"), ("am 12.3.1984 geboren", "birth"), ("née le 8 décembre 1983", "birth"),
        ("doğum tarihim 17 Ocak 1992", "birth"), ("1990年5月12日出生", "birth"), ("17 Harcastle Lane", "address"),
        ("Lindenstraße 12", "address"), ("14 rue des Tanneurs", "address"), ("ul. Ogrodowej 7", "address"),
    ],
)  # fmt: skip
def test_what_gives_somebody_away(text, kind):
    assert kind in found(text)
    assert kind in found(f'{{"a": "{text}"}}'.replace("\\", "\\\\"), "a.json")
    if kind in {"token", "home path"} and "fileserver" not in text:
        assert kind in found(f"<script>/* {text} */</script>", "a.html")


@pytest.mark.parametrize(
    "text",
    [
        "https://tern.example/home/feed and https://api.example/Users/12", "pages/home/index.html", "the /home/ page",
        "/Users/Shared/x",
        r"\alpha\beta\gamma", r"a \\ b \\hline", r"/\\d+\\w+\\s/", "@media print and @font-face",
        "npm/vega@6.2.0 and vega@5.min.js",
        "sk-learn, sk-learning-curve", "a bearer of good news", "token = e.token", "password: your password", "20 of 33 people",
        "2026-09-03 10:15:22", "0.513 0.681 1494 405 12", "49.99, 1,234,567 visits, 3.2.1", "ISBN 12", "one two three four",
        "born in 1984, on the 3rd try", "the feature was born before version 3.2.1", "2 of 3 Lanes, Stage 2 Close",
        "wb-5f3a9c1e2b7d4a60", "eyJ is how it begins", "#0b4f7d 12px 14px 0 0 1px 2px",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_passes(text):
    assert found(text) == set()
    assert found(f"<p>{text}</p>", "a.html") == set()


def test_a_program_is_no_prose_wherever_it_is_packed():
    import gzip
    from base64 import b64encode

    from workbench.share.gate import Guard
    from workbench.sources.people.key import KeyEntry

    program = 'const a={"b":[1,2]};function t(n){return n["Jan"]?"\\\\x1f\\\\x2e\\\\x3d":(1-.12345678)};' * 9
    packed = b64encode(gzip.compress(program.encode(), mtime=0)).decode()
    guard = Guard([KeyEntry("P01", "Jan Novak"), KeyEntry("P02", "L. Joyce")])
    assert guard.leaks("a.html", f"<script>{program}</script>") == []
    assert guard.leaks("a.html", f"<script>load('{packed}')</script>") == []
    leak = program + 'show([{"who":"Jan said so"}])'
    assert [x.kind for x in guard.leaks("a.html", f"<script>{leak}</script>")] == ["name"]
    packed = b64encode(gzip.compress(leak.encode(), mtime=0)).decode()
    assert [x.kind for x in guard.leaks("a.html", f"<script>load('{packed}')</script>")] == ["name"]


def test_common_words_of_somebody_are_not_their_own():
    from workbench.share.gate import Guard

    runs = frozenset({("i", "don", "t", "know", "why", "i"), ("the", "landlord", "kept", "my", "deposit", "for")})
    guard = Guard((), runs)
    assert guard.leaks("a.txt", b"I don't know why I came") == []
    assert [x.kind for x in guard.leaks("a.txt", b"The landlord kept my deposit, for once")] == ["withheld words"]
