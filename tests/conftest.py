"""How every test of this house runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings

# The notations that tests share assert for them, and must say what they found.
pytest.register_assert_rewrite("tests.core.notation", "tests.clerk.room")

# No deadline: a slow moment of the machine is no fault of the product. On a machine that nobody watches the examples
# are the same each time, so that a red run can be had again; at a desk they are new each time, so that more is found.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci",
    settings.get_profile("desk"),
    derandomize=True,
    database=None,
    print_blob=True,
    phases=(Phase.explicit, Phase.generate),  # a failure is made small at a desk; here it would eat the ten minutes
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

# Whole houses with servers, halls and browsers: begun first, so that no long file is left to one process at the end.
LONG: Final = ("sittings", "faults", "threats", "real", "browser", "station", "cli", "verify", "web")
ROOT: Final = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long folders first, everything else as it was shuffled."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(ROOT).parts[0] if item.path.is_relative_to(ROOT) else ""
    return LONG.index(folder) if folder in LONG else len(LONG)
