"""What the pages say, in Chinese first and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

ZH: Mapping[str, str] = {
    "skip": "跳到正文",
    "all": "全部新闻",
    "sections": "栏目",
    "places": "县域",
    "digests": "新媒体",
    "subscribe": "订阅",
    "address": "{} 订阅地址",
    "address_hint": "点一下地址即可全选，再复制到阅读器。",
    "source": "来源：",
    "also": "另有 {} 家报道",
    "revised": "有修订",
    "stories": "{} 条",
    "none": "还没有新闻。第一轮采集之后，这里会自己出现内容。",
    "every": "全部订阅源",
    "opml": "一次全部订阅（OPML 文件）",
    "lead": "这里把各县的新闻汇集起来，同一篇稿件只讲一次，按栏目和县域供人订阅。",
    "status": "运行状态",
    "footer": "稿件版权归来源单位所有；标题链接到原文。来源单位如需更正或撤下，请与我们联系",
    "language": "English",
    "editions": "往期",
    "rolling": "此刻要闻",
    "embed": "嵌入到您的网页",
    "embed_hint": "把这一行放到要显示的位置。不用 Cookie，不影响您网页的样式。",
    "fragment_hint": "不许外来脚本的网页，请在服务器端取这个片段放进去，或用 iframe 引用它。",
    "share": "转发本期",
    "card": "分享图",
    "poster": "朋友圈长图",
    "markdown": "群机器人消息（Markdown）",
    "email": "邮件版",
    "not_found": "没有这个页面",
    "not_found_hint": "地址可能写错了，或者这个栏目已经撤销。",
    "archive": "更早的新闻",
    "archive_lead": "以前讲过的每一条,按月存放。",
    "archive_of": "{}：{}",
    "older": "更早",
    "newer": "更新",
    "part": "第 {} 部分",
    "gone": "这条内容已经撤下",
    "gone_hint": "应来源单位或当事人的要求，它不再提供。如有疑问请联系",
    "back": "回到首页",
    "main_nav": "栏目与县域",
    "front": "县域新闻，一处订阅",
    "newest": "最新",
    "more": "查看全部新闻",
    "minute": "一分钟学会订阅",
    "step_reader": "装一个阅读器。手机上可用 NetNewsWire、Feeder，电脑上可用 Thunderbird、Fluent Reader，都免费。",
    "step_copy": "在下面选一个栏目或县域，复制它的地址。",
    "step_paste": "在阅读器里选“添加订阅”，把地址粘贴进去。以后新闻会自己送到，每条只讲一次，注明来源。",
    "open_reader": "用阅读器打开",
    "copy_it": "复制",
    "copied": "已复制",
    "formats": "不知道选哪种格式就用 Atom。",
    "arrived": "您打开的是订阅地址，是给阅读器用的：请复制下面的地址，粘贴到阅读器里。",
    "others": "其余的都在 OPML 文件里。",
    "tellers": "谁在报道",
    "lead_mark": "采用稿",
    "by_origin": "稿源：{}",
    "unnamed": "另外还有 {} 家。",
    "changes": "修改记录",
    "revision": "第 {} 次修订",
    "more_changed": "另有 {} 处改动",
    "rearranged": "段落次序有调整",
    "pictures_added": "新增 {} 张图片",
    "pictures_removed": "撤下 {} 张图片",
    "lead_changed": "原用 {} 的稿，改用 {} 的稿",
    "joined": "这条新闻已并入另一条",
    "whole": "到来源阅读全文",
    "updated": "更新于",
    "via": "转自",
    "colon": "：",
    "stop": "。",
    "space": "",
}
EN: Mapping[str, str] = {
    "skip": "Skip to content",
    "all": "All stories",
    "sections": "Sections",
    "places": "Counties",
    "digests": "Digest",
    "subscribe": "Subscribe",
    "address": "{} feed address",
    "address_hint": "Click an address to select it all, then copy it into your reader.",
    "source": "Source: ",
    "also": "Also carried by {}",
    "revised": "Corrected",
    "stories": "{} stories",
    "none": "No stories yet. They appear here after the first round of gathering.",
    "every": "All feeds",
    "opml": "Subscribe to everything (OPML file)",
    "lead": "The county news in one place: each story told once, to subscribe to by section and by county.",
    "status": "Status",
    "footer": "Stories belong to their sources, and titles link there. For corrections or removal, please contact us",
    "language": "中文",
    "editions": "Earlier editions",
    "rolling": "Right now",
    "embed": "Embed in your page",
    "embed_hint": "Put this line where the headlines should appear. No cookies, and your page's style stays untouched.",
    "fragment_hint": "Where foreign scripts are not allowed, include this fragment on the server, or in an iframe.",
    "share": "Share this edition",
    "card": "Share card",
    "poster": "Poster",
    "markdown": "Message for group bots (Markdown)",
    "email": "E-mail version",
    "not_found": "No such page",
    "not_found_hint": "The address may be mistyped, or this section has been closed.",
    "archive": "Older stories",
    "archive_lead": "Every story told before, by month.",
    "archive_of": "{}: {}",
    "older": "Older",
    "newer": "Newer",
    "part": "Part {}",
    "gone": "This has been withdrawn",
    "gone_hint": "It is no longer offered, at the request of its source or of those concerned. Questions? Contact us",
    "back": "Back to the home page",
    "main_nav": "Sections and counties",
    "front": "County news, in one place",
    "newest": "Newest",
    "more": "All stories",
    "minute": "Subscribe in one minute",
    "step_reader": "Get a feed reader: NetNewsWire or Feeder on a phone, Thunderbird or Fluent Reader on a computer.",
    "step_copy": "Choose a section or county below and copy its address.",
    "step_paste": "In the reader choose “Add feed” and paste it. The news then comes to you, with its source.",
    "open_reader": "Open in a reader",
    "copy_it": "Copy",
    "copied": "Copied",
    "formats": "If you do not know which format to choose, take Atom.",
    "arrived": "What you opened is a feed, made for feed readers: copy its address below and paste it into one.",
    "others": "The others are in the OPML file.",
    "tellers": "Who tells it",
    "lead_mark": "Shown here",
    "by_origin": "Origin: {}",
    "unnamed": "And {} more.",
    "changes": "What changed",
    "revision": "Revision {}",
    "more_changed": "{} more passages changed",
    "rearranged": "Passages were put in another order",
    "pictures_added": "{} pictures added",
    "pictures_removed": "{} pictures removed",
    "lead_changed": "The copy of {} gave way to that of {}",
    "joined": "This story is now part of another",
    "whole": "Read it at its source",
    "updated": "Updated",
    "via": "via",
    "colon": ": ",
    "stop": ".",
    "space": " ",
}
_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages. `index` is the file name its pages have in every folder."""

    code: str
    index: str
    words: Mapping[str, str]

    def month(self, month: int) -> str:
        """The name of a month that is written as in 202611."""
        if self.code == "en":
            return f"{date(month // 100, month % 100, 1):%B} {month // 100}"
        return f"{month // 100}年{month % 100}月"

    def minute(self, moment: datetime) -> str:
        """The date and the time of day."""
        return f"{self.day(moment)} {moment:%H:%M}"

    def day(self, moment: datetime) -> str:
        """The date in words, always the whole of it: a page that is not rebuilt must stay right."""
        if self.code == "en":
            return f"{moment:%A}, {moment.day} {moment:%B} {moment.year}"
        return f"{moment.year}年{moment.month}月{moment.day}日 {_WEEKDAYS[moment.weekday()]}"


CHINESE = Language("zh-CN", "index.html", ZH)
ENGLISH = Language("en", "index.en.html", EN)
LANGUAGES = (CHINESE, ENGLISH)
