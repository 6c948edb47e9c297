"""The collector of reference cycles: at rest, or looking less often, and afterwards as it was."""

from __future__ import annotations

import gc

import pytest

from workbench.study.memory import seldom_collected, uncollected


@pytest.fixture(autouse=True)
def _as_it_was():
    on, before = gc.isenabled(), gc.get_threshold()
    yield
    gc.set_threshold(*before)
    (gc.enable if on else gc.disable)()


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_rests_and_is_afterwards_as_it_was(on):
    (gc.enable if on else gc.disable)()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() is on


@pytest.mark.parametrize(
    ("first", "inside"),
    [
        pytest.param(700, 10_000, id="less often"),
        pytest.param(50_000, 50_000, id="as seldom as the program around it wants"),
        pytest.param(0, 0, id="never, if that is what it wants"),
    ],
)
def test_the_collector_looks_less_often_and_never_more_often(first, inside):
    gc.set_threshold(first, 11, 12)
    with seldom_collected(), seldom_collected():
        assert gc.get_threshold() == (inside, 11, 12)
    assert gc.get_threshold() == (first, 11, 12)


def test_it_is_as_it_was_after_an_error_too():
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), seldom_collected():
        1 / 0  # noqa: B018 (an error)
    assert gc.get_threshold() == before
