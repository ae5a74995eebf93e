"""The vector file is what its maker writes: nobody edits it by hand."""

from __future__ import annotations

from tests.vectors import make, tiers


def test_the_file_is_as_made():
    """Made again, protocol.json is the same to the byte; if not, run `python -m tests.vectors.make` and say why."""
    assert (make.HERE / "protocol.json").read_text(encoding="utf-8") == make.text()


def test_the_file_of_the_tiers_is_as_made():
    """Made again, tiers.json is the same to the byte; if not, run `python -m tests.vectors.tiers` and say why."""
    assert (tiers.HERE / "tiers.json").read_text(encoding="utf-8") == tiers.text()
