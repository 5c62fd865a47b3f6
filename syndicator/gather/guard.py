"""Which addresses and URLs may be asked at all. Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from syndicator.errors import Refused

# Longer ones are mistakes or attacks; common servers stop at 8 KB as well.
LONGEST_URL = 4_096
# Ranges that carry an IPv4 address inside: NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")


def address_allowed(address: str) -> bool:
    """Is this a public unicast address? False for private, loopback, link-local, CGNAT, metadata, multicast."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and (ip in NAT64 or ip in COMPATIBLE):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return address_allowed(str(inner))
    return ip.is_global and not ip.is_multicast


def require_url(url: str) -> str:
    """The host of a URL that may be asked. Raises Refused for other schemes, credentials, no host, absurd length."""
    if len(url) > LONGEST_URL:
        raise Refused(f"{url[:80]}…:网址长达 {len(url)} 个字符,不予抓取")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Refused(f"{url}:网址不成立({error})") from error
    if parts.scheme not in ("http", "https"):
        raise Refused(f"{url}:只抓取 http 和 https 网址")
    if not host:
        raise Refused(f"{url}:网址里没有主机名")
    if parts.username is not None or parts.password is not None:
        raise Refused(f"{host}:网址里不能带用户名和密码")
    return host


def literal(host: str) -> str | None:
    """The address that a host name spells, if it is one; also in the old forms (0x7f.1, 2130706433, 0177.0.0.1)."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return _old_form(host)


def _old_form(host: str) -> str | None:
    parts = host.rstrip(".").split(".")
    if not 1 <= len(parts) <= 4:
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *leading, last = numbers
    if any(number > 255 for number in leading) or last >= 256 ** (4 - len(leading)):
        return None
    value = last + sum(number << (8 * (3 - index)) for index, number in enumerate(leading))
    return str(ipaddress.IPv4Address(value))


def _number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    if not text.isdecimal():
        raise ValueError(text)
    return int(text, 8) if text.startswith("0") and len(text) > 1 else int(text)
