"""Articles as people cite them: `ZZF 51` becomes 《地方组织法》第五十一条."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from voting.core.words import Text

SOURCE: Final[dict[str, Text]] = {
    "XF": Text("《宪法》", "Constitution"),
    "ZZF": Text("《地方组织法》", "Local Organic Law"),
    "XJF": Text("《选举法》", "Electoral Law"),
    "DBF": Text("《代表法》", "Law on Deputies"),
    "JDF": Text("《监督法》", "Supervision Law"),
    "YSF": Text("《预算法》", "Budget Law"),
    "LFF": Text("《立法法》", "Legislation Law"),
    "RDYS": Text("《全国人大议事规则》", "Rules of Procedure of the NPC"),
    "CWYS": Text("《全国人大常委会议事规则》", "Rules of Procedure of the NPC Standing Committee"),
    "XSJ": Text("《关于实行宪法宣誓制度的决定》", "Decision on the Oath to the Constitution"),
    "GDR": Text("《广东省人大议事规则》", "Rules of Procedure of the Guangdong Congress"),
    "GDC": Text("《广东省人大常委会议事规则》", "Rules of Procedure of the Guangdong Standing Committee"),
    "GDM": Text("《广东省各级人大常委会人事任免办法》", "Guangdong Measures for Appointments"),
    "SZM": Text("《深圳市人大常委会任免条例》", "Shenzhen Regulations on Appointments"),
    "CQC": Text("《重庆市人大常委会议事规则》", "Rules of Procedure of the Chongqing Standing Committee"),
    "CQM": Text("《重庆市各级人大常委会人事任免工作条例》", "Chongqing Regulations on Appointments"),
    "CQX": Text("《重庆市乡镇人大工作条例》", "Chongqing Regulations on Township Congresses"),
    "CQS": Text("《重庆市宪法宣誓实施办法》", "Chongqing Measures for the Oath"),
    "BJR": Text("《北京市人大议事规则》", "Rules of Procedure of the Beijing Congress"),
    "BJC": Text("《北京市人大常委会议事规则》", "Rules of Procedure of the Beijing Standing Committee"),
    "BJM": Text("《北京市人大常委会任免条例》", "Beijing Regulations on Appointments"),
    "BJX": Text("《北京市选举细则》", "Beijing Rules for Elections"),
    "SHR": Text("《上海市人大议事规则》", "Rules of Procedure of the Shanghai Congress"),
    "SHC": Text("《上海市人大常委会议事规则》", "Rules of Procedure of the Shanghai Standing Committee"),
    "ZJR": Text("《浙江省人大议事规则》", "Rules of Procedure of the Zhejiang Congress"),
    "ZJC": Text("《浙江省人大常委会议事规则》", "Rules of Procedure of the Zhejiang Standing Committee"),
    "ZJM": Text("《浙江省人大常委会任免条例》", "Zhejiang Regulations on Appointments"),
    "ZJT": Text("《浙江省乡镇人大条例》", "Zhejiang Regulations on Township Congresses"),
    "S2": Text("人大工作的政策文本（2021）", "a policy text on the work of congresses (2021)"),
    "W1": Text("昭通市人大会议选举办法（2007）", "Zhaotong election method (2007)"),
    "W4": Text("全国人大选举和决定任命的办法的说明（2013）", "Explanation of the NPC method of election (2013)"),
    "W8": Text("全国人大选举和决定任命的办法（2008、2013）", "NPC methods of election (2008, 2013)"),
    "W12d": Text("全国人大表决议案办法（2006、2007）", "NPC methods for voting on bills (2006, 2007)"),
    "W13": Text("深圳市人大常委会满意度测评规则（2011）", "Shenzhen rules of evaluation (2011)"),
    "W29": Text("选票认定的培训材料", "a training text on doubtful papers"),
    "W30": Text("姓名笔画排序的工作说明（2011）", "a note on stroke order (2011)"),
    "W31": Text("姓氏笔画与姓名笔画", "a note on surnames and names"),
    "W42": Text("天津市人大会议选举办法（1993）", "Tianjin election method (1993)"),
}
_CITATION: Final = re.compile(r"([A-Z]+) (\d{1,3})(.*)", re.DOTALL)
_DIGITS: Final = "零一二三四五六七八九"


def citation(cited: str) -> Text:
    """`ZZF 51` as 《地方组织法》第五十一条; what is not of this form (a meeting's own method) stays as it is."""
    if cited in SOURCE:  # a text without articles
        return SOURCE[cited]
    match = _CITATION.fullmatch(cited)
    source = SOURCE.get(match[1]) if match else None
    if match is None or source is None:
        return Text(cited, cited)
    return Text(f"{source.zh}第{numeral(int(match[2]))}条{match[3]}", f"{source.en}, art. {match[2]}{match[3]}")


def citations(cited: Sequence[str]) -> Text:
    """Several citations in a row; a law named just before is not named again: 《地方组织法》第二十七条、第二十九条."""
    zh: list[str] = []
    en: list[str] = []
    before: Text | None = None
    for one in cited:
        source = SOURCE.get(one.split(" ")[0])
        text = citation(one)
        again = source is not None and source == before
        zh.append(text.zh.removeprefix(source.zh) if again and source else text.zh)
        en.append(text.en.removeprefix(f"{source.en}, ") if again and source else text.en)
        before = source
    return Text("、".join(zh), ", ".join(en))


def numeral(number: int) -> str:
    """A whole number from 1 to 999 in Chinese numerals as laws write them (十, 二十九, 一百零五)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def of_article(article: str | None) -> Text | None:
    """The citation of a rule's article, which may name several: `ZZF 54; CWYS 31`."""
    return citations([part.strip() for part in article.split(";")]) if article else None
