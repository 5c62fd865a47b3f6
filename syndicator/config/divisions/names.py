"""What a division's name is without its rank: 崇阳 of 崇阳县, 石柱 of 石柱土家族自治县."""

from __future__ import annotations

import re

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔"
    "|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴"
    "|基诺|各"
)
_RANK = re.compile(
    rf"(?:(?:{_PEOPLES})族|(?<!内)蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔|鄂温克|鄂伦春)*(?:自治(?:州|县|旗|区)|(?:民族)?[乡镇])$"
    r"|(?:街道|苏木|地区|特别行政区|[林矿特新]区|[省市县区旗盟])$"
)
# 东乡族自治县 is called by its people alone.
_RANK_ALONE = re.compile(r"族?自治(?:州|县|旗|区)$")
LEAST_LEFT = 2


def bare(name: str) -> str:
    """The name without its rank, or whole when a single character would be left (歙县)."""
    for rank in (_RANK, _RANK_ALONE):
        short = rank.sub("", name)
        if len(short) >= LEAST_LEFT:
            return short
    return name
