"""Authors of methods that our own pages name: *Wilson interval* is nobody in a study, whoever is called Wilson there."""

from __future__ import annotations

import re

_AUTHORS = (
    r"(?:Benjamini|Brennan|Chao|Cliff|Clopper|Cochran|Cohen|Connor|O'Connor|Fisher|Fleiss|Gladen|Guest|Gwet|Hochberg|Holm|Joffe|Kano"
    r"|Kish|Krippendorff|Lewin|McNemar|Namey|Chen|Newcombe|Pearson|Prediger|Reichheld|Rogan|Simpson|Turing|Ulwick|Welch|Wilson)"
)
_ALL = rf"{_AUTHORS}(?:(?:,? (?:and|&) |, ){_AUTHORS}){{0,3}}"
_THING = (
    r"(?:alpha|at one half|kappa|delta|exact|mid-?p|interval|index|score|rule|test|class|width|coefficient|marks|opportunity"
    r"|correction|design effect|\u03b1|\u03ba|\u03b4|Alpha-Reliability)"
)
#: With what it is a method of, or with the years in which our sources appeared; a name alone is one.
_METHOD = re.compile(
    rf"{_ALL}(?:'s)?,? (?:score |exact |mid-p )?{_THING}"
    rf"|{_ALL}(?: and others| et al\.)?,? \(?(?:1912|1927|1945|1947|1954|1960|1963|1965|1971|1978|1984|1987|1995|1998|2003|2004"
    rf"|2005|2008|2011|2016|2018|2020)(?!\d)"
    rf"|[Ii]ntervals? \({_ALL}(?:'s)?\)|Kano: what pleases"
)
_AROUND = 70


def of_a_method(text: str, start: int, end: int) -> bool:
    """Say whether a name between `start` and `end` is that of a method, in the words in which our own pages have it."""
    begin, stop = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return any(hit.start() <= start and end <= hit.end() for hit in _METHOD.finditer(text, begin, stop))
