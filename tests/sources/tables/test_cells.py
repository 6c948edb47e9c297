"""A million cells at a time give what one at a time would."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.tables import cells

CELL = st.text(st.sampled_from("aZ0 \t\n\x85\u2003é\u3000\ufeff"), max_size=4)


@given(st.lists(st.lists(CELL, max_size=6), max_size=4))
def test_what_is_there_is_what_strip_leaves(pieces):
    held = pa.chunked_array([pa.array(piece, pa.large_string()) for piece in pieces], pa.large_string())
    assert cells.present(held).tolist() == [bool(cell.strip()) for piece in pieces for cell in piece]


@pytest.mark.parametrize(("first", "count", "width"), [(1, 0, 4), (1, 12, 4), (99_990, 70_000, 6), (2**32 - 3, 6, 12)])
def test_numbers_are_written_with_leading_zeros(first, count, width):
    made = cells.numbered("R", first, count, width)
    made.validate(full=True)
    assert made.to_pylist() == [f"R{number:0{width}d}" for number in range(first, first + count)]


def test_a_number_that_needs_more_digits_is_an_error_not_another_number():
    with pytest.raises(ValueError, match="1000 has more than 3 digits"):
        cells.numbered("R", 999, 2, 3)


@pytest.mark.parametrize("count", [0, 1, 65_536, 65_537, 200_000])
def test_the_same_cell_many_times_takes_the_room_of_one_block(count):
    column = cells.alike("Why?", count)
    assert len(column) == count
    assert count == 0 or column.unique().to_pylist() == ["Why?"]
    assert len({chunk.buffers()[2].address for chunk in column.chunks}) <= 1


@pytest.mark.parametrize("ids", [["a", "b"], [f"u-{n}" for n in range(70_000)], ["x" * 63 + c for c in "abc"]])
def test_cells_that_differ_are_known_to(ids):
    assert cells.surely_unique(pa.array(ids, pa.large_string()))
    assert not cells.surely_unique(pa.array([*ids, ids[0]], pa.large_string()))


@pytest.mark.parametrize("cell", ["é", "x" * 65])
def test_of_long_cells_and_other_alphabets_it_is_not_sure(cell):
    assert not cells.surely_unique(pa.array(["a", cell], pa.large_string()))


def test_the_bytes_come_in_blocks():
    column = pa.array(["first", *("x" * 1000 for _ in range(3000)), "last"], pa.large_string())[1:-1]
    blocks = list(cells.blocks(column))
    assert b"".join(block.tobytes() for block in blocks) == b"x" * 3_000_000
    assert max(map(len, blocks)) < 3_000_000
