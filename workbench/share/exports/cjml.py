"""The journey in CJML, the Customer Journey Modelling Language of SINTEF (https://cjml.no), version 2.0 of its XML.

CJML tells what was planned from what happened: the touchpoints of study.toml make the planned journey, those that people
speak of the actual one. Its makers publish an example and no schema; what is written here has the elements of that example,
and the same with ``planned`` for ``actual``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workbench.study.canon import xml_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.map_page import Model

#: What the study does not say: who runs a touchpoint nobody owns.
_NOBODY = "Provider"


def cjml(model: Model) -> str:
    """Return the planned and the actual journey as CJML 2.0."""
    root = Element("CJML", version="2.0")
    spoken = [(s, t) for s in model["stages"] for t in s.get("touchpoints") or []]
    planned = [(s, t) for s, t in spoken if t.get("planned")]
    actual = [(s, t) for s, t in spoken if t["k"]]
    for name, number, steps in (("planned", "PJ1", planned), ("actual", "AJ1", actual)):
        if steps:
            _journey(root, name, number, steps, model)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _journey(root: Element, name: str, number: str, steps: Sequence[tuple[Any, Any]], model: Model) -> None:
    journey = SubElement(root, f"{name}Journey")
    _words(journey, "journeyID", number)
    actors = SubElement(journey, "actors")
    user = (model.get("persona") or {}).get("name", "Customer")
    _words(SubElement(actors, "endUser", actorID="A0"), "actorName", user)
    providers = list(dict.fromkeys(t.get("owner") or _NOBODY for _, t in steps))
    for place, owner in enumerate(providers, 1):
        _words(SubElement(actors, "serviceProvider", actorID=f"A{place}"), "companyName", owner)
    points = SubElement(journey, "touchpoints")
    for place, (stage, touchpoint) in enumerate(steps, 1):
        point = SubElement(points, f"{name}CommunicationPoint")
        _words(point, "touchpointID", f"TP{place}")
        for role, who, words in (
            ("initiator", "A0", touchpoint["label"]),
            ("receiver", f"A{providers.index(touchpoint.get('owner') or _NOBODY) + 1}", stage["label"]),
        ):
            side = SubElement(point, role)
            SubElement(side, "refersTo", actorIDref=who)
            _words(side, f"{role}Label", words)
        if touchpoint.get("channel"):
            _words(SubElement(point, "channel"), "channelName", touchpoint["channel"])


def _words(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = xml_text(text)
