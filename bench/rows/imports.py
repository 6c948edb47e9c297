"""What `import workbench` costs, against `import pandas`."""

from __future__ import annotations

from measure import Row, median_row, paired_ratio

PEER = "import pandas"
HOW = "fresh processes in pairs, order alternating, seconds inside the process"


def import_ratio() -> Row:
    """Time the bare import."""
    return median_row(paired_ratio("import workbench", PEER), "times", PEER, f"import workbench; {HOW}")


def import_used_ratio() -> Row:
    """Time the import with every public name touched, so that nothing is saved by putting it off."""
    code = "import workbench\nfor name in workbench.__all__: getattr(workbench, name)"
    return median_row(paired_ratio(code, PEER), "times", PEER, f"import workbench and resolve all of workbench.__all__; {HOW}")


ROWS = {"import_ratio": import_ratio, "import_used_ratio": import_used_ratio}
