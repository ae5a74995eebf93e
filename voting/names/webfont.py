"""A small web font with just the characters that the screens' own font lacks: rare names must stand in the hall."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

SOURCE: Final = Path(pylopdf_fonts_zh_cn.__file__).parent
SCREEN_FONT: Final = Path(__file__).resolve().parents[2] / "static/vendor/fonts/noto-sans-sc-400.woff2"


@lru_cache(maxsize=1)
def known() -> frozenset[int]:
    """The code points that the screens' font has."""
    with TTFont(SCREEN_FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing(texts: str) -> str:
    """The characters of `texts` that the screens' font lacks, sorted."""
    return "".join(sorted({c for c in texts if ord(c) > 0x7F and ord(c) not in known()}))


@lru_cache(maxsize=8)
def woff2(characters: str) -> bytes:
    """A woff2 font of these characters, from Noto Sans SC (SIL Open Font License 1.1); about 0.3 s."""
    (source,) = SOURCE.rglob("NotoSansSC-Regular.otf")
    options = Options()
    options.flavor = "woff2"
    options.notdef_outline = True
    out = io.BytesIO()
    with load_font(str(source), options) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=characters or " ")
        subsetter.subset(font)
        save_font(font, out, options)
    return out.getvalue()
