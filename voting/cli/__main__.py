"""`python -m voting.cli`: the command `yijue` without its installed name."""

from __future__ import annotations

import sys

from voting.cli.door import main

sys.exit(main())
