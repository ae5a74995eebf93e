"""Where the samples lie that come with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from voting import documents

SAMPLES: Final = Path(documents.__file__).parent / "samples"
