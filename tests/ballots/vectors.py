"""Where the known answers lie: the shared ones of this project, and published ones that are read where they are."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT.parent / "shared" / "data" / "vectors"


@cache
def protocol() -> dict[str, Any]:
    """tests/vectors/protocol.json."""
    found: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "protocol.json").read_text(encoding="utf-8"))
    return found


@cache
def tiers() -> dict[str, Any]:
    """tests/vectors/tiers.json."""
    found: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "tiers.json").read_text(encoding="utf-8"))
    return found


def published(name: str) -> Any:
    """A published set; the test is skipped, saying so, where it is not at hand."""
    path = PUBLISHED / name
    if not path.exists():
        pytest.skip(f"the published vectors {name} are not on this machine")
    return json.loads(path.read_text(encoding="utf-8"))
