"""Expected and delivered: what people hoped for in a stage against what they got.

Satisfaction is delivery less expectation (Oliver 1980). Codes come in pairs, ``expectation:x`` and ``delivered:x``; the expectation
is the zero line, and the gap is how people felt about what they got.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import by_person

if TYPE_CHECKING:
    from workbench.journey.lanes.items import Told


def gaps(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the gaps of each stage, by name; under an empty name those whose stage is not known.

    Each has ``name``, ``statement``, ``k`` people who tell what they got, ``n``, ``lo`` and ``hi`` (their share of who spoke about
    or was asked about the stage), ``hoped`` (people who tell what they expected), ``both`` (who tell both), ``expected`` (0),
    ``delivered`` and ``difference`` (mean of person means from -2 to +2, None where nobody showed a feeling), ``felt`` (that mean
    with its interval and people), ``sign`` (``better`` or ``worse`` where the interval leaves zero out, else ``unclear``) and
    ``quotes``.
    A gap lies in one stage, as a claim does.
    """
    codes, expected = told.look.codes, told.of("expectation")
    found: dict[str, list[dict[str, Any]]] = {}
    for code, mentions in told.of("delivered").items():
        if not mentions:
            continue
        name = code.partition(":")[2]
        hoped = codes.get(f"expectation:{name}")
        before = expected.get(f"expectation:{name}", [])
        stage = told.material.homes.get(code, "")
        got = by_person(mentions)
        item = told.item(code, codes[code].label, stage, got)
        felt = item["valence"]
        said = f"expected: {hoped.label} – got: {item['label']}" if hoped and not hoped.retired else item["label"]
        found.setdefault(stage, []).append(
            {
                "name": name,
                "statement": said,
                "k": item["k"],
                "n": item["n"],
                "lo": item["lo"],
                "hi": item["hi"],
                "hoped": len(by_person(before)),
                "both": len(by_person(before).keys() & got.keys()),
                "expected": 0.0,
                "delivered": felt["mean"] if felt else None,
                "difference": felt["mean"] if felt else None,
                "felt": felt,
                "sign": sign(felt),
                "quotes": [m.id for m in (*before, *mentions)],
            }
        )
    return found


def sign(felt: dict[str, Any] | None) -> str:
    """Return whether what came was better or worse than expected, or that it cannot be told."""
    if felt is None or felt["lo"] is None:
        return "unclear"
    return "better" if felt["lo"] > 0 else "worse" if felt["hi"] < 0 else "unclear"
