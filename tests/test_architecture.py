"""Who may import whom, who may touch what, and how large a thing may grow.

Think before changing a table here, and say why in docs/decisions/; never change one to make a build pass.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Room -> the rooms of ours it may import. A room that is not in this table fails the test: it must declare its place.
PURE = {"voting.core", "voting.exact"}
KEPT = PURE | {"voting.ledger", "voting.ballots"}
SHOWN = PURE | {"voting.projections", "voting.records", "voting.documents"}
MAY_IMPORT: dict[str, set[str]] = {
    "voting": set(),  # stays empty, so that importing the core starts nothing
    "voting.exact": set(),
    "voting.core": {"voting.core"},
    "voting.rules": PURE | {"voting.rules"},
    "voting.cases": PURE | {"voting.rules", "voting.cases"},
    "voting.ballots": PURE | {"voting.ballots"},
    "voting.ledger": PURE | {"voting.ledger"},
    "voting.store": KEPT | {"voting.store"},
    "voting.documents": PURE | {"voting.documents"},
    "voting.names": PURE | {"voting.names"},
    "voting.projections": {
        "voting.core",
        "voting.names",
        "voting.projections",
    },  # the desk is shown each order of names
    "voting.records": SHOWN | {"voting.ledger"},
    "voting.verify": KEPT | {"voting.rules", "voting.verify"},
    # a scrutineers' station shares no room with the server but those that are pure
    "voting.station": KEPT | {"voting.documents", "voting.names", "voting.station"},
    "voting.clerk": KEPT | {"voting.rules", "voting.projections", "voting.clerk"},
    # of the store the web knows the register (officers, sessions, codes) and nothing else: docs/decisions/0006
    "voting.web": KEPT
    | SHOWN
    | {
        "voting.store",
        "voting.clerk",
        "voting.config",
        "voting.preparation",
        "voting.drafting",
        "voting.names",
        "voting.web",
    },
    "voting.preparation": KEPT | SHOWN | {"voting.rules", "voting.store", "voting.clerk"},
    # the form in the browser ends in the same plan as an imported file, so it stands beside preparation
    "voting.drafting": KEPT
    | SHOWN
    | {"voting.rules", "voting.store", "voting.clerk", "voting.preparation", "voting.drafting"},
    "voting.config": set(),
    "voting.app": KEPT
    | SHOWN
    | {
        "voting.rules",
        "voting.store",
        "voting.clerk",
        "voting.web",
        "voting.config",
        "voting.preparation",
        "voting.drafting",
    },
    "voting.cli": KEPT
    | SHOWN
    | {
        "voting.app",
        "voting.cases",
        "voting.cli",
        "voting.clerk",
        "voting.config",
        "voting.drafting",
        "voting.names",
        "voting.preparation",
        "voting.rules",
        "voting.station",
        "voting.store",
        "voting.verify",
        "voting.web",
    },
    "voting.wsgi": {"voting.app", "voting.config"},
    "voting.gunicorn_conf": set(),
    "devices": {
        "devices"
    },  # the seat's own software: it meets the server on docs/protocol.md and on tests/vectors only
}
# Outside package -> the only files (or folders) that may touch it.
OWNER: dict[str, tuple[str, ...]] = {
    "flask": ("voting/web/", "voting/app.py", "voting/station/page.py"),
    "requests": ("voting/station/",),
    "flask_socketio": ("voting/web/", "voting/app.py"),
    "gevent": ("voting/web/", "voting/gunicorn_conf.py", "voting/wsgi.py"),
    "argon2": ("voting/web/",),
    "sqlalchemy": ("voting/store/",),
    "alembic": ("voting/store/",),
    "cryptography": ("voting/ballots/", "voting/ledger/signing.py", "voting/records/", "voting/web/tls.py", "devices/"),
    "joserfc": ("voting/ballots/", "devices/"),
    "gmpy2": ("voting/ballots/", "devices/"),
    "msgspec": ("voting/ballots/", "voting/ledger/", "voting/documents/"),
    "openpyxl": ("voting/documents/",),
    "tomli_w": ("voting/documents/",),
    "typst": ("voting/records/",),
    "fontTools": ("voting/names/",),
    "pylopdf_fonts_zh_cn": ("voting/records/", "voting/names/"),
    "pyhanko": ("voting/records/sign",),
    "pyhanko_certvalidator": ("voting/records/sign",),
    "pkcs11": ("voting/records/sign",),
    "asn1crypto": ("voting/records/sign",),
    "segno": ("voting/records/", "voting/web/", "voting/cli/"),
    "websockets": ("devices/",),
}
# What the core may use of the standard library: only what is pure.
CORE_STDLIB = {
    "__future__",
    "collections",
    "dataclasses",
    "datetime",
    "enum",
    "fractions",
    "functools",
    "itertools",
    "re",
    "types",
    "typing",
}
ROOM_WITHOUT_OWNER = {"utils", "util", "helpers", "helper", "common", "shared", "misc"}
UNFINISHED = {"TO" + "DO", "FIX" + "ME", "XX" + "X", "Not" + "Implemented", "Not" + "ImplementedError"}
CLOCK = {"now", "utcnow", "today", "time", "monotonic"}
WORLD = {"open", "print", "input", "float", "eval", "exec", "__import__"}
FILE_LINES = 400
FUNCTION_LINES = 50


def sources(*tops: str) -> list[Path]:
    """The Python files under these folders; a folder that is not there yet has none."""
    return [path for top in tops for path in sorted((ROOT / top).rglob("*.py"))]


def each(*tops: str) -> list:
    """One test parameter per file, named by its path."""
    return [pytest.param(path, id=name(path)) for path in sources(*tops)]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), name(path))


def module(path: Path) -> str:
    """voting/core/__init__.py -> voting.core."""
    return name(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def room(dotted: str) -> str:
    """voting.core.poll -> voting.core; devices.keypad.simulated -> devices."""
    parts = dotted.split(".")
    return ".".join(parts[:2]) if parts[0] == "voting" else parts[0]


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Full names of what one import statement brings in."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


def import_statements(path: Path) -> list[ast.Import | ast.ImportFrom]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_there_is_something_to_look_at():
    """The tables above guard real files: the core and the seats' software are found."""
    assert any(room(module(path)) == "voting.core" for path in sources("voting"))
    assert sources("devices")


@pytest.mark.parametrize("path", each("voting", "devices"))
def test_a_room_declares_its_place_and_imports_only_what_it_may(path):
    """A room of ours imports the rooms its line in the table names, and no other."""
    here = room(module(path))
    assert here in MAY_IMPORT, f"{here} must declare its place in this file"
    for node in import_statements(path):
        for found in imported(node):
            if found.split(".")[0] in {"voting", "devices"}:
                assert room(found) in MAY_IMPORT[here], f"line {node.lineno}: {here} must not import {found}"


@pytest.mark.parametrize("path", each("voting", "devices"))
def test_an_outside_package_is_touched_by_its_owner_alone(path):
    """Flask stays in the web, SQLAlchemy in the store, cryptography with those who sign and seal."""
    for node in import_statements(path):
        for found in imported(node):
            owners = OWNER.get(found.split(".")[0], (name(path),))
            assert name(path).startswith(owners), f"line {node.lineno}: only {owners} may import {found}"


@pytest.mark.parametrize("path", each("voting", "devices"))
def test_imports_stand_bare_and_in_full_at_the_top(path):
    """No dots, no stars, and none hidden in a function or behind a condition."""
    at_the_top = set(map(id, tree(path).body))
    for node in import_statements(path):
        assert id(node) in at_the_top, f"line {node.lineno}: imports stand at the top of the file, bare"
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write imports in full, not with dots"
            assert "*" not in {alias.name for alias in node.names}, f"line {node.lineno}: say what you take"


@pytest.mark.parametrize("path", each("voting", "devices", "bench", "scripts"))
def test_every_room_has_an_owner(path):
    """No file or folder is called utils, helpers, common, shared or misc."""
    parts = set(path.relative_to(ROOT).with_suffix("").parts)
    assert not parts & ROOM_WITHOUT_OWNER, "name it for what it does"


@pytest.mark.parametrize("path", each("voting/core"))
def test_the_core_uses_only_what_is_pure(path):
    """Of the standard library the core takes only the parts that ask nobody for anything."""
    for node in import_statements(path):
        for found in imported(node):
            assert found.split(".")[0] in CORE_STDLIB | {"voting"}, f"line {node.lineno}: {found} in the core"


@pytest.mark.parametrize("path", each("voting/core"))
def test_the_core_asks_nobody_for_anything(path):
    """No clock, no file, no screen, no float: whatever the core needs comes inside the command."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in CLOCK, f"line {node.lineno} reads the clock"
        if isinstance(node, ast.Name):
            assert node.id not in WORLD, f"line {node.lineno}: {node.id} in the core"
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"line {node.lineno}: a float in the arithmetic of votes"
        if isinstance(node, ast.BinOp | ast.AugAssign):
            assert not isinstance(node.op, ast.Div), (
                f"line {node.lineno}: `/` makes floats; say Fraction(a, b) or a // b"
            )


def test_importing_the_core_starts_nothing():
    """A bare Python with no package installed can import every module of the core."""
    names = [module(path) for path in sources("voting/core")]
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    bare = [sys.executable, "-I", "-S", "-W", "error", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"]
    done = subprocess.run([*bare, *names], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("path", each("voting", "devices"))
def test_the_environment_is_read_in_one_place(path):
    """Only voting/config.py reads the variables of the process."""
    if name(path) == "voting/config.py":
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"environ", "environb", "getenv"}, f"line {node.lineno}"
    for node in import_statements(path):
        assert not {"os.environ", "os.getenv"} & set(imported(node)), f"line {node.lineno}"


@pytest.mark.parametrize("path", each("voting", "devices"))
def test_no_state_is_guarded_by_assert(path):
    """`python -O` drops every assert; a state that may not be is refused or raised."""
    lines = [node.lineno for node in ast.walk(tree(path)) if isinstance(node, ast.Assert)]
    assert not lines, f"assert in lines {lines}"


@pytest.mark.parametrize("path", each("voting", "devices", "bench", "scripts"))
def test_nothing_is_left_unfinished(path):
    """What does not exist yet refuses with a sentence; no mark of unfinished work stands in the product."""
    text = path.read_text(encoding="utf-8")
    assert not [word for word in UNFINISHED if word in text]


@pytest.mark.parametrize("path", each("voting", "devices", "bench", "scripts"))
def test_files_and_functions_stay_small(path):
    """A file over four hundred lines is two rooms; a function over fifty is several thoughts."""
    assert path.read_text(encoding="utf-8").count("\n") <= FILE_LINES, "one room or two?"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= FUNCTION_LINES, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", each("voting", "devices"))
def test_every_room_says_what_lives_there(path):
    """Each package and module opens with a docstring of at most ten lines; voting/__init__.py alone stays empty."""
    if name(path) == "voting/__init__.py":
        assert not path.read_text(encoding="utf-8").strip()
        return
    said = ast.get_docstring(tree(path))
    assert said, "say what lives here, and what may never"
    assert len(said.splitlines()) <= 10, "a module's docstring has at most ten lines"
