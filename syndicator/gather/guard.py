"""Which addresses and URLs may be asked at all. Pure."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from yarl import URL

from syndicator.errors import Refused

# Longer ones are mistakes or attacks; common servers stop at 8 KB as well.
LONGEST_URL = 4_096
# Sources are asked again and again by the same URL.
REMEMBERED_URLS = 4_096

# All unicast addresses handed out so far (RFC 4291, 2.4); what lies outside is local, reserved or a disguise.
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# NAT64 carries an IPv4 address in its last 32 bits (RFC 6052). Mapped and 6to4 addresses do likewise.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Teredo (RFC 4380) is dead; it wraps addresses behind other people's NATs.
TEREDO = ipaddress.IPv6Network("2001::/32")
# Answers with secrets inside a cloud although it looks public: Azure's platform address.
METADATA = frozenset({"168.63.129.16"})

# Ports of other protocols, which a URL could make us talk nonsense to (Fetch Standard, "bad port").
BAD_PORTS = frozenset(
    {0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104}
    | {109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515}
    | {526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049}
    | {3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)

# Everything that RFC 3986 lets stand in a path or query, the percent sign included: it is the source's own spelling.
_STANDING = "!#$%&'()*+,/:;=?@[]~"
_PLAIN = re.compile(r"[!#$%&'()*+,/:;=?@\[\]~\w.-]*", re.ASCII)


def address_allowed(address: str) -> bool:
    """Is this a public unicast address? False for private, loopback, link-local, CGNAT, metadata, multicast."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and str(ip) not in METADATA
    inner = ip.ipv4_mapped or ip.sixtofour
    if inner is None and ip in NAT64:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return address_allowed(str(inner))
    return ip in GLOBAL_UNICAST and ip not in TEREDO and ip.is_global


@lru_cache(maxsize=REMEMBERED_URLS)
def require_url(url: str) -> URL:
    """The URL as it goes over the wire: host in ASCII, path and query spelled as given, unsafe characters escaped.

    The host returned is the one that is dialled, so no spelling can make a guard look at another. Raises Refused for
    other schemes, credentials, no host, other protocols' ports, absurd length.
    """
    if len(url) > LONGEST_URL:
        raise Refused(f"{url[:80]}…:网址长达 {len(url)} 个字符,不予抓取")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if parts.scheme not in ("http", "https"):
            raise Refused(f"{url}:只抓取 http 和 https 网址")
        if not host:
            raise Refused(f"{url}:网址里没有主机名")
        if parts.username is not None or parts.password is not None:
            raise Refused(f"{host}:网址里不能带用户名和密码")
        if port in BAD_PORTS:
            raise Refused(f"{url}:{port} 是别种服务的端口,不予抓取")
        server = str(URL.build(scheme=parts.scheme, host=host, port=port)).rstrip("/")
        query = f"?{_escaped(parts.query)}" if parts.query else ""
        wire = URL(f"{server}{_escaped(parts.path) or '/'}{query}", encoded=True)
        if not wire.raw_host:
            raise Refused(f"{url}:网址里没有主机名")
    except ValueError as error:
        raise Refused(f"{url}:网址不成立({error})") from error
    return wire


def same_server(one: URL, other: URL) -> bool:
    """Do both lead to the same host and port? Port 80 and 443 of a host count as one: http that moved to https."""
    if one.raw_host != other.raw_host:
        return False
    return one.port == other.port or {one.port, other.port} == {80, 443}


def _escaped(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quote(text, safe=_STANDING, errors="surrogateescape")
