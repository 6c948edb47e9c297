"""Other models than the packaged one: by name, from a folder, or handed over."""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from workbench.reading import backends, sentences, static
from workbench.reading.backends import load_encoder, wrap
from workbench.reading.cache import embed
from workbench.reading.encoder import MODEL_SHA256
from workbench.reading.static import Static
from workbench.study.errors import Refused, UserError


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch):
    monkeypatch.setattr(backends, "_loaded", {})


class Letters:
    """A model that counts letters, as sentence-transformers and BERTopic would call it."""

    def __init__(self, method):
        setattr(self, method, lambda texts: [[t.count("a"), t.count("b"), len(t) + 1] for t in texts])


def test_the_packaged_one_has_two_names_and_is_read_once():
    assert load_encoder("minilm-int8") is load_encoder() is load_encoder("minilm")
    assert load_encoder().id == f"all-MiniLM-L6-v2-int8-whole-{MODEL_SHA256[:8]}"


@pytest.mark.parametrize("name", ["minilm", "minilm-floats"])
def test_an_encoder_says_what_it_is(name):
    encoder = load_encoder(name)
    assert (encoder.dimensions, encoder.alone, encoder.languages) == (384, 0.45, ("en",))


def test_an_unknown_encoder_is_told_which_there_are():
    with pytest.raises(UserError, match=r"minilm, minilm-floats, static, sentence-transformers:<name or folder>"):
        load_encoder("gpt")


@pytest.mark.parametrize("name", ["model.pkl", "sentence-transformers:/x/MODEL.PKL", "a.bin", "a.pt", "a.pth", "a.joblib", "b.npy"])
def test_pickled_models_are_refused_by_name(name):
    with pytest.raises(Refused, match="can run any program"):
        load_encoder(name)


@pytest.mark.parametrize("method", ["encode", "embed_documents", "embed"])
def test_any_object_is_wrapped(method, tmp_path):
    encoder = wrap(Letters(method), "letters-1")
    told = []
    vectors = encoder.encode(["aab", "b", ""] * 50, lambda *done: told.append(done))
    assert (encoder.id, encoder.dimensions, encoder.alone, encoder.languages) == ("letters-1", 3, 0.0, ())
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert told == [(64, 150), (128, 150), (150, 150)]
    assert np.array_equal(embed(["aab", "b"], encoder, tmp_path), vectors[:2])
    assert embed([], encoder, tmp_path).shape == (0, 3)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (lambda texts: ["no"] * len(texts), "no rows of numbers"),
        (lambda _: [[1.0, 2.0]] * 3, r"\(3, 2\) for 1 texts"),
        (lambda texts: [1.0] * len(texts), r"\(1,\) for 1 texts"),
        (lambda texts: [[float("nan")]] * len(texts), "not finite"),
        (lambda _: None, "for 1 texts|no rows"),
    ],
)
def test_what_gives_no_rows_of_numbers_is_no_encoder(answer, found):
    with pytest.raises(UserError, match=found):
        wrap(SimpleNamespace(encode=answer), "bad")


def test_what_has_no_method_or_no_name_is_no_encoder():
    with pytest.raises(UserError, match="encode, embed_documents or embed"):
        wrap(object(), "bad")
    with pytest.raises(UserError, match="name the model"):
        wrap(Letters("encode"), " ")


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A static model of four words, in the layout of the package."""
    rows = np.array([[0, 0], [1, 0], [0, 1], [3, 4]], "<f2")
    head = json.dumps({"embedding.weight": {"dtype": "F16", "shape": [4, 2], "data_offsets": [0, 16]}}).encode()
    words = Tokenizer(WordLevel({"?": 0, "export": 1, "price": 2, "both": 3}, unk_token="?"))  # noqa: S106 (a word)
    words.pre_tokenizer = Whitespace()
    for folder, name, raw, pin in (
        ("weights", "l2_supercat_256.safetensors", len(head).to_bytes(8, "little") + head + rows.tobytes(), "TABLE_SHA256"),
        ("tokenizers", "l2_supercat_tokenizer_config.json", words.to_str().encode(), "TOKENIZER_SHA256"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(raw)
        monkeypatch.setattr(static, pin, hashlib.sha256(raw).hexdigest())
    return tmp_path


def test_a_static_vector_is_the_mean_of_its_words(table):
    encoder = Static(table)
    vectors = encoder.encode(["export", "export price", "both both", "", "😀"])
    assert encoder.dimensions == 2
    assert np.allclose(vectors, [[1, 0], [0.5**0.5, 0.5**0.5], [0.6, 0.8], [0, 0], [0, 0]], atol=1e-3)


def test_a_static_table_that_was_changed_is_refused(table):
    path = table / "weights" / "l2_supercat_256.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(Refused, match="sha256"):
        Static(table)


def test_static_vectors_that_are_not_installed_are_named(monkeypatch):
    monkeypatch.setattr(static, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"pip install wordllama==0\.4\.0\.post1"):
        load_encoder("static")


def test_the_static_package_is_read_and_never_run(table, monkeypatch):
    monkeypatch.setattr(static, "find_spec", lambda _: SimpleNamespace(origin=str(table / "__init__.py")))
    assert load_encoder("static").encode(["export"]).tolist() == [[1.0, 0.0]]
    assert "wordllama" not in sys.modules


@pytest.fixture
def folder(tmp_path):
    """A model as sentence-transformers saves it."""
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    modules = [{"type": "sentence_transformers.models.Transformer"}, {"type": "sentence_transformers.models.Pooling"}]
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return tmp_path


@pytest.fixture
def library(monkeypatch):
    """A sentence-transformers that notes how it was called."""
    called = []
    module = ModuleType("sentence_transformers")
    module.SentenceTransformer = lambda *args, **kwargs: called.append((args, kwargs)) or Letters("encode")
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    monkeypatch.setattr(sentences, "find_spec", lambda _: True)
    return called


def test_a_model_in_a_folder_is_opened_safely(folder, library):
    encoder = load_encoder(f"sentence-transformers:{folder}")
    ((path,), how) = library[0]
    assert path == str(folder)
    assert how == {"trust_remote_code": False, "local_files_only": True, "model_kwargs": {"use_safetensors": True}}
    assert encoder.dimensions == 3
    (folder / "model.safetensors").write_bytes(b"other weights")
    backends._loaded.clear()
    assert load_encoder(f"sentence-transformers:{folder}").id != encoder.id


def test_a_folder_with_a_pickle_only_is_refused_and_nothing_in_it_runs(folder, library, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(Refused, match=r"pytorch_model\.bin: a pickled model"):
        load_encoder(f"sentence-transformers:{folder}")
    assert not (tmp_path / "ran").exists()
    assert library == []


@pytest.mark.usefixtures("library")
def test_a_pickle_beside_safe_weights_is_not_looked_at_but_one_in_a_part_is(folder):
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    assert load_encoder(f"sentence-transformers:{folder}").dimensions == 3
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    backends._loaded.clear()
    with pytest.raises(Refused, match="pickled"):
        load_encoder(f"sentence-transformers:{folder}")


@pytest.mark.parametrize("modules", ['[{"type": "os.system"}]', '[{"type": "custom.Model"}]', "{", "[3]"])
def test_a_model_that_brings_code_is_refused(folder, library, modules):
    (folder / "modules.json").write_text(modules, encoding="utf-8")
    with pytest.raises(Refused, match=r"modules\.json"):
        load_encoder(f"sentence-transformers:{folder}")
    assert library == []


@pytest.mark.usefixtures("library")
def test_a_folder_without_weights_is_refused(folder):
    (folder / "model.safetensors").unlink()
    with pytest.raises(Refused, match="no file of weights"):
        load_encoder(f"sentence-transformers:{folder}")


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("download", "told"), [(False, "download=True"), (True, "could not be downloaded")])
def test_nothing_is_downloaded_unless_asked(monkeypatch, download, told):
    asked = []

    def snapshot(name, **how):
        asked.append((name, how["local_files_only"]))
        raise OSError

    hub = ModuleType("huggingface_hub")
    hub.snapshot_download = snapshot
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    with pytest.raises(UserError, match=told):
        load_encoder("sentence-transformers:paraphrase", download=download)
    assert asked == [("sentence-transformers/paraphrase", not download)]


def test_a_library_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(sentences, "find_spec", lambda _: None)
    with pytest.raises(UserError, match="pip install sentence-transformers"):
        load_encoder("sentence-transformers:all-MiniLM-L6-v2")
