"""The numbers lane: what gets an interval, and what does not."""

import pytest

from workbench.journey.numbers import numbers

HEAD = "stage,date,metric,n,value,source,unit\n"


@pytest.mark.parametrize(("unit", "interval"), [("", True), ("share", True), ("mean", False), ("score", False), ("ratio", False)])
def test_only_a_share_gets_an_interval(made, unit, interval):
    (made.folder.root / "metrics.csv").write_text(HEAD + f"purchase,2026-02-01,m,200,0.42,s,{unit}\n")
    ((number,),) = numbers(made.folder)[0].values()
    assert (number["lo"] is not None) is interval
    if interval:
        # Wilson's interval of 84 of 200, by hand: centre (p + z²/2n) / (1 + z²/n) and half width of the score test
        assert (number["lo"], number["hi"]) == pytest.approx((0.3537, 0.4893), abs=1e-3)
