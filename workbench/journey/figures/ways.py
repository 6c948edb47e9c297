"""Which way a number should go, told from its name: more sign-ups are good, more tickets are not.

A guess from a list of words, and silent where it does not know: a number whose good way is not known never agrees or
conflicts with anybody.
"""

from __future__ import annotations

import re

_DOWN = re.compile(
    r"\b(?:drop.?off|dropped|abandon|bounce|exit|churn|cancel|complain|ticket|refund|return rate|unsubscri|rage|dead click|error"
    r"|fail|effort|wait|time to|response time|handling time|duration|no.?show|overdue|late\b|left\b|detractor|uninstall)",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:nps\b|net promoter|csat\b|satisf|complet|conver|paid\b|purchas|order|sign.?up|signed up|register|subscri|activat"
    r"|adopt|publish|retain|retention|renew|referr|recommend|visits?\b|visitors?\b|entered|start|trial|success|resolved|on time"
    r"|return(?:ing|ed) (?:user|customer|visitor)|use[ds]?\b|promoter|revenue|engage)",
    re.IGNORECASE,
)


def better(metric: str) -> str:
    """Return ``up`` or ``down``; empty where the name says neither, or both."""
    name = re.sub(r"[\W_]+", " ", metric)
    down, up = bool(_DOWN.search(name)), bool(_UP.search(name))
    if down == up:
        return "down" if down and re.match(r"\W*(?:drop|abandon|exit|cancel|churn|bounce)", name, re.IGNORECASE) else ""
    return "down" if down else "up"
