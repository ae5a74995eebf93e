"""How every test of this house runs."""

from __future__ import annotations

import os

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
