"""Models for sentence-transformers, if that is installed: from a folder or from what was downloaded before. No code comes along.

A model is numbers (safetensors) and JSON. Pickles can run anything when opened, and modules of the model's own are code: both are
refused. Nothing is downloaded unless somebody asks for it.
"""

from __future__ import annotations

import hashlib
import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.errors import Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIX = "sentence-transformers:"
#: Endings of files that are pickles, or may hold one.
PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".npy", ".npz")
_SAFE = ".safetensors"
#: The weights our packaged model was made from: the same cut for what is off topic.
_MINILM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WANTED = ("*.json", "*.txt", "*.model", f"*{_SAFE}")


def refuse_pickle(name: str) -> None:
    """Refuse the name of a pickled model.

    Raises
    ------
    Refused
        If `name` ends like one.
    """
    if name.lower().endswith(PICKLED):
        raise Refused(Path(name).name, "a pickled model can run any program when it is opened", _REMEDY)


_REMEDY = "Use a folder with model.safetensors."


def opened(name: str, *, download: bool = False) -> tuple[Any, str, bool]:
    """Return the model, an id made of its name and its weights, and whether it is all-MiniLM-L6-v2.

    Parameters
    ----------
    name
        A folder, or the name of a model that was downloaded before.
    download
        Fetch it if it is not here.

    Raises
    ------
    UserError
        If sentence-transformers is not installed or the model is not here.
    Refused
        If the model is pickled or brings code.
    """
    refuse_pickle(name)
    if find_spec("sentence_transformers") is None:
        raise UserError("sentence-transformers is not installed. Run: pip install sentence-transformers")
    folder = Path(name) if Path(name).is_dir() else _fetched(name, download=download)
    sha256 = inspect(folder)
    maker = import_module("sentence_transformers").SentenceTransformer
    model = maker(str(folder), trust_remote_code=False, local_files_only=True, model_kwargs={"use_safetensors": True})
    return model, f"sentence-transformers-{Path(name).name}-{sha256[:8]}", sha256 == _once(_MINILM)


def inspect(folder: Path) -> str:
    """Return the sha256 of the weights of a model.

    Raises
    ------
    Refused
        If there are pickles without safe weights beside them, modules that are not of sentence-transformers, or no weights.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    safe = [p for p in files if p.suffix == _SAFE]
    for path in files:
        if path.name.lower().endswith(PICKLED) and path.parent not in {p.parent for p in safe}:
            refuse_pickle(path.name)
    if not safe:
        raise Refused(folder.name, "there is no file of weights in it", _REMEDY)
    for module in _modules(folder / "modules.json"):
        if not module.startswith("sentence_transformers."):
            raise Refused("modules.json", "the model brings code of its own", "Use a model of modules of sentence-transformers.")
    return _joined(hashlib.sha256(p.read_bytes()).hexdigest() for p in safe)


def _modules(path: Path) -> list[str]:
    if not path.exists():
        return []
    try:
        return [str(module["type"]) for module in json.loads(path.read_bytes())]
    except (ValueError, TypeError, KeyError):
        raise Refused(path.name, "not a list of modules", "Get the model again.") from None


def _joined(digests: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _once(digest: str) -> str:
    return _joined([digest])


def _fetched(name: str, *, download: bool) -> Path:
    """Return where the model called `name` lies on this machine."""
    from huggingface_hub import snapshot_download

    full = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(full, local_files_only=not download, allow_patterns=list(_WANTED)))
    except Exception as error:  # noqa: BLE001 (which kinds there are differs from version to version)
        how = "could not be downloaded" if download else "is not on this machine; load_encoder(…, download=True) fetches it"
        raise UserError(f"The model {name!r} {how} ({type(error).__name__}).") from None
