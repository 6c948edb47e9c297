"""Any file, however it was damaged, ends in codes or in one refusal that says what to do."""

from __future__ import annotations

import random

import pytest

from workbench.coding.codebook.book import Entry
from workbench.coding.codebook.files import read_codebook
from workbench.coding.codebook.plan import plan
from workbench.coding.codebook.qdc import write as to_qdc
from workbench.coding.codebook.table import write as to_csv
from workbench.coding.codebook.toml import write as to_toml
from workbench.study.errors import Refused

ENTRIES = [
    Entry("pain:fee", "Costs, and more", {"definition": "Money\nof any kind", "include": "A sum", "valence": -1, "key": "z"}),
    Entry("pain:hidden", "=Hidden", {"parent": "pain:fee", "colour": "#aabbcc", "latent": True, "stage": "purchase"}),
    Entry("need:quiet", "Quiet", {"exclude": "Noise"}),
]  # fmt: skip
HEADER = ("code", "family", "label", "parent", "definition", "include", "valence", "latent", "colour")
FILES = {
    "toml": to_toml(ENTRIES),
    "csv": to_csv([(e.id, e.family, e.label, *(e.says.get(f) for f in HEADER[3:])) for e in ENTRIES], HEADER),
    "qdc": to_qdc(ENTRIES, {"purchase": "Purchase"}),
}
BITS = ["a", ":", " ", "9", "pain:", "\n", '"', "'", "<", "&#0;", ",", "\\", "=", "]]>", "-", "#", "\x00", "🐌", "Key: ", "\ufeff"]


def damaged(text, rng):
    for _ in range(rng.randint(1, 3)):
        at, end = sorted(rng.randrange(len(text)) for _ in range(2))
        end = min(end, at + 40)
        text = rng.choice([
            text[:at] + rng.choice(BITS) + text[at:], text[:at] + text[at + rng.randint(1, 3) :], text[:at] + text[end:],
            text[:at] + text[at:end] * 2 + text[end:], text[:at] + rng.choice(BITS) + text[at + 1 :],
        ])  # fmt: skip
    return text


@pytest.mark.parametrize("suffix", list(FILES))
def test_damaged_files(folder, tmp_path, suffix):
    rng, seen = random.Random(7), {"codes": 0, "refused": 0}  # noqa: S311 (not a secret)
    path = tmp_path / f"codebook.{suffix}"
    for _ in range(150):
        path.write_bytes(damaged(FILES[suffix], rng).encode())
        try:
            made = read_codebook(path)
        except Refused as refused:
            assert refused.file == path.name and refused.remedy  # noqa: PT017, PT018 (both outcomes are right)
            seen["refused"] += 1
        else:
            assert sum(plan(folder, made).counts.values()) == len(made.entries)
            seen["codes"] += 1
    assert min(seen.values()) > 10  # both were met


@pytest.mark.parametrize("suffix", list(FILES))
def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, suffix):
    path = tmp_path / f"codebook.{suffix}"
    with path.open("wb") as file:
        file.truncate(33 * 2**20)  # a hole: takes no room on the disk
    with pytest.raises(Refused, match="33 MB, and the limit is 32 MB"):
        read_codebook(path)
