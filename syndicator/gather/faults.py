"""What went wrong on the wire, in words that an admin can act on. Pure."""

from __future__ import annotations

import errno
import socket
import ssl

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

# All that a hostile or broken server can make aiohttp raise. ValueError: headers or URLs that cannot be sent.
WIRE = (aiohttp.ClientError, HttpProcessingError, OSError, EOFError, ValueError)
# Of these, what a cable pulled out of our own machine looks like as well (those of TLS are ruled out by `unreached`).
_UNCONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

# OpenSSL's X509_V_ERR codes.
_CERTIFICATE = {
    9: "证书尚未生效,请核对本机时间",
    10: "证书已过期",
    18: "证书是自签名的",
    19: "证书是自签名的",
    20: "证书缺少中间环节,或本机缺少根证书(ca-certificates)",
    21: "证书缺少中间环节,或本机缺少根证书(ca-certificates)",
    23: "证书已被吊销",
    62: "证书不符,它是发给别的域名的",
    64: "证书不符,它是发给别的地址的",
}
_CURE = "。请对方修好证书,或改用对方的 http 网址"

_UNREACHED = {
    errno.ECONNREFUSED: "端口没有开放",
    errno.ECONNRESET: "连接被对方断开",
    errno.EHOSTUNREACH: "找不到通路",
    errno.ENETUNREACH: "本机的网络不通",
    errno.ETIMEDOUT: "没有回音",
    errno.EMFILE: "本机打开的文件太多,请调高 ulimit -n",
}

_MEANING = {
    401: "(需要登录)",
    403: "(禁止访问)",
    404: "(页面不存在)",
    405: "(不允许读取)",
    406: "(没有可用的格式)",
    410: "(已永久删除)",
    412: "(对方的防护系统要求浏览器验证)",
    418: "(被对方的防护系统拦截)",
    429: "(请求过于频繁)",
    451: "(因法律原因不可用)",
    500: "(服务器内部错误)",
    502: "(网关错误)",
    503: "(暂停服务)",
    504: "(网关超时)",
    521: "(对方的防护系统要求浏览器验证)",
}
LONGEST_DETAIL = 200


def unreached(error: Exception) -> bool:
    """Whether no connection was made at all: the fault may be on our side."""
    return isinstance(error, _UNCONNECTED) and not isinstance(
        error, aiohttp.ClientConnectorSSLError | aiohttp.ClientConnectorCertificateError
    )


def meaning(status: int) -> str:
    """What a status says to an admin, in brackets; empty for rare ones."""
    return _MEANING.get(status, "")


def cause(error: Exception, seconds: float) -> str:
    """One sentence about what stopped a request that may take `seconds`."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _certificate(error.certificate_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error)
    if isinstance(error, aiohttp.ClientConnectorSSLError | ssl.SSLError):
        return f"加密连接没有谈成({_detail(error)})"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        busy = error.os_error.errno == socket.EAI_AGAIN
        return f"域名 {error.host} 无法解析" + ("(域名服务器没有应答)" if busy else "(没有这个域名)")
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return "对方的服务器连接不上(没有回音)"
    if isinstance(error, TimeoutError):
        return f"{seconds:g} 秒内没有应答"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"对方的服务器连接不上({_UNREACHED.get(error.os_error.errno or 0) or _detail(error.os_error)})"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "内容没有传完,连接就断了,或传来的格式不对"
    if isinstance(error, aiohttp.ClientResponseError | HttpProcessingError):
        return f"应答不合 HTTP 规范({_detail(error)})"
    if isinstance(error, aiohttp.ServerDisconnectedError | OSError):
        return "连接中途断开"
    return f"应答不合 HTTP 规范({_detail(error)})"


def _certificate(error: Exception) -> str:
    said = _CERTIFICATE.get(getattr(error, "verify_code", 0))
    return (said or f"证书不可信({_detail(error)})") + _CURE


def _detail(error: Exception) -> str:
    words = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    said = "".join(filter(str.isprintable, words.partition("\n")[0][:LONGEST_DETAIL]))
    return f"{type(error).__name__} {said}".strip()
