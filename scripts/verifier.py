"""Make static/verify/verify.html, one page without a network, from the sources beside it.

Every module becomes one function that gives what it exports, in the order in which they need each other; style and
script go into the page, their hashes into its policy, and the hash of the script stands on it. The same sources make
the same bytes. `--check` changes nothing and ends with 1 when the page is not what its sources make.
"""

from __future__ import annotations

import base64
import re
import sys
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "static" / "verify"
SOURCES = FOLDER / "src"
PAGE = FOLDER / "verify.html"
IMPORT = re.compile(r'^import \{([^}]+)\} from "\./([a-z_]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:const|class|function) ([A-Za-z_]\w*)", re.MULTILINE)


class BadSource(ValueError):
    """A source is not written as this script can join it."""


def ordered(name: str, found: dict[str, str] | None = None) -> dict[str, str]:
    """Module → source, each behind all that it imports; `name` comes last."""
    found = {} if found is None else found
    source = (SOURCES / f"{name}.js").read_text(encoding="utf-8")
    for _, other in IMPORT.findall(source):
        if other not in found:
            ordered(other, found)
    found[name] = source
    return found


def joined(name: str, source: str) -> str:
    """One module as a constant that holds its exports."""
    body = IMPORT.sub(lambda m: f"const {{{m[1]}}} = module_{m[2]};\n", source)
    names = EXPORT.findall(body)
    body = re.sub(r"^export ", "", body, flags=re.MULTILINE)
    if re.search(r"^(?:import|export)\b", body, re.MULTILINE) or "</script" in body.lower():
        raise BadSource(f"{name}.js cannot be joined")
    return f"const module_{name} = (() => {{\n{body}return {{ {', '.join(names)} }};\n}})();\n"


def script() -> str:
    """The whole program, which starts the page."""
    parts = [joined(name, source) for name, source in ordered("page").items()]
    return '\n"use strict";\n' + "\n".join(parts) + "\nmodule_page.start();\n"


def policy(style: str, program: str) -> str:
    """Nothing may be loaded or sent; this style and this script alone may act."""

    def hashed(text: str) -> str:
        return "'sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode() + "'"

    return (
        f"default-src 'none'; script-src {hashed(program)}; style-src {hashed(style)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def page() -> str:
    """The text of the page."""
    style = "\n" + (SOURCES / "page.css").read_text(encoding="utf-8")
    program = script()
    digits = sha256(program.encode()).hexdigest()
    parts = {
        "@POLICY@": policy(style, program),
        "@PROGRAM@": " ".join(digits[at : at + 8] for at in range(0, 64, 8)),
        "@STYLE@": style,
        "@SCRIPT@": program,
    }
    template = (SOURCES / "page.html").read_text(encoding="utf-8")
    return re.sub("|".join(parts), lambda found: parts[found[0]], template)


def main(words: list[str]) -> int:
    """Write the page and say its hash, or with `--check` say whether it is up to date."""
    made = page()
    if words == ["--check"]:
        good = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == made
        print(f"{PAGE.name}: {'up to date' if good else 'not what its sources make; run scripts/verifier.py'}")
        return 0 if good else 1
    PAGE.write_text(made, encoding="utf-8")
    print(f"{sha256(made.encode()).hexdigest()}  {PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
