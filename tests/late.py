"""A kernel far away: what a page says to Python is held back on its way, and so is what Python says to the page.

``WORKBENCH_LATE=300`` holds every round of question and answer for 300 ms in all browser tests, ``WORKBENCH_LATE=0-800``
for a time between the two, another for every message; none overtakes one before it. It is not used by default: no test may
pass or fail by how fast Python answers.
"""

from __future__ import annotations

import os

#: Half of it on the way to Python, half on the way back. `late(way)` returns a lane: what it is given is done in order, later.
#: In JupyterLab the messages of kernels go through it; the harnesses in widgets/ use it by themselves.
_SCRIPT = """([least, most]) => {
  if (window.late) return;
  let seed = 7; // the same on every run
  const chance = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  window.late = () => {
    let free = 0;
    const queue = []; // the first in is the first out, whichever timer comes first: they count in whole milliseconds
    return (what) => {
      const now = performance.now();
      free = Math.max(free, now + (least + (most - least) * chance()) / 2);
      queue.push(what);
      setTimeout(() => queue.shift()(), free - now);
    };
  };
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(url, ...more) {
      super(url, ...more);
      if (/\\/channels/.test(String(url))) this.lanes = { out: window.late(), back: window.late() };
    }
    send(data) { if (this.lanes) this.lanes.out(() => super.send(data)); else super.send(data); }
    set onmessage(hear) { super.onmessage = this.lanes && hear ? (e) => this.lanes.back(() => hear.call(this, e)) : hear; }
    get onmessage() { return super.onmessage; }
  };
}"""


def asked() -> str:
    """Return how late Python shall answer in all tests; empty: not at all."""
    return os.environ.get("WORKBENCH_LATE", "")


def script(late: str) -> str:
    """Return what a page runs before anything else so that Python answers `late`: "300" or "0-800", in milliseconds."""
    least, _, most = late.partition("-")
    return f"({_SCRIPT})([{int(least)}, {int(most or least)}])"
