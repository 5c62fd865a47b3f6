"""What stands around a Chinese news text and title and is not the news: datelines, credits, tags, names of sites.

Every pattern needs a mark (a colon, a bracket, a space, a dash) that comparison drops, so that nothing is taken from
a text twice.
"""

from __future__ import annotations

import re

_OUTLET = r"(?:本[报网台刊站社]|[^\s。,:;!?()【】]{1,14}?(?:网|报|社|台|客户端|中心|传媒|新闻|发布|在线|融媒体?))"
_DATELINE = re.compile(
    rf"\s*[【\[(]?{_OUTLET}(?:\([^()]{{1,16}}\))?[^。,:;!?()【】]{{0,20}}?(?:讯|电|消息|报道)"
    r"(?:[】\])]\s*|\s*(?=\()|\s+|\s*[:,]\s*|\s*[-—]{1,2}\s*)(?:\([^()]{0,80}\)\s*)?[:,—-]*\s*"
)
_REPORTERS = re.compile(r"\s*\((?:[^()]{0,16}?(?:记者|通讯员|实习生|见习)|文/|图/|原标题|原题)[^()]{0,80}\)\s*")
_LABEL = (
    r"(?:责任?编辑|责编|编辑|校对|审核|编审|审校|监制|来源|稿源|信息来源|文章来源|作者|记者|通讯员|文字|文图|图文|文|图|图片|供图"
    r"|摄影|摄|供稿|值班|主编|总值班|终审|初审|复审|一审|二审|三审|出品|策划|统筹|制作|原标题|原题|原文链接|转自|版权所有)"
)
# A credit has no full stop in it; a sentence that happens to begin with 记者 has.
_CREDITED = rf"{_LABEL}(?:[^\S\n]{{0,4}}[/:]|[^\S\n]{{1,4}})[^。!?()【】\[\]]{{0,70}}(?:\([^()]{{0,20}}\))?"
_CREDIT = re.compile(rf"[\s▍■●◎]*(?:[(【\[]{_CREDITED}[)】\]]|{_CREDITED})\s*")
_END_CREDIT = re.compile(
    r"\s*\((?:[^()]{0,14}?(?:记者|通讯员|责任?编辑|责编|编辑|来源|实习生|作者|摄)[^()]{0,60}|完|全文完|完结)\)\s*$"
)
_COUNTER = r"(?:浏览|阅读|点击|访问|点赞|评论|转发)(?:次数|人次|量|数)?\s{0,3}[:(]?\s{0,3}\d"
_NOTICE = re.compile(
    r"[\s*※■(【\[]*(?:版权声明|免责声明|郑重声明|特别声明|声明:|凡本网|扫一扫|扫码|长按|更多精彩|点击.{0,6}阅读原文"
    r"|欢迎关注|关注我们|分享到|【?打印|上一篇|下一篇|相关阅读|相关新闻|推荐阅读)"
    rf"|[\s(【\[]*{_COUNTER}"
)
# Lines looked at from the end; a longer tail is text.
_MAX_CLOSING_LINES = 12
_MAX_CREDIT_LENGTH = 90
_MAX_NOTICE_LENGTH = 220
# Less than this is no title; what looked like a site's name was part of it.
_SHORTEST_TITLE = 4
# A dateline is at the very beginning.
_HEAD = 220

_TITLE_TAG = re.compile(r"\s*(?:【[^【】]{1,14}】|\[[^\[\]]{1,12}\]|〔[^〔〕]{1,12}〕)\s*[|丨]?\s*")
_TITLE_NOTE = re.compile(
    r"\s*[(【\[](?:[组多高附]?图|图文|图/文|组图|附图|视频|附视频|附?全文|直播|实录|独家|转载|转|原创|快讯|更新中?|滚动|音频|海报|H5)[)】\]]\s*$",
    re.IGNORECASE,
)
# Before a bar stands a rubric, behind an underline a site, whatever they are called.
_RUBRIC = re.compile(r"\s*[^|丨\s,。:!?]{1,8}\s*[|丨]\s*(?=.{8})")
_UNDERLINED = re.compile(r"(?<=.{8})_[^_]{1,16}$")
_SITE_SUFFIX = re.compile(
    r"\s*(?:[_|丨]|\s[-–—]{1,2}\s?|[-–—]{1,2})\s*(?:[^_|丨\-–—]{0,16}(?:网|日报|晚报|早报|晨报|都市报|时报|周刊|频道|客户端|在线|门户网站|门户"
    r"|官网|新闻|资讯|传媒|融媒体?|融媒体中心|广播电视台|电视台|发布|论坛|首页|手机版|政府|人民政府|教育局|要闻|时政|社会|国内|国际))\s*$"
)
_CUT_SHORT = re.compile(r"(?:…|\.{2,}|‥|。。+|⋯)\s*$")


def without_dateline(text: str) -> str:
    """`text` (NFKC) without 本报讯, 某某网讯 (记者 …), 新华社某地某日电 at its beginning."""
    while True:
        found = _DATELINE.match(text[:_HEAD]) or _REPORTERS.match(text[:_HEAD])
        if found is None or not found.end():
            return text
        text = text[found.end() :]


def without_closing(text: str) -> str:
    """`text` (NFKC, one line a paragraph) without the lines at its ends that say who wrote, edited and owns it."""
    lines = text.split("\n")
    while lines and _is_credit(lines[0]):
        del lines[0]
    for _ in range(_MAX_CLOSING_LINES):
        if not lines or not (not lines[-1].strip() or _is_credit(lines[-1]) or _is_notice(lines[-1])):
            break
        del lines[-1]
    if lines:
        lines[-1] = _without_end_credit(lines[-1])
    return "\n".join(lines)


def bare_title(title: str) -> str:
    """`title` (NFKC) without 【标签】 before it, (图) and the site's name behind it; whole if it is no more."""
    bare = title
    while (found := _TITLE_TAG.match(bare) or _RUBRIC.match(bare)) and found.end() < len(bare):
        bare = bare[found.end() :]
    for _ in range(4):
        shorter = _TITLE_NOTE.sub("", _UNDERLINED.sub("", _SITE_SUFFIX.sub("", bare)))
        if shorter == bare or len(shorter.strip()) < _SHORTEST_TITLE:
            break
        bare = shorter
    return bare


def is_cut_short(title: str) -> bool:
    """Whether a list showed only the beginning of `title`."""
    return _CUT_SHORT.search(title) is not None


def _is_credit(line: str) -> bool:
    return len(line) <= _MAX_CREDIT_LENGTH and _CREDIT.fullmatch(line) is not None


def _is_notice(line: str) -> bool:
    return len(line) <= _MAX_NOTICE_LENGTH and _NOTICE.match(line) is not None


def _without_end_credit(line: str) -> str:
    for _ in range(3):
        shorter = line[:-100] + _END_CREDIT.sub("", line[-100:]) if len(line) > 100 else _END_CREDIT.sub("", line)
        if shorter == line:
            break
        line = shorter
    return line
