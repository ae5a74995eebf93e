"""On which line of a TOML file each value stands.

`tomllib` gives values without places, so an error could not say where. This reads a text that `tomllib` has
already accepted, token by token, and only keeps track of keys, table headers and brackets; it checks nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

Step: TypeAlias = "str | int"
Path: TypeAlias = "tuple[Step, ...]"

TOKEN: Final = re.compile(
    r"""(?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
    r"""|(?P<skip>[ \t\r\ufeff]+|\#[^\n]*)|(?P<mark>[\[\]{}=,.\n])|(?P<bare>[^\s\[\]{}=,."'\#]+)""",
    re.DOTALL,
)


class Token(NamedTuple):
    """A word, a quoted text or a mark of TOML, and its line from 1; "" ends the file."""

    kind: str
    word: str
    line: int


def toml_lines(text: str) -> dict[Path, int]:
    """Path of keys and positions (from 0) → line from 1, for every key, table and list element of valid TOML."""
    scan = _Scan(list(_tokens(text)))
    scan.file()
    return scan.lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it that the file does hold; at least 1."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _tokens(text: str) -> Iterator[Token]:
    line = 1
    for match in TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "skip":
            yield Token(match.lastgroup, match[0], line)
        line += match[0].count("\n")
    yield Token("end", "", line)


class _Scan:
    """A walk over the tokens; `lines` fills up, `counts` knows how many tables each [[list]] has so far."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def step(self) -> Token:
        token = self.here
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def file(self) -> None:
        base: Path = ()
        while self.here.kind != "end":
            if self.here.word == "\n":
                self.step()
            elif self.here.word == "[":
                base = self.header()
            else:
                self.pair(base)

    def header(self) -> Path:
        line = self.step().line
        several = self.here.word == "["
        if several:
            self.step()
        path = self._inside(self.keys())
        for _ in range(2 if several else 1):
            self.step()
        if several:
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
        self._keep(path, line)
        return path

    def _inside(self, keys: list[str]) -> Path:
        """Keys of a header as a path: a [[list]] on the way means its newest table."""
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            if place < len(keys) - 1 and path in self.counts:
                path = (*path, self.counts[path])
        return path

    def keys(self) -> list[str]:
        found = [self._key()]
        while self.here.word == ".":
            self.step()
            found.append(self._key())
        return found

    def _key(self) -> str:
        token = self.step()
        if token.kind != "text":
            return token.word
        return token.word[1:-1] if token.word.startswith("'") else str(ast.literal_eval(token.word))

    def pair(self, base: Path) -> None:
        line = self.here.line
        path = (*base, *self.keys())
        self._keep(path, line)
        self.step()  # the equals sign
        self.value(path)

    def value(self, path: Path) -> None:
        opening = self.here.word
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline(path)
        else:
            while self.here.kind != "end" and self.here.word not in (",", "]", "}", "\n"):
                self.step()

    def _list(self, path: Path) -> None:
        self.step()
        place = 0
        while self.here.kind != "end" and self.here.word != "]":
            if self.here.word in ("\n", ","):
                self.step()
                continue
            self._keep((*path, place), self.here.line)
            self.value((*path, place))
            place += 1
        self.step()

    def _inline(self, path: Path) -> None:
        self.step()
        while self.here.kind != "end" and self.here.word != "}":
            if self.here.word in ("\n", ","):
                self.step()
            else:
                self.pair(path)
        self.step()

    def _keep(self, path: Path, line: int) -> None:
        for size in range(1, len(path) + 1):
            self.lines.setdefault(path[:size], line)
