"""Setting up: what is missing is named or installed, what is there is left alone, what is outdated is built anew."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def setup() -> ModuleType:
    """scripts/setup.py as a module of its own for each test."""
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "scripts/setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def calls(setup, monkeypatch) -> list[str]:
    """The commands that would have been run; `apt-get update` fails the first time."""
    made: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        made.append(" ".join(Path(command[0]).name if n == 0 else word for n, word in enumerate(command)))
        return subprocess.CompletedProcess(command, int(made.count(made[-1]) == 1 and "update" in command))

    monkeypatch.setattr(setup.subprocess, "run", run)
    return made


@pytest.fixture
def checkout(setup, monkeypatch, tmp_path) -> Path:
    """A checkout of its own with the files that say what to install, and an environment that is ready for both wishes."""
    for name in ("pyproject.toml", "requirements.txt", "requirements-test.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/yijue").touch()
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    for wish in setup.LOCKS:
        setup.stamp(wish).write_text(setup.fingerprint(wish), encoding="ascii")
    return tmp_path


def lacking(setup: ModuleType, monkeypatch: pytest.MonkeyPatch, user: int) -> None:
    """A Debian machine without chromium, on which this user asks."""
    monkeypatch.setattr(setup, "SYSTEM", {"test": (("chromium", lambda: False, "the browser tests"),)})
    monkeypatch.setattr(setup.os, "geteuid", lambda: user)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")


def test_somebody_who_is_not_root_gets_one_sentence(setup, calls, monkeypatch, capsys):
    """The sentence names the package, its purpose and the command, and nothing is run."""
    lacking(setup, monkeypatch, user=1000)
    assert setup.main(["test"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "setup: missing on this machine: chromium for the browser tests; "
        "install with: sudo apt-get install -y --no-install-recommends chromium\n"
    )
    assert calls == []


def test_root_gets_the_package_and_the_list_is_asked_for_twice(setup, calls, monkeypatch):
    """apt installs what is missing; a mirror that fails once is asked once more."""
    lacking(setup, monkeypatch, user=0)
    setup.system_packages("test")
    install = "apt-get install -qq -y --no-install-recommends chromium"
    assert calls == ["apt-get update -qq", "apt-get update -qq", install]


def test_running_wants_no_browser_and_no_postgresql(setup):
    """What `make run` needs of the system is Python's own venv, and no more."""
    assert [package for package, _, _ in setup.SYSTEM["run"]] == [setup.version("venv")]


def test_an_old_python_is_told_so(setup, calls, monkeypatch, capsys):
    """Python before 3.11 gets a sentence and not a traceback."""
    monkeypatch.setattr(setup.sys, "version_info", (3, 10, 2))
    assert setup.main(["run"]) == 1
    assert "Python 3.11 or later is needed" in capsys.readouterr().err
    assert calls == []


@pytest.mark.parametrize("words", [[], ["runn"], ["run", "test"]])
def test_another_wish_is_refused(setup, calls, words, capsys):
    """Anything but one of the two wishes gets the usage and status 2."""
    assert setup.main(words) == 2
    assert capsys.readouterr().err == "usage: setup.py run|test\n"
    assert calls == []


def test_what_is_there_is_left_alone(setup, checkout, calls, capsys):
    """With a stamp that fits, nothing is run and nothing is said."""
    setup.SYSTEM = {"run": (), "test": ()}
    assert setup.main(["run"]) == setup.main(["test"]) == 0
    assert calls == []
    assert capsys.readouterr().out == ""


def test_a_changed_lock_makes_the_environment_anew(setup, checkout):
    """A package taken out of the lock must not stay behind, so a stamp that no longer fits condemns the environment."""
    assert not setup.outdated()
    (checkout / "requirements-test.txt").write_text("# nothing\n", encoding="ascii")
    assert setup.stamped("run", setup.fingerprint("run"))
    assert not setup.stamped("test", setup.fingerprint("test"))
    assert setup.outdated()


def test_a_lint_rule_changes_nothing_that_is_installed(setup, checkout):
    """Only the parts of pyproject.toml that say what to install count."""
    before = setup.fingerprint("test")
    page = checkout / "pyproject.toml"
    page.write_text(page.read_text(encoding="utf-8").replace("line-length = 120", "line-length = 99"), encoding="utf-8")
    assert setup.fingerprint("test") == before
    page.write_text(page.read_text(encoding="utf-8").replace("voting.cli:main", "voting.cli:other"), encoding="utf-8")
    assert setup.fingerprint("test") != before


def test_an_interrupted_environment_is_continued(setup, checkout):
    """Without a stamp nothing is known to be wrong, so what was already installed is kept."""
    for wish in setup.LOCKS:
        setup.stamp(wish).unlink()
    assert not setup.outdated()


def test_a_broken_environment_is_built_anew(setup, checkout):
    """An environment whose Python is gone cannot be continued."""
    for wish in setup.LOCKS:
        setup.stamp(wish).unlink()
    (checkout / ".venv/bin/python").unlink()
    assert setup.outdated()
