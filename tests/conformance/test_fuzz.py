"""Spoilt files through every reader: rows or one of our errors, in time, and a study that a refusal does not change.

The readers are in tests/fuzz/fuzz_readers.py, the ways to spoil a file in fuzz_mutators.py; `make fuzz` goes on with the same for
as long as it is asked to, led by coverage where atheris is installed.
"""

from __future__ import annotations

import pytest
from fuzz_mutators import MUTATORS, mutate
from fuzz_readers import READERS, Wrong, mutated, steps_for, trouble, whole_transcript
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SEEDS = st.integers(0, 2**32 - 1)
#: Those that take a whole import cost more than reading does.
FEWER = {n: 10 for n in READERS if n.startswith(("import", "table", "people", "tickets", "acts"))} | {
    "table.sav": 2,
    "transcript.xlsx": 12,
}


@pytest.mark.parametrize("name", READERS)
def test_real_files_are_read(name):
    for number in range(len(READERS[name][1]())):
        assert trouble(name, mutated(name, number, [])) is None


@pytest.mark.parametrize("name", READERS)
def test_spoilt_files_end_in_rows_or_in_one_of_our_errors(name):
    steps = st.lists(st.tuples(st.sampled_from(steps_for(name)), SEEDS), min_size=1, max_size=5)

    @settings(max_examples=FEWER.get(name, 25), suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 9), steps, st.integers(0, 9))
    def run(number, how, other):
        assert trouble(name, mutated(name, number, how, other)) is None

    run()


@settings(max_examples=60)
@given(st.sampled_from(sorted(n for n in READERS if "." in n)), st.binary(max_size=300))
def test_bytes_of_any_kind_do_no_harm_either(name, raw):
    assert trouble(name, raw) is None


@pytest.mark.parametrize("name", sorted(MUTATORS))
def test_a_mutator_gives_the_same_bytes_again(name):
    raw, other = (
        READERS["codebook.qdc" if name in {"tags", "values"} else "acts.json" if name == "nodes" else "transcript.vtt"][1]()[0],
        b"other\n" * 40,
    )
    made = [mutate(raw, [(name, seed)], other) for seed in range(6)]
    assert made == [mutate(raw, [(name, seed)], other) for seed in range(6)]
    assert any(m != raw for m in made)


def test_a_reader_that_fails_would_be_noticed(monkeypatch):
    def broken(_raw):
        return 1 / 0

    monkeypatch.setitem(READERS, "broken", (broken, list))
    assert "ZeroDivisionError" in trouble("broken", b"")

    class Draft:
        utterances = ()

    whole_transcript(Draft)
    from workbench.sources.transcripts.draft import Utterance

    Draft.utterances = (Utterance("P01", "a\0b"),)
    with pytest.raises(Wrong):
        whole_transcript(Draft)
