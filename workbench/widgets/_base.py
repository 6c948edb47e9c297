"""What every widget has: messages that are always answered, and a static twin for when no kernel is there.

A widget alone is blank in a colleague's copy of a notebook. So each shows itself as two outputs: the widget, and behind
it plain HTML that is kept up to date through its display id and hidden by CSS for as long as the widget lives
(``.wb-live`` right before ``.wb-twin``). Saved, shared or opened without a kernel, the HTML is what one reads.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from html import escape
from typing import TYPE_CHECKING, Any

import anywidget

from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)
_TWIN_SECONDS = 1.0
_LATER = (
    '<div class="wb-twin"><strong>{}</strong><br>Names are being looked for in what people said; their words stand here, '
    "with names masked, when that is done.</div>"
)

#: Hides whatever stands right before a twin (a dead widget's "model not found") unless a live widget is in it.
SWAP = (
    "<style>.jp-OutputArea-child:has(+ .jp-OutputArea-child .wb-twin):not(:has(.wb-live)){display:none}"
    ".jp-OutputArea-child:has(.wb-live) + .jp-OutputArea-child:has(.wb-twin){display:none}</style>"
)


class Base(anywidget.AnyWidget):
    """A widget that answers every message and has a static twin. Subclasses give `handle`, `twin` and `plain`."""

    def __init__(self) -> None:
        super().__init__()
        self._twin_handle: Any = None
        self._twin_due = False
        self._twin_made = threading.Lock()  # one at a time, so that an older one never comes last
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: a widget; put it on the last line of a cell in JupyterLab (`workbench lab`) to see it>"

    def handle(self, message: dict[str, Any]) -> None:
        """Act on one message from the browser; a `UserError` becomes the answer to it."""
        raise NotImplementedError

    def twin(self) -> str:
        """Return the static HTML that stands for the widget."""
        raise NotImplementedError

    def plain(self) -> str:
        """Return one line of text that stands for the widget."""
        raise NotImplementedError

    def _receive(self, _widget: Any, message: Any, _buffers: Any) -> None:  # noqa: ANN401 (as ipywidgets calls it)
        asked = message if isinstance(message, dict) else {}
        self.answering(asked, lambda: self.handle(asked))

    def answering(self, message: dict[str, Any], do: Callable[[], object]) -> None:
        """Do what answers a message; if that fails, the failure is the answer."""
        number = message.get("id")
        try:
            do()
        except UserError as error:
            # A plain UserError is about what was asked and would come again; the disk's refusals are worth another try.
            keep = type(error) is not UserError
            self.send({"op": "reply", "id": number, "error": type(error).__name__, "why": str(error), "keep": keep})
        except Exception as error:
            # Its text may hold words of a participant, so the browser gets the kind and the log gets the rest.
            logger.exception("message %r failed", number)
            why = f"a mistake of the workbench ({type(error).__name__}); the kernel's log says more"
            self.send({"op": "reply", "id": number, "error": type(error).__name__, "why": why, "keep": True})

    def _ipython_display_(self, **_: Any) -> None:  # noqa: ANN401 (as IPython calls it)
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        data["text/plain"] = f"{type(self).__name__}: run this cell to use it"  # the twin says the rest, and stays up to date
        display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]
        # Whoever sits there works at once, and the words follow; where nobody does, the notebook is saved as it is now.
        later = self.waits() and _somebody_there()
        first = {"text/html": SWAP + _LATER.format(escape(self.plain())), "text/plain": self.plain()} if later else self._static()
        self._twin_handle = display(first, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        if later:
            self._renew_later(0)

    def waits(self) -> bool:
        """Return whether the twin has to wait for something that takes long."""
        return False

    def unhurried(self) -> None:
        """Do what the twin waits for; a subclass that has a lock does not hold it here."""

    def _static(self) -> dict[str, str]:
        self.unhurried()
        return {"text/html": SWAP + self.twin(), "text/plain": self.plain()}

    def renew_twin(self) -> None:
        """Bring the static twin up to date about a second from now; many calls make one update.

        In a thread of its own: looking for names in a study nobody looked through before takes a minute, and nobody's
        next act may wait for that.
        """
        if self._twin_handle is None or self._twin_due:
            return
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # no kernel loop: a script or a test
            self._renew()
            return
        self._renew_later(_TWIN_SECONDS)

    def _renew_later(self, seconds: float) -> None:
        self._twin_due = True
        later = threading.Timer(seconds, self._renew)
        later.daemon = True
        later.start()

    def _renew(self) -> None:
        with self._twin_made:
            self._twin_due = False
            try:
                self._twin_handle.update(self._static(), raw=True)
            except Exception:  # the twin is a courtesy: it must never stand in the way of coding
                logger.exception("the static twin was not updated")


def _somebody_there() -> bool:
    """Return whether a person runs this cell: a notebook that is executed as a whole cannot be asked anything back."""
    from IPython.core.getipython import get_ipython

    return bool(getattr(getattr(get_ipython(), "kernel", None), "_allow_stdin", False))
