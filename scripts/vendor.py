"""Rebuild static/vendor from npm packages named by version.

Here lives the list of what the browser pages borrow; nothing of it is edited by hand.
`python scripts/vendor.py` fetches the packages with npm and stops when a file differs from the sha256 in
`static/vendor/manifest.json`; with `--renew` it writes the manifest anew, to be read in the diff.
Nothing here runs in `make run` or `make test`: the files are in the repository.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
ESBUILD = "esbuild@0.28.2"


@dataclass(frozen=True)
class Borrowed:
    """One file of static/vendor: its package, its path inside the package, and the licence that goes with it."""

    file: str
    package: str
    version: str
    source: str
    licence: str
    licence_source: str
    bundle: str = ""  # when set, an entry script that esbuild makes into one file
    within: tuple[str, str] | None = None  # package and licence text of what the bundle contains besides

    @property
    def licence_file(self) -> str:
        """Path of the licence text under static/vendor."""
        return f"licences/{self.package.strip('@').replace('/', '-')}.txt"


BLIND_ENTRY = 'export { RSABSSA } from "@cloudflare/blindrsa-ts";\n'
JOSE_ENTRY = 'export { CompactSign, compactVerify, calculateJwkThumbprint } from "jose";\n'
FONT = "files/noto-sans-sc-chinese-simplified-{weight}-normal.woff2"
NOTO, NOTO_VERSION = "@fontsource/noto-sans-sc", "5.3.0"
BORROWED = (
    Borrowed("lit-html.js", "lit-html", "3.3.3", "lit-html.js", "BSD-3-Clause", "LICENSE"),
    Borrowed("signals-core.js", "@preact/signals-core", "1.14.5", "dist/signals-core.mjs", "MIT", "LICENSE"),
    Borrowed("socket.io.js", "socket.io-client", "4.8.4", "dist/socket.io.esm.min.js", "MIT", "LICENSE"),
    Borrowed("jose.js", "jose", "6.2.17", "dist/webapi/index.js", "MIT", "LICENSE.md", JOSE_ENTRY),
    Borrowed("hpke.js", "hpke", "1.1.7", "index.js", "MIT", "LICENSE.md"),
    Borrowed(
        "blindrsa.js",
        "@cloudflare/blindrsa-ts",
        "0.4.4",
        "lib/src/index.js",
        "Apache-2.0 AND BSD-2-Clause",
        "LICENSE.txt",
        BLIND_ENTRY,
        ("sjcl", "LICENSE.txt"),
    ),
    *(
        Borrowed(
            f"fonts/noto-sans-sc-{weight}.woff2", NOTO, NOTO_VERSION, FONT.format(weight=weight), "OFL-1.1", "LICENSE"
        )
        for weight in (400, 700)
    ),
)


def fetch(folder: Path) -> None:
    """Install every package at its version into `folder`, without running any script of theirs."""
    wanted = sorted({f"{one.package}@{one.version}" for one in BORROWED} | {ESBUILD})
    (folder / "package.json").write_text('{"private": true}')
    subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *wanted], cwd=folder, check=True)


def place(one: Borrowed, folder: Path, out: Path) -> None:
    """Copy or bundle one file and its licence from the packages in `folder` to `out`."""
    origin = folder / "node_modules" / one.package
    for target, source in ((one.file, one.source), (one.licence_file, one.licence_source)):
        (out / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin / source, out / target)
    if one.within:
        package, licence = one.within
        with (out / one.licence_file).open("a", encoding="utf-8") as texts:
            texts.write(f"\n\n{package}\n\n{(folder / 'node_modules' / package / licence).read_text(encoding='utf-8')}")
    if one.bundle:
        entry = folder / f"{one.file}-entry.js"
        entry.write_text(one.bundle)
        subprocess.run(
            [
                folder / "node_modules/.bin/esbuild",
                entry,
                "--bundle",
                "--format=esm",
                "--target=es2022",
                "--minify",
                "--log-level=error",
                f"--outfile={out / one.file}",
            ],
            cwd=folder,
            check=True,
        )


def describe(one: Borrowed, out: Path) -> dict[str, str]:
    """The manifest's record of one file; sha256 in hexadecimal of the file as it lies in `out`."""
    digest = hashlib.sha256((out / one.file).read_bytes()).hexdigest()
    how = {"bundled_with": ESBUILD, "entry": one.bundle.strip()} if one.bundle else {}
    return {
        "file": one.file,
        "package": one.package,
        "version": one.version,
        "source": one.source,
        "licence": one.licence,
        "licence_file": one.licence_file,
        "sha256": digest,
        **how,
    }


def build(out: Path) -> str:
    """Fill `out` from npm and return the text of its manifest."""
    with tempfile.TemporaryDirectory() as scratch:
        fetch(Path(scratch))
        for one in BORROWED:
            place(one, Path(scratch), out)
    return json.dumps([describe(one, out) for one in BORROWED], indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Rebuild, compare with the manifest unless `--renew`, and only then replace static/vendor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--renew", action="store_true", help="write the manifest anew instead of comparing with it")
    renew = parser.parse_args().renew
    with tempfile.TemporaryDirectory() as made:
        text = build(Path(made))
        if not renew and text != (VENDOR / "manifest.json").read_text(encoding="utf-8"):
            print(
                "static/vendor/manifest.json says otherwise than what npm gave; nothing was replaced.", file=sys.stderr
            )
            return 1
        (Path(made) / "manifest.json").write_text(text, encoding="utf-8")
        shutil.rmtree(VENDOR, ignore_errors=True)
        Path(made).chmod(0o755)  # a scratch folder is private, the page's files are not
        shutil.copytree(made, VENDOR)
    print(f"{len(BORROWED)} files in static/vendor")
    return 0


if __name__ == "__main__":
    sys.exit(main())
