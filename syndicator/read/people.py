"""The names in a byline's value: 农民日报·中国农网记者 王某 实习生 李某 -> 王某 李某."""

from __future__ import annotations

import re

from .wordlist import words

# The surnames of nearly all Chinese (百家姓 and the census's most frequent), the compound ones apart.
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁"
    "仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍"
    "璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄东殴沃利蔚越夔隆师"
    "巩厍聂晁勾敖融冷訾辛阚那简饶空曾沙养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海佘佟商牟佴伯赏墨哈谯笪"
    "年爱阳付肖闫邸代苑覃粟瓮仝楚鹿苟初展危庆戚旷揭但占樂操昌揣税冼官但矫隋漆檀候原镇达敬区降邝庹栗药亓郇芦晋辜冶卯苌佀奉覃骞雒秘"
)
_COMPOUND = re.compile(
    r"欧阳|闻人|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|宇文|长孙|司徒|司空|夏侯|端木|南宫|西门|独孤|呼延|百里|轩辕"
)
# What people are, before their names: with the outlet they work for, if that is printed with it.
_ROLE = re.compile(
    r"(?:^|(?<=[\s、，,/&和]))[《》“”\u4e00-\u9fff·\w.]{0,24}?"
    r"(?:(?:全媒体|融媒体?|特约|首席|见习|实习|摄影|文字|摄像|视觉|专栏|特派|驻\w{1,6}|本报|本网|本台)?(?:记者|通讯员|评论员|撰稿人|撰稿|实习生|特派员|作者)"
    r"|(?:新闻|责任|执行|文字|见习|实习)?编辑(?!部|室|中心|组)|文(?=[/／]))"
    r"[\s:：|｜丨/／]*"
)
_GAP = re.compile(r"\s*[、，,/／;；&▪•]\s*|\s+")
_NOBODY = words("供图 供稿 图 摄 报道 综合 整理 编译 摄影 文 制图 配图")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_OTHER_NAME = re.compile(r"[A-Za-z][\w.'’-]*|[\u4e00-\u9fff]{1,12}(?:·[\u4e00-\u9fff]{1,12}){1,4}")
_CODE = re.compile(r"[A-Z]{1,4}\d{1,8}")
# 王某 摄, 摄影：王某; not 拍摄, 摄氏, 摄像头.
_SHOT = re.compile(
    r"摄影(?:记者)?\s?[:：/／|]\s?(?P<label>[^）)，。；]{2,30})"
    r"|(?P<before>[^\n]{2,60}?)(?:(?<![拍航])摄(?:影报道)?\s*(?=[)）\]】。．.；;/／|]|$)|摄影\s*(?=[)）。]|$)|\s图\s*$)"
)
_MAX_CAPTION = 300
_CLAUSE = re.compile(r"[（(【\[。，；！？、,;|｜/／]\s*(?=\S)")
# Before names, but no names themselves.
_OUTLET = re.compile(r".{1,20}(?:网|报|社|台|站|刊|科技|新闻|客户端|频道|中心|发布|财经)")
# A name of two characters that is spread to the width of three (刘　畅), or whose parts stand in two elements.
_SPREAD = re.compile(
    rf"(?<![\u4e00-\u9fff])([{''.join(sorted(_SURNAMES))}])\s{{1,2}}([\u4e00-\u9fff]{{1,2}})(?![\u4e00-\u9fff])"
)


def names(raw: str) -> str:
    """Who `raw` names, without outlets and roles, up to the first word that can be no name; "" when nobody.

    The first word is believed whatever it is (an office, a pen name). Commas stay as printed, else one space joins.
    """
    text = _SPREAD.sub(r"\1\2", _ROLE.sub(" ", raw)).strip(" 、，,/／;；&")
    kept: list[str] = []
    at = 0
    for gap in [*_GAP.finditer(text), None]:
        word = text[at : gap.start() if gap else len(text)].strip("·")
        if not word or (kept and not is_name(word)) or word in _NOBODY:
            break
        kept.append(word)
        mark = gap[0].strip(" ▪•") if gap else ""
        kept.append(mark or " ")
        at = gap.end() if gap else len(text)
    if len(kept) > 2 and _OUTLET.fullmatch(kept[0]) and not is_name(kept[0]):
        del kept[:2]
    return "".join(kept[:-1])


def is_name(word: str) -> bool:
    """Whether `word` looks like a person's name, or an editor's code."""
    if _HAN_NAME.fullmatch(word):
        return _COMPOUND.match(word) is not None or (len(word) < 4 and word[0] in _SURNAMES)
    return _OTHER_NAME.fullmatch(word) is not None or _CODE.fullmatch(word) is not None


def photographers(caption: str) -> str:
    """Who took the picture that `caption` stands under: 村民在晒场翻晒粉条（通讯员 王某 摄）-> 王某; "" if not said."""
    found = next(_SHOT.finditer(caption[:_MAX_CAPTION]), None)
    if found is None:
        return ""
    said = found["label"] or _CLAUSE.split(found["before"])[-1]
    roles = list(_ROLE.finditer(said))
    after = said[roles[-1].end() :] if roles else said
    kept: list[str] = []
    for word in reversed([word for word in _GAP.split(_SPREAD.sub(r"\1\2", after.strip())) if word]):
        if not is_name(word):
            break
        kept.insert(0, word)
    return " ".join(kept)
