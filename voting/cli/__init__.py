"""The command `yijue`: what a person types. Starts the server and the seats as processes; decides nothing itself."""

from __future__ import annotations

from voting.cli.door import main

__all__ = ["main"]
