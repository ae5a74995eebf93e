"""Surnames of two characters 复姓. Asked only where a given name of one character counts as a missing second one.

Sources: the closing part of 《百家姓》, and the fourteen most frequent of the Ministry of Public Security's 2020全国姓名报告
(published 8 February 2021), which adds 贺兰 and 完颜; each also as it is written in traditional characters.
"""

from __future__ import annotations

from typing import Final

_LIST: Final = """
    欧阳 上官 皇甫 令狐 诸葛 司徒 司马 申屠 夏侯 贺兰 完颜 慕容 尉迟 长孙
    万俟 闻人 东方 赫连 公羊 澹台 公冶 宗政 濮阳 淳于 单于 太叔 公孙 仲孙 轩辕 钟离 宇文 鲜于 闾丘 司空 亓官 司寇
    子车 颛孙 端木 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 呼延 羊舌 微生 梁丘 左丘
    东门 西门 南宫 第五
    歐陽 諸葛 司馬 賀蘭 完顏 尉遲 長孫 萬俟 聞人 東方 赫連 澹臺 濮陽 單于 公孫 仲孫 軒轅 鍾離 鮮于 閭丘 子車 顓孫
    巫馬 樂正 壤駟 夾谷 穀梁 東郭 南門 東門 西門 南宮
"""
COMPOUND: Final = frozenset(_LIST.split())


def surname_of(name: str) -> str:
    """The first two characters where they are a known compound surname with a given name behind it, else the first."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND else name[:1]
