"""Values that people type and files hold, and some that they should not, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

#: Any text a file can hold: emoji, combining marks, bidirectional controls, line ends; no half characters.
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)

#: Names a coder could type.
coder_names = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=30).filter(lambda s: s.strip())

#: Any JSON value, as a hand-edited log may hold.
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


#: Half-open spans within `length` code points.
def spans(length: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, length - 1), st.integers(1, length)).map(
        lambda pair: (min(pair), max(pair)) if pair[0] != pair[1] else (pair[0], pair[0] + 1)
    )
