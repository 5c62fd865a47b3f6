"""Bytes to text: which character set a page or feed is really written in.

Labels are evidence, not truth: half of the pages of the county press say gb2312 and mean gbk, a proxy says iso-8859-1
for everything, and a page moved to UTF-8 keeps its old meta. Valid UTF-8 with three-byte characters is never an
accident, so it wins over any label; otherwise the reading with the fewest errors does.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

# A declaration stands in the first 1024 bytes (HTML, 4.2.5.4); old pages put comments and scripts before it.
DECLARATION_BYTES = 8 * 1024
# How much is judged when labels fail: enough for statistics, little enough to be quick.
SAMPLE_BYTES = 96 * 1024
# Beyond so many broken places a page is not "UTF-8 with a few foreign bytes", and mending each would cost seconds.
MENDED_ERRORS = 2000
# A foreign run inside a UTF-8 page is a title or an included line; longer ones are cut into pieces.
FOREIGN_RUN = 512

_CONTROLS = bytes(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)) + b"\x7f"
_CONTROL_CHARACTERS = dict.fromkeys((*_CONTROLS, 0xFFFE, 0xFFFF, 0xFFFD))
_IN_HTTP = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_IN_META = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_IN_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)
_TWO_OR_MORE = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")

# UTF-16 by its mark, or by a document that begins with a tag.
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_GB = "gb18030"
# What a label means. gb2312 and gbk are subsets of gb18030; Python's big5hkscs is the Web's Big5.
_MEANING = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "utf8mb4", "utf_8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "ms936", "euc-cn", "hz-gb-2312"), _GB),
    **dict.fromkeys(("gb2312-80", "gb", "gb-2312", "chinese", "csgb2312", "iso-ir-58", "936"), _GB),
    **dict.fromkeys(("big5", "big5-hkscs", "big-5", "x-x-big5", "cn-big5", "csbig5", "cp950"), "big5"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms932"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean", "windows-949"), "cp949"),
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **dict.fromkeys(("koi8-r", "koi"), "koi8-r"),
    "iso-8859-9": "cp1254",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
# Defaults of servers and editors, said without looking: they count only when nothing Chinese fits.
_WEAK = frozenset(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252", "iso8859-1"))
_CODEC = {"big5": "big5hkscs"}

# The most frequent characters of Chinese prose, simplified and traditional: right readings are full of them.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
    "些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建"
    "月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接"
    "知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府县市新闻记者"
    "，。、：；“”（）《》"
    "這個們時來說為國學會對發經後過還裡開種產動實現當與關條無問題業應區縣記頁聞長點電體數總資員書將處變讓灣"
)


def decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """The text of `body` and the name of the character set it was read as ("utf-8", "gb18030", "big5", …).

    Order of belief: byte order mark, valid UTF-8, the HTTP label, the document's own (HTML 4.2.5.4, XML 1.0 4.3.3),
    statistics. Never fails: bytes that fit no reading are dropped, as are control characters that XML 1.0 (2.2)
    forbids and U+FFFD itself.
    """
    if wide := _WIDE.get(body[:2]):
        return body.decode(wide, "ignore").lstrip("\ufeff").translate(_CONTROL_CHARACTERS), wide
    marked = body.startswith(codecs.BOM_UTF8)
    body = body.translate(None, _CONTROLS)
    if marked:
        return _clean(body[3:].decode("utf-8", "ignore")), "utf-8"
    if body.isascii():
        return body.decode("ascii"), "utf-8"
    labels = tuple(_labels(body, content_type))
    strong = tuple(dict.fromkeys(_MEANING[label] for label in labels if label in _MEANING))
    text = _strictly(body, "utf-8")
    if text is not None and ("utf-8" in strong or not strong or _TWO_OR_MORE.search(body)):
        return _clean(text), "utf-8"
    if len(strong) == 1 and (text := _strictly(body, strong[0])) is not None:
        return _clean(text), strong[0]
    name = _fewest_errors(body, strong, weak=any(label in _WEAK for label in labels))
    return _clean(_leniently(body, name)), name


def _labels(body: bytes, content_type: str | None) -> Iterable[str]:
    head = body[:DECLARATION_BYTES]
    if content_type and (match := _IN_HTTP.search(content_type[:500])):
        yield match[1].lower()
    for pattern in (_IN_XML, _IN_META):
        if found := pattern.search(head):
            yield found[1].decode("ascii", "ignore").lower()


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(_CODEC.get(name, name))
    except UnicodeDecodeError:
        return None


def _fewest_errors(body: bytes, strong: tuple[str, ...], *, weak: bool) -> str:
    sample = body[:SAMPLE_BYTES]
    if sample.isascii():
        sample = body[-SAMPLE_BYTES:]
    candidates = tuple(dict.fromkeys((*strong, "utf-8", _GB, "big5")))
    # `max` keeps the first of equals, and labels come first.
    best, quality = max(((name, _quality(sample, name)) for name in candidates), key=lambda pair: pair[1])
    foreign = weak or not strong
    return "cp1252" if foreign and quality < 0 else best


def _quality(sample: bytes, name: str) -> float:
    """How much like Chinese prose the sample reads: the share of common characters, less the errors."""
    text = sample.decode(_CODEC.get(name, name), "replace")
    beyond_ascii = [character for character in text if character >= "\x80"]
    errors = text.count("\ufffd")
    common = sum(1 for character in beyond_ascii if character in _COMMON)
    return (common - 2 * errors) / max(1, len(beyond_ascii))


def _leniently(body: bytes, name: str) -> str:
    codec = _CODEC.get(name, name)
    if name != "utf-8" or body.decode(codec, "replace").count("\ufffd") > MENDED_ERRORS:
        return body.decode(codec, "ignore")
    return body.decode(codec, _MEND)


def _mend(error: UnicodeError) -> tuple[str, int]:
    """Read a gbk line included in a UTF-8 page; drop the half characters that a cut by bytes leaves."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    run = error.object[error.start : error.start + FOREIGN_RUN]
    end = next((index for index, byte in enumerate(run) if byte < 0x80), len(run))
    run = run[:end]
    # Chinese takes three bytes; two-byte characters come out of gbk by chance.
    looks_utf8 = 6 * sum(1 for character in run.decode("utf-8", "ignore") if character >= "\u0800") >= len(run)
    foreign = None if looks_utf8 or len(run) < 4 else _strictly(run, _GB)
    if foreign is None:
        return "", error.end
    return foreign, error.start + len(run)


_MEND = "syndicator.mend"
codecs.register_error(_MEND, _mend)


def _clean(text: str) -> str:
    for bad in ("\ufffd", "\ufffe", "\uffff"):
        text = text.replace(bad, "")
    return text
