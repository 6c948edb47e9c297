"""XML from somebody else: handed over element by element, refused as soon as it is more than it may be."""

from __future__ import annotations

import pytest

from workbench.sources import xmlgate
from workbench.study.errors import Refused


def events(raw, most=100):
    found = []
    xmlgate.parse(raw, "a.xml", lambda *e: found.append(e), found.append, lambda t: found.append(repr(t)), most=most)
    return found


def test_names_come_without_their_namespace_and_attributes_in_lower_case():
    raw = b'<x:a xmlns:x="urn:y" x:Guid="1" Name="&lt;"><b>caf\xc3\xa9</b></x:a>'
    assert events(raw) == [("a", {"guid": "1", "name": "<"}), ("b", {}), "'caf\u00e9'", "b", "a"]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b"<a>&b;</a>", "not readable"),
        (b"<a><b></a>", "not readable"),
        (b"<a/>" * 2, "not readable"),
        (b"", "not readable"),
        (b"\xff\xfe\x00", "not readable"),
        (b'<?xml version="1.0" encoding="hex"?><a/>', "not readable"),
        (b"<a>" + b"<b/>" * 100 + b"</a>", "more than 100 elements"),
        (b"<a>" + b"<b></b>" * 200 + b"</a>", "more than 100 elements"),
        (b'<a b="' + b"x" * (2 << 20) + b'"/>', "an element of more than"),
        (b"<a><!--" + b"x" * (2 << 20) + b"--></a>", "an element of more than"),
    ],
)
def test_what_may_not_be_in_it_is_refused(raw, found):
    with pytest.raises(Refused, match=found):
        events(raw)


def test_a_long_text_is_handed_over_in_pieces():
    raw = b"<a>" + b"word " * (1 << 19) + b"</a>"
    said = [e for e in events(raw) if isinstance(e, str) and e.startswith("'")]
    assert len(said) > 10
    assert sum(len(s) - 2 for s in said) == 5 << 19
