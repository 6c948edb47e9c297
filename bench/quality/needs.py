"""How candidate needs and the order of reading do on real sets: none of them was written for this project.

What chose what: cues were written on others (docs/methods.md, signals); exponents and grains of the ranking were chosen with the
sample study, nhs_fft_feedback_dev, pdpilot and jupyter_ux_survey in view, so only app_reviews_features_dev and spack_user_survey
are strangers to it. The order of reading was chosen on app_reviews_features_dev and the questions "hinderances", "features" and
"difficult" of jupyter_ux_survey; "needs not addressed", pdpilot, nhs and the sample study are strangers to that.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import needsets
from measure import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.themes.needs import Candidate

WAVES = ("2020", "2021", "2022", "2025")
#: From this cosine to the words of a planned feature on, a segment speaks of it. Taken as it is, tuned on nothing.
ABOUT = 0.4
SETS: dict[str, Callable[[], needsets.Needed]] = {
    "jupyter": needsets.jupyter,
    "pdpilot": lambda: needsets.pdpilot("PDPilot improvements"),
    "nhs": needsets.nhs,
    "apps": needsets.apps,
}


@cache
def rows() -> Any:  # noqa: ANN401 (a module)
    """Return the rows on the sample study, as a module."""
    path = Path(__file__).parents[1] / "rows" / "needs.py"
    spec = importlib.util.spec_from_file_location("bench_rows_needs", path)
    if spec is None or spec.loader is None:
        message = f"{path} is not there"
        raise RuntimeError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def ranked(name: str) -> list[Candidate]:
    """Return the first 15 candidates of a set."""
    from workbench.themes.needs import candidates

    told = SETS[name]()
    return candidates(told.segments, told.vectors, told.signals)[:15]


def about(name: str) -> Callable[[], Row]:
    """Return a row: which part of the segments of the first 15 candidates speak of a need that people coded."""

    def row() -> Row:
        told = SETS[name]()
        own = [s for c in ranked(name) for s in c.segments]
        share, base = sum(s in told.needs for s in own) / max(1, len(own)), len(told.needs) / len(told.segments)
        needs = rows().found(ranked(name), told, least=2)
        how = (
            f"share of the {len(own)} segments of the first 15 candidates that people coded with a need; of all"
            f" {len(told.segments)} segments {base:.2f}; half of a candidate's people agree on one: {len(needs)} of"
            f" {len(told.all_needs)} needs"
        )
        return Row(share, "share", f"{base:.2f} of all segments", how, [share, share])

    return row


def order(name: str) -> Callable[[], Row]:
    """Return a row: how much one reads to meet 80 % of the needs, over what chance reads."""

    def row() -> Row:
        told = needsets.jupyter(words=True) if name == "jupyter" else SETS[name]()
        ours, chance, came = rows().order_of(told)
        how = (
            f"share read to meet 80 % of {len(told.all_needs)} needs, over that of orders by lot; means over 6 draws of 3/4 of the"
            f" people: ours {ours:.3f}, by lot {chance:.3f}, as they came {came:.3f}"
        )
        return Row(ours / chance, "ratio", "1", how, [ours / chance, ours / chance])

    return row


def spack() -> Row:
    """Do people speak most of what they rate as most important? Rank correlation over planned features, mean of four waves."""
    from scipy.stats import spearmanr

    from workbench.reading.backends import load_encoder
    from workbench.themes.bearing import strengths

    encoder, found = load_encoder(), {}
    for wave in WAVES:
        told, ranks = needsets.spack(wave), needsets.spack_ranks(wave)
        near = told.vectors @ encoder.encode(sorted(ranks)).T
        bears = [s > 0 for s in strengths(told.segments, told.signals)]
        people = [
            len({s.participant for s, cos, bear in zip(told.segments, near[:, n], bears, strict=True) if cos >= ABOUT and bear})
            for n in range(len(ranks))
        ]
        found[wave] = float(spearmanr(people, [ranks[f] for f in sorted(ranks)]).statistic)
    told_ = ", ".join(f"{wave} {rho:.2f}" for wave, rho in found.items())
    how = f"Spearman, people with a signal near a planned feature against its mean rating of importance: {told_}"
    return Row(sum(found.values()) / len(found), "rho", "0", how, [min(found.values()), max(found.values())])


def interviews() -> Row:
    """Planted needs among the first 15 candidates of the twelve interviews of the sample study alone."""
    own = rows()
    value = float(len(own.found(own.ranked("interview")[:15], needsets.sample(), least=2)))
    how = "of 8 planted needs, from the 12 interviews alone; half of a candidate's people, 2 or more, speak of it"
    return Row(value, "needs of 8", "4", how, [value, value])


ROWS: dict[str, Callable[[], Row]] = (
    {f"needs_coded_{name}": about(name) for name in SETS}
    | {f"needs_order_{name}": order(name) for name in SETS}
    | {"needs_spack_rho": spack, "needs_interviews_15": interviews}
)
