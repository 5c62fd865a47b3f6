"""What a page is when it holds no article, in words for the admin."""

from __future__ import annotations

import re

from .page import Page

MAX_TEXT = 1200

_MISSING = re.compile(
    r"\b404\b|not found|页面(?:不存在|走丢|找不到|没有找到|已(?:被)?删除)|该内容已被"
    r"|(?:文章|内容|信息|稿件|网页|新闻)(?:不存在|已(?:被)?删除|已下线|已过期|被删除)"
    r"|找不到(?:您|该|页面|网页)|无法找到|您访问的.{0,12}(?:不存在|已删除)",
    re.I,
)
_LOGIN = re.compile(
    r"请(?:先)?登录|登录后(?:查看|阅读|浏览)|用户登录|会员登录|账号登录|please (?:log|sign) ?in|扫码登录",
    re.I,
)
_PARKED = re.compile(
    r"域名(?:出售|转让|停放|已过期|到期)|(?:该|此)域名|domain (?:is )?(?:for sale|parked|expired)|buy this domain"
    r"|网站(?:建设中|升级中|维护中|暂停|已关闭|未备案)|站点(?:创建成功|已停止)|it works!|welcome to nginx"
    r"|iis windows",
    re.I,
)
_BLOCKED = re.compile(
    r"验证码|安全验证|人机验证|访问(?:过于频繁|被拒绝|受限|验证)|请求(?:被拦截|过于频繁)|防火墙|access denied"
    r"|forbidden|captcha|just a moment|checking your browser|环境异常|拖动.{0,6}滑块",
    re.I,
)
_SCRIPTED = re.compile(
    r"(?:启用|开启|允许|需要).{0,4}javascript|javascript.{0,12}(?:required|enable|disabled)|请稍候.{0,8}跳转", re.I
)


def explain(page: Page, title: str, *, size: int, truncated: bool) -> str:
    """What the page is instead of an article, as the end of the sentence "… 不是文章页：…"."""
    text = "\n".join([title, *(line.text for line in page.lines)])[:MAX_TEXT]
    if size == 0 or (not any(line.text for line in page.lines) and not title):
        return "页面是空的"
    for pattern, what in (
        (_MISSING, "对方说页面不存在或已删除（却回答了 200）"),
        (_BLOCKED, "是一个验证或拦截页，对方可能不欢迎频繁抓取"),
        (_PARKED, "网站已停用、在维护，或域名已转让"),
        (_LOGIN, "需要登录才能看"),
    ):
        if pattern.search(text):
            return what
    if page.password:
        return "需要登录才能看"
    if truncated:
        return "页面太大或嵌套太深，读到的部分里没有正文"
    if _SCRIPTED.search(text) or len(text) < 60:
        return "正文由脚本生成，页面里没有文字"
    if is_directory(page, ""):
        return "像是列表页或首页，只有链接"
    return "没有找到正文，可以在配置里用 selectors.body 指明"


def is_excuse(title: str, text: str) -> bool:
    """Whether a short text found as the body only says that there is none."""
    if len(text) > 300:
        return False
    return bool(
        _MISSING.search(title)
        or _BLOCKED.search(title)
        or (
            len(text) < 160
            and any(pattern.search(text) for pattern in (_MISSING, _PARKED, _BLOCKED, _LOGIN, _SCRIPTED))
        )
    )


def is_directory(page: Page, text: str) -> bool:
    """Whether the page is made of links, beside which `text`, found as the body, is little."""
    linked = sum(line.linked for line in page.lines)
    total = sum(len(line.text) for line in page.lines)
    return linked * 2 > total and len(text) < 150 and linked > 5 * len(text)
