#!/bin/sh
# Find a Python that can set up .venv, then let tools/bootstrap.py do it.  Usage: sh tools/bootstrap.sh run|dev
# Plain POSIX sh: this runs before anything else is known about the machine.
set -u
cd "$(dirname "$0")/.." || exit 1

# The usual case: everything is in place already.
if [ -x .venv/bin/python ] && .venv/bin/python tools/bootstrap.py "$1" --ready 2>/dev/null; then
    exit 0
fi

found=""   # the first Python that is new enough and can make an environment
almost=""  # one that is new enough but lacks the part that makes environments
for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3 python; do
    # Asked by running it: a name on the PATH may be an empty promise (pyenv's shims, the Windows store's stub).
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        found=$candidate
        break
    fi
    almost=${almost:-$candidate}
done

if [ -z "$found" ] && command -v uv >/dev/null 2>&1; then
    echo "setup: no Python with the venv module; uv makes the environment"
    uv venv --quiet --seed --clear --python '>=3.11' .venv || exit 1
    found=.venv/bin/python
fi

if [ -z "$found" ]; then
    if [ -n "$almost" ]; then
        echo "setup: $almost cannot make virtual environments: its venv module is not installed." >&2
        echo "       Debian and Ubuntu: sudo apt install python3-venv      Then run the same command again." >&2
    else
        echo "setup: no Python 3.11 or newer was found (looked for python3.13, python3.12, python3.11, python3)." >&2
        echo "       Debian and Ubuntu: sudo apt install python3 python3-venv      macOS: brew install python@3.12" >&2
        echo "       Or name one:       PYTHON=/path/to/python3 make demo" >&2
    fi
    exit 1
fi
exec "$found" tools/bootstrap.py "$1"
