"""Who stands behind a copy of a story: copies on several channels of one house are one voice. Pure."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from tldextract import TLDExtract

# Everybody publishes there: the host says nothing of who does.
SHARED_HOSTS = frozenset({"mp.weixin.qq.com", "weixin.qq.com", "weibo.com", "toutiao.com", "baijiahao.baidu.com"})
# The list of public suffixes that the package brings: no network, no cache on disk.
_SUFFIXES = TLDExtract(suffix_list_urls=(), cache_dir=None)


def publisher(source: str, url: str | None) -> str:
    """The registrable domain of a copy's URL; the source's id where there is none, or the host is everybody's."""
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        host = ""
    if not host or host in SHARED_HOSTS:
        return source
    return _domain(host) or source


@lru_cache(maxsize=4_096)
def _domain(host: str) -> str:
    return _SUFFIXES(host).top_domain_under_public_suffix
