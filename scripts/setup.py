"""Builds .venv from the hash-locked requirement files: `setup.py run` what a sitting needs, `setup.py test` everything.

Standard library only, since it runs before anything is installed. A stamp in .venv holds the hash of all
that went in; while it fits, there is nothing to do. Missing system packages come through apt if one is root;
otherwise one sentence names them. No address of a package index stands here: pip asks what it is set up to ask.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCKS = {"run": ("requirements.txt",), "test": ("requirements.txt", "requirements-test.txt")}
OLDEST = (3, 11)


def program(*names: str) -> Callable[[], bool]:
    """Whether one of these programs can be found."""
    return lambda: any(shutil.which(name) for name in names)


def venv_works() -> bool:
    """Debian ships Python without ensurepip; then a virtual environment cannot be made."""
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def postgresql_there() -> bool:
    """Debian keeps the server's programs off PATH, under one folder per version."""
    return program("initdb")() or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def version(suffix: str) -> str:
    """The Debian name of a package of this very Python, such as python3.11-venv."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-{suffix}"


# (Debian package, is it there?, what it is for)
SYSTEM = {
    "run": ((version("venv"), venv_works, "building .venv"),),
    "test": (
        (version("venv"), venv_works, "building .venv"),
        ("chromium", program("chromium", "chromium-browser"), "the browser tests"),
        ("chromium-headless-shell", program("chromium-headless-shell"), "the browser tests that need no window"),
        ("postgresql", postgresql_there, "the store's contract tests"),
        ("poppler-utils", program("pdftotext"), "reading the printed sheets back"),
        ("softhsm2", program("softhsm2-util"), "signing with a token (PKCS#11)"),
    ),
}


class Stop(Exception):
    """Setting up cannot go on; the text is the one sentence the person reads."""


def main(argv: list[str]) -> int:
    """0 when .venv holds all that `argv[0]` (run or test) needs, 1 with a sentence otherwise."""
    if len(argv) != 1 or argv[0] not in LOCKS:
        print("usage: setup.py run|test", file=sys.stderr)
        return 2
    try:
        set_up(argv[0])
    except Stop as stop:
        print(f"setup: {stop}", file=sys.stderr)
        return 1
    return 0


def set_up(wish: str) -> None:
    """System packages, the environment, the locked packages, the checkout itself: each only if missing."""
    if sys.version_info < OLDEST:
        raise Stop(f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed and this is {sys.version.split()[0]}; "
                   "install a newer python3, or name one with PYTHON=…")  # fmt: skip
    system_packages(wish)
    fresh = fingerprint(wish)
    if stamped(wish, fresh):
        return
    if outdated():
        say("building .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        call([sys.executable, "-m", "venv", str(VENV)], "the virtual environment could not be built in .venv")
    install(wish)
    for done in LOCKS if wish == "test" else (wish,):
        stamp(done).write_text(fingerprint(done), encoding="ascii")
    say("ready")


def system_packages(wish: str) -> None:
    """Installs the missing Debian packages, or stops with their names."""
    missing = [(package, why) for package, there, why in SYSTEM[wish] if not there()]
    if not missing:
        return
    names = [package for package, _ in missing]
    command = f"apt-get install -y --no-install-recommends {' '.join(names)}"
    why = ", ".join(f"{package} for {purpose}" for package, purpose in missing)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(f"missing on this machine: {why}; install with: sudo {command}")
    say(f"system packages: {why}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = [shutil.which("apt-get") or "apt-get", "update", "-qq"]
    if subprocess.run(update, env=quiet, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        subprocess.run(update, env=quiet, stdin=subprocess.DEVNULL, check=False)  # a mirror in mid-change: once more
    call([*command.split()[:2], "-qq", *command.split()[2:]], f"apt could not install {', '.join(names)}", env=quiet)
    importlib.invalidate_caches()


def install(wish: str) -> None:
    """Locked packages as wheels only (nothing is built from sources nobody hashed), then the checkout by reference."""
    pip = [str(VENV / "bin/python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    locks = [word for lock in LOCKS[wish] for word in ("-r", lock)]
    say(f"installing {' and '.join(LOCKS[wish])}")
    call([*pip, "install", "-q", "--require-hashes", "--only-binary", ":all:", *locks],
         "pip could not install the locked packages; its own words stand above")  # fmt: skip
    call([*pip, "install", "-q", "--no-deps", "--no-index", "--no-build-isolation", "-e", "."],
         "the checkout could not be installed into .venv; pip's own words stand above")  # fmt: skip


def call(command: list[str], otherwise: str, env: dict[str, str] | None = None) -> None:
    """Runs a command without input; raises Stop with the sentence `otherwise` when it fails."""
    if subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise Stop(otherwise)


def fingerprint(wish: str) -> str:
    """SHA-256 over the interpreter, the place of the checkout and everything that says what to install."""
    import tomllib  # noqa: PLC0415  only after set_up has seen that this Python has it

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    what = json.dumps([project["build-system"], project["project"], project["tool"]["setuptools"]], sort_keys=True)
    said = [f"{sys.version_info[:3]} {sys.base_prefix} {ROOT} {what}".encode()]
    said += [(ROOT / name).read_bytes() for name in LOCKS[wish]]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in said)).hexdigest()


def stamp(wish: str) -> Path:
    """The file that says for what .venv is ready."""
    return VENV / f".ready-to-{wish}"


def stamped(wish: str, fresh: str) -> bool:
    """Whether .venv is ready for this wish, as the files stand now."""
    there = stamp(wish).is_file() and (VENV / "bin/yijue").is_file()
    return there and stamp(wish).read_text(encoding="ascii") == fresh


def outdated() -> bool:
    """Whether .venv must be built anew: absent, broken, or once ready for other files than those that stand here now.

    One that was interrupted half-way has no stamp and is simply continued.
    """
    asked = [str(VENV / "bin/python"), "-c", "import pip"]
    if not Path(asked[0]).exists() or subprocess.run(asked, capture_output=True, check=False).returncode != 0:
        return True
    return any(stamp(wish).is_file() and not stamped(wish, fingerprint(wish)) for wish in LOCKS)


def say(what: str) -> None:
    """One line of progress: what is being done now."""
    print(f"setup: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
