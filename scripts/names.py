"""Rebuild voting/names/strokes.tsv from the two published sources it is made of.

Counts come from Debian's package unicode-data (Unihan, kTotalStrokes), the order within a count from the Python package
cn-sort. `python scripts/names.py` fetches both with apt-get and pip and stops when a source differs from the sha256
below or when the result differs from `strokes.sha256`; `--renew` writes both anew, to be read in the diff.
`--unihan FILE --ranks FILE` take sources that were fetched by hand. Nothing here runs in `make run` or `make test`.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import json
import subprocess
import sys
import tempfile
from bisect import bisect_right
from itertools import groupby
from pathlib import Path

NAMES = Path(__file__).resolve().parent.parent / "voting" / "names"
UNICODE_DATA = ("unicode-data", "15.0.0-1")
CN_SORT = ("cn-sort", "0.14.0")
UNIHAN_SHA256 = "52e6e55d22dd124d61dfbb845033fe354caf9a62ab84ac89aa0c374b0f8b99c5"
RANKS_SHA256 = "47d377d5d5997dd1a1844c86b54755e3b5bed3794c3958072a1b8b8a21ecd84f"
HEADER = f"""\
# Chinese characters in stroke order; made by scripts/names.py from two sources, changed in form. Licences: LICENSES.
# Counts: Unihan 15.0.0 kTotalStrokes, first value (Debian {" ".join(UNICODE_DATA)}), sha256 {UNIHAN_SHA256}
# Order within a count: {" ".join(CN_SORT)} all_word.json, sha256 {RANKS_SHA256}
# A line: strokes, mark, characters. "=" in the order of their strokes, all lines one after another; "?" the same, but the
# two sources count differently, so the place within the count is not sure; "-" no place known, by code point.
"""


def fetch(folder: Path) -> tuple[Path, Path]:
    """Paths of the Unihan file and of the ranks, unpacked under `folder`; nothing of either package is run."""
    subprocess.run(["apt-get", "download", "=".join(UNICODE_DATA)], cwd=folder, check=True)
    subprocess.run(["dpkg-deb", "-x", *folder.glob("*.deb"), folder], check=True)
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--dest", folder]
    subprocess.run([*pip, "==".join(CN_SORT)], check=True)
    subprocess.run([sys.executable, "-m", "zipfile", "-e", *folder.glob("*.whl"), folder], check=True)
    return folder / "usr/share/unicode/Unihan_IRGSources.txt.bz2", folder / "cn_sort/res/all_word.json"


def checked(path: Path, sha256: str) -> bytes:
    """The bytes of a source; SystemExit when they are not the ones this table was made from."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        sys.exit(f"{path.name} is not the file that scripts/names.py names; nothing was replaced.")
    return data


def counts_of(unihan: bytes) -> dict[str, int]:
    """Character -> total strokes; the first value, which is the one for simplified Chinese."""
    lines = bz2.decompress(unihan).decode("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if "\tkTotalStrokes\t" in line)
    return {chr(int(code.removeprefix("U+"), 16)): int(strokes.split()[0]) for code, _, strokes in rows}


def in_order(ranks: bytes, counts: dict[str, int]) -> list[str]:
    """The characters with a rank, first to last; ranks of other signs are left out."""
    rank = {word["chinese"]: int(word["stroke_increment_level"]) for word in json.loads(ranks)["all_word"]}
    return sorted((character for character in rank if character in counts), key=rank.__getitem__)


def consistent(ordered: list[int]) -> set[int]:
    """Positions of the longest sequence that never falls; the others are out of their place."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for position, count in enumerate(ordered):
        length = bisect_right(tails, count)
        before.append(last[length - 1] if length else -1)
        tails[length:], last[length:] = [count, *tails[length + 1 :]], [position, *last[length + 1 :]]
    kept, position = set(), last[-1]
    while position >= 0:
        kept.add(position)
        position = before[position]
    return kept


def table(counts: dict[str, int], order: list[str]) -> str:
    """The text of strokes.tsv."""
    sure = consistent([counts[character] for character in order])
    ranked = [(counts[one], "=" if place in sure else "?", one) for place, one in enumerate(order)]
    unranked = sorted((counts[one], "-", one) for one in counts.keys() - set(order))
    lines = (
        f"{count}\t{mark}\t{''.join(row[2] for row in rows)}\n"
        for (count, mark), rows in groupby([*ranked, *unranked], key=lambda row: row[:2])
    )
    return HEADER + "".join(lines)


def options() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--unihan", type=Path, help="Unihan_IRGSources.txt.bz2, when it is at hand")
    parser.add_argument("--ranks", type=Path, help="all_word.json, when it is at hand")
    parser.add_argument("--renew", action="store_true", help="write strokes.sha256 anew instead of comparing with it")
    chosen = parser.parse_args()
    if (chosen.unihan is None) != (chosen.ranks is None):
        parser.error("--unihan and --ranks go together")
    return chosen


def main() -> int:
    """Rebuild, compare with the recorded sum unless `--renew`, and only then replace the table."""
    chosen = options()
    with tempfile.TemporaryDirectory() as scratch:
        unihan, ranks = (chosen.unihan, chosen.ranks) if chosen.unihan else fetch(Path(scratch))
        counts = counts_of(checked(unihan, UNIHAN_SHA256))
        order = in_order(checked(ranks, RANKS_SHA256), counts)
    data = table(counts, order).encode("utf-8")
    told = f"{hashlib.sha256(data).hexdigest()}  strokes.tsv\n"
    kept = NAMES / "strokes.sha256"
    if not chosen.renew and told != kept.read_text(encoding="utf-8"):
        print("strokes.sha256 says otherwise than what was made; nothing was replaced.", file=sys.stderr)
        return 1
    (NAMES / "strokes.tsv").write_bytes(data)
    kept.write_text(told, encoding="utf-8")
    print(f"{len(counts)} characters, {len(order)} of them in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
