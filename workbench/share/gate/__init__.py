"""The share gate: the last look at a finished file, through every disguise in which a name leaves a study unseen.

A chart carries its data, a widget its state, a notebook its attachments; JSON escapes what is not ASCII, HTML has
entities, links have percent signs, pictures are base64, Office files are zip archives. A search for a name in the bytes
finds none of these.
"""

from workbench.share.gate.guard import Guard, require_clean, scan, scan_file
from workbench.share.gate.leak import KINDS, Leak

__all__ = ["KINDS", "Guard", "Leak", "require_clean", "scan", "scan_file"]
