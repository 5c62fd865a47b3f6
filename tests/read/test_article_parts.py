"""The small decisions of the article reader, each by itself."""

from __future__ import annotations

import pytest

from syndicator.model import Article
from syndicator.read.article import article
from syndicator.read.article.furniture import LineKind, kind_of_line, original_title
from syndicator.read.article.meta import Meta
from syndicator.read.article.title import without_site
from tests.read.expectations import NOW, ZONE

URL = "http://www.example.cn/news/202001/t20200115_1.shtml"
SENTENCE = "白霓镇回头岭村的千亩油茶林里一片繁忙，村民们趁着晴好天气采摘茶果，预计今年可产鲜果八百吨。"
SECOND = "“过去是靠天吃饭，现在是合作社统一管护、统一收购。”村党支部书记陈德望算了一笔账，每亩纯收入两千三百元。"


def read(html: str, url: str = URL) -> Article:
    return article(html.encode(), url, now=NOW, zone=ZONE)


@pytest.mark.parametrize(
    ("document", "headline"),
    [
        ("崇阳油茶林里采果忙_咸宁网", "崇阳油茶林里采果忙"),
        ("崇阳油茶林里采果忙_崇阳新闻_县域新闻_咸宁网", "崇阳油茶林里采果忙"),
        ("崇阳油茶林里采果忙-崇阳县人民政府", "崇阳油茶林里采果忙"),
        ("奋进新时代——崇阳发展纪实_要闻_咸宁网", "奋进新时代——崇阳发展纪实"),
        ("5G+VR|科技馆开馆 - 湖北日报", "5G+VR|科技馆开馆"),
        ("女儿出嫁，郑板桥画了几笔兰花当嫁妆--文化--人民网", "女儿出嫁，郑板桥画了几笔兰花当嫁妆"),
        ("咸宁网_崇阳油茶林里采果忙", "崇阳油茶林里采果忙"),
        ("中国-东盟博览会开幕", "中国-东盟博览会开幕"),
        ("快讯｜武汉地铁新线开通", "快讯｜武汉地铁新线开通"),
        ("A股三大指数收涨-证券时报网", "A股三大指数收涨"),
    ],
)
def test_names_of_site_and_channel_are_taken_off_a_document_title(document: str, headline: str) -> None:
    assert without_site(document, Meta(), ()) == headline


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("责任编辑：王芳", LineKind.CREDIT),
        ("【编辑：姚昊】", LineKind.CREDIT),
        ("编辑 刘晓阳 校对 李铭", LineKind.CREDIT),
        ("来源：无锡交警", LineKind.LABEL),
        ("香城新媒体 2026-11-25 07:59", LineKind.LABEL),
        ("2020-01-15 19:54", LineKind.LABEL),
        ("相关阅读", LineKind.ASIDE),
        ("上一篇：通山富水湖畔橘子红", LineKind.END),
        ("【打印本页】", LineKind.END),
        ("评论（12）", LineKind.END),
        ("（原题为《油茶》）", LineKind.ORIGINAL),
        ("【大 中 小】", LineKind.NOISE),
        ("2020年1月15日", LineKind.TEXT),
        ("编辑部的故事仍在继续，大家都很忙。", LineKind.TEXT),
        ("时间过得真快，转眼又是一年丰收时。", LineKind.TEXT),
        ("11月12日10时30分，随着一声汽笛，首趟专列从咸宁北站驶出，开往粤港澳大湾区。", LineKind.TEXT),
        ("打印机里吐出一张张订单。", LineKind.TEXT),
        ("（资料来源：参考消息、海外网等）", LineKind.TEXT),
    ],
)
def test_a_line_is_known_by_its_words(text: str, kind: LineKind) -> None:
    assert kind_of_line(text) is kind


@pytest.mark.parametrize(
    ("note", "title"),
    [
        ("（原题为《是“收割韭菜”还是“回归理性”》）", "是“收割韭菜”还是“回归理性”"),
        ("原标题：“救命”纸团从天而降！警察赶到后", "“救命”纸团从天而降！警察赶到后"),
        ("本文原标题：《定了！无敌免税城......》", "定了！无敌免税城......"),
    ],
)
def test_the_original_title_keeps_its_own_quotation_marks(note: str, title: str) -> None:
    assert original_title(note) == title


def test_words_own_elements_do_not_cut_a_paragraph() -> None:
    found = read(
        f"<h1>油茶丰收</h1><p>今年<st1:chsdate w:st=on>11月12日</st1:chsdate>，{SENTENCE}<o:p></o:p></p><p>{SECOND}</p>"
    )
    assert found.text == f"今年11月12日，{SENTENCE}\n{SECOND}"


def test_the_lines_of_preformatted_text_are_paragraphs() -> None:
    assert read(f"<h1>油茶丰收</h1><pre>　　{SENTENCE}\n　　{SECOND}\n</pre>").text == f"{SENTENCE}\n{SECOND}"


def test_a_headline_in_two_lines_is_one() -> None:
    found = read(f"<title>一颗油茶果 富了半个县_咸宁网</title><h1>一颗油茶果<br>富了半个县</h1><p>{SENTENCE}</p>")
    assert (found.title, found.text) == ("一颗油茶果 富了半个县", SENTENCE)


def test_a_headline_told_again_above_the_text_is_not_text() -> None:
    found = read(
        f"<h1>油茶丰收了</h1><div class=content><p><b>油茶丰收了</b></p><p>{SENTENCE}</p><p>{SECOND}</p></div>"
    )
    assert found.text == f"{SENTENCE}\n{SECOND}"


def test_lazy_pictures_give_their_real_address_and_furniture_gives_none() -> None:
    pictures = [
        '<img src="data:image/gif;base64,R0" data-src="//img.cn/a.jpg">',
        '<img src="/images/loading.gif" data-original="b.jpg">',
        '<img src="s.jpg" srcset="c-1.jpg 1x, c-2.jpg 2x">',
        '<img src="/res/20200115/5366d0160924ab18c23afad.jpg">',
        '<img src="qrcode.png"><img src="a.gif" width=1 height=1><img src="x.jpg" alt="扫一扫关注公众号">',
        '<img src="/icon/share.png"><img src="line.gif" width=600 height=8>',
    ]
    found = read(
        f"<h1>油茶丰收</h1><p>{SENTENCE}</p>" + "".join(f"<p>{tag}</p>" for tag in pictures) + f"<p>{SECOND}</p>"
    )
    assert [image.url for image in found.images] == [
        "http://img.cn/a.jpg",
        "http://www.example.cn/news/202001/b.jpg",
        "http://www.example.cn/news/202001/c-2.jpg",
        "http://www.example.cn/res/20200115/5366d0160924ab18c23afad.jpg",
    ]


@pytest.mark.parametrize(
    ("url", "link", "following"),
    [
        ("http://a.cn/n/t1.shtml", '<a href="t1_1.shtml">下一页</a>', "http://a.cn/n/t1_1.shtml"),
        ("http://a.cn/n/1.html", '<a href="?page=2">下一页</a>', "http://a.cn/n/1.html?page=2"),
        ("http://a.cn/n/c10-31-2.html", '<a href="c10-31-3.html">【3】</a>', "http://a.cn/n/c10-31-3.html"),
        ("http://a.cn/n/1.html", '<a href="2.html">下一页</a>', None),
        ("http://a.cn/n/1.html", '<a href="http://b.cn/n/1_2.html">下一页</a>', None),
        ("http://a.cn/n/t1.html", '<script>createPageHTML(3, 0, "t1", "html");</script>', "http://a.cn/n/t1_1.html"),
        ("http://a.cn/n/t1_2.html", '<script>createPageHTML(3, 2, "t1", "html");</script>', None),
    ],
)
def test_the_next_page_is_one_of_the_same_document(url: str, link: str, following: str | None) -> None:
    assert (
        read(f"<h1>油茶丰收</h1><p>{SENTENCE}</p><p>{SECOND}</p><div class=page>{link}</div>", url).next_url
        == following
    )


@pytest.mark.parametrize(
    ("head", "line", "expected"),
    [
        ('<meta name="PubDate" content="2020-01-15">', "2020-01-15 19:54", "2020-01-15T19:54"),
        ('<meta name="PubDate" content="2020-01-15 19:54:10">', "2020-01-15", "2020-01-15T19:54"),
        ('<meta name="PubDate" content="2019-01-15 08:00">', "01-15 19:54", "2019-01-15T19:54"),
        ("", "今天是2026年11月25日 星期三</p><p>发布时间：2020-01-15", "2020-01-15T00:00"),
        ("", "最后更新：2020-01-16 10:00</p><p>发布时间：2020-01-15 19:54", "2020-01-15T19:54"),
        ("", "3小时前", "2026-11-25T11:30"),
        ("", "", "2020-01-15T00:00"),
    ],
)
def test_the_moment_of_publication_is_weighed(head: str, line: str, expected: str) -> None:
    found = read(f"{head}<h1>油茶林里采果忙</h1><p>{line}</p><div class=content><p>{SENTENCE}</p><p>{SECOND}</p></div>")
    assert found.published is not None
    assert found.published.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") == expected


def test_the_text_may_be_cut_into_several_editors() -> None:
    editors = f"<div class=TRS_Editor><p>{SENTENCE}</p></div><div class=TRS_Editor><p>{SECOND}</p><p>{SECOND}</p></div>"
    assert read(f"<h1>油茶林里采果忙</h1><div>{editors}</div>").text == f"{SENTENCE}\n{SECOND}\n{SECOND}"


def test_the_prose_of_the_next_column_is_not_the_articles() -> None:
    article_cell = (
        f"<td><h1>油茶林里采果忙</h1><p>2020-01-15 来源：某网</p><p>{SENTENCE}</p><p>{SECOND}</p><p>{SENTENCE}</p></td>"
    )
    other_cell = "<td><p><b>专栏</b></p><p>专栏摘要：别处的一段话，有逗号，也有句号，不算短的文字在这里。</p></td>"
    found = read(f"<title>油茶林里采果忙</title><table><tr>{article_cell}{other_cell}</tr></table>")
    assert found.text == f"{SENTENCE}\n{SECOND}\n{SENTENCE}"


def test_pictures_without_a_word_are_an_article_too() -> None:
    pictures = '<p><img src="/u/a.jpg"></p><p><img src="/u/b.jpg"></p>'
    found = read(f"<title>油茶林里采果忙</title><h1>油茶林里采果忙</h1><div class=content>{pictures}</div>")
    assert [image.url for image in found.images] == ["http://www.example.cn/u/a.jpg", "http://www.example.cn/u/b.jpg"]


def test_a_question_in_an_interview_is_nobodys_name() -> None:
    talk = f"<p>{SENTENCE}</p><p>记者：您怎么看？</p><p>陈德望：前景很好，村民都愿意种。</p><p>{SECOND}</p>"
    found = read(f"<h1>油茶林里采果忙</h1><article>{talk}</article>")
    assert found.author is None
    assert "记者：您怎么看？" in found.text


ELSEWHERE = "https://www.cnhubei.com/content/2026-11/20/content_15000001.html"


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (f'<link rel="Canonical" href="{ELSEWHERE}">', ""),
        ("", f'<p>2020-01-15 19:54　来源：<span class="s"><a target="_blank" href="{ELSEWHERE}">荆楚网</a></span></p>'),
        ("", f"<p>来源: <a href='{ELSEWHERE}'>荆楚网</a> 编辑：王芳</p>"),
        ("", f"<p>原文链接：{ELSEWHERE}，编辑：王芳</p>"),
        (
            "",
            f'<p>图片来源：<a href="https://p.example.com/1.html">图虫</a> 稿源：<a href="{ELSEWHERE[6:]}">荆楚网</a></p>',
        ),
        ("", f'<p>转自<b><a href="{ELSEWHERE.replace("?", "&amp;")}">荆楚网</a></b></p>'),
    ],
)
def test_a_page_says_whose_copy_it_is(head: str, above: str) -> None:
    page = f"<html><head>{head}</head><body><h1>崇阳油茶林里采果忙</h1>{above}<p>{SENTENCE}</p><p>{SECOND}</p></body>"
    assert str(read(page).original).replace("http://", "https://") == ELSEWHERE


@pytest.mark.parametrize(
    "said",
    [
        f'<link rel="canonical" href="{URL}">',
        '<link rel="canonical" href="http://www.example.cn/">',
        '<link rel="canonical" href="javascript:void(0)">',
        "来源：<a href='https://www.cnhubei.com/'>荆楚网</a>",
        "来源：荆楚网　<a href='https://ad.example.com/20261120/1.html'>广告</a>",
        "来源：<a href='/news/'>本网</a>",
        "<p>政策原文：<a href='/zfxxgk/202611/t20261108_4012345.html'>办法</a></p>",
        f"<!-- 来源：{ELSEWHERE} --><script>var share = '来源：{ELSEWHERE}'</script>",
    ],
)
def test_what_names_itself_a_site_or_nothing_is_no_original(said: str) -> None:
    page = f"<body>{said}<h1>崇阳油茶林里采果忙</h1><p>{SENTENCE}</p><p>{SECOND}</p></body>"
    assert read(page).original is None


def test_a_readers_comment_names_no_original() -> None:
    foot = "<ul>" + "<li><a href='/news/'>栏目导航</a></li>" * 80 + f"</ul><p>转自<a href='{ELSEWHERE}'>这里</a></p>"
    page = f"<body><h1>崇阳油茶林里采果忙</h1><p>{SENTENCE}</p><p>{SECOND}</p>{foot}</body>"
    assert read(page).original is None
