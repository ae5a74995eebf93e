"""What the house promises about itself: locks, commands, documents, and what its tracked files may not hold."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
import typing
from functools import cache
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest

import voting.core.words

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-test.txt")
PERSONS = ("The secretary", "Members", "The chair", "Every seat")

# Written in two halves, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry.npm" + "js.org",
    "npm" + "mirror.com",
    "yarn" + "pkg.com",
    "proxy.golang" + ".org",
    "crates" + ".io",
    "cdn.js" + "delivr.net",
    "un" + "pkg.com",
    "rubygems" + ".org",
]
MACHINE_PATH = re.compile(
    r"(?<![\w.~*)}\]-])/(?:" + "|".join(["t" + "mp", "wo" + "rk", "ro" + "ot", "ho" + "me"]) + r")/\w"
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is in the repository or about to be: tracked, or new and not ignored."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted(ROOT / name for name in set(done.stdout.split("\0")) if name and (ROOT / name).is_file()))


def text_of(path: Path) -> str:
    """The file's text; empty for a picture, a font or a spreadsheet."""
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def locked(name: str) -> dict[str, list[str]]:
    """Of a lock file: `package==version` and its hashes."""
    logical = read(name).replace("\\\n", " ").splitlines()
    rows = [line.split() for line in logical if line.strip() and not line.startswith("#")]
    return {row[0]: row[1:] for row in rows}


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs make in the checkout as a person would, also when these tests were started by make themselves."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *words], cwd=ROOT, env=bare, capture_output=True, text=True, check=False)


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_pins_every_package_by_hash_and_names_no_index(name):
    """Nothing but `package==version --hash=sha256:…`: no option, no address, no loose version."""
    packages = locked(name)
    assert packages
    for pin, hashes in packages.items():
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*==[0-9][\w.]*", pin), pin
        assert hashes, f"{pin} has no hash"
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), pin
    assert "://" not in read(name)


def test_both_locks_agree():
    """What runs under test is what runs in the hall: a package in both locks has one version."""
    run, test = (dict(pin.split("==") for pin in locked(name)) for name in LOCKS)
    assert {name: test[name] for name in run.keys() & test.keys()} == {
        name: run[name] for name in run.keys() & test.keys()
    }


def test_every_wish_is_locked():
    """Each version asked for in requirements.in is the version in the lock."""
    pins = set(locked("requirements.txt"))
    wishes = [line.split("#")[0].strip() for line in read("requirements.in").splitlines()]
    exact = {
        plain(re.sub(r"\[.*?\]", "", wish).split("==")[0]) + "==" + wish.split("==")[1]
        for wish in wishes
        if "==" in wish
    }
    assert exact <= pins, exact - pins


@pytest.mark.parametrize(("package", "module"), [("gevent-websocket", "geventwebsocket"), ("eventlet", "eventlet")])
def test_what_breaks_the_websockets_is_absent(package, module):
    """Installed beside the gevent worker either package takes over the websockets, and all of them fail."""
    assert not [pin for name in LOCKS for pin in locked(name) if pin.startswith(f"{package}==")]
    assert importlib.util.find_spec(module) is None


def test_what_is_imported_is_asked_for_by_name():
    """The product imports no package that only happens to come with another one."""
    asked = {plain(re.split(r"[\[=# ]", line)[0]) for line in read("requirements.in").splitlines() if line.strip()}
    owners = packages_distributions()
    for path in [*(ROOT / "voting").rglob("*.py"), *(ROOT / "devices").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for top in {name.split(".")[0] for name in found} - set(sys.stdlib_module_names) - {"voting", "devices"}:
                named = {plain(name) for name in owners.get(top, [top])}
                assert named & asked, f"{path.relative_to(ROOT)} imports {top}, which requirements.in does not name"


def test_the_command_is_installed_from_this_checkout():
    """`yijue` is the checkout installed by reference, with the version and the requirements that stand in it."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert project["scripts"] == {"yijue": "voting.cli:main"}
    assert version("yijue") == project["version"]
    assert any(wish.startswith("flask==") for wish in requires("yijue") or [])
    assert Path(voting.core.words.__file__) == ROOT / "voting/core/words.py"


def test_the_readme_has_exactly_two_commands():
    """A person who has the checkout types `make run` or `make test`, and nothing else stands in a block of code."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", read("README.md"), re.MULTILINE | re.DOTALL)
    assert [line for block in blocks for line in block.splitlines()] == ["make run", "make test"]


def test_the_readme_tells_a_sitting_in_nine_sentences():
    """Nine sentences, each beginning with who does it."""
    told = re.findall(r"^(\d)\. (.*)$", read("README.md"), re.MULTILINE)
    assert [number for number, _ in told] == list("123456789")
    for _, sentence in told:
        assert sentence.startswith(PERSONS), sentence
        assert sentence.endswith("."), sentence
        assert ". " not in sentence, sentence


@pytest.mark.parametrize("target", ["setup", "run", "test", "check", "bench"])
def test_make_knows_its_targets_and_tells_them(target):
    """Each promised target can be made, sets up first, and stands in the list that `make help` prints."""
    planned = make("-n", target)
    assert planned.returncode == 0, planned.stderr
    assert "scripts/setup.py" in planned.stdout
    told = make("help")
    assert re.search(rf"^  make {target} +\w", told.stdout, re.MULTILINE)


def test_make_test_runs_the_whole_suite():
    """`make test` runs pytest over everything but the tests marked slow, and .ci/run calls it."""
    planned = make("-n", "test")
    assert planned.stdout.splitlines()[-1].endswith(
        '-m pytest -q -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder'
    )
    assert {"make check", "make test"} <= set(read(".ci/run").splitlines())


def test_no_tracked_file_names_a_registry_or_a_path_of_one_machine():
    """Where packages come from and where a checkout lies is each machine's own affair."""
    for path in tracked():
        text = text_of(path)
        assert not [host for host in REGISTRIES if host in text], f"{path.relative_to(ROOT)} names a package registry"
        found = MACHINE_PATH.search(text)
        assert not found, f"{path.relative_to(ROOT)} names a path of one machine: {found}"


def test_what_the_machine_made_is_not_tracked():
    """No database, no private key, no environment and no cache is in the repository."""
    made = re.compile(r"(^|/)(\.venv|var|__pycache__|node_modules)/|\.(db|sqlite3|key|pyc)$")
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert not [name for name in names if made.search(name)]


def test_relative_links_in_documents_lead_somewhere():
    """Each link and picture in a Markdown page that is not an address is a file here."""
    links = [
        (page, target)
        for page in tracked()
        if page.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text_of(page))
        if "://" not in target
    ]
    broken = [f"{page.relative_to(ROOT)} -> {target}" for page, target in links if not (page.parent / target).exists()]
    assert not broken


def test_decisions_are_numbered_without_a_gap_and_listed():
    """docs/decisions/ holds 0001, 0002, … once each, and its list names them all."""
    pages = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [page[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert re.findall(r"\]\((\d{4}[^)]*)\)", read("docs/decisions/README.md")) == pages


def glossary() -> list[str]:
    """The third column of docs/glossary.md."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([^`|]+)` \| ([^|]+)", read("docs/glossary.md"), re.MULTILINE)
    return [code for _, _, code, _ in rows]


def test_the_glossary_has_every_word_of_the_closed_sets():
    """A word that the core knows is explained in both languages, and none is explained twice."""
    sets = [kind for kind in vars(voting.core.words).values() if typing.get_origin(kind) is typing.Literal]
    words = {word for kind in sets for word in typing.get_args(kind)}
    assert words
    assert not words - set(glossary())
    assert len(glossary()) == len(set(glossary()))


def test_the_words_of_the_glossary_are_the_words_of_the_code():
    """Each word in the third column stands in the product's own source as a word of its own."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for top in ("voting", "devices") for path in (ROOT / top).rglob("*.py")
    )
    known = set(re.findall(r"\w+", code)) | {part for word in re.findall(r"\w+", code) for part in word.split("_")}
    assert not [word for word in glossary() if word not in known]


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in sorted((ROOT / "tests").rglob("test_*.py"))])
def test_every_test_says_in_one_sentence_what_it_holds(path):
    """A test's docstring is one sentence with a full stop."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            said = ast.get_docstring(node) or ""
            assert said.endswith((".", "。")), f"{node.name}: one sentence with a full stop"
            assert not re.search(r"\n\s*\n|[.!?] [A-Z]", said), f"{node.name}: one sentence, not several"
