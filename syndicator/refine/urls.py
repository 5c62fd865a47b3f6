"""URLs: made absolute, and in the one form by which a page is recognised."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

# Longer ones are data in disguise; browsers and servers stop far below.
MAX_URL = 2_000
# An item's addresses are looked at several times, on several of its stations.
REMEMBERED = 4_096

_BLANKS = re.compile(r"[\x00-\x20\x7f\u3000\u200b\ufeff]+")
_UNWRITABLE = re.compile('[\x00-\x20\x7f-\x9f\ud800-\udfff<>"`{}|\\\\^]')
# The addresses that nearly all are, taken apart without urlsplit: its care costs more than all the rest.
_PLAIN = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::(?:80|443)(?![0-9])|(:[1-9][0-9]{0,3})|)(/[A-Za-z0-9/_.~-]*+)?"
)
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/_.~-]*")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
# What the three below begin with: almost no path has any of it.
_SPECIAL = re.compile(r";|amp|/index\.|/default\.", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?:/amp/?$|\.amp(?=\.html?$)|^/amp(?=/))", re.IGNORECASE)
# TRS WCM, the system of most prefecture papers and governments: the tail is the article's own number, and the
# hosts and columns before it are so many doors to the same page. Short serials are not unique within a domain.
_TRS_TAIL = re.compile(r"/(?:\d{6}/)?(t20\d{6}_\d{6,})(?:_wap)?\.(?:s?html?)$", re.IGNORECASE)
_TWIN_HOST = re.compile(r"^(?:www|m|wap|3g|mobile|touch|amp|h5|app|news)\.(?=[^.]+\.[^.])", re.IGNORECASE)
_WWW = re.compile(r"^www\d?\.(?=[^.]+\.)")
_POCKET_HOST = re.compile(r"^(?:m|wap|3g|mobile|touch|amp)\.(?=[^.]+\.[^.])")
# An article's address has a number in it; a mobile home page is not the twin of the desktop's.
_NUMBERED = re.compile(r"\d{5,}|\d{4}/\d{2}")
_ROUTE = re.compile(r"^!?/.")

_TRACKING_NAMES = """
    spm scm from fromapp isappinstalled nsukey tdsourcetag mpshare scene srcid sharer_sharetime sharer_shareid
    sharer_sharetime_first share_token share_source share_medium share_plat share_tag share_from share_to sharefrom
    shareto sessionid session_id phpsessid jsessionid _t _r rnd random timestamp fbclid gclid dclid msclkid yclid
    igshid mc_cid mc_eid _hsenc _hsmi ref_src vd_source weibo_id wfr bsh_bid bdvid chksm pass_ticket exportkey
    abtest_cookie acctmode devicetype lang_from wx_header wxshare ascene clicktime enterid subscene sessionkey
    cmpid ncid amp outputtype"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_PREFIXES = ("utm_", "hmsr", "hmpl", "hmcu", "hmkw", "hmci", "pk_", "mtm_", "at_custom", "share_")
# A WeChat article is these four; the rest of its long query is about who shared it.
_WECHAT = ("__biz", "mid", "idx", "sn")
# Legacy spellings of characters a server treats alike (RFC 3986, 6.2.2).
_SAFE_PATH = "/:@!$&'()*+,;=~-._"


def absolute(base: str | None, href: str) -> str | None:
    """`href` joined to `base`, as a URL that can be sent and written anywhere; None when it is no web address."""
    href = href.strip().replace("\\", "/") if "\\" in href else href.strip()
    if not href or len(href) > MAX_URL:
        return None
    try:
        joined = urljoin(base, href) if base else href
        parts = urlsplit(joined)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        _ = parts.port  # raises when it is none
    except ValueError:
        return None
    clean = _UNWRITABLE.sub(_escaped, joined)
    return clean if len(clean) <= MAX_URL and clean[:4].lower() == "http" else None


@lru_cache(maxsize=REMEMBERED)
def canonical(url: str) -> str:
    """The form of `url` that is equal for all addresses of one page: for comparison, not for fetching.

    What is no web URL comes back without white space. Idempotent.
    """
    if (plain := _PLAIN.fullmatch(url)) and len(url) <= MAX_URL:
        return _canonical(plain[1], _path(plain[3] or ""), plain[2] or "")
    text = _BLANKS.sub("", url)[:MAX_URL]
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return text
    if parts.scheme not in ("http", "https") or not host:
        return text
    fragment = parts.fragment if _ROUTE.match(parts.fragment) else ""
    return _canonical(host, _path(parts.path), "" if port in (None, 80, 443) else f":{port}", parts.query, fragment)


@lru_cache(maxsize=REMEMBERED)
def is_article(url: str) -> bool:
    """Whether a canonical URL can be that of one article: not a site's root or a plain column page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if parts.query or parts.fragment:
        return True
    last = parts.path.rstrip("/").rpartition("/")[2]
    return any(character.isdigit() for character in parts.path) or "." in last or "-" in last or len(last) > 16


def _canonical(host: str, path: str, port: str = "", query: str = "", fragment: str = "") -> str:
    if tail := _TRS_TAIL.search(path):
        return f"https://{_bare(host, _TWIN_HOST)}/{tail[1].lower()}.html"
    host = f"[{host}]" if ":" in host else _bare(host, _WWW)
    if _NUMBERED.search(path) or _NUMBERED.search(query):
        host = _bare(host, _POCKET_HOST)
    if not query and not fragment:
        return f"https://{host}{port}{path}"
    return urlunsplit(("https", f"{host}{port}", path, _query(query, host), fragment))


def _bare(host: str, prefix: re.Pattern[str]) -> str:
    while (stripped := prefix.sub("", host)) != host:
        host = stripped
    return host


def _path(path: str) -> str:
    if not _PLAIN_PATH.fullmatch(path):
        path = quote(unquote(path, errors="surrogateescape"), safe=_SAFE_PATH, errors="surrogateescape")
    if not _SPECIAL.search(path):
        return path.rstrip("/") or "/"
    for _ in range(len(path)):  # each turn shortens it; the end is where nothing changes
        shorter = _AMP_PATH.sub("", _INDEX.sub("/", _SESSION.sub("", path))).rstrip("/")
        if shorter == path:
            break
        path = shorter
    return path or "/"


def _query(query: str, host: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape", max_num_fields=None)
    if host == "mp.weixin.qq.com" and any(name == "sn" for name, _ in pairs):
        kept = [(name, value) for name, value in pairs if name in _WECHAT]
    else:
        kept = [(name, value) for name, value in pairs if not _tracks(name.lower())]
    return urlencode(sorted(set(kept)), errors="surrogateescape")


def _tracks(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _escaped(match: re.Match[str]) -> str:
    return quote(match[0].encode("utf-8", "replace")) if match[0] > " " else "%20" if match[0] == " " else ""
