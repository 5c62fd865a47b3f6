"""香城网: a prefecture paper under TRS WCM, laid out like the model office."""

from __future__ import annotations

import re
from itertools import islice

from syndicator.demo.addresses import COLUMNS, NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute
from syndicator.demo.texts import Block, Mark
from syndicator.demo.web import Page, View

NAME = NAMES["paper"]
START = "/xyxw/index.shtml"
_PAGE = 6  # rows a list page: few, so that a column has more than one
_HEADLINE = 20  # characters of the first 新媒体 headline at most; it always loses its last two
_EDITORS = ("linwanqing", "hezimo", "wuyanran")
_LIST = re.compile(r"/(\w+)/(?:index(?:_(\d))?\.shtml)?")
_COPYRIGHT = (
    f'<div class="copyright"><p>{NAME}版权与免责声明：</p>\n'
    f'<p>① 凡本网注明"来源：{NAME}"的所有作品，版权均属于{NAME}，'
    "未经本网授权不得转载、摘编或利用其它方式使用上述作品。</p>\n"
    f'<p>② 凡本网注明"来源：xxx（非{NAME}）"的作品，'
    "均转载自其它媒体，转载目的在于传递更多信息，不代表本网赞同其观点。</p>\n"
    "<p>③ 如因作品内容、版权和其它问题需要同本网联系的，请在30日内进行。</p></div>\n"
)


def answer(view: View, asked: str) -> Page | None:
    if asked == "/":
        return Page(_home(view))
    if (found := _LIST.fullmatch(asked)) and (section := _section(found[1])):
        return _list(view, section, int(found[2] or 0))
    if copy := view.article(asked):
        return Page(_article(view, copy))
    return None


def _section(folder: str) -> str | None:
    return next((id for id, (name, _) in COLUMNS.items() if name == folder), None)


def _nav(view: View) -> str:
    links = [("/", "首页"), *((f"/{folder}/index.shtml", name) for folder, name in COLUMNS.values())]
    links += [
        (f"{view.urls[id]}/", name) for id, name in (("jobs", "招聘"), ("epaper", "数字报"), ("channel", "新媒体"))
    ]
    return '<div class="nav">' + " ".join(f'<a href="{url}">{name}</a>' for url, name in links) + "</div>\n"


def _row(copy: Copy) -> str:
    return f'<li><a href="{path(copy)}" target="_blank">{escape(copy.title)}</a><span>{copy.at:%Y-%m-%d}</span></li>\n'


def _home(view: View) -> bytes:
    blocks = []
    for section, (folder, name) in COLUMNS.items():
        rows = "".join(_row(copy) for copy in islice((c for c in view.copies if c.text.section == section), 5))
        blocks.append(f'<h2><a href="/{folder}/index.shtml">{name}</a></h2>\n<ul>\n{rows}</ul>\n')
    return frame(NAME, _nav(view) + "".join(blocks))


def _list(view: View, section: str, number: int) -> Page | None:
    copies = [copy for copy in view.copies if copy.text.section == section]
    pages = max(1, -(-len(copies) // _PAGE))
    if number >= pages:
        return None
    rows = "".join(map(_row, copies[number * _PAGE : (number + 1) * _PAGE]))
    name = COLUMNS[section][1]
    # TRS writes its pager by script: the next page stands in no anchor.
    pager = f'<script>createPageHTML({pages}, {number}, "index", "shtml");</script>'
    body = (
        f'{_nav(view)}<div class="path"><a href="/">首页</a> &gt;&gt; {name}</div>\n'
        f'<ul class="list">\n{rows}</ul>\n<div class="page">{pager}</div>\n{_channel(view)}'
    )
    return Page(frame(f"{name}_{NAME}", body))


def _article(view: View, copy: Copy) -> bytes:
    folder, name = COLUMNS[copy.text.section]
    crumbs = [f'<a href="/{folder}/index.shtml">{name}</a>']
    if copy.text.section == "xianyu":
        crumbs.append(f'<a href="/{folder}/index.shtml">{copy.text.county}新闻</a>')
    signed = copy.original and copy.text.photographer
    source = "" if signed else view.origin_name(copy)
    body = (
        f'{_nav(view)}<div class="path"><a href="/">首页</a> &gt;&gt; {" &gt;&gt; ".join(crumbs)} &gt;&gt; 正文</div>\n'
        f'<div class="main">\n<h1>{escape(copy.title)}</h1>\n'
        f'<div class="info">来源：{source}　时间：{minute(copy.at)}　'
        "【字体：<span>大</span> <span>中</span> <span>小</span>】</div>\n"
        f"<!-- 文章正文 begin -->\n{_body(copy, _dateline(copy))}<!-- 文章正文 end -->\n"
        f'<div class="editor">编辑：{_EDITORS[copy.serial % len(_EDITORS)]}</div>\n</div>\n'
        f"{_neighbours(view, copy)}{_related(view, copy)}{_COPYRIGHT}{_channel(view)}"
    )
    head = f'<meta name="keywords" content="{copy.text.county},{name}">\n'
    return frame(f"{copy.title}_{name}_{NAME}", body, head=head)


def _dateline(copy: Copy) -> str:
    if copy.text.photographer:
        return ""
    return f"{NAME}讯（{copy.text.author}）" if copy.original else f"{NAME}讯　"


def _body(copy: Copy, dateline: str) -> str:
    lines = []
    for block in copy.blocks:
        lines.append(_block(copy, block, dateline))
        if block.mark is Mark.PARAGRAPH:
            dateline = ""
    if copy.text.photographer:
        writer = copy.text.author.replace("记者 ", "").replace("通讯员 ", "")
        lines.append(f'<p style="text-align: right;">文/{writer} 图/{copy.text.photographer}</p>')
    return '<div class="TRS_Editor">\n' + "\n".join(lines) + "\n</div>\n"


def _block(copy: Copy, block: Block, dateline: str) -> str:
    text = escape(block.text)
    if block.mark is Mark.PICTURE:
        image = f'<img src="./{copy.picture(block.number)}" border="0" alt="">'
        return f'<p align="center">{image}</p>\n<p align="center">{text}</p>'
    if block.mark is Mark.SUBHEAD:
        return f"<p>　　<strong>{text}</strong></p>"
    return f"<p>　　{dateline}{text}</p>"


def _neighbours(view: View, copy: Copy) -> str:
    column = [other for other in view.copies if other.text.section == copy.text.section]
    place = column.index(copy)
    older = column[place + 1] if place + 1 < len(column) else None
    newer = column[place - 1] if place else None
    return '<div class="near">\n' + "".join(
        f"<p>{label}：{_anchor(other) if other else '没有了'}</p>\n"
        for label, other in (("上一篇", older), ("下一篇", newer))
    ) + "</div>\n"  # fmt: skip


def _anchor(copy: Copy) -> str:
    return f'<a href="{path(copy)}">{escape(copy.title)}</a>'


def _related(view: View, copy: Copy) -> str:
    same = (other for other in view.copies if other.text.county == copy.text.county and other is not copy)
    return f'<div class="related"><h3>相关新闻</h3>\n<ul>\n{"".join(map(_row, islice(same, 4)))}</ul></div>\n'


def _channel(view: View) -> str:
    """The 新媒体 block: five headlines, the first one told twice, cut short and whole."""
    rows = []
    for rank, copy in enumerate(view.elsewhere("channel").copies[:5]):
        cut = (
            f'<a href="{view.link(copy)}">{escape(copy.title[: min(_HEADLINE, len(copy.title) - 2)])}</a>\n'
            if rank == 0
            else ""
        )
        rows.append(f'<li>{cut}<a href="{view.link(copy)}">{escape(copy.title)}</a></li>\n')
    return f'<div class="xmt"><h3>新媒体</h3>\n<ul>\n{"".join(rows)}</ul></div>\n'
