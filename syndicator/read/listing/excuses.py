"""Pages that stand where a list was and only say that there is none: not found, for sale, closed, blocked."""

from __future__ import annotations

import re

_EXCUSES = (
    (
        re.compile(
            r"^\W*(?:error\W*)?404\b|\bnot found\b|(?:页面|网页|栏目|频道|内容)"
            r"(?:不存在|走丢|找不到|没有找到|未找到|已(?:被)?删除|已下线)"
            r"|找不到(?:您|该|页面|网页|文件|服务器)|您(?:访问|请求|查找)的.{0,12}(?:不存在|已删除)",
            re.IGNORECASE,
        ),
        "对方说页面不存在（却回答了 200）",
    ),
    (
        re.compile(
            r"域名.{0,6}(?:出售|转让|停放|过期|到期|续费)|(?:出售|转让).{0,6}域名"
            r"|\bdomains?\b.{0,20}\b(?:for sale|parked|parking|expired)"
            r"|buy this domain|is for sale\b",
            re.IGNORECASE,
        ),
        "域名已停放或在出售，不再是原来的网站",
    ),
    (
        re.compile(
            r"网站.{0,4}(?:升级|维护|建设|整改|关闭|改版)(?:中|通知|公告)?$|站点(?:创建成功|已停止|不存在)|(?:没有|未)找到站点"
            r"|^\W*(?:welcome to nginx|it works|iis windows|apache2? .{0,20}default page|恭喜)",
            re.IGNORECASE,
        ),
        "网站已停用或在维护",
    ),
    (
        re.compile(
            r"安全验证|人机验证|访问(?:过于频繁|被拒绝|受限|验证|异常)|请求(?:被拦截|过于频繁)|网站防火墙"
            r"|access denied|\bforbidden\b"
            r"|captcha|just a moment|checking your browser|attention required|拖动.{0,6}滑块",
            re.IGNORECASE,
        ),
        "是一个验证或拦截页，对方可能不欢迎频繁抓取",
    ),
)
# A title is short; a story's headline in one may speak of anything.
_MAX_TITLE = 60
# A page of more text than this is no mere notice.
_MAX_NOTICE = 400


def excuse(title: str) -> str | None:
    """What a page's title says it is instead of a list; None for all others."""
    return next((what for pattern, what in _EXCUSES if pattern.search(title[:_MAX_TITLE])), None)


def notice(text: str) -> str | None:
    """The same for the shown text of a page on which no list was found."""
    if len(text) > _MAX_NOTICE:
        return None
    return next((what for pattern, what in _EXCUSES if pattern.search(text)), None)
