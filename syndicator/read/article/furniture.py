"""Lines that stand on an article page but are no part of the article."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from ..byline import is_byline
from ..wordlist import words


class LineKind(IntEnum):
    """TEXT is the article's own. LABEL: a byline, date or counter; CREDIT: the same, and never part of a text;
    NOISE: a button or notice; ASIDE: heads a list of other articles, mostly after the text; END: begins what follows an
    article; ORIGINAL: a note of the original title."""

    TEXT = 0
    LABEL = 1
    CREDIT = 2
    NOISE = 3
    ASIDE = 4
    END = 5
    ORIGINAL = 6


# Labels, headings of lists and buttons are short; a longer line that begins like one is a sentence.
MAX_LABEL = 70
MAX_HEADING = 24
MAX_NOTICE = 200

_EDGE = " \t\u3000[]［］【】（）()〔〕〖〗<>《》·•▪■◆●★☆※▶→|｜丨-—_=~*:：.。!！,，…»›"


_LABELS = words("""
    来源 来源于 本文来源 文章来源 稿件来源 信息来源 新闻来源 消息来源 内容来源 稿源 文源 作者 本文作者 时间 日期
    发布时间 发布日期 发表时间 发表日期 更新时间 更新日期 最后更新 发稿时间 添加时间 录入时间 上传时间 创建时间
    发布机构 发布单位 发布人 发布者 撰稿 撰稿人 供稿 供稿人 供稿单位 投稿人 信息提供 关键词 关键字 标签 本文标签
    文章标签 栏目 分类 所属栏目 频道 文章分类 文字 图片 供图 视频 撰文 摄影 摘要 内容摘要 内容提要 编号 索引号
""")
_CREDITS = words("""
    责任编辑 责编 编辑 本文编辑 网络编辑 网页编辑 值班编辑 实习编辑 执行编辑 新闻编辑 见习编辑 文字编辑 编审
    校对 责任校对 审核 审核人 初审 复审 终审 一审 二审 三审 监制 签发 审签 审校 值班主任 值班总编 总值班 责任人
    总编 副总编 主编 浏览 浏览次数 浏览量 浏览数 点击 点击数 点击量 点击率 点击次数 阅读 阅读量 阅读数 阅读次数
    访问 访问量 访问次数 人气 热度 字号 字体 字体大小 文字大小 大小 视力保护 视力保护色 背景色 编辑人
""")
_UNMARKED = words("责任编辑 责编 编辑 校对 审核 编审 监制 初审 复审 终审")
_HEADINGS = words("""
    相关阅读 相关新闻 相关链接 相关文章 相关推荐 相关报道 相关搜索 相关专题 相关稿件 相关内容 相关资讯 相关视频
    相关评论 相关信息 相关热词 相关攻略 相关下载 相关解读 相关话题
    延伸阅读 扩展阅读 推荐阅读 推荐文章 推荐新闻 推荐视频 推荐内容 为你推荐 为您推荐
    给您推荐 你可能喜欢 您可能感兴趣 猜你喜欢 热门推荐 热门文章 热门新闻 热门评论 热门排行 热门资讯 热门话题
    热门视频 热门图片 精彩推荐 精彩图集 精彩图片 精彩视频 精彩评论 编辑推荐 今日推荐 网友推荐 专题推荐 视频推荐
    大家都在看 大家都在搜 大家还在看 大家正在看 热点新闻 热点推荐 热点聚焦 热点专题 热点排行 最新文章 最新评论
    最新新闻 最新资讯 最新更新 网友评论 全部评论 所有评论 热门跟帖 最热评论 用户评论 评论 我要评论 发表评论
    查看评论 写评论 评论区 我有话说 跟帖 跟贴 网友跟帖 分享 分享到 分享至 分享给 版权声明 免责声明 特别声明
    郑重声明 风险提示 上一篇 下一篇 上一条 下一条 上一则 下一则 上一章 下一章 上下篇 友情链接 联系我们 关于我们
    网站地图 作者最新文章 小编最近文章 往期回顾 往期精选 往期推荐 新闻推荐 图片推荐 为您精选 热搜 热词 图片新闻
    更多精彩 更多推荐 更多新闻 更多文章 更多资讯 更多阅读 更多内容 更多相关 阅读更多 查看更多 精彩内容 打印
    打印本页 打印此页 打印本文 关闭 关闭窗口 关闭本页 收藏 收藏本文 收藏本页 点赞 举报 纠错 返回顶部 返回首页
    返回列表 返回栏目 返回上一页 返回频道 正文已结束 继续阅读 阅读原文 阅读下一篇 扫一扫 微信扫一扫 鲜花 握手
    雷人 路过 鸡蛋 推荐 新闻排行 点击排行 阅读排行 新闻排行榜 点击排行榜 阅读排行榜 热点排行榜 热门排行榜
    一周排行 24小时热文 本网专稿 延伸·推荐 站内搜索 网友热议
""")
# With what a heading, notice or bar begins, whatever comes after.
_BEGINNINGS = tuple(
    words("""
    上一篇 下一篇 上一条 下一条 上一则 下一则 上篇 下篇 分享到 分享至 分享给 扫一扫 微信扫一扫 用微信 打开微信
    手机扫 扫描二维码 扫码 版权声明 版权所有 免责声明 特别声明 郑重声明 特别提示 风险提示 声明： 声明:
    正文已结束 返回首页 返回列表 返回栏目 打印本 打印此 关闭窗口 关闭本页
    本帖最后由 Copyright © 相关热词 主办单位 承办单位
    发表评论 文明上网 请自觉遵守 平台声明 登录后 网友评论 最新评论 我来说两句 凡本网 凡注明 本网站 本站声明 转载请注明
    未经授权 违法和不良信息 小编最近文章 作者最新文章 本文已被浏览 请支持独立网站 以上内容仅 本文仅代表作者
    (责任编辑
""")
)
# After these no article goes on; a list of related news may float in the middle of one.
_FINAL = tuple(
    words("""
    评论 网友评论 全部评论 所有评论 热门评论 最新评论 发表评论 我要评论 我来说两句 跟帖 跟贴 网友跟帖 热门跟帖 上一 下一
    版权 免责 特别声明 郑重声明 声明 正文已结束 打印 关闭 返回 Copyright © 主办单位 承办单位 凡本网 凡注明 本网站
    本站声明 转载请注明 未经授权 违法和不良信息 责任编辑 以上内容仅 文明上网 请自觉遵守
""")
)
_BUTTONS = words("""
    广告 Advertisement 查看大图 查看原图 查看全文 查看详情 展开全文 收起全文 阅读全文 显示全文 展开 收起
    展开阅读全文 大 中 小 放大 缩小 正常 默认 特大 超大 A A+ A- + - 关注 订阅 已关注 +关注 关注我们 语音播报
    听新闻 朗读 全屏 静音 播放 暂停 重播 微信 微博 QQ空间 新浪微博 腾讯微博 易信 朋友圈 QQ好友 复制链接 更多
    回到顶部 TOP 首页 尾页 末页 上一页 下一页 上一张 下一张 图集 高清大图 原图 简体 繁体 无障碍 登录 注册 加载中
    正在加载 人参与 赞 踩 顶 已发送 发送 取消 确定 分享本文 参与讨论 返回 点击图片进入下一页 点击查看高清原图
    只看该作者 倒序浏览 楼主 只看楼主 电梯直达 点击播放 视频加载中 人民网 下载 我要投稿 我要纠错 内容纠错 END TheEnd
""")
_BUTTON_BEGINNINGS = tuple(
    words("""
    点击进入 点击查看 点击下载 点击这里 点击上方 点击下方 点击蓝字 点击关注 点击观看 点击播放 点击右上 点击加载
    点击图片 正在加载 加载中 视频加载 您的浏览器 你的浏览器 浏览器不支持 长按识别 长按二维码 长按图片 长按下方
    长按关注 识别二维码 查看更多 返回搜狐 更多精彩 更多资讯 更多新闻 更多内容 更多详情请 相关资讯请关注 欢迎关注
""")
)
_IN_APP = re.compile(
    r"(?:打开|下载|请用|进入).{0,12}(?:APP|客户端)|(?:APP|客户端).{0,6}(?:打开|查看|阅读|下载)|^本文来自.{2,16}(?:APP|客户端)",
    re.I,
)
_TURNING = re.compile(r"支持键盘|[“\"][←→].{0,6}[←→]|^(?:QQ|微信)?交流群|^QQ交流")
_SIZES = re.compile(
    r"(?:字[号体]\s?)?[:：]?\s?(?:\[?【?[大中小]】?\]?\s?){2,3}|[\d\s/:：.%+-]+|\d*\s?(?:人参与|条评论|次浏览|人阅读|阅读|评论|跟[帖贴]|赞|收藏)\s?\d*"
)
_MOMENT = re.compile(
    r"(?:(?:19|20)\d{2}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?[\sT,，]*(?:[(（]?(?:星期|周).[)）]?)?[\sT]*\d{1,2}[:：时]\d{1,2}"
    r"(?:[:：分]\d{1,2})?[分秒]?"
)
_RUN = re.compile(
    r"(?:来\s?源|稿源|作\s?者|时\s?间|日\s?期|编\s?辑|责编|浏览|点击|阅读|字体|字号|记者|摄影|次数|访问量)\s?[:：]"
)
_CLAUSE = re.compile(r"[，。；！？、,;!?“”《》]|[在于将了至从到]")
_AGO = re.compile(r"(?:\d{1,3}|半)\s?(?:秒|分|个?小时|天|周|个?月|年)钟?之?前|(?:今|昨|前)[天日]\s?\d{1,2}[:：]|刚刚")
BARE_DAY = re.compile(r"[\s(（\[【]*(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?[\s)）\]】]*")
_DAY = re.compile(r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|\d{1,2}[:：]\d{2}")
_DAY_AND_NAME = re.compile(
    r"(?:19|20)\d{2}\s?[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+[\u4e00-\u9fff]{2,12}"
    r"|[\u4e00-\u9fff]{2,12}\s+(?:19|20)\d{2}\s?[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
)
# What the authorities want at the foot of every site.
_LICENCE = re.compile(r"ICP[备证]|公网安备|网站标识码|互联网新闻信息服务许可|增值电信业务", re.I)
# A request to download or to follow, and what lawyers want said; few sentences of articles are so.
_INVITATION = re.compile(
    r"(?:更多|欢迎|敬请|关注|下载|点击|长按|扫描?|登录|打开).*(?:客户端|APP|公众号|热线|二维码|微信号|视频号|报料)",
    re.I,
)
_DISCLAIMER = re.compile(
    r"版权归.{0,10}所有|(?:如有)?侵权.{0,10}(?:删除|联系)|不代表.{0,12}(?:观点|立场)|仅代表(?:作者|其)?.{0,6}观点|转载，?请(?:注明|联系)"
    r"|未经.{0,8}(?:授权|许可).{0,12}(?:转载|使用|摘编)|仅供参考，?不构成"
)
_ORIGINAL = re.compile(
    r"[\s（(\[【]*(?:本文)?原\s?(?:标题|题目|题)\s?(?:为)?\s?[:：]?\s?(?P<title>[^\n]{2,120}?)[\s)）\]】。]*"
)
_INVITES = re.compile(r"(?:>>|»|›|→|\[详细\]|【详细】|更多)\s*$")
_HEAD = re.compile(r"([^:：丨｜|/／]{1,9})[:：丨｜|/／]")
# An editor's or source's note glued to the last sentence.
GLUED = re.compile(
    r"\s*[（(\[【〔]\s?(?:责任编辑|责编|编辑|本文编辑|(?:本文|稿件)?来源|稿源|原标题|原题|编审|校对|审核)\s?为?\s?[:：丨|《\s]"
    r"[^（）()\[\]【】〔〕]{1,60}[)）\]】〕]?\s*$|(?<=[。！？”…）\s])\s*(?:责任编辑|责编|编辑)\s?[:：]\s?[^\s，。]{2,12}\s*$"
)


@lru_cache(maxsize=4096)
def kind_of_line(text: str) -> LineKind:
    """What the line is, judged by its words alone."""
    size = len(text)
    if size > MAX_NOTICE:
        return LineKind.TEXT
    core = text.strip(_EDGE)
    if not core:
        return LineKind.NOISE
    if "原" in core[:3] and (
        core.startswith(("原标题", "原题", "本文原标题", "原 标题")) and _ORIGINAL.fullmatch(text)
    ):
        return LineKind.ORIGINAL
    if core.startswith(_BEGINNINGS):
        return LineKind.END if core.startswith(_FINAL) else LineKind.ASIDE
    if size <= MAX_HEADING:
        joined = core.replace(" ", "")
        if joined in _HEADINGS or (
            joined.rstrip("0123456789()（）条[]") in _HEADINGS and joined[-1] in "0123456789)）条]"
        ):
            return LineKind.END if joined.startswith(_FINAL) else LineKind.ASIDE
        if BARE_DAY.fullmatch(text):
            return LineKind.TEXT  # a signature's, or a heading's
        if _MOMENT.fullmatch(core):
            return LineKind.LABEL
        if _DAY_AND_NAME.fullmatch(core):
            return LineKind.LABEL
        if joined in _BUTTONS or _SIZES.fullmatch(core) or all(map(_is_button, core.split())):
            return LineKind.NOISE
        if joined in _CREDITS:
            return LineKind.CREDIT
        if joined in _LABELS:
            return LineKind.LABEL
    if _INVITATION.match(core):
        return LineKind.NOISE
    if _LICENCE.search(core):
        return LineKind.NOISE
    if _DISCLAIMER.search(core):
        return LineKind.ASIDE
    if size <= MAX_LABEL:
        if kind := _labelled(core):
            return kind
        if core.startswith(_BUTTON_BEGINNINGS) or core.endswith("二维码"):
            return LineKind.NOISE
        if _TURNING.search(core) or _IN_APP.search(core):
            return LineKind.NOISE
    return LineKind.TEXT


def _is_button(word: str) -> bool:
    return word in _BUTTONS or word in _HEADINGS


def _labelled(core: str) -> LineKind | None:
    if head := _HEAD.match(core):
        name = head[1].replace(" ", "").strip("【】[]（）()")
        if name in _CREDITS:
            return LineKind.CREDIT
        if name in _LABELS:
            return LineKind.LABEL
        if name in ("记者", "通讯员") and is_byline(core):
            return LineKind.LABEL
    words = core.split(" ", 2)
    if len(words) > 1 and words[0] in _UNMARKED and len(words[1]) <= 4 and len(core) <= 40:
        return LineKind.CREDIT
    runs = len(_RUN.findall(core))
    if runs > 1 or (runs and "。" not in core and _DAY.search(core)):
        return LineKind.LABEL
    if _AGO.match(core) and len(core) <= 40 and "，" not in core:
        return LineKind.LABEL
    if moment := _MOMENT.search(core):
        # A date line: nothing but names around the moment. A sentence that begins with one goes on.
        rest = core[: moment.start()].strip(_EDGE) + core[moment.end() :].strip(_EDGE)
        rest = rest.removeprefix("发表于").removeprefix("发布于")
        if not rest or (len(rest) <= 30 and not _CLAUSE.search(rest)):
            return LineKind.LABEL
    return None


def is_moment(text: str) -> bool:
    """Whether the line is a day with a time, and nothing else."""
    return len(text) <= MAX_HEADING and _MOMENT.fullmatch(text.strip(_EDGE)) is not None


def original_title(text: str) -> str | None:
    """The title a note such as （原题为《…》） gives."""
    match = _ORIGINAL.fullmatch(text)
    return _unquoted(match["title"].strip()) if match else None


def _unquoted(title: str) -> str:
    """Without the marks around it; those inside, and a lone one that lacks its fellow, stay."""
    for opening, closing in ("《》", "“”", '""'):
        if (
            title.startswith(opening)
            and title.endswith(closing)
            and title.count(opening) == (1 if opening != closing else 2)
        ):
            return title[1:-1]
    return title


def is_invitation(text: str) -> bool:
    """Whether a linked line sends the reader elsewhere: 点击进入…>>."""
    return bool(_INVITES.search(text)) or kind_of_line(text) in (LineKind.NOISE, LineKind.ASIDE, LineKind.END)
