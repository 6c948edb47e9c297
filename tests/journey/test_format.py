"""docs/format.md describes the map as it is."""

import re
from pathlib import Path

from workbench.journey.map import build

FORMAT = Path(__file__).parent.parent.parent / "docs" / "format.md"


def test_every_key_of_a_map_is_described(field):
    made = field()
    made.define("pain:forms", stage="purchase").interview("P01", "The forms took an hour.")
    made.code("The forms took an hour", "stage:purchase", "pain:forms", "emotion:frustrated")
    model = build(made.folder)
    words = set(re.findall(r"`([a-z_A-Z]+)`", FORMAT.read_text(encoding="utf-8").split("## Maps")[1]))
    missing = set(model) - words
    missing |= set(next(iter(model["claims"].values()))) - words - {"id", "code"}
    missing |= set(next(iter(model["quotes"].values()))) - words - {"id"}
    missing |= set(model["stages"][0]) - words - {"id"}
    missing |= set(model["facts"]) - words
    assert not missing
