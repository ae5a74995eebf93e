"""Imports every module of voting and of devices, each half in its own process, with warnings as errors.

What a type checker cannot see: a module that fails, warns or speaks when it is imported.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_BY_HAND = (
    "voting.store.migrations",  # alembic runs these files inside its own context
    "voting.wsgi",  # importing it is starting the server: it reads the configuration
)


def modules() -> list[str]:
    """Dotted names of all modules, packages first."""
    found = []
    for top in ("voting", "devices"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            found.append(name.removesuffix(".__init__"))
    return [name for name in found if not name.endswith("__main__") and not name.startswith(NOT_BY_HAND)]


def main() -> int:
    """0 when each half imports whole; the two halves in two processes, since neither may lean on the other."""
    status = 0
    for top in ("voting", "devices"):
        names = [name for name in modules() if name.split(".")[0] == top]
        code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
        done = subprocess.run([sys.executable, "-W", "error", "-c", code, *names], cwd=ROOT, check=False)
        status = status or done.returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
