"""Which of our sections and counties a site's column means by its name: 时政要闻 is 要闻, 乡镇动态 is 县域."""

from __future__ import annotations

from collections.abc import Sequence

from syndicator.model import Place, Section

# What sites call the column that a section of this name gathers; the first word found decides among equals.
MEANINGS: dict[str, tuple[str, ...]] = {
    "要闻": ("头条", "时政", "重要新闻", "领导活动"),
    "政务": ("政府", "政策", "公告", "公示", "公开", "通知", "人事", "部门", "文件", "党建", "党务", "机关"),
    "图片": ("图说", "图集", "影像", "摄影", "光影", "高清", "视觉"),
    "县域": ("县市", "市县", "区县", "县区", "乡镇", "镇街", "街道", "区域", "基层", "市州"),
    "聚焦": ("焦点", "关注", "深度", "热点", "透视"),
    "专题": ("专栏",),
    "文娱": ("文化", "文艺", "娱乐", "文体", "副刊"),
    "科教": ("教育", "科技", "教科", "校园"),
    "旅游": ("文旅", "景区", "游玩"),
    "财经": ("经济", "金融", "商业", "产经"),
    "论坛": ("社区", "茶馆", "问政"),
    "招聘": ("招考", "求职", "人才", "就业"),
    "数字报": ("电子报", "电子版"),
    "新媒体": ("微信", "公众号"),
}
# Words that every column's name may hold: they decide only when nothing else does.
GENERAL = frozenset({"新闻", "资讯", "动态"})
# The section of what is told of one county, when the column names no other.
OF_COUNTIES = "县域"


def section_of(column: str, sections: Sequence[Section], place: Place | None = None) -> Section | None:
    """The section that a column of this name fills, or None. `place` is the county that the name tells of, if any."""
    told = [one for one in sections if one.name in column and one.name not in GENERAL]
    if told:
        return max(told, key=lambda one: len(one.name))
    meant = [
        (column.index(word), one)
        for one in sections
        for word in MEANINGS.get(one.name, ())
        if word in column and word not in (place.names if place is not None else ())
    ]
    if meant:
        return min(meant, key=lambda pair: pair[0])[1]
    if place is not None and (counties := next((one for one in sections if one.name == OF_COUNTIES), None)) is not None:
        return counties
    return next((one for one in sections if one.name in column), None)


def place_of(words: str, places: Sequence[Place]) -> Place | None:
    """The county named in `words`, by its longest name that stands there; None when several are, or none."""
    found = {one.id: max((len(name) for name in one.names if name in words), default=0) for one in places}
    named = [one for one in places if found[one.id]]
    return named[0] if len(named) == 1 else None
